//! A host as it is asked for: a name in its one normal form, or an address.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A DNS host name in normal form: lower case, A-labels (RFC 5891), no trailing dot.
///
/// Labels are 1 to 63 octets of letters, digits, hyphens and underscores, 253 octets in all
/// (RFC 1035, section 2.3.4). Underscores are accepted because published lists contain them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HostName(String);

/// Why a text is no host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// There is no text where a host should be.
    #[error("the host is empty")]
    Empty,
    /// The name is longer than DNS allows.
    #[error("the name has {found} characters; DNS allows 253")]
    TooLong {
        /// Characters found.
        found: usize,
    },
    /// A label is empty, too long, or has a character that host names do not have.
    #[error("`{label}` is no label of a host name (1 to 63 letters, digits, hyphens)")]
    Label {
        /// The label as written.
        label: String,
    },
    /// The international form cannot be converted (RFC 5891).
    #[error("`{name}` cannot be converted to its ASCII form")]
    Idna {
        /// The name as written.
        name: String,
    },
}

impl HostName {
    /// The normal form, as it goes on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The labels, leftmost first.
    #[must_use]
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// True when this name is strictly below `suffix`, at any depth.
    #[must_use]
    pub fn is_below(&self, suffix: &Self) -> bool {
        self.0
            .strip_suffix(suffix.as_str())
            .is_some_and(|left| left.len() > 1 && left.ends_with('.'))
    }
}

impl FromStr for HostName {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Err(HostError::Empty);
        }
        let ascii = if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            idna::domain_to_ascii(text).map_err(|_| HostError::Idna { name: text.to_owned() })?
        };
        if ascii.len() > 253 {
            return Err(HostError::TooLong { found: ascii.len() });
        }
        match ascii.split('.').find(|label| !is_label(label)) {
            Some(label) => Err(HostError::Label { label: label.to_owned() }),
            None => Ok(Self(ascii)),
        }
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

impl TryFrom<String> for HostName {
    type Error = HostError;

    fn try_from(text: String) -> Result<Self, HostError> {
        text.parse()
    }
}

impl From<HostName> for String {
    fn from(name: HostName) -> Self {
        name.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A name, or an address in place of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Host {
    /// A name, looked up by whoever connects.
    Name(HostName),
    /// An address: no lookup, and no name for a certificate to fit.
    Ip(IpAddr),
}

impl Host {
    /// The form used in an authority (RFC 3986, section 3.2.2): IPv6 in brackets.
    #[must_use]
    pub fn authority(&self) -> String {
        match self {
            Self::Name(name) => name.to_string(),
            Self::Ip(IpAddr::V4(ip)) => ip.to_string(),
            Self::Ip(IpAddr::V6(ip)) => format!("[{ip}]"),
        }
    }

    /// The name, if it is one.
    #[must_use]
    pub fn name(&self) -> Option<&HostName> {
        match self {
            Self::Name(name) => Some(name),
            Self::Ip(_) => None,
        }
    }
}

impl FromStr for Host {
    type Err = HostError;

    /// Accepts a name, an IPv4 address, and an IPv6 address with or without brackets.
    fn from_str(text: &str) -> Result<Self, HostError> {
        let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Self::Ip(ip));
        }
        text.parse().map(Self::Name)
    }
}

impl TryFrom<String> for Host {
    type Error = HostError;

    fn try_from(text: String) -> Result<Self, HostError> {
        text.parse()
    }
}

impl From<Host> for String {
    fn from(host: Host) -> Self {
        host.to_string()
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => fmt::Display::fmt(name, f),
            Self::Ip(ip) => f.pad(&ip.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_normal_form() {
        for written in
            ["Download.Microsoft.COM", "download.microsoft.com.", "download.microsoft.com"]
        {
            assert_eq!(written.parse::<HostName>().unwrap().as_str(), "download.microsoft.com");
        }
        assert_eq!("bücher.example".parse::<HostName>().unwrap().as_str(), "xn--bcher-kva.example");
    }

    #[test]
    fn nonsense_is_no_name() {
        for written in ["", ".", "a..b", "a b.com", "-*.x", "a/b", "münchen..de", &"a.".repeat(200)]
        {
            assert!(written.parse::<HostName>().is_err(), "{written:?} was accepted");
        }
    }

    #[test]
    fn below_needs_a_dot_and_a_label() {
        let suffix: HostName = "example.com".parse().unwrap();
        let below = |text: &str| text.parse::<HostName>().unwrap().is_below(&suffix);
        assert!(below("a.example.com") && below("a.b.example.com"));
        assert!(!below("example.com") && !below("notexample.com"));
    }

    #[test]
    fn addresses_are_no_names() {
        assert_eq!("[::1]".parse::<Host>().unwrap().authority(), "[::1]");
        assert_eq!("::1".parse::<Host>().unwrap().to_string(), "::1");
        assert!(matches!("168.63.129.16".parse::<Host>().unwrap(), Host::Ip(_)));
    }
}
