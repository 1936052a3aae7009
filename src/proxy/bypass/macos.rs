//! The rule of the network settings of macOS, as far as it is public: names with `*` that fit the
//! whole host, addresses, and ranges that may leave out trailing zeros (`169.254/16`, which the
//! system itself writes). Source: the defaults that `scutil --proxy` shows and Apple's
//! `kSCPropNetProxiesExceptionsList`; its exact comparison is not published.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::address::{Host, Target};

use super::glob;

/// What an entry covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The switch for names without a dot.
    SimpleNames,
    Pattern(String),
    Network(IpNet),
}

impl Rule {
    pub(super) fn covers(&self, target: &Target) -> bool {
        match (self, &target.host) {
            (Self::SimpleNames, Host::Name(name)) => !name.as_str().contains('.'),
            (Self::Network(network), Host::Ip(ip)) => network.contains(ip),
            (Self::Pattern(pattern), host) => glob::fits(pattern, &host.to_string()),
            (Self::SimpleNames, Host::Ip(_)) | (Self::Network(_), Host::Name(_)) => false,
        }
    }
}

/// Reads one entry, or says why it covers nothing.
pub(super) fn read(text: &str) -> Result<Rule, String> {
    if let Some(network) = network(text) {
        return Ok(Rule::Network(network));
    }
    if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        return Ok(Rule::Network(ip.into()));
    }
    let host = text.trim_end_matches('.');
    if host.is_empty() || host.starts_with('.') {
        return Err("no host begins with a dot; `*.` is what macOS understands".into());
    }
    match host.chars().find(|c| !c.is_ascii_alphanumeric() && !"*.-_".contains(*c)) {
        Some(odd) => Err(format!("no host contains `{}`", odd.escape_default())),
        None => Ok(Rule::Pattern(host.to_owned())),
    }
}

fn network(text: &str) -> Option<IpNet> {
    if let Ok(network) = text.parse() {
        return Some(network);
    }
    let (address, bits) = text.split_once('/')?;
    let mut octets = [0; 4];
    let mut parts = address.split('.');
    for (octet, part) in octets.iter_mut().zip(parts.by_ref()) {
        *octet = part.parse().ok()?;
    }
    let network = Ipv4Net::new(Ipv4Addr::from(octets), bits.parse().ok()?).ok()?;
    parts.next().is_none().then_some(IpNet::V4(network))
}

#[cfg(test)]
mod tests {
    use super::super::Bypass;

    #[test]
    fn the_defaults_of_the_system_are_read() {
        let list = Bypass::macos(["*.local", "169.254/16", "intranet.test"], true);
        for inside in ["printer.local", "169.254.7.8", "intranet.test", "intranet"] {
            assert!(list.covers(&inside.parse().unwrap()).is_some(), "{inside}");
        }
        for outside in ["a.intranet.test", "169.253.7.8", "local.test"] {
            assert!(list.covers(&outside.parse().unwrap()).is_none(), "{outside}");
        }
        let odd = Bypass::macos([".corp.test", "a/b", "1.2.3.4.5/8"], false);
        assert!(odd.entries().iter().all(|entry| entry.never().is_some()), "{odd:?}");
    }
}
