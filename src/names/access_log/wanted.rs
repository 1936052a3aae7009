//! Which hosts are wanted, answered faster than by asking every pattern.

use std::collections::HashMap;

use crate::address::{Host, HostName, HostPattern};

/// Patterns, found by the part of a name behind their last star.
///
/// The index only narrows the choice down. Whether a host falls under a pattern is always decided
/// by [`HostPattern::covers`].
pub(super) struct Wanted<'a> {
    by_suffix: HashMap<String, Vec<&'a HostPattern>>,
    anywhere: Vec<&'a HostPattern>,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(patterns: &'a [HostPattern]) -> Self {
        let mut by_suffix: HashMap<String, Vec<&HostPattern>> = HashMap::new();
        let mut anywhere = Vec::new();
        for pattern in patterns {
            let suffix = match pattern {
                HostPattern::Exact(Host::Name(name))
                | HostPattern::Below(name)
                | HostPattern::Domain(name) => Some(name.as_str()),
                // The first label of the text may be the end of a longer one.
                HostPattern::EndsWith(text) => text.split_once('.').map(|(_, suffix)| suffix),
                HostPattern::Glob(text) => text
                    .rsplit_once('*')
                    .and_then(|(_, end)| end.split_once('.'))
                    .map(|(_, suffix)| suffix),
                // No name falls under these.
                HostPattern::Exact(Host::Ip(_))
                | HostPattern::Network(_)
                | HostPattern::Template(_) => continue,
            };
            match suffix {
                Some(suffix) => by_suffix.entry(suffix.to_owned()).or_default().push(pattern),
                None => anywhere.push(pattern),
            }
        }
        Self { by_suffix, anywhere }
    }

    /// The host, if one of the patterns covers it. `name` is in lower case.
    pub(super) fn host(&self, name: &str) -> Option<HostName> {
        let mut candidates: Vec<&HostPattern> = Vec::new();
        let mut suffix = name;
        loop {
            candidates.extend(self.by_suffix.get(suffix).into_iter().flatten());
            let Some((_, behind)) = suffix.split_once('.') else { break };
            suffix = behind;
        }
        candidates.extend(&self.anywhere);
        if candidates.is_empty() {
            return None;
        }
        let host: Host = name.parse().ok()?;
        let covered = candidates.iter().any(|pattern| pattern.covers(&host));
        host.name().filter(|_| covered).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Entry;

    #[test]
    fn the_index_agrees_with_asking_every_pattern() {
        let written = [
            "*.microsoft.com",
            "*manage.microsoft.com",
            "azgn*.servicebus.windows.net",
            "autodiscover.*.onmicrosoft.com",
            ".example.com",
            "www.example.org",
            "*-w.x.test",
            "10.0.0.0/8",
            "<tenant>.example.net",
            "*a*.b*c.test",
            "*local",
            "203.0.113.9",
        ];
        let names = [
            "microsoft.com",
            "a.microsoft.com",
            "a.b.microsoft.com",
            "notmicrosoft.com",
            "manage.microsoft.com",
            "i-manage.microsoft.com",
            "azgn1.servicebus.windows.net",
            "azgn.x.servicebus.windows.net",
            "autodiscover.contoso.onmicrosoft.com",
            "autodiscover.onmicrosoft.com",
            "example.com",
            "a.example.com",
            "www.example.org",
            "a.www.example.org",
            "eu-w.x.test",
            "xay.b1c.test",
            "thelocal",
            "the.local",
            "x",
            "t.example.net",
            "203.0.113.9",
            "10.1.1.1",
        ];
        let patterns: Vec<HostPattern> = written
            .iter()
            .map(|text| {
                text.parse::<Entry>().map_or_else(
                    // What no list may say is still a pattern that can be made.
                    |_| HostPattern::EndsWith(text.trim_start_matches('*').to_owned()),
                    |entry| entry.host,
                )
            })
            .collect();
        for pattern in &patterns {
            let wanted = Wanted::new(std::slice::from_ref(pattern));
            for name in names {
                let host: Host = name.parse().unwrap();
                let expected = pattern.covers(&host) && host.name().is_some();
                assert_eq!(wanted.host(name).is_some(), expected, "{pattern} and {name}");
            }
        }
    }

    #[test]
    fn what_is_no_host_is_not_wanted() {
        let patterns = ["*.example.com".parse::<Entry>().unwrap().host];
        let wanted = Wanted::new(&patterns);
        for text in ["", ".", "..example.com", "a b.example.com", &"a.".repeat(5000)] {
            assert_eq!(wanted.host(text), None, "{text:?}");
        }
        assert_eq!(wanted.host("a.example.com").unwrap().as_str(), "a.example.com");
    }
}
