//! Names made up under a wildcard, which cannot exist.

use crate::address::{Host, HostName, HostPattern};

/// The letters of a random label: letters and digits only, so that every list and log takes them.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Letters of a label: 36^12 names, more than 2^62.
const LENGTH: usize = 12;

/// Makes names up. Each is new: proxies remember failures for a while.
pub(super) struct Labels {
    random: fastrand::Rng,
}

impl Labels {
    /// Names that no earlier run has used.
    pub fn new() -> Self {
        Self { random: fastrand::Rng::new() }
    }

    /// `clearway-` and random letters, for whoever finds it in a log.
    fn label(&mut self) -> String {
        let letters = (0..LENGTH).map(|_| char::from(LETTERS[self.random.usize(..LETTERS.len())]));
        letters.fold("clearway-".to_owned(), |mut label, letter| {
            label.push(letter);
            label
        })
    }

    /// A name under `.invalid`, which never resolves (RFC 6761, section 6.4) and is on nobody's
    /// allowlist.
    pub fn control(&mut self) -> Option<Host> {
        host(&format!("{}.invalid", self.label()))
    }

    /// A name that the pattern covers, one label below where it has a suffix.
    pub fn name(&mut self, pattern: &HostPattern) -> Option<Host> {
        let text = match pattern {
            HostPattern::Glob(glob) => {
                let mut text = String::new();
                for part in glob.split_inclusive('*') {
                    match part.strip_suffix('*') {
                        Some(before) => {
                            text.push_str(before);
                            text.push_str(&self.label());
                        }
                        None => text.push_str(part),
                    }
                }
                text
            }
            _ => format!("{}.{}", self.label(), suffix(pattern)?),
        };
        host(&text).filter(|host| pattern.covers(host))
    }

    /// A name two labels below the suffix, where the pattern covers such names.
    pub fn deep(&mut self, pattern: &HostPattern) -> Option<Host> {
        let suffix = suffix(pattern)?;
        let text = format!("{}.{}.{suffix}", self.label(), self.label());
        host(&text).filter(|host| pattern.covers(host))
    }

    /// The name itself, where the pattern covers it.
    pub fn apex(pattern: &HostPattern) -> Option<Host> {
        host(suffix(pattern)?).filter(|host| pattern.covers(host))
    }
}

fn host(text: &str) -> Option<Host> {
    text.parse().ok().map(Host::Name)
}

/// What stands behind the star.
pub(super) fn suffix(pattern: &HostPattern) -> Option<&str> {
    match pattern {
        HostPattern::Below(name) | HostPattern::Domain(name) => Some(name.as_str()),
        HostPattern::EndsWith(text) => {
            let text = text.trim_start_matches(['.', '-']);
            text.parse::<HostName>().ok().map(|_| text)
        }
        HostPattern::Exact(_)
        | HostPattern::Glob(_)
        | HostPattern::Network(_)
        | HostPattern::Template(_) => None,
    }
}

/// Why a pattern is not asked about: it stands for names of many owners.
pub(super) fn too_broad(pattern: &HostPattern) -> Option<String> {
    let fixed = match pattern {
        HostPattern::Glob(glob) => {
            glob.rsplit('.').take_while(|label| !label.contains('*')).count()
        }
        _ => suffix(pattern)?.split('.').count(),
    };
    (fixed < 2).then(|| {
        format!(
            "{pattern} is too broad to ask about: a made-up name under it could be somebody's; name \
             at least a domain, such as *.example.com"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Entry;

    fn pattern(text: &str) -> HostPattern {
        text.parse::<Entry>().unwrap().host
    }

    fn shape(host: Option<Host>) -> String {
        let text = host.map(|host| host.to_string()).unwrap_or_default();
        let mut shape = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("clearway-") {
            shape.push_str(before);
            shape.push('#');
            assert!(after.as_bytes()[..LENGTH].iter().all(|byte| LETTERS.contains(byte)));
            rest = &after[LENGTH..];
        }
        shape + rest
    }

    #[test]
    fn every_kind_of_wildcard_gets_its_names() {
        for (text, name, deep, apex) in [
            ("*.x.test", "#.x.test", "#.#.x.test", ""),
            (".x.test", "#.x.test", "#.#.x.test", "x.test"),
            ("*x.test", "#.x.test", "#.#.x.test", "x.test"),
            ("a*.x.test", "a#.x.test", "", ""),
            ("a.*.x.test", "a.#.x.test", "", ""),
            ("*-y.x.test", "#-y.x.test", "", ""),
        ] {
            let pattern = pattern(text);
            let mut labels = Labels::new();
            assert_eq!(shape(labels.name(&pattern)), name, "{text}");
            assert_eq!(shape(labels.deep(&pattern)), deep, "{text}");
            assert_eq!(shape(Labels::apex(&pattern)), apex, "{text}");
            assert_eq!(too_broad(&pattern), None, "{text}");
        }
    }

    #[test]
    fn each_name_is_new() {
        let pattern = pattern("*.x.test");
        let mut labels = Labels::new();
        assert_ne!(labels.name(&pattern), labels.name(&pattern));
        assert_ne!(labels.control(), labels.control());
    }

    #[test]
    fn a_whole_top_level_domain_is_not_asked_about() {
        for text in ["*.com", "a.*.com"] {
            assert!(too_broad(&pattern(text)).is_some(), "{text}");
        }
    }

    #[test]
    fn a_name_that_would_be_too_long_is_not_made() {
        let long = format!("*.{}x.test", "a123456789.".repeat(22));
        assert_eq!(Labels::new().deep(&pattern(&long)), None);
    }
}
