//! Which hosts a documented pattern covers.

use std::fmt;

use ipnet::IpNet;

use super::{Host, HostName};

/// The host part of a list entry, with the meaning that the lists give it.
///
/// Vendors' wildcards differ (see `README.md`); this is the meaning in the *lists*: a leading
/// `*.` stands for one or more labels and does not cover the name behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostPattern {
    /// One host.
    Exact(Host),
    /// `*.example.com`: everything below, at any depth, without the name itself.
    Below(HostName),
    /// `.example.com`, or a bare suffix marked as one: the name itself and everything below.
    Domain(HostName),
    /// `*example.com`: every name whose text ends so, the name itself included.
    EndsWith(String),
    /// Stars elsewhere: `azgn*.servicebus.windows.net`, `autodiscover.*.onmicrosoft.com`.
    Glob(String),
    /// An address range. Never probed address by address.
    Network(IpNet),
    /// A name with places to fill: `<prefix>.vault.azure.net`.
    Template(String),
}

impl HostPattern {
    /// True when `host` is one of the hosts that the pattern stands for.
    #[must_use]
    pub fn covers(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Exact(own), _) => own == host,
            (Self::Below(suffix), Host::Name(name)) => name.is_below(suffix),
            (Self::Domain(suffix), Host::Name(name)) => name == suffix || name.is_below(suffix),
            (Self::EndsWith(text), Host::Name(name)) => name.as_str().ends_with(text.as_str()),
            (Self::Glob(glob), Host::Name(name)) => {
                let pattern: Vec<&str> = glob.split('.').collect();
                let labels: Vec<&str> = name.labels().collect();
                labels_match(&pattern, &labels)
            }
            (Self::Network(net), Host::Ip(ip)) => net.contains(ip),
            (
                Self::Below(_)
                | Self::Domain(_)
                | Self::EndsWith(_)
                | Self::Glob(_)
                | Self::Network(_)
                | Self::Template(_),
                _,
            ) => false,
        }
    }

    /// True when the pattern stands for names that have to be found before one can be asked.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        match self {
            Self::Below(_) | Self::Domain(_) | Self::EndsWith(_) | Self::Glob(_) => true,
            Self::Exact(_) | Self::Network(_) | Self::Template(_) => false,
        }
    }

    /// Which hosts a list means by it, in words.
    #[must_use]
    pub fn meaning(&self) -> String {
        match self {
            Self::Exact(host) => format!("{} and nothing else", host.authority()),
            Self::Below(name) => format!("every name below {name}, at any depth"),
            Self::Domain(name) => format!("{name} itself and every name below it, at any depth"),
            Self::EndsWith(text) => {
                format!("{} itself and every name that ends in it", text.trim_start_matches('.'))
            }
            Self::Glob(glob) => format!(
                "every name like {glob}; a star inside a label stays in it, a label that is only a \
                 star stands for one or more labels"
            ),
            Self::Network(net) => format!("every address in {net}"),
            Self::Template(text) => format!("{text} with its places filled"),
        }
    }

    /// What the pattern is, in words that follow "is".
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Exact(_) => "one host",
            Self::Below(_) | Self::EndsWith(_) | Self::Glob(_) => "a wildcard",
            Self::Domain(_) => "a whole domain",
            Self::Network(_) => "an address range",
            Self::Template(_) => "a template with places to fill",
        }
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(host) => write!(f, "{}", host.authority()),
            Self::Below(name) => write!(f, "*.{name}"),
            Self::Domain(name) => write!(f, ".{name}"),
            Self::EndsWith(text) => write!(f, "*{text}"),
            Self::Glob(text) | Self::Template(text) => f.write_str(text),
            Self::Network(net) => write!(f, "{net}"),
        }
    }
}

