//! harden-runner: the words of `allowed-endpoints`.
//!
//! <https://github.com/step-security/harden-runner>, and `config.go` and `dnsproxy.go` of
//! <https://github.com/step-security/agent>, from which the function was run.

use std::collections::BTreeMap;

use crate::allowlist::expression::{union, whole};
use crate::allowlist::{Case, Confidence, Dialect, Hosts, Meaning, Ports, Rejected};
use crate::hostset::HostSet;

/// `host:port`, with spaces between; without a port, 443.
pub struct AllowedEndpoints;

impl Dialect for AllowedEndpoints {
    fn id(&self) -> &'static str {
        "harden_runner.allowed_endpoints"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let mut kept: BTreeMap<&str, &str> = BTreeMap::new();
        let mut meanings = Vec::new();
        for word in text.split_whitespace() {
            let host = word.split(':').next().unwrap_or(word);
            // Of a wildcard that stands there twice the agent keeps the first port.
            if kept.insert(host, word).is_none() || !host.contains('*') {
                meanings.push(Self::word(word));
            }
        }
        if let [only] = meanings.as_slice() {
            return Ok(only.clone());
        }
        let mut sets = Vec::new();
        for meaning in &meanings {
            match &meaning.hosts {
                Hosts::Set(set) if meaning.ports == meanings[0].ports => sets.push(set.clone()),
                Hosts::Nothing(_) => {}
                _ => return Ok(Meaning::unknown("is several endpoints, to be read one by one")),
            }
        }
        let Some(first) = meanings.into_iter().next() else {
            return Ok(Meaning::nothing("has no endpoint"));
        };
        Ok(match union(sets) {
            Ok(set) => Meaning { hosts: Hosts::Set(set), ..first },
            Err(why) => Meaning::unknown(why.to_string()),
        })
    }
}

impl AllowedEndpoints {
    /// What one word means.
    fn word(text: &str) -> Meaning {
        let mut pieces = text.split(':');
        let host = pieces.next().unwrap_or_default();
        let ports = match pieces.next() {
            None => Ports::one(443),
            Some(port) => match port.parse::<u16>() {
                Ok(port) => Ports::one(port),
                Err(_) => {
                    return Meaning {
                        confidence: Confidence::Medium,
                        ..Meaning::nothing("has a port that is no number, which counts as port 0")
                    };
                }
            },
        };
        let meaning = hosts(host);
        Meaning { ports, case: Case::AsSent, confidence: Confidence::Medium, ..meaning }
    }
}

/// The agent cuts an entry at its stars and looks at the first two pieces only.
fn hosts(host: &str) -> Meaning {
    let pieces: Vec<&str> = host.split('*').collect();
    match pieces.as_slice() {
        [] | ["" | "."] => Meaning::nothing("has no host"),
        [name] => Meaning::of(HostSet::exact(name.strip_suffix('.').unwrap_or(name))),
        ["", ""] => Meaning::of(HostSet::Everything),
        ["", end] => Meaning::of(match end.strip_prefix('.') {
            Some(name) if !name.is_empty() => HostSet::below(name),
            _ => HostSet::EndsWith((*end).into()),
        }),
        [start, end] => ends(start, end),
        [start, second, ..] => {
            // Behind the second star nothing is read; names are compared with a dot at their end.
            let mut meaning = match second.strip_suffix('.') {
                _ if second.is_empty() => ends(start, ""),
                Some(end) => ends(start, end),
                None => {
                    return Meaning::nothing("has two stars, and its second piece ends in no dot");
                }
            };
            meaning.remarks.push(
                "The agent reads nothing behind the second star, so that the entry is far wider \
                 than it looks."
                    .to_owned(),
            );
            meaning
        }
    }
}

fn ends(start: &str, end: &str) -> Meaning {
    match (start, end) {
        ("", "") => Meaning::of(HostSet::Everything),
        (_, "") => Meaning::of(HostSet::StartsWith(start.into())),
        ("", _) => Meaning::of(HostSet::EndsWith(end.into())),
        _ => {
            let (start, end) = (regex_syntax::escape(start), regex_syntax::escape(end));
            whole(&format!("{start}.*{end}"), false)
                .map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of)
        }
    }
}
