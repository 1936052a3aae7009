//! Unbound: `local-zone` lines that refuse all but some zones.
//!
//! <https://nlnetlabs.nl/documentation/unbound/unbound.conf/>; run as 1.17.1.

use crate::allowlist::expression::union;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::{HostSet, contains};

/// One or more `local-zone` values; the name of the option may stand before each.
pub struct LocalZone;

/// Types under which a name is looked up as if there were no local zone.
const OPEN: &[&str] = &["transparent", "always_transparent", "typetransparent", "inform"];

impl Dialect for LocalZone {
    fn id(&self) -> &'static str {
        "unbound.local_zone"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let mut sets = Vec::new();
        let mut shut = Vec::new();
        let mut dead = None;
        for zone in text.split('+') {
            let zone = zone.trim();
            let zone = zone.strip_prefix("local-zone:").unwrap_or(zone).trim();
            let mut words = zone.split_whitespace();
            let (Some(name), Some(kind)) = (words.next(), words.next()) else {
                return Err(Rejected::because(
                    "is no zone with a type: write `\"x.\" transparent`",
                ));
            };
            let name = name.trim_matches('"').to_ascii_lowercase();
            let name = name.strip_suffix('.').unwrap_or(&name);
            if !OPEN.contains(&kind) {
                shut.push(HostSet::subtree(name));
                continue;
            }
            if name.contains('*') {
                dead = Some("has a star, which Unbound takes for a letter: write the name alone");
            } else if name.is_empty() {
                sets.push(HostSet::Everything);
            } else {
                sets.push(HostSet::subtree(name));
            }
        }
        // The most specific zone decides.
        let inside = |zone: &HostSet| sets.iter().any(|open| contains(open, zone) == Ok(true));
        let meaning = if shut.iter().any(inside) {
            Meaning::unknown("shuts a zone inside one that it opens, which is not followed")
        } else if sets.is_empty() {
            Meaning::nothing(dead.unwrap_or("opens no zone"))
        } else {
            union(sets).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
        };
        Ok(Meaning { confidence: Confidence::Measured, ..meaning })
    }
}
