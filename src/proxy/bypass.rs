//! Which targets go around the proxy: the `NO_PROXY` list.
//!
//! Programs disagree about this list. The rule here, for every entry:
//! a name covers itself and everything below it, with or without a leading `.` or `*.`;
//! an address or a range covers the addresses in it, never a name; `:port` narrows an entry to a
//! port; `*` alone covers everything. Case and a trailing dot do not matter. Loopback is not
//! special: it is bypassed when it is listed.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::address::{Host, HostName, Target};

/// A list of targets that are reached without the proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bypass {
    entries: Vec<BypassEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct BypassEntry {
    text: String,
    host: Covered,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Covered {
    All,
    Domain(HostName),
    Network(IpNet),
}

/// An entry that cannot be read. Guessing would send traffic the wrong way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}` is no name, address, range (10.0.0.0/8) or `*`, optionally with :port")]
pub struct BypassError {
    entry: String,
}

impl Bypass {
    /// Reads a list separated by commas or white space.
    ///
    /// # Errors
    /// On the first entry that cannot be read.
    pub fn parse(text: &str) -> Result<Self, BypassError> {
        text.split(|c: char| c == ',' || c.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .map(|entry| parse_entry(entry).ok_or_else(|| BypassError { entry: entry.to_owned() }))
            .collect::<Result<_, _>>()
            .map(|entries| Self { entries })
    }

    /// The first entry that covers the target, as written.
    #[must_use]
    pub fn covers(&self, target: &Target) -> Option<&str> {
        self.entries.iter().find(|entry| entry.covers(target)).map(|entry| entry.text.as_str())
    }
}

impl BypassEntry {
    fn covers(&self, target: &Target) -> bool {
        let host = match (&self.host, &target.host) {
            (Covered::All, _) => true,
            (Covered::Domain(domain), Host::Name(name)) => name == domain || name.is_below(domain),
            (Covered::Network(network), Host::Ip(ip)) => network.contains(ip),
            (Covered::Domain(_), Host::Ip(_)) | (Covered::Network(_), Host::Name(_)) => false,
        };
        host && self.port.is_none_or(|port| port == target.port)
    }
}

fn parse_entry(text: &str) -> Option<BypassEntry> {
    let entry = |host, port| Some(BypassEntry { text: text.to_owned(), host, port });
    if let Ok(network) = text.parse::<IpNet>() {
        return entry(Covered::Network(network), None);
    }
    if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return entry(Covered::Network(ip.into()), None);
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
        None => (text, None),
    };
    if host == "*" {
        return entry(Covered::All, port);
    }
    if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return entry(Covered::Network(ip.into()), port);
    }
    let name = host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
    entry(Covered::Domain(name.parse().ok()?), port)
}

impl fmt::Display for Bypass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: Vec<&str> = self.entries.iter().map(|entry| entry.text.as_str()).collect();
        f.pad(&entries.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(list: &str, target: &str) -> bool {
        Bypass::parse(list).unwrap().covers(&target.parse().unwrap()).is_some()
    }

    #[test]
    fn a_name_covers_itself_and_below() {
        for list in ["corp.test", ".corp.test", "*.corp.test", "a.x, CORP.test."] {
            assert!(covered(list, "corp.test") && covered(list, "a.b.corp.test"), "{list}");
            assert!(!covered(list, "notcorp.test"), "{list}");
        }
    }

    #[test]
    fn ports_addresses_and_ranges() {
        assert!(covered("corp.test:8443", "corp.test:8443"));
        assert!(!covered("corp.test:8443", "corp.test:443"));
        assert!(covered("10.0.0.0/8", "10.1.2.3") && !covered("10.0.0.0/8", "corp.test"));
        assert!(covered("::1", "[::1]:443") && covered("[::1]:443", "[::1]:443"));
        assert!(covered("*", "anything.test"));
        assert!(!covered("localhost", "127.0.0.1"));
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for list in ["corp..test", "a b.c:99999", "10.0.0.0/99", "*x*"] {
            assert!(Bypass::parse(list).is_err(), "{list}");
        }
    }
}
