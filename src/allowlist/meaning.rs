//! What one entry means.

use std::borrow::Cow;

use super::{PathRule, Ports, Request, Schemes, Unseen};
use crate::address::Scheme;
use crate::hostset::{HostSet, Regular, contains, intersects};

/// What one entry lets through or stops, in the words of no product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The hosts.
    pub hosts: Hosts,
    /// The text in which the product looks for the host.
    pub sees: Sees,
    /// How capitals count.
    pub case: Case,
    /// True when a trailing dot of the requested host is dropped before it is compared.
    pub drops_dot: bool,
    /// The ports.
    pub ports: Ports,
    /// The schemes.
    pub schemes: Schemes,
    /// The paths; none for every path.
    pub path: Option<PathRule>,
    /// Further hosts, of which nobody can tell whether the entry has them.
    pub doubt: Option<Box<Doubt>>,
    /// How sure the reading is.
    pub confidence: Confidence,
    /// What a reader of the entry should know, one sentence each.
    pub remarks: Vec<String>,
}

/// The hosts of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// These.
    Set(HostSet),
    /// None: the product loads the entry, and it can match nothing. With the reason.
    Nothing(String),
    /// Nobody can tell from the entry: a tag, a category, an expression that cannot be decided.
    /// With the reason.
    Unknown(String),
}

/// Hosts that an entry may have or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The hosts, each in any of these sets, lower-case and without a port.
    pub hosts: Vec<HostSet>,
    /// Why nobody can tell.
    pub why: String,
}

/// The text that a product holds an entry against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// The host.
    Host,
    /// The `Host` header: the host, and the port where it is not the scheme's own.
    HostHeader,
    /// The URL of a plain request, `host:port` of a `CONNECT`.
    UrlOrAuthority,
    /// The URL, TLS opened or not.
    Url,
}

/// How capitals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Not at all.
    Folded,
    /// The entry and the request are compared byte by byte.
    AsSent,
    /// The requested host is lower-cased, and the entry is not.
    HostFolded,
}

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// General knowledge, or a guess of the product's users.
    Low,
    /// A document that is old, partial, or contradicted elsewhere.
    Medium,
    /// The vendor's document, or the source code.
    High,
    /// The software was run.
    Measured,
}

impl Confidence {
    /// Its name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Measured => "measured",
        }
    }
}

impl Meaning {
    /// An entry about some hosts, on every port, for every scheme and path, compared without case
    /// and without a trailing dot.
    #[must_use]
    pub fn of(hosts: HostSet) -> Self {
        Self::with(Hosts::Set(hosts))
    }

    /// An entry that matches nothing.
    #[must_use]
    pub fn nothing(why: impl Into<String>) -> Self {
        Self::with(Hosts::Nothing(why.into()))
    }

    /// An entry of which nobody can tell what it matches.
    #[must_use]
    pub fn unknown(why: impl Into<String>) -> Self {
        Self::with(Hosts::Unknown(why.into()))
    }

    fn with(hosts: Hosts) -> Self {
        Self {
            hosts,
            sees: Sees::Host,
            case: Case::Folded,
            drops_dot: true,
            ports: Ports::all(),
            schemes: Schemes::ALL,
            path: None,
            doubt: None,
            confidence: Confidence::High,
            remarks: Vec::new(),
        }
    }

    /// Whether the entry matches a request; none when nobody can tell.
    #[must_use]
    pub fn admits(&self, request: &Request) -> Option<bool> {
        if request.port.is_some_and(|port| !self.ports.admit(port))
            || !self.schemes.admit(request.scheme)
        {
            return Some(false);
        }
        let hosts = match &self.hosts {
            Hosts::Set(hosts) => hosts,
            Hosts::Nothing(_) => return Some(false),
            Hosts::Unknown(_) => return None,
        };
        let sure = hosts.matches(&self.seen(request)).ok()?;
        if !sure && !self.doubts(request.bare_host()) {
            return Some(false);
        }
        let path = match &self.path {
            None => Some(true),
            Some(rule) if request.scheme == Scheme::Http => rule.paths.matches(&request.path).ok(),
            Some(rule) => match rule.unseen {
                Unseen::Fails => Some(false),
                Unseen::HostOnly => Some(true),
                Unseen::Opened => rule.paths.matches(&request.path).ok(),
                Unseen::Unknown => match rule.paths.matches(&request.path) {
                    Ok(false) => Some(false),
                    _ => None,
                },
            },
        };
        if sure || path == Some(false) { path } else { None }
    }

