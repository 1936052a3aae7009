//! Response policy zones that let listed names through and deny the rest with `* CNAME .`.
//!
//! <https://datatracker.ietf.org/doc/html/draft-vixie-dnsop-dns-rpz-00>; run with BIND 9.18,
//! Unbound 1.17.1 and the `PowerDNS` Recursor 4.8.8.

use crate::allowlist::expression::union;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected};
use crate::hostset::HostSet;

/// A whole zone in one line: the names that pass, with `/` or `+` between, then `passthru`, then
/// after a semicolon the rule for all others.
pub struct DefaultDeny {
    id: &'static str,
    /// True where `*` follows the rules of DNS wildcards, so that no name under a listed top-level
    /// domain falls to it.
    leaks: bool,
}

/// BIND.
pub const BIND: DefaultDeny = DefaultDeny { id: "bind.rpz_default_deny", leaks: true };
/// Unbound.
pub const UNBOUND: DefaultDeny = DefaultDeny { id: "unbound.rpz_default_deny", leaks: true };
/// The `PowerDNS` Recursor.
pub const POWERDNS: DefaultDeny = DefaultDeny { id: "powerdns.rpz_default_deny", leaks: false };

/// The names that an owner of a zone stands for: the name, or everything below it.
#[must_use]
pub fn owner(text: &str) -> Option<HostSet> {
    let lower = text.trim().to_ascii_lowercase();
    let lower = lower.strip_suffix('.').unwrap_or(&lower);
    if lower == "*" {
        return Some(HostSet::Everything);
    }
    let (set, name): (fn(&str) -> HostSet, &str) = match lower.strip_prefix("*.") {
        Some(name) => (HostSet::below, name),
        None => (HostSet::exact, lower),
    };
    (!name.is_empty() && !name.contains(['*', ' '])).then(|| set(name))
}

/// The last label of a name.
#[must_use]
pub fn top(name: &str) -> &str {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit('.').next().unwrap_or(name)
}

impl Dialect for DefaultDeny {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let zone = text.trim().strip_prefix("zone:").unwrap_or(text);
        let (listed, rest) = zone.split_once(';').unwrap_or((zone, ""));
        let listed = listed.trim().trim_end_matches("passthru").trim_end_matches("(pass)");
        let mut sets = Vec::new();
        for name in listed.split(['/', '+']).map(str::trim).filter(|name| !name.is_empty()) {
            let set = owner(name)
                .ok_or_else(|| Rejected::because(format!("is no owner of a zone: `{name}`")))?;
            sets.push(if self.leaks {
                HostSet::subtree(&top(name).to_ascii_lowercase())
            } else {
                set
            });
        }
        let denies = rest.contains("CNAME .");
        let meaning = if !denies {
            Meaning::of(HostSet::Everything)
        } else if sets.is_empty() {
            Meaning::nothing("lists no name")
        } else {
            match union(sets) {
                Ok(set) => Meaning::of(set),
                Err(why) => Meaning::unknown(why.to_string()),
            }
        };
        Ok(Meaning { confidence: Confidence::Measured, ..meaning })
    }
}
