//! `HAProxy`: a condition of an `acl` line, without the name of the list.
//!
//! <https://docs.haproxy.org/2.6/configuration.html#7.1>; run as 2.6.12.

use crate::allowlist::expression::{Untranslated, anywhere, perl, union, whole};
use crate::allowlist::{
    Case, Confidence, Dialect, Hosts, Meaning, PathRule, Ports, Rejected, Schemes, Sees, Unseen,
};
use crate::hostset::{HostSet, Regular};

/// A fetch with its converters, its flags, and its patterns.
pub struct Acl;

/// How a pattern is compared with what was fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Exact,
    Begins,
    Ends,
    Contains,
    /// Between dots, slashes, colons and question marks.
    Domain,
    /// Between slashes and question marks.
    Folder,
    Expression,
    /// So many characters.
    Length,
    /// Whatever it is.
    Found,
}

/// What is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetched {
    Host,
    ServerName,
    Path,
    Port,
}

impl Dialect for Acl {
    fn id(&self) -> &'static str {
        "haproxy.acl"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let meaning = condition(text)?;
        Ok(Meaning { drops_dot: false, confidence: Confidence::Measured, ..meaning })
    }
}

fn condition(text: &str) -> Result<Meaning, Rejected> {
    let mut words = text.split_whitespace();
    let criterion = words.next().unwrap_or_default();
    let mut parts = split_outside(criterion).into_iter();
    let Some((fetched, mut matching)) = fetch(parts.next().unwrap_or_default()) else {
        return Ok(Meaning::unknown(format!("looks at `{criterion}`, which is not followed")));
    };
    let (mut portless, mut lowered) = (false, false);
    for converter in parts {
        match converter {
            "field(1,:)" | "word(1,:)" => portless = true,
            "host_only" => (portless, lowered) = (true, true),
            "lower" => lowered = true,
            _ => return Ok(Meaning::unknown(format!("uses `{converter}`, which is not followed"))),
        }
    }
    let mut folded = false;
    let mut patterns = Vec::new();
    let mut flags = true;
    while let Some(word) = words.next() {
        match word {
            "--" if flags => flags = false,
            "-i" if flags => folded = true,
            "-n" if flags => {}
            "-m" if flags => {
                let method = words.next().unwrap_or_default();
                let Some(found) = method_of(method) else {
                    return Ok(Meaning::unknown(format!("compares by `{method}`")));
                };
                matching = found;
            }
            _ if flags && word.starts_with('-') => {
                return Ok(Meaning::unknown(format!("has the flag `{word}`")));
            }
            _ => {
                flags = false;
                patterns.push(word);
            }
        }
    }
    if fetched == Fetched::Port {
        return port(&patterns);
    }
    if patterns.is_empty() && matching == Match::Found {
        patterns.push("");
    }
    if patterns.is_empty() {
        return Ok(Meaning::nothing("has no pattern, and matches nothing"));
    }
    let sets: Result<Vec<_>, _> = patterns
        .iter()
        .map(|pattern| {
            let pattern = if folded { pattern.to_ascii_lowercase() } else { (*pattern).to_owned() };
            set_of(&pattern, matching, folded)
        })
        .collect();
    let set = match sets.and_then(union) {
        Ok(set) => set,
        Err(Untranslated::Refused(why)) => return Err(Rejected::because(why)),
        Err(Untranslated::Undecidable(why)) => return Ok(Meaning::unknown(why)),
    };
    let case = match (folded, lowered) {
        (true, _) => Case::Folded,
        (_, true) => Case::HostFolded,
        _ => Case::AsSent,
    };
    let meaning = Meaning { case, ..Meaning::of(set) };
    Ok(match fetched {
        Fetched::Host if portless => meaning,
        Fetched::Host => Meaning { sees: Sees::HostHeader, ..meaning },
        Fetched::ServerName => Meaning { schemes: Schemes::CONNECT, ..meaning },
        Fetched::Port | Fetched::Path => {
            let paths = match &meaning.hosts {
                Hosts::Set(set) => set.as_regular().and_then(|paths| path(&paths, folded)),
                _ => None,
            };
            let path = paths.map(|paths| PathRule { paths, unseen: Unseen::Unknown });
            Meaning { hosts: Hosts::Set(HostSet::Everything), path, ..meaning }
        }
    })
}