    /// Whether a host is one of those in doubt.
    fn doubts(&self, host: &str) -> bool {
        let Some(doubt) = &self.doubt else { return false };
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        doubt.hosts.iter().any(|set| set.matches(&host) != Ok(false))
    }

    /// The same entry, of which nobody can tell whether it has further hosts.
    #[must_use]
    pub fn in_doubt(mut self, hosts: Vec<HostSet>, why: impl Into<String>) -> Self {
        self.doubt = Some(Box::new(Doubt { hosts, why: why.into() }));
        self
    }

    /// The text of a request that is compared.
    fn seen<'a>(&self, request: &'a Request) -> Cow<'a, str> {
        let capitals = || request.host.bytes().any(|byte| byte.is_ascii_uppercase());
        let plain = request.host.is_ascii() && !request.host.ends_with('.');
        let as_sent = plain && (self.case == Case::AsSent || !capitals());
        if self.sees == Sees::Host && as_sent {
            return Cow::Borrowed(request.bare_host());
        }
        let mut request = request.clone();
        // A name in other letters is sent in ASCII (IDNA).
        if !request.host.is_ascii()
            && let Ok(ascii) = idna::domain_to_ascii(&request.host)
        {
            request.host = ascii;
        }
        if self.drops_dot && request.host.ends_with('.') {
            request.host.pop();
        }
        if self.case != Case::AsSent {
            request.host.make_ascii_lowercase();
        }
        let text = match self.sees {
            Sees::Host => request.bare_host().to_owned(),
            Sees::HostHeader => request.host_header(),
            Sees::UrlOrAuthority if request.scheme != Scheme::Http => request.authority(),
            Sees::UrlOrAuthority | Sees::Url => request.url(),
        };
        Cow::Owned(if self.case == Case::Folded { text.to_ascii_lowercase() } else { text })
    }

    /// The hosts that the entry matches when they are asked for lower-case, without a trailing dot,
    /// on a port, with a scheme and a path. The ports and schemes of the entry are not looked at.
    ///
    /// # Errors
    /// The reason, when nobody can tell, or not of some of the hosts that are `needed`.
    pub fn hosts_for(
        &self,
        needed: &HostSet,
        port: u16,
        scheme: Scheme,
        path: &str,
    ) -> Result<Option<HostSet>, String> {
        let set = match &self.hosts {
            Hosts::Set(set) => set,
            Hosts::Nothing(_) => return Ok(None),
            Hosts::Unknown(why) => return Err(why.clone()),
        };
        if let Some(doubt) = &self.doubt
            && doubt.hosts.iter().any(|hosts| intersects(hosts, needed) != Ok(false))
            && (self.sees != Sees::Host || contains(set, needed) != Ok(true))
        {
            return Err(doubt.why.clone());
        }
        let own = Some(port) == scheme.default_port();
        let (before, after) = match self.sees {
            Sees::Host => return Ok(Some(set.clone())),
            Sees::HostHeader if own => return Ok(Some(set.clone())),
            Sees::HostHeader => (String::new(), format!(":{port}")),
            Sees::UrlOrAuthority if scheme != Scheme::Http => (String::new(), format!(":{port}")),
            Sees::UrlOrAuthority | Sees::Url => {
                let port = if own { String::new() } else { format!(":{port}") };
                (format!("{}://", scheme.as_str()), format!("{port}{path}"))
            }
        };
        let regular: Regular = set
            .as_regular()
            .ok_or_else(|| "an address range is compared with no URL".to_owned())?;
        Ok(Some(HostSet::Regular(regular.within(&before, &after))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hosts_in_doubt_are_left_open() {
        let name = || HostSet::exact("x.test");
        let meaning = Meaning::of(HostSet::below("x.test")).in_doubt(vec![name()], "nobody says");
        let asked = |host: &str| meaning.admits(&Request::new(host, 443));
        assert_eq!(asked("a.x.test"), Some(true));
        assert_eq!(asked("X.test."), None);
        assert_eq!(asked("y.test"), Some(false));
        let hosts = |needed: &HostSet| meaning.hosts_for(needed, 443, Scheme::Https, "/");
        assert!(matches!(hosts(&HostSet::below("x.test")), Ok(Some(_))));
        assert_eq!(hosts(&HostSet::subtree("x.test")), Err("nobody says".to_owned()));
        assert!(matches!(hosts(&HostSet::exact("a.x.test")), Ok(Some(_))));
    }
}
