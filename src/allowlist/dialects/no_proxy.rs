//! `no_proxy`: one entry, as each client reads it; yes is that the proxy is passed by.
//!
//! curl 7.88.1 (`lib/noproxy.c`), Go 1.19 (`golang.org/x/net/http/httpproxy`), Python 3.11
//! (`urllib.request`), requests 2.34 (`requests.utils`), GNU Wget 1.21.3 (`src/host.c`) and
//! hyper-util 0.1.21 were run; .NET is read from `HttpEnvironmentProxy` of
//! <https://github.com/dotnet/runtime>.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use crate::allowlist::expression::{union, whole};
use crate::allowlist::{Confidence, Dialect, Hosts, Meaning, Ports, Rejected, Sees};
use crate::hostset::HostSet;

/// A client.
pub struct Client {
    id: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Curl,
    Dotnet,
    Go,
    HyperUtil,
    Requests,
    Urllib,
    Wget,
}

/// curl.
pub const CURL: Client = Client { id: "no_proxy.curl", kind: Kind::Curl };
/// .NET.
pub const DOTNET: Client = Client { id: "no_proxy.dotnet", kind: Kind::Dotnet };
/// Go.
pub const GO: Client = Client { id: "no_proxy.go", kind: Kind::Go };
/// requests for Python.
pub const REQUESTS: Client = Client { id: "no_proxy.python_requests", kind: Kind::Requests };
/// urllib of Python.
pub const URLLIB: Client = Client { id: "no_proxy.python_urllib", kind: Kind::Urllib };
/// hyper-util, and reqwest upon it.
pub const HYPER_UTIL: Client = Client { id: "no_proxy.rust_hyper_util", kind: Kind::HyperUtil };
/// GNU Wget.
pub const WGET: Client = Client { id: "no_proxy.wget", kind: Kind::Wget };

impl Dialect for Client {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let parts = self.split(text);
        let measured = |meaning: Meaning| Meaning {
            confidence: if self.kind == Kind::Dotnet {
                Confidence::High
            } else {
                Confidence::Measured
            },
            drops_dot: self.kind == Kind::Curl,
            ..meaning
        };
        if let [only] = parts.as_slice() {
            return Ok(measured(self.part(only, true)));
        }
        let mut sets = Vec::new();
        for part in &parts {
            let meaning = self.part(part, false);
            match meaning.hosts {
                Hosts::Set(set) if meaning.ports.is_all() && meaning.sees == Sees::Host => {
                    sets.push(set);
                }
                Hosts::Nothing(_) => {}
                _ => return Ok(Meaning::unknown("is several entries, to be read one by one")),
            }
        }
        Ok(measured(if sets.is_empty() {
            Meaning::nothing("has no entry that the client follows")
        } else {
            union(sets).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
        }))
    }
}

impl Client {
    /// The entries of a value, as this client divides it.
    #[must_use]
    pub fn split<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let separators: &[char] = if self.kind == Kind::Curl { &[',', ' '] } else { &[','] };
        text.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// What one entry means; `alone` when the value has no other.
    #[must_use]
    pub fn part(&self, text: &str, alone: bool) -> Meaning {
        let lower = text.to_ascii_lowercase();
        let spaced = lower.contains(char::is_whitespace);
        if self.kind == Kind::Requests {
            let joined: String = lower.chars().filter(|character| *character != ' ').collect();
            return self.python(&joined, alone);
        }
        if spaced {
            return Meaning::nothing("has a space, and only curl takes a space for a separator");
        }
        match self.kind {
            Kind::Curl => curl(&lower, alone),
            Kind::Dotnet => dotnet(&lower),
            Kind::Go => go(&lower),
            Kind::HyperUtil => hyper_util(&lower),
            Kind::Urllib | Kind::Requests => self.python(&lower, alone),
            Kind::Wget => wget(&lower),
        }
    }

    /// urllib, and requests, which asks urllib last.
    fn python(&self, text: &str, alone: bool) -> Meaning {
        if text == "*" {
            return star(alone);
        }
        let requests = self.kind == Kind::Requests;
        if requests
            && let Some((address, length)) = text.split_once('/')
            && let (Ok(address), Ok(length)) = (address.parse::<Ipv4Addr>(), length.parse::<u8>())
            && (1..=32).contains(&length)
            && let Ok(net) = IpNet::new(address.into(), length)
        {
            return Meaning::of(HostSet::Network(net.trunc()));
        }
        let name = text.trim_start_matches('.');
        if let Ok(ip) = name.parse::<IpAddr>() {
            return if requests || ip.is_ipv4() {
                Meaning::of(HostSet::Network(ip.into()))
            } else {
                Meaning::nothing("is compared with the brackets of the URL: write `[...]`")
            };
        }
        if let Some(bracketed) = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            return match bracketed.parse::<IpAddr>() {
                Ok(ip) if !requests => Meaning::of(HostSet::Network(ip.into())),
                _ => Meaning::nothing("has brackets, which are taken off the URL before"),
            };
        }
        let meaning = named(name);
        if name.contains(':') && matches!(meaning.hosts, Hosts::Set(_)) {
            return Meaning { sees: Sees::HostHeader, ..meaning };
        }
        meaning
    }
}

