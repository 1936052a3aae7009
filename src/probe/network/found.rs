//! What a lookup found.

use std::net::IpAddr;

use crate::address::HostName;

/// Addresses of a name, and the names met on the way to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The addresses in the order in which they should be tried.
    pub addresses: Vec<IpAddr>,
    /// Canonical names (RFC 1034, section 3.6.2) in the order in which they were met, without the
    /// name that was asked for; at most [`Found::ALIASES_KEPT`], and only what is a host name.
    pub aliases: Vec<HostName>,
}

impl Found {
    /// Names met on the way that are kept: more than any resolver follows.
    pub const ALIASES_KEPT: usize = 16;

    /// Addresses without a name on the way.
    #[must_use]
    pub fn addresses(addresses: Vec<IpAddr>) -> Self {
        Self { addresses, aliases: Vec::new() }
    }

    /// The same, with a name met on the way.
    pub(super) fn meet(&mut self, asked: &HostName, name: &str) {
        let Ok(name) = name.parse::<HostName>() else { return };
        let known = name == *asked || self.aliases.contains(&name);
        if !known && self.aliases.len() < Self::ALIASES_KEPT {
            self.aliases.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_on_the_way_are_kept_once_and_bounded() {
        let asked: HostName = "www.x.test".parse().unwrap();
        let mut found = Found::default();
        for name in ["WWW.x.test.", "a.cdn.test.", "A.CDN.test", "not a name", "b.cdn.test"] {
            found.meet(&asked, name);
        }
        let names: Vec<&str> = found.aliases.iter().map(HostName::as_str).collect();
        assert_eq!(names, ["a.cdn.test", "b.cdn.test"]);
        for n in 0..99 {
            found.meet(&asked, &format!("n{n}.test"));
        }
        assert_eq!(found.aliases.len(), Found::ALIASES_KEPT);
    }
}
