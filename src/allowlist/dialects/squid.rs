//! Squid: the lists of names and ports of an `acl` line.
//!
//! <https://www.squid-cache.org/Doc/config/acl/>; run as 5.7.

use crate::allowlist::expression::{Untranslated, union};
use crate::allowlist::{Confidence, Dialect, Hosts, Meaning, Ports, Rejected, Schemes};
use crate::hostset::HostSet;

/// The values of `dstdomain` in one line of `squid.conf`.
pub struct DstDomain;

/// One line of a file that a `dstdomain` line names in quotes.
pub struct DstDomainFile;

/// The values of one `dstdomain` list in Squid 5 and 6, where some do not stand together.
pub struct DstDomainConfig;

/// The values of `ssl::server_name`, which sees the name of a `CONNECT` or of a TLS client.
pub struct ServerName;

/// The values of `port`.
pub struct Port;

/// The words of a line, up to a word that begins a comment.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace().take_while(|word| !word.starts_with('#'))
}

/// What one value of a list of names means.
///
/// Squid takes any text for a name: what no host of a request can be is loaded, and dead.
#[must_use]
pub fn name(value: &str) -> Hosts {
    let lower = value.to_ascii_lowercase();
    let dead = |why: &str| Hosts::Nothing(why.to_owned());
    if lower.contains(char::is_whitespace) {
        return dead("has a space in it: Squid takes the line for one name; write one to a line");
    }
    if lower.contains('*') {
        return dead("has a star, which Squid takes for a letter: write `.example.com`");
    }
    if lower.contains('/') {
        return dead("is a URL, and Squid compares it with the name of the host alone");
    }
    if !lower.starts_with('[') && lower.contains(':') {
        return dead("has a port, and Squid compares it with the name of the host alone");
    }
    if !lower.is_ascii() {
        return dead("has letters outside ASCII, in which no name is asked for: write `xn--...`");
    }
    let (wide, bare) = match lower.strip_prefix('.') {
        Some(bare) => (true, bare),
        None => (false, lower.as_str()),
    };
    if bare.is_empty() || bare.starts_with('.') || bare.contains("..") {
        return dead("is no name: Squid compares it as it stands, and no host is written so");
    }
    if bare.ends_with('.') {
        return dead("ends in a dot, which Squid takes off the name of a request and not off this");
    }
    Hosts::Set(if wide { HostSet::subtree(bare) } else { HostSet::exact(bare) })
}

/// The meaning of several values, of which any may match.
fn any_of<'a>(values: impl Iterator<Item = &'a str>) -> Meaning {
    let mut sets = Vec::new();
    let mut dead = None;
    for value in values.filter(|value| !matches!(*value, "-n" | "-i" | "--")) {
        if value.starts_with('"') {
            return measured(Meaning::unknown("names a file"));
        }
        match name(value) {
            Hosts::Set(set) => sets.push(set),
            Hosts::Nothing(why) | Hosts::Unknown(why) => dead = Some(why),
        }
    }
    let meaning = if sets.is_empty() {
        Meaning::nothing(dead.unwrap_or_else(|| "has no value".to_owned()))
    } else {
        match union(sets) {
            Ok(set) => Meaning::of(set),
            Err(Untranslated::Refused(why) | Untranslated::Undecidable(why)) => {
                Meaning::unknown(why)
            }
        }
    };
    measured(meaning)
}

pub(super) fn measured(meaning: Meaning) -> Meaning {
    Meaning { confidence: Confidence::Measured, ..meaning }
}

/// The first two values that Squid 5 and 6 do not take in one list, in their order, if there are
/// any: what comes first must not be inside what follows, and a name and its own subtree never
/// stand together. Texts are compared, as Squid does it.
#[must_use]
pub fn clash<'a>(values: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let mut seen: std::collections::HashMap<String, (usize, &'a str)> =
        std::collections::HashMap::new();
    // For each name, the first value that stands below it.
    let mut below: std::collections::HashMap<String, (usize, &'a str)> =
        std::collections::HashMap::new();
    let mut found: Option<(usize, &str, &str)> = None;
    for (number, value) in values.iter().enumerate() {
        let lower = value.to_ascii_lowercase();
        if seen.contains_key(&lower) {
            continue;
        }
        let bare = lower.strip_prefix('.').unwrap_or(&lower);
        let other = if lower.starts_with('.') { bare.to_owned() } else { format!(".{bare}") };
        let mut earlier = seen.get(&other).copied();
        if lower.starts_with('.') {
            earlier = earlier.or_else(|| below.get(bare).copied());
        }
        if let Some((_, first)) = earlier {
            found = Some((number, first, value));
            break;
        }
        for (at, _) in bare.match_indices('.') {
            below.entry(bare[at + 1..].to_owned()).or_insert((number, value));
        }
        seen.insert(lower, (number, value));
    }
    found.map(|(_, first, second)| (first, second))
}

impl Dialect for DstDomain {
    fn id(&self) -> &'static str {
        "squid.dstdomain"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        Ok(any_of(words(text)))
    }
}

impl Dialect for DstDomainFile {
    fn id(&self) -> &'static str {
        "squid.dstdomain_file"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        Ok(any_of(file_line(text).into_iter()))
    }
}

/// The value on a line of a list file: everything up to a word that begins a comment.
#[must_use]
pub fn file_line(line: &str) -> Option<&str> {
    let line = line.trim();
    let mut end = 0;
    for word in words(line) {
        let start = word.as_ptr().addr() - line.as_ptr().addr();
        end = start + word.len();
    }
    line.get(..end).filter(|value| !value.is_empty())
}

impl Dialect for DstDomainConfig {
    fn id(&self) -> &'static str {
        "squid.dstdomain_config"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        DstDomain.entry(text)
    }

    fn together(&self, texts: &[&str]) -> Result<(), Rejected> {
        match clash(texts) {
            None => Ok(()),
            Some((first, second)) => Err(Rejected::because(format!(
                "does not start: `{first}` stands before `{second}`, which has it already"
            ))),
        }
    }
}

impl Dialect for ServerName {
    fn id(&self) -> &'static str {
        "squid.server_name"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let values = words(text).filter(|word| !word.starts_with("--"));
        Ok(Meaning { schemes: Schemes::CONNECT, ..any_of(values) })
    }
}

impl Dialect for Port {
    fn id(&self) -> &'static str {
        "squid.port"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let ports = words(text).map(range).collect::<Result<Vec<_>, _>>()?;
        Ok(measured(Meaning { ports: Ports::of(ports), ..Meaning::of(HostSet::Everything) }))
    }
}

/// A port or a range of ports.
fn range(text: &str) -> Result<(u16, u16), Rejected> {
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| digits).ok_or_else(|| {
            Rejected::because(format!("is no port (`{text}`): write 443, or 8443-8445"))
        })
    };
    let (low, high) = match text.split_once('-') {
        Some((low, high)) => (number(low)?, number(high)?),
        None => (number(text)?, number(text)?),
    };
    if low > high {
        return Err(Rejected::because(format!("is a range that runs backwards: `{text}`")));
    }
    Ok((low, high))
}
