//! Clearway's own rule, for every entry of a list:
//! a name covers itself and everything below it, with or without a leading `.` or `*.`;
//! an address or a range covers the addresses in it, never a name; `:port` narrows an entry to a
//! port; `*` alone covers everything. Case and a trailing dot do not matter. Loopback is not
//! special: it is bypassed when it is listed.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::address::{Host, HostName, Target};

/// What an entry covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    host: Covered,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Covered {
    All,
    Domain(HostName),
    Network(IpNet),
}

impl Rule {
    pub(super) fn covers(&self, target: &Target) -> bool {
        let host = match (&self.host, &target.host) {
            (Covered::All, _) => true,
            (Covered::Domain(domain), Host::Name(name)) => name == domain || name.is_below(domain),
            (Covered::Network(network), Host::Ip(ip)) => network.contains(ip),
            (Covered::Domain(_), Host::Ip(_)) | (Covered::Network(_), Host::Name(_)) => false,
        };
        host && self.port.is_none_or(|port| port == target.port)
    }
}

/// Reads one entry; none when it means nothing.
pub(super) fn read(text: &str) -> Option<Rule> {
    let rule = |host, port| Some(Rule { host, port });
    if let Ok(network) = text.parse::<IpNet>() {
        return rule(Covered::Network(network), None);
    }
    if let Some(ip) = address(text) {
        return rule(Covered::Network(ip.into()), None);
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
        None => (text, None),
    };
    if host == "*" {
        return rule(Covered::All, port);
    }
    if let Some(ip) = address(host) {
        return rule(Covered::Network(ip.into()), port);
    }
    let name = host.strip_prefix("*.").or_else(|| host.strip_prefix('.')).unwrap_or(host);
    rule(Covered::Domain(name.parse().ok()?), port)
}

fn address(text: &str) -> Option<IpAddr> {
    text.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::Bypass;

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