fn star(alone: bool) -> Meaning {
    if alone {
        Meaning::of(HostSet::Everything)
    } else {
        Meaning::nothing("is a star among other entries; it counts only when it stands alone")
    }
}

/// A name with all below it, unless it has what no host has.
fn named(name: &str) -> Meaning {
    if name.is_empty() || name.starts_with('.') {
        return Meaning::nothing("is no name");
    }
    dead(name).unwrap_or_else(|| Meaning::of(HostSet::subtree(name)))
}

fn dead(name: &str) -> Option<Meaning> {
    if name.contains('*') {
        return Some(Meaning::nothing("has a star, which this client takes for a letter"));
    }
    name.contains('/').then(|| {
        Meaning::nothing("is an address range or a URL, which this client does not follow")
    })
}

fn curl(text: &str, alone: bool) -> Meaning {
    if text == "*" {
        return star(alone);
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Meaning::of(HostSet::Network(ip.into()));
    }
    if let Some((address, length)) = text.split_once('/') {
        return match (address.parse::<IpAddr>(), length.parse::<u8>()) {
            (Ok(IpAddr::V4(ip)), Ok(0)) => Meaning::of(HostSet::Network(IpAddr::V4(ip).into())),
            (Ok(IpAddr::V4(ip)), Ok(length)) if length <= 32 => IpNet::new(ip.into(), length)
                .map_or_else(
                    |why| Meaning::unknown(why.to_string()),
                    |net| Meaning::of(HostSet::Network(net.trunc())),
                ),
            (Ok(IpAddr::V6(_)), Ok(_)) => Meaning::nothing(
                "is a range of IPv6 addresses, which curl 7.88 does not compare; later ones do",
            ),
            _ => Meaning::nothing("is no address range"),
        };
    }
    let name = text.strip_prefix('.').unwrap_or(text);
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.ends_with('.') {
        return Meaning::nothing("ends in two dots");
    }
    if name.contains(':') {
        return Meaning::nothing("has a port or brackets, which curl does not look for");
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Meaning::nothing("is the end of an address, and addresses are compared whole");
    }
    named(name)
}

fn dotnet(text: &str) -> Meaning {
    match text.strip_prefix('.') {
        Some(name) => named(name),
        None => dead(text).unwrap_or_else(|| match text.parse::<IpAddr>() {
            Ok(ip) => Meaning::of(HostSet::Network(ip.into())),
            Err(_) if text.contains(':') => {
                Meaning::nothing("has a port, and .NET compares it with the host alone")
            }
            Err(_) => Meaning::of(HostSet::exact(text)),
        }),
    }
}

fn go(text: &str) -> Meaning {
    if text == "*" {
        return Meaning::of(HostSet::Everything);
    }
    if let Ok(net) = text.parse::<IpNet>() {
        return Meaning::of(HostSet::Network(net.trunc()));
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Meaning::of(HostSet::Network(ip.into()));
    }
    let (host, ports) = match text.rsplit_once(':') {
        Some((host, "")) if !host.contains(':') => (host, Ports::all()),
        Some((host, port)) => match port.parse::<u16>() {
            Ok(port) => (host, Ports::one(port)),
            Err(_) => return Meaning::nothing("has a port that is no number"),
        },
        None => (text, Ports::all()),
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let meaning = if let Ok(ip) = bare.parse::<IpAddr>() {
        Meaning::of(HostSet::Network(ip.into()))
    } else {
        let host = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(host);
        let ascii = if host.is_ascii() { None } else { idna::domain_to_ascii(host).ok() };
        let host = ascii.as_deref().unwrap_or(host);
        match host.strip_prefix('.') {
            Some("") => Meaning::nothing("is no name"),
            Some(name) => dead(name).unwrap_or_else(|| Meaning::of(HostSet::below(name))),
            None => named(host),
        }
    };
    Meaning { ports, ..meaning }
}

fn hyper_util(text: &str) -> Meaning {
    if text == "*" {
        // Names only: the last label of a name is no number.
        return whole(r"(?:[^:\[\]]*\.)?[^.:\[\]]*[^0-9.:\[\]][^.:\[\]]*\.?", false)
            .map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of);
    }
    if let Ok(net) = text.parse::<IpNet>() {
        return Meaning::of(HostSet::Network(net.trunc()));
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Meaning::of(HostSet::Network(ip.into()));
    }
    if text.contains(':') {
        return Meaning::nothing("has a port, and hyper-util compares it with the host alone");
    }
    named(text.strip_prefix('.').unwrap_or(text))
}

fn wget(text: &str) -> Meaning {
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Meaning::of(HostSet::Network(ip.into()));
    }
    if text.contains(':') {
        return Meaning::nothing("has a port, and wget compares it with the host alone");
    }
    match text.strip_prefix('.') {
        Some(name) if name.is_empty() || name.starts_with('.') => Meaning::nothing("is no name"),
        Some(name) => dead(name).unwrap_or_else(|| Meaning::of(HostSet::below(name))),
        None => named(text),
    }
}
