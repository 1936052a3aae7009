//! harden-runner: one word of `allowed-endpoints`.
//!
//! <https://github.com/step-security/harden-runner>, and `config.go` and `dnsproxy.go` of
//! <https://github.com/step-security/agent>, from which the function was run.

use crate::allowlist::expression::whole;
use crate::allowlist::{Case, Confidence, Dialect, Meaning, Ports, Rejected};
use crate::hostset::HostSet;

/// `host:port`; without a port, 443.
pub struct AllowedEndpoints;

impl Dialect for AllowedEndpoints {
    fn id(&self) -> &'static str {
        "harden_runner.allowed_endpoints"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let text = text.trim();
        let mut pieces = text.split(':');
        let host = pieces.next().unwrap_or_default();
        let ports = match pieces.next() {
            None => Ports::one(443),
            Some(port) => match port.parse::<u16>() {
                Ok(port) => Ports::one(port),
                Err(_) => {
                    return Ok(Meaning {
                        confidence: Confidence::Medium,
                        ..Meaning::nothing("has a port that is no number, which counts as port 0")
                    });
                }
            },
        };
        let meaning = hosts(host);
        Ok(Meaning { ports, case: Case::AsSent, confidence: Confidence::Medium, ..meaning })
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