/// A label that is only a star stands for one or more labels; a star inside a label stays in it.
///
/// The usual two-pointer search with one place to come back to: the time is bounded by the product
/// of the lengths, whatever the pattern.
fn labels_match(pattern: &[&str], labels: &[&str]) -> bool {
    let (mut p, mut l) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while l < labels.len() {
        if p < pattern.len() && pattern[p] == "*" {
            retry = Some((p, l + 1));
            (p, l) = (p + 1, l + 1);
        } else if p < pattern.len() && text_matches(pattern[p].as_bytes(), labels[l].as_bytes()) {
            (p, l) = (p + 1, l + 1);
        } else if let Some((star, next)) = retry {
            retry = Some((star, next + 1));
            (p, l) = (star + 1, next + 1);
        } else {
            return false;
        }
    }
    p == pattern.len() && l == labels.len()
}

/// The same search within one label, where a star stands for any run of characters, or none.
fn text_matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            retry = Some((p, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            (p, t) = (p + 1, t + 1);
        } else if let Some((star, next)) = retry {
            retry = Some((star, next + 1));
            (p, t) = (star + 1, next + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::*;

    /// One line, one test: a name, the pattern, and whether it covers the host.
    macro_rules! covers {
        ($name:ident, $pattern:literal, $host:literal) => {
            covers!($name, $pattern, $host, true);
        };
        ($name:ident, not $pattern:literal, $host:literal) => {
            covers!($name, $pattern, $host, false);
        };
        ($name:ident, $pattern:literal, $host:literal, $expected:literal) => {
            #[test]
            fn $name() {
                let entry: Entry = $pattern.parse().unwrap();
                let host: Host = $host.parse().unwrap();
                assert_eq!(entry.host.covers(&host), $expected);
            }
        };
    }

    covers!(name_below, "*.manage.microsoft.com", "fef.manage.microsoft.com");
    covers!(deeply_below, "*.microsoft.com", "a.b.c.microsoft.com");
    covers!(apex_is_not_below, not "*.microsoft.com", "microsoft.com");
    covers!(suffix_needs_a_dot, not "*.microsoft.com", "notmicrosoft.com");
    covers!(case_does_not_matter, "*.Manage.Microsoft.com", "FEF.manage.microsoft.COM");
    covers!(glued_star_covers_the_name, "*manage.microsoft.com", "manage.microsoft.com");
    covers!(glued_star_covers_below, "*manage.microsoft.com", "fef.manage.microsoft.com");
    covers!(glued_star_covers_look_alikes, "*manage.microsoft.com", "i-manage.microsoft.com");
    covers!(
        hyphen_star_stays_in_its_label,
        "*-umwatsonc.events.data.microsoft.com",
        "eu-umwatsonc.events.data.microsoft.com"
    );
    covers!(hyphen_star_takes_no_dot, not "*-w.x.com", "a.b-w.x.com");
    covers!(
        star_at_the_end_of_a_label,
        "azgn*.servicebus.windows.net",
        "azgn12.servicebus.windows.net"
    );
    covers!(star_at_the_end_takes_no_dot, not "azgn*.servicebus.windows.net", "azgn.a.servicebus.windows.net");
    covers!(
        star_inside_a_label,
        "san-af-*-prod.azurewebsites.net",
        "san-af-eastus-prod.azurewebsites.net"
    );
    covers!(
        inner_star_label,
        "autodiscover.*.onmicrosoft.com",
        "autodiscover.contoso.onmicrosoft.com"
    );
    covers!(inner_star_spans_labels, "watson.*.microsoft.com", "watson.events.data.microsoft.com");
    covers!(inner_star_needs_a_label, not "watson.*.microsoft.com", "watson.microsoft.com");
    covers!(leading_dot_covers_both, ".example.com", "example.com");
    covers!(leading_dot_covers_below, ".example.com", "a.example.com");
    covers!(network, "51.5.0.0/16", "51.5.1.2");
    covers!(network_is_no_name, not "51.5.0.0/16", "example.com");
    covers!(ipv6_network, "2603:1006::/40", "2603:1006::1");

    #[test]
    fn many_stars_do_not_blow_up() {
        let pattern = format!("{}x.com", "a*.*.".repeat(30));
        let host: Host = format!("{}com", "a.".repeat(120)).parse().unwrap();
        let entry: Entry = pattern.parse().unwrap();
        assert!(!entry.host.covers(&host));
    }
}
