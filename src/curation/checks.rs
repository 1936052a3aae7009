//! The questions that a linter asks about one endpoint.

use std::collections::BTreeMap;

use crate::address::{Host, HostPattern, PortSpec, Scheme};
use crate::catalogue::{Endpoint, Role};

use super::coverage::covers;

/// Registrable domains and how many entries of the catalogue are in each.
pub(super) type Domains = BTreeMap<String, usize>;

/// Entries that a domain has when it counts as spelt right.
const WELL_KNOWN: usize = 5;

/// The domains of all entries.
pub(super) fn domains<'a>(roles: impl Iterator<Item = &'a Role>) -> Domains {
    let mut domains = Domains::new();
    for endpoint in roles.flat_map(|role| &role.endpoints) {
        if let Some(domain) = domain(&endpoint.pattern.host) {
            *domains.entry(domain).or_default() += 1;
        }
    }
    domains
}

/// The fixed end of a pattern's names, as text.
fn fixed_end(host: &HostPattern) -> Option<String> {
    match host {
        HostPattern::Exact(Host::Name(name))
        | HostPattern::Below(name)
        | HostPattern::Domain(name) => Some(name.to_string()),
        HostPattern::EndsWith(text) => Some(text.clone()),
        HostPattern::Glob(text) | HostPattern::Template(text) => {
            let end = text.rsplit(['*', '>', '}']).next()?;
            let end = end.split_once('.')?.1;
            end.contains('.').then(|| end.to_ascii_lowercase())
        }
        HostPattern::Exact(Host::Ip(_)) | HostPattern::Network(_) => None,
    }
}

/// Two labels above the top: what somebody registered, whatever suffixes are public.
fn domain(host: &HostPattern) -> Option<String> {
    let end = fixed_end(host)?;
    let labels: Vec<&str> = end.rsplit('.').take(2).collect();
    (labels.len() == 2).then(|| format!("{}.{}", labels[1], labels[0]))
}

/// An earlier row with the same entry and a common port.
pub(super) fn repeated(endpoints: &[Endpoint], at: usize) -> Option<String> {
    let own = &endpoints[at];
    let same = |other: &&Endpoint| {
        other.pattern.text.eq_ignore_ascii_case(&own.pattern.text)
            && other.protocol == own.protocol
            && other.cloud == own.cloud
            && other.ports.iter().any(|port| own.ports.contains(port))
    };
    let first = endpoints[..at].iter().find(same)?;
    Some(format!("`{}` stands on line {} already", own.pattern, first.line))
}

/// Another row of the role that makes this one needless.
pub(super) fn covered(endpoints: &[Endpoint], at: usize) -> Option<String> {
    let own = &endpoints[at];
    let wide = endpoints.iter().find(|other| covers(other, own))?;
    Some(format!("`{}` is covered by `{}` on line {}", own.pattern, wide.pattern, wide.line))
}

/// Patterns that are read without complaint and yet can mean nothing useful.
pub(super) fn impossible(endpoint: &Endpoint) -> Option<String> {
    let pattern = &endpoint.pattern;
    let only = |port| endpoint.ports == [PortSpec::One(port)] && pattern.port.is_none();
    match pattern.scheme {
        Some(Scheme::Http) if only(443) => {
            return Some(format!("`{pattern}` is http, and its only port is 443"));
        }
        Some(Scheme::Https) if only(80) => {
            return Some(format!("`{pattern}` is https, and its only port is 80"));
        }
        _ => {}
    }
    if let Some(port) = pattern.port
        && !endpoint.ports.contains(&port)
    {
        return Some(format!("`{pattern}` names port {port}, which is not among its ports"));
    }
    match &pattern.host {
        HostPattern::Below(name) | HostPattern::Domain(name) if name.labels().count() == 1 => {
            Some(format!("`{pattern}` stands for a whole top-level domain"))
        }
        HostPattern::EndsWith(text) if !text.contains('.') => {
            Some(format!("`{pattern}` stands for a whole top-level domain"))
        }
        HostPattern::Exact(Host::Name(name)) if name.labels().count() == 1 => {
            Some(format!("`{pattern}` has one label: no name on the internet"))
        }
        host => {
            let end = fixed_end(host)?;
            let known = psl::suffix(end.as_bytes()).is_some_and(|suffix| suffix.is_known());
            let last = end.rsplit('.').next().unwrap_or_default();
            (!known).then(|| format!("`{pattern}`: there is no top-level domain `{last}`"))
        }
    }
}

/// A rare domain that is one slip away from a well-known one, and not itself among those that the
/// built-in lists name.
pub(super) fn misspelt(
    endpoint: &Endpoint,
    domains: &Domains,
    builtin: &Domains,
) -> Option<String> {
    let own = domain(&endpoint.pattern.host)?;
    if builtin.contains_key(&own) {
        return None;
    }
    let count = domains.get(&own).copied().unwrap_or(0);
    if count >= WELL_KNOWN {
        return None;
    }
    let meant = domains
        .iter()
        .find(|(other, many)| **many >= WELL_KNOWN && **many >= count * 4 && one_slip(&own, other));
    meant.map(|(meant, _)| format!("`{}`: `{own}` is probably `{meant}`", endpoint.pattern))
}

/// True when a letter was changed, put in, left out or swapped with the next one, in a word of some
/// length: short names are near to each other by chance.
fn one_slip(typed: &str, meant: &str) -> bool {
    let (name, top) = typed.split_once('.').unwrap_or((typed, ""));
    let (other, other_top) = meant.split_once('.').unwrap_or((meant, ""));
    if name.len() < 6 || typed == meant {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = if top == other_top {
        (name.chars().collect(), other.chars().collect())
    } else if name == other {
        // `windows.net` and `windows.com` are both real.
        return top.len() != other_top.len() && slip(&letters(top), &letters(other_top));
    } else {
        return false;
    };
    slip(&a, &b)
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn slip(a: &[char], b: &[char]) -> bool {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    match (a.len(), b.len()) {
        (0, 1) | (1, 0) => true,
        (m, n) if m == n && m > 0 => {
            a[1..] == b[1..] || m > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]
        }
        (m, n) if m + 1 == n => a == &b[1..],
        (m, n) if m == n + 1 => &a[1..] == b,
        _ => false,
    }
}

/// An endpoint of which nobody can look up where it came from. A role's own source counts for all
/// its endpoints.
pub(super) fn without_source(role: &Role, endpoint: &Endpoint) -> Option<String> {
    let missing = endpoint.documented_in.is_empty() && role.documented_in.is_empty();
    missing.then(|| format!("`{}` has no source (documented_in)", endpoint.pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_the_finger_is_found_and_two_names_are_not_one() {
        for (typed, meant, expected) in [
            ("micorsoft.com", "microsoft.com", true),
            ("microsft.com", "microsoft.com", true),
            ("microsoftt.com", "microsoft.com", true),
            ("nicrosoft.com", "microsoft.com", true),
            ("microsoft.co", "microsoft.com", true),
            ("windows.net", "windows.com", false),
            ("microsoft.com", "microsoft.com", false),
            ("apple.com", "apply.com", false),
            ("office365.com", "office.com", false),
        ] {
            assert_eq!(one_slip(typed, meant), expected, "{typed} {meant}");
        }
    }
}
