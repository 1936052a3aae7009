//! The bypass list of `WinHTTP` and `WinINet`.
//!
//! <https://learn.microsoft.com/windows/win32/winhttp/winhttp-start-page> and
//! <https://learn.microsoft.com/windows/win32/wininet/enabling-internet-functionality>.

use crate::address::Scheme;
use crate::allowlist::expression::{union, whole};
use crate::allowlist::{Confidence, Dialect, Hosts, Meaning, Ports, Rejected, Schemes};
use crate::hostset::HostSet;

/// Entries with semicolons or spaces between.
pub struct Bypass;

impl Dialect for Bypass {
    fn id(&self) -> &'static str {
        "winhttp.bypass"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let parts: Vec<&str> =
            text.split([';', ' ', '\t']).filter(|part| !part.is_empty()).collect();
        if let [only] = parts.as_slice() {
            return Ok(part(only));
        }
        let mut sets = Vec::new();
        for text in parts {
            let meaning = part(text);
            match meaning.hosts {
                Hosts::Set(set) if meaning.ports.is_all() && meaning.schemes == Schemes::ALL => {
                    sets.push(set);
                }
                Hosts::Nothing(_) => {}
                _ => return Ok(Meaning::unknown("is several entries, to be read one by one")),
            }
        }
        Ok(union(sets).map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of))
    }
}

fn part(text: &str) -> Meaning {
    let lower = text.to_ascii_lowercase();
    if lower == "<local>" {
        return whole("[^.:]+", false)
            .map_or_else(|why| Meaning::unknown(why.to_string()), Meaning::of);
    }
    if lower == "<-loopback>" {
        return Meaning::nothing("takes the loopback addresses out of what is bypassed unasked");
    }
    let (schemes, rest) = match lower.split_once("://") {
        Some(("http", rest)) => (Schemes::one(Scheme::Http), rest),
        Some(("https", rest)) => (Schemes::one(Scheme::Https), rest),
        Some(_) => return Meaning::nothing("is for a scheme that is not HTTP"),
        None => (Schemes::ALL, lower.as_str()),
    };
    let rest = rest.trim_end_matches('/');
    let (name, ports) = match rest.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') => match port.parse::<u16>() {
            Ok(port) => (name, Ports::one(port)),
            Err(_) => (rest, Ports::all()),
        },
        _ => (rest, Ports::all()),
    };
    let confidence = if name.contains('*') || name.contains('.') {
        Confidence::Medium
    } else {
        Confidence::High
    };
    Meaning { ports, schemes, confidence, ..Meaning::of(HostSet::glob(name)) }
}
