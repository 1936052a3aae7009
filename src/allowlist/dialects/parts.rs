//! The parts of an entry: a name, a URL without its scheme, a path.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::allowlist::{Meaning, PathRule, Ports, Rejected, Unseen};
use crate::hostset::{HostSet, Regular};

/// An entry cut where a URL is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// The scheme; none when none is written.
    pub(super) scheme: Option<&'a str>,
    /// The host, with its wildcards.
    pub(super) host: &'a str,
    /// The port as written.
    pub(super) port: Option<&'a str>,
    /// The path with its query, from the slash or the question mark on.
    pub(super) path: &'a str,
}

/// Cuts an entry.
pub(super) fn cut(text: &str) -> Parts<'_> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            (Some(scheme), rest)
        }
        _ => (None, text),
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        // An address of version 6 has more colons, and brackets where a port follows.
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    Parts { scheme, host, port, path }
}

/// A host name as it is compared: lower-case, in ASCII, without a trailing dot.
///
/// # Errors
/// When it is none.
pub(super) fn name(text: &str) -> Result<String, Rejected> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let name = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        idna::domain_to_ascii(text)
            .map_err(|_| Rejected::because("is no name that can be written in ASCII (IDNA)"))?
    };
    if name.is_empty() {
        return Err(Rejected::because("has no host name"));
    }
    if name.len() > 253 {
        return Err(Rejected::because("is longer than 253 characters, which no host name is"));
    }
    for label in name.split('.') {
        if label.is_empty() {
            return Err(Rejected::because("has an empty label: a dot too many"));
        }
        if label.len() > 63 {
            return Err(Rejected::because("has a label of more than 63 characters"));
        }
    }
    match name.chars().find(|char| !(char.is_ascii_alphanumeric() || "-_.".contains(*char))) {
        Some(char) => Err(Rejected::because(format!("has {char:?}, which no host name has"))),
        None => Ok(name),
    }
}

/// A name itself, or the address that is written.
pub(super) fn itself(name: &str) -> HostSet {
    match name.parse::<IpAddr>() {
        Ok(ip) => HostSet::Network(IpNet::from(ip)),
        Err(_) => HostSet::exact(name),
    }
}

/// An address or a range of addresses; none for any other text.
pub(super) fn network(text: &str) -> Option<HostSet> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let ip = bare.parse::<IpAddr>().map(IpNet::from).ok();
    ip.or_else(|| text.parse::<IpNet>().ok().map(|net| net.trunc())).map(HostSet::Network)
}

/// Every address, of either version.
pub(super) fn every_address() -> Vec<HostSet> {
    vec![HostSet::Network(Ipv4Net::default().into()), HostSet::Network(Ipv6Net::default().into())]
}

/// The port of an entry.
///
/// # Errors
/// When it is no port.
pub(super) fn port(text: &str) -> Result<Ports, Rejected> {
    match text.parse::<u16>() {
        Ok(port) if port > 0 => Ok(Ports::one(port)),
        _ => Err(Rejected::because(format!("has the port {text:?}; a port is 1 to 65535"))),
    }
}

/// A meaning with a condition on the path, which is compared without case.
pub(super) fn with_path(mut meaning: Meaning, source: &str, unseen: Unseen) -> Meaning {
    match Regular::new(format!("(?is){source}")) {
        Ok(paths) => {
            meaning.path = Some(PathRule { paths, unseen });
            meaning
        }
        Err(error) => Meaning::unknown(error.to_string()),
    }
}

/// An expression for every text that begins so.
pub(super) fn begins(text: &str) -> String {
    format!("{}.*", regex_syntax::escape(text))
}

/// An expression for a path and everything below it, at the border of a segment.
pub(super) fn at_or_below(path: &str) -> String {
    match path.strip_suffix('/') {
        Some(parent) => format!("{}/.*", regex_syntax::escape(parent)),
        None => format!("{}(?:[/?].*)?", regex_syntax::escape(path)),
    }
}
