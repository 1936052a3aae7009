//! A set of host names.

use std::fmt;

use ipnet::IpNet;

use super::{Depths, Regular, RegularError};
use crate::address::{Host, HostPattern};

/// Host names, as a list entry describes them. Names are lower-case, without a trailing dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSet {
    /// Every host.
    Everything,
    /// A name, with so many labels before it.
    Under {
        /// The name.
        name: Box<str>,
        /// How many labels may stand before it.
        depths: Depths,
    },
    /// Every text that ends so, wherever a label begins: `*example.com`.
    EndsWith(Box<str>),
    /// Every text that begins so.
    StartsWith(Box<str>),
    /// Every text that has this in it.
    Contains(Box<str>),
    /// Every address in a range. Names are not in it: nobody has looked them up.
    Network(IpNet),
    /// What a regular expression describes.
    Regular(Regular),
}

impl HostSet {
    /// One name.
    #[must_use]
    pub fn exact(name: &str) -> Self {
        Self::Under { name: name.into(), depths: Depths::ITSELF }
    }

    /// A name and everything below it.
    #[must_use]
    pub fn subtree(name: &str) -> Self {
        Self::Under { name: name.into(), depths: Depths::SUBTREE }
    }

    /// Everything below a name, at any depth, without the name.
    #[must_use]
    pub fn below(name: &str) -> Self {
        Self::Under { name: name.into(), depths: Depths::BELOW }
    }

    /// What a star pattern matches, where a star stands for any text, dots included.
    ///
    /// `*.example.com` is everything below, `*example.com` every name that ends so.
    #[must_use]
    pub fn glob(pattern: &str) -> Self {
        match pattern.strip_prefix('*') {
            None if !pattern.contains('*') => return Self::exact(pattern),
            Some("") => return Self::Everything,
            Some(rest) if !rest.contains('*') => {
                return match rest.strip_prefix('.') {
                    Some(name) if !name.is_empty() => Self::below(name),
                    _ => Self::EndsWith(rest.into()),
                };
            }
            _ => {}
        }
        if let Some(start) = pattern.strip_suffix('*')
            && !start.contains('*')
        {
            return Self::StartsWith(start.into());
        }
        let parts: Vec<String> = pattern.split('*').map(regex_syntax::escape).collect();
        // Escaped text with any text between is always an expression.
        Regular::new(parts.join(".*")).map_or(Self::Everything, Self::Regular)
    }

    /// The hosts that a list entry stands for; none for a template with places to fill.
    ///
    /// A star inside a label stays in it; a label that is only a star stands for one or more.
    #[must_use]
    pub fn of_pattern(pattern: &HostPattern) -> Option<Self> {
        Some(match pattern {
            HostPattern::Exact(Host::Name(name)) => Self::exact(name.as_str()),
            HostPattern::Exact(Host::Ip(ip)) => Self::Network(IpNet::from(*ip)),
            HostPattern::Below(name) => Self::below(name.as_str()),
            HostPattern::Domain(name) => Self::subtree(name.as_str()),
            HostPattern::EndsWith(text) => Self::EndsWith(text.as_str().into()),
            HostPattern::Network(net) => Self::Network(*net),
            HostPattern::Template(_) => return None,
            HostPattern::Glob(glob) => {
                let label = |label: &str| match label {
                    "*" => r"[^.]+(?:\.[^.]+)*".to_owned(),
                    text => {
                        let parts: Vec<_> = text.split('*').map(regex_syntax::escape).collect();
                        parts.join("[^.]*")
                    }
                };
                let labels: Vec<String> = glob.split('.').map(label).collect();
                Self::Regular(Regular::new(labels.join(r"\.")).ok()?)
            }
        })
    }

    /// True when `host` is in the set.
    ///
    /// # Errors
    /// When a regular expression cannot be decided.
    pub fn matches(&self, host: &str) -> Result<bool, RegularError> {
        Ok(match self {
            Self::Everything => true,
            Self::Under { name, depths } => {
                labels_before(host, name).is_some_and(|labels| depths.admit(labels))
            }
            Self::EndsWith(text) => host.ends_with(&**text),
            Self::StartsWith(text) => host.starts_with(&**text),
            Self::Contains(text) => host.contains(&**text),
            Self::Network(net) => {
                let bare = host.trim_start_matches('[').trim_end_matches(']');
                bare.parse().is_ok_and(|ip: std::net::IpAddr| net.contains(&ip))
            }
            Self::Regular(regular) => regular.matches(host)?,
        })
    }

    /// One host of the set, for questions to which every host of it gives the same answer; none
    /// when the set is empty or cannot be decided.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        Some(match self {
            Self::Everything => "a".to_owned(),
            Self::Under { name, depths } => format!("{}{name}", "a.".repeat(depths.least.into())),
            Self::Network(net) => net.addr().to_string(),
            Self::EndsWith(_) | Self::StartsWith(_) | Self::Contains(_) | Self::Regular(_) => {
                return super::witness(&[], self, |_| true).ok()?;
            }
        })
    }

    /// The same set as an expression; none for address ranges, which no expression describes.
    #[must_use]
    pub fn as_regular(&self) -> Option<Regular> {
        let source = match self {
            Self::Everything => ".*".to_owned(),
            Self::Under { name, depths } => {
                let most = depths.most.map_or(String::new(), |most| most.to_string());
                format!(r"(?:[^.]+\.){{{},{most}}}{}", depths.least, regex_syntax::escape(name))
            }
            Self::EndsWith(text) => format!(".*{}", regex_syntax::escape(text)),
            Self::StartsWith(text) => format!("{}.*", regex_syntax::escape(text)),
            Self::Contains(text) => format!(".*{}.*", regex_syntax::escape(text)),
            Self::Network(_) => return None,
            Self::Regular(regular) => return Some(regular.clone()),
        };
        Regular::new(source).ok()
    }
}

/// How many labels stand before `name` in `host`; none when `host` is neither it nor below it.
pub(super) fn labels_before(host: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return Some(if host.is_empty() { 0 } else { host.split('.').count() });
    }
    match host.strip_suffix(name)? {
        "" => Some(0),
        before => before
            .strip_suffix('.')
            .filter(|before| !before.is_empty())
            .map(|before| before.split('.').count()),
    }
}

impl fmt::Display for HostSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("every host"),
            Self::Under { name, depths: Depths::ITSELF } => write!(f, "{name} and nothing else"),
            Self::Under { name, depths: Depths::SUBTREE } => {
                write!(f, "{name} and every name below it")
            }
            Self::Under { name, depths: Depths::BELOW } => {
                write!(f, "every name below {name}, without {name}")
            }
            Self::Under { name, depths } => write!(f, "{depths} {name}"),
            Self::EndsWith(text) => write!(f, "every text that ends in {text}"),
            Self::StartsWith(text) => write!(f, "every text that begins with {text}"),
            Self::Contains(text) => write!(f, "every text with {text} in it"),
            Self::Network(net) => write!(f, "every address in {net}"),
            Self::Regular(regular) => write!(f, "what /{}/ matches", regular.source()),
        }
    }
}
