//! What one probe asks for: a host, a port, and how to speak to it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Entry, EntryError, Host, HostPattern, PortSpec};

/// How a client speaks to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Plain HTTP: absolute-form through a proxy, origin-form without one (RFC 9112, section 3.2).
    Http,
    /// TLS and then HTTP: CONNECT through a proxy.
    Https,
    /// Something else over TCP. Only a connection can be shown.
    Tcp,
}

impl Scheme {
    /// The port that the scheme means when none is written; none for bare TCP.
    #[must_use]
    pub fn default_port(self) -> Option<u16> {
        match self {
            Self::Http => Some(80),
            Self::Https => Some(443),
            Self::Tcp => None,
        }
    }

    /// What a documented port without a scheme is spoken to with.
    ///
    /// 8530/8531 are WSUS, 5985/5986 `WinRM`, 8084 the Azure Arc gateway service: all HTTP, the
    /// second of each pair and 8084 over TLS. Other ports carry protocols of their own.
    #[must_use]
    pub fn of_port(port: u16) -> Self {
        match port {
            80 | 8530 | 5985 => Self::Http,
            443 | 8531 | 5986 | 8084 => Self::Https,
            _ => Self::Tcp,
        }
    }

    /// `http`, `https` or `tcp`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tcp => "tcp",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A host and port to be asked, with the path of the one request that is made.
///
/// Two targets that differ only in the path are the same endpoint; [`crate::plan`] keeps one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// Whom to reach.
    pub host: Host,
    /// TCP port.
    pub port: u16,
    /// How to speak.
    pub scheme: Scheme,
    /// Path and query of the request, with its leading slash.
    pub path: String,
}

impl Target {
    /// A target with the path `/`.
    #[must_use]
    pub fn new(host: Host, port: u16, scheme: Scheme) -> Self {
        Self { host, port, scheme, path: "/".to_owned() }
    }

    /// A path as it may stand in a request line: with a leading slash, and with everything that is
    /// no visible ASCII percent-encoded (RFC 3986, section 2.1), so that no entry can add a line.
    #[must_use]
    pub fn encode_path(path: &str) -> String {
        use std::fmt::Write as _;
        let slash = if path.starts_with('/') { "" } else { "/" };
        path.bytes().fold(slash.to_owned(), |mut encoded, byte| {
            if byte.is_ascii_graphic() {
                encoded.push(char::from(byte));
            } else {
                let _ = write!(encoded, "%{byte:02X}");
            }
            encoded
        })
    }

    /// `host:port`, as CONNECT wants it (RFC 9110, section 9.3.6).
    #[must_use]
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host.authority(), self.port)
    }

    /// The `Host` header: without the port where it is the scheme's own (RFC 9110, section 7.2).
    #[must_use]
    pub fn host_header(&self) -> String {
        if self.scheme.default_port() == Some(self.port) {
            self.host.authority()
        } else {
            self.authority()
        }
    }

    /// The absolute form of the request (RFC 9112, section 3.2.2).
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host_header(), self.path)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.authority())
    }
}

/// Why a text on the command line is no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is no list entry either.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// It names many hosts, or none.
    #[error(
        "`{text}` is {what}; a target is one host, such as example.com:443 or https://example.com/"
    )]
    NotOneHost {
        /// The text as written.
        text: String,
        /// What it is instead.
        what: String,
    },
}

impl FromStr for Target {
    type Err = TargetError;

    /// Accepts `host`, `host:port`, `http://host/path` and `https://host/path`.
    ///
    /// Without a scheme the port decides how to speak ([`Scheme::of_port`]), and without both the
    /// target is HTTPS on 443.
    fn from_str(text: &str) -> Result<Self, TargetError> {
        let entry: Entry = text.parse()?;
        let not_one =
            |what: &str| TargetError::NotOneHost { text: text.to_owned(), what: what.to_owned() };
        let HostPattern::Exact(host) = entry.host else {
            return Err(not_one(entry.host.describe()));
        };
        let port = match entry.port {
            None => entry.scheme.and_then(Scheme::default_port).unwrap_or(443),
            Some(PortSpec::One(port)) => port,
            Some(PortSpec::Range(..)) => return Err(not_one("a range of ports")),
        };
        let scheme = entry.scheme.unwrap_or_else(|| Scheme::of_port(port));
        let path = match entry.path {
            Some(path) if path.contains('*') => return Err(not_one("a pattern of paths")),
            Some(path) => Self::encode_path(&path),
            None => "/".to_owned(),
        };
        Ok(Self { host, port, scheme, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> String {
        text.parse::<Target>().unwrap().url()
    }

    #[test]
    fn short_forms_mean_what_curl_users_expect() {
        assert_eq!(url("example.com"), "https://example.com/");
        assert_eq!(url("example.com:443"), "https://example.com/");
        assert_eq!(url("example.com:80"), "http://example.com/");
        assert_eq!(url("http://x.test/path?q=1"), "http://x.test/path?q=1");
        assert_eq!(url("https://x.test:8443/"), "https://x.test:8443/");
        assert_eq!(url("smtp.x.test:25"), "tcp://smtp.x.test:25/");
        assert_eq!(url("[::1]:443"), "https://[::1]/");
    }

    #[test]
    fn no_path_can_add_a_line_to_a_request() {
        assert_eq!(Target::encode_path("/a b\r\nHost: x"), "/a%20b%0D%0AHost:%20x");
        assert_eq!(Target::encode_path("?q=é"), "/?q=%C3%A9");
    }

    #[test]
    fn patterns_are_no_targets() {
        for text in ["*.example.com", "10.0.0.0/8", "https://<prefix>.x.com", "x.com:1-2"] {
            assert!(text.parse::<Target>().is_err(), "{text:?} was accepted");
        }
    }
}
