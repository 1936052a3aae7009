//! What other programs make of a bypass list: small models, each of one version that was run or
//! read. They answer for a list alone; exceptions that a program makes without any list, such as
//! Go's for loopback, are left out.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::address::Target;

use super::windows;

/// A program, or a library that many programs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Client {
    /// `WinHTTP`, by the reference.
    WinHttp,
    /// curl and libcurl, as 7.88.1 behaves.
    Curl,
    /// Go's `net/http`, as 1.19 behaves.
    Go,
    /// Python's `urllib`, as 3.11 behaves.
    PythonUrllib,
    /// Python's `requests`, as 2.34 behaves.
    PythonRequests,
    /// .NET's `HttpClient` with environment variables, by its source.
    DotNet,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::WinHttp,
        Self::Curl,
        Self::Go,
        Self::PythonUrllib,
        Self::PythonRequests,
        Self::DotNet,
    ];

    /// Its name for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WinHttp => "WinHTTP",
            Self::Curl => "curl",
            Self::Go => "Go",
            Self::PythonUrllib => "Python urllib",
            Self::PythonRequests => "Python requests",
            Self::DotNet => ".NET",
        }
    }

    /// Whether it would reach the target without the proxy, were this its list.
    #[must_use]
    pub fn bypasses(self, list: &str, target: &Target) -> bool {
        match self {
            Self::WinHttp => winhttp(list, target),
            Self::Curl => curl(list, target),
            Self::Go => go(list, target),
            Self::PythonUrllib => urllib(list, target),
            Self::PythonRequests => requests(list, target),
            Self::DotNet => dotnet(list, target),
        }
    }
}

fn winhttp(list: &str, target: &Target) -> bool {
    windows::split(list).filter_map(|entry| windows::read(entry).ok()).any(|r| r.covers(target))
}

/// `lib/noproxy.c`: `*` only as the whole list; names with what is below them; no ports; an entry
/// for addresses is compared with addresses only.
fn curl(list: &str, target: &Target) -> bool {
    if list == "*" {
        return true;
    }
    let entries = list.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
    match ip_of(target) {
        Some(ip) => entries.into_iter().any(|entry| match entry.split_once('/') {
            // A length of 0 is compared as an address.
            Some((address, "0")) => address.parse() == Ok(ip),
            Some(_) => entry.parse::<IpNet>().is_ok_and(|network| network.contains(&ip)),
            None => entry.parse() == Ok(ip),
        }),
        None => entries.into_iter().any(|entry| {
            let entry = entry.strip_suffix('.').unwrap_or(entry);
            is_or_is_below(&host_of(target), entry.strip_prefix('.').unwrap_or(entry))
        }),
    }
}

/// `golang.org/x/net/http/httpproxy`: commas only; a leading `.` or `*.` leaves out the name
/// itself; ports, addresses and ranges are known.
fn go(list: &str, target: &Target) -> bool {
    let host = host_of(target);
    let entries = list.split(',').map(|entry| entry.trim().to_ascii_lowercase());
    entries.filter(|entry| !entry.is_empty()).any(|entry| {
        if entry == "*" {
            return true;
        }
        let ip = ip_of(target);
        if let Ok(network) = entry.parse::<IpNet>() {
            return ip.is_some_and(|ip| network.contains(&ip));
        }
        let (name, port) = go_split(&entry);
        if port.is_some_and(|port| port.parse() != Ok(target.port)) || name.is_empty() {
            return false;
        }
        if let Ok(own) = name.parse::<IpAddr>() {
            return ip == Some(own);
        }
        match name.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(name) {
            below if below.starts_with('.') => host.ends_with(below),
            name => is_or_is_below(&host, name),
        }
    })
}

/// Go's `SplitHostPort`: brackets for IPv6, and no port at all where there are more colons.
fn go_split(entry: &str) -> (&str, Option<&str>) {
    if let Some((host, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return match rest.strip_prefix(':') {
            Some(port) => (host, Some(port).filter(|port| !port.is_empty())),
            None => (entry, None),
        };
    }
    match entry.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, Some(port).filter(|p| !p.is_empty())),
        _ => (entry, None),
    }
}

/// `urllib.request.proxy_bypass_environment`: `*` only as the whole list; suffixes as text, with
/// the port where the URL has one; no ranges.
fn urllib(list: &str, target: &Target) -> bool {
    if list == "*" {
        return true;
    }
    let host = target.host.authority();
    let with_port = target.host_header();
    list.split(',').map(|entry| entry.trim().trim_start_matches('.')).any(|entry| {
        !entry.is_empty() && (is_or_is_below(&host, entry) || is_or_is_below(&with_port, entry))
    })
}

/// `requests.utils.should_bypass_proxies`: knows IPv4 ranges, loses spaces, and asks `urllib` last.
fn requests(list: &str, target: &Target) -> bool {
    let close = list.replace(' ', "");
    let mut entries = close.split(',').filter(|entry| !entry.is_empty());
    let own = if let Some(IpAddr::V4(ip)) = ip_of(target) {
        entries.any(|entry| match entry.split_once('/') {
            Some((_, bits)) => {
                bits != "0" && entry.parse::<IpNet>().is_ok_and(|net| net.contains(&IpAddr::V4(ip)))
            }
            None => entry == ip.to_string(),
        })
    } else {
        let host = target.host.to_string();
        let port = target.scheme.default_port() != Some(target.port);
        let with_port = if port { format!("{host}:{}", target.port) } else { host.clone() };
        entries.map(|entry| entry.trim_start_matches('.')).any(|entry| {
            !entry.is_empty() && (is_or_is_below(&host, entry) || is_or_is_below(&with_port, entry))
        })
    };
    own || urllib(list, &Target::new(target.host.clone(), target_port(target), target.scheme))
}

/// The port of a URL that names none: `requests` hands `urllib` the host alone.
fn target_port(target: &Target) -> u16 {
    target.scheme.default_port().unwrap_or(target.port)
}

/// `HttpEnvironmentProxy`: a name is that name, with a leading dot also what is below it; nothing
/// else is special, not even `*`.
fn dotnet(list: &str, target: &Target) -> bool {
    let host = target.host.authority();
    list.split(',').map(str::trim).any(|entry| match entry.strip_prefix('.') {
        Some(name) => is_or_is_below(&host, name),
        None => !entry.is_empty() && entry.eq_ignore_ascii_case(&host),
    })
}

fn host_of(target: &Target) -> String {
    target.host.to_string()
}

fn ip_of(target: &Target) -> Option<IpAddr> {
    match target.host {
        crate::address::Host::Ip(ip) => Some(ip),
        crate::address::Host::Name(_) => None,
    }
}

fn is_or_is_below(host: &str, name: &str) -> bool {
    let Some(start) = host.len().checked_sub(name.len()) else { return false };
    let (before, end) = (host.as_bytes().get(..start), host.as_bytes().get(start..));
    !name.is_empty()
        && end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes()))
        && before.is_some_and(|before| before.is_empty() || before.ends_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: &str = include_str!("../../../tests/data/bypass-vectors.csv");

    #[test]
    fn the_models_do_what_the_programs_did() {
        let mut seen = 0;
        for line in VECTORS.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let [client, list, url, bypassed] =
                line.split('|').collect::<Vec<_>>().try_into().unwrap();
            let client = Client::ALL.into_iter().find(|own| own.as_str() == client).unwrap();
            let said = client.bypasses(list, &url.parse().unwrap());
            assert_eq!(said, bypassed == "yes", "{line}");
            seen += 1;
        }
        assert!(seen > 80, "only {seen} vectors");
    }
}