/// The paths with a query that are these without one.
fn path(paths: &Regular, folded: bool) -> Option<Regular> {
    let case = if folded { "(?i)" } else { "" };
    Regular::new(format!(r"{case}(?:{})(?:\?.*)?", paths.source())).ok()
}

/// What a fetch looks at, and how its name says to compare.
fn fetch(text: &str) -> Option<(Fetched, Match)> {
    let (name, argument) = match text.split_once('(') {
        Some((name, argument)) => (name, argument.strip_suffix(')')?),
        None => (text, ""),
    };
    let name = name.strip_prefix("req.").unwrap_or(name);
    let host = argument.split(',').next().is_some_and(|name| name.eq_ignore_ascii_case("host"));
    let known = [
        ("hdr", Fetched::Host, host),
        ("fhdr", Fetched::Host, host),
        ("ssl_sni", Fetched::ServerName, true),
        ("req_ssl_sni", Fetched::ServerName, true),
        ("ssl_fc_sni", Fetched::ServerName, true),
        ("path", Fetched::Path, true),
        ("dst_port", Fetched::Port, true),
    ];
    known.iter().find_map(|(base, fetched, applies)| {
        let rest = name.strip_prefix(base).filter(|_| *applies)?;
        let matching =
            if rest.is_empty() { Match::Exact } else { method_of(rest.strip_prefix('_')?)? };
        Some((*fetched, matching))
    })
}

fn method_of(name: &str) -> Option<Match> {
    Some(match name {
        "str" => Match::Exact,
        "beg" => Match::Begins,
        "end" => Match::Ends,
        "sub" => Match::Contains,
        "dom" => Match::Domain,
        "dir" => Match::Folder,
        "len" => Match::Length,
        "found" => Match::Found,
        "reg" => Match::Expression,
        _ => return None,
    })
}

fn set_of(pattern: &str, matching: Match, folded: bool) -> Result<HostSet, Untranslated> {
    Ok(match matching {
        Match::Exact => HostSet::exact(pattern),
        Match::Begins => HostSet::StartsWith(pattern.into()),
        Match::Ends => match pattern.strip_prefix('.') {
            Some(name) if !name.is_empty() => HostSet::below(name),
            _ => HostSet::EndsWith(pattern.into()),
        },
        Match::Contains => HostSet::Contains(pattern.into()),
        Match::Domain => return word(pattern, "./:?"),
        Match::Folder => return word(pattern, "/?"),
        Match::Found => HostSet::Everything,
        Match::Length => match pattern.parse::<u8>() {
            Ok(length) => return whole(&format!(".{{{length}}}"), false),
            Err(_) => return Err(Untranslated::Undecidable("asks for a range of lengths".into())),
        },
        Match::Expression => return perl(pattern).and_then(|source| anywhere(&source, folded)),
    })
}

/// Texts that have a word between some signs, or from the beginning or to the end.
fn word(pattern: &str, signs: &str) -> Result<HostSet, Untranslated> {
    let name = regex_syntax::escape(pattern.trim_matches(|sign| signs.contains(sign)));
    whole(&format!("(?:.*[{signs}])?{name}(?:[{signs}].*)?"), false)
}

fn port(patterns: &[&str]) -> Result<Meaning, Rejected> {
    let range = |text: &&str| {
        let (low, high) = text.split_once(':').unwrap_or((text, text));
        match (low.parse::<u16>(), high.parse::<u16>()) {
            (Ok(low), Ok(high)) => Ok((low, high)),
            _ => Err(Rejected::because(format!("is no port or range: `{text}`"))),
        }
    };
    let ports = Ports::of(patterns.iter().map(range).collect::<Result<Vec<_>, _>>()?);
    Ok(Meaning { ports, ..Meaning::of(HostSet::Everything) })
}

/// The parts between commas that stand in no parentheses.
fn split_outside(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
