//! dnsmasq: the domains of `address`, `server`, `ipset` and `nftset`.
//!
//! <https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html>; run as 2.90.

use crate::allowlist::expression::union;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// The value of one kind of line: `/domain/domain/what`.
pub struct Line {
    id: &'static str,
    /// True where a star at the beginning counts.
    star: bool,
}

/// `address`, `server` and `local`.
pub const ADDRESS: Line = Line { id: "dnsmasq.address", star: true };
/// `ipset`.
pub const IPSET: Line = Line { id: "dnsmasq.ipset", star: false };
/// `nftset`.
pub const NFTSET: Line = Line { id: "dnsmasq.nftset", star: false };

impl Dialect for Line {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let Some(inner) = text.trim().strip_prefix('/') else {
            return Err(Rejected::because("names no domain: write `/example.com/...`"));
        };
        let domains = inner.rsplit_once('/').map_or(inner, |(domains, _)| domains);
        let mut sets = Vec::new();
        let mut dead = None;
        for domain in domains.split('/') {
            match self.domain(domain) {
                Ok(set) => sets.push(set),
                Err(why) => dead = Some(why),
            }
        }
        let meaning = match (sets.is_empty(), dead) {
            (true, Some(why)) => Meaning::nothing(why),
            _ => match union(sets) {
                Ok(set) => Meaning::of(set),
                Err(why) => Meaning::unknown(why.to_string()),
            },
        };
        Ok(Meaning { confidence: Confidence::Measured, ..meaning })
    }
}

impl Line {
    /// The names of one domain; why there are none, where there are none.
    fn domain(&self, text: &str) -> Result<HostSet, &'static str> {
        let lower = text.trim().to_ascii_lowercase();
        let name = lower.strip_suffix('.').unwrap_or(&lower);
        if name == "#" {
            return Ok(HostSet::Everything);
        }
        if name.is_empty() {
            return Err("names no domain, which dnsmasq keeps for names without a dot");
        }
        let dotted = name.starts_with('.');
        let name = name.trim_start_matches('.');
        let Some(rest) = name.strip_prefix('*') else {
            return if name.contains('*') {
                Err("has a star that is not its first character, which dnsmasq takes for a letter")
            } else {
                Ok(HostSet::subtree(name))
            };
        };
        if dotted {
            return Err("has a star behind a dot, which dnsmasq takes for a letter");
        }
        if !self.star {
            return Err("has a star, with which the set stays empty: write the name alone, which \
                        has all below");
        }
        if rest.contains('*') {
            return Err("has a second star, which dnsmasq takes for a letter");
        }
        Ok(match rest.strip_prefix('.') {
            Some(name) if !name.is_empty() => HostSet::below(name),
            _ => HostSet::EndsWith(rest.into()),
        })
    }
}
