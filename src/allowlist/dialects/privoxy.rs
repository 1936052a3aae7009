//! Privoxy: a URL pattern of an actions file.
//!
//! <https://www.privoxy.org/user-manual/actions-file.html#AF-PATTERNS>; run as 3.0.34.

use crate::allowlist::expression::{Untranslated, glob, perl, whole};
use crate::allowlist::{Confidence, Dialect, Meaning, PathRule, Ports, Rejected, Unseen};
use crate::hostset::{Depths, HostSet, Regular};

/// A URL pattern.
pub struct Action;

/// Prefixes of patterns that are held against tags, which other sections set.
const TAGS: &[&str] = &["TAG:", "CLIENT-TAG:", "NO-REQUEST-TAG:", "NO-RESPONSE-TAG:"];

impl Dialect for Action {
    fn id(&self) -> &'static str {
        "privoxy.action"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let text = text.trim();
        let meaning = if let Some(tag) = TAGS.iter().find(|tag| text.starts_with(**tag)) {
            Meaning::unknown(format!("is a `{tag}` pattern, and tags are set while Privoxy runs"))
        } else if text.starts_with("PCRE-HOST-PATTERN:") {
            Meaning::unknown("is a PCRE host pattern, which is not read here")
        } else {
            url(text)?
        };
        Ok(Meaning { confidence: Confidence::Measured, ..meaning })
    }
}

fn url(text: &str) -> Result<Meaning, Rejected> {
    let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
    let (host, ports) = match host.rsplit_once(':') {
        Some((host, ports)) if !ports.contains('>') => (host, port_list(ports)?),
        _ => (host, Ports::all()),
    };
    if text.starts_with("http://") || text.starts_with("https://") {
        return Ok(Meaning::nothing("has a scheme, which no pattern of Privoxy has: leave it out"));
    }
    if host.contains('\\') {
        return Ok(Meaning::nothing(
            "has a backslash, which Privoxy takes for a letter of the name",
        ));
    }
    let meaning = match hosts(host) {
        Ok(set) => Meaning::of(set),
        Err(Untranslated::Refused(why)) => return Err(Rejected::because(why)),
        Err(Untranslated::Undecidable(why)) => Meaning::unknown(why),
    };
    let meaning = Meaning { ports, ..meaning };
    if path.len() < 2 {
        return Ok(meaning);
    }
    let paths = match perl(path) {
        // The path begins so; where it ends is left open.
        Ok(source) => Regular::new(format!("(?i)^(?:{source}).*")).map_err(|why| why.to_string()),
        Err(Untranslated::Refused(why)) => return Err(Rejected::because(why)),
        Err(Untranslated::Undecidable(why)) => Err(why),
    };
    Ok(match paths {
        Ok(paths) => Meaning { path: Some(PathRule { paths, unseen: Unseen::Fails }), ..meaning },
        Err(why) => Meaning { ports: meaning.ports, ..Meaning::unknown(why) },
    })
}

/// The hosts of a pattern: compared label by label, open on each side where it has a dot.
fn hosts(text: &str) -> Result<HostSet, Untranslated> {
    if let Some(address) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        return match address.parse::<std::net::IpAddr>() {
            Ok(ip) => Ok(HostSet::Network(ip.into())),
            Err(_) => Err(Untranslated::Undecidable("has brackets around no address".to_owned())),
        };
    }
    let lower = text.to_ascii_lowercase();
    let (left, right) = (lower.starts_with('.'), lower.ends_with('.'));
    let name = lower.trim_matches('.');
    if name.is_empty() {
        return Ok(HostSet::Everything);
    }
    let plain = |text: &str| !text.contains(['*', '?', '[', '\\']);
    if !right {
        if plain(name) {
            return Ok(if left { HostSet::subtree(name) } else { HostSet::exact(name) });
        }
        if let Some(parent) = name.strip_prefix("*.")
            && plain(parent)
            && !left
        {
            return Ok(HostSet::Under { name: parent.into(), depths: Depths::ONE_LABEL });
        }
    }
    let labels: Vec<String> = name
        .split('.')
        .filter(|label| !label.is_empty())
        .map(|label| {
            if label.contains("[^") || label.contains("[!") {
                return Err(Untranslated::Undecidable("has a bracket that excludes".to_owned()));
            }
            glob(label, "[^.]*", "[^.]")
        })
        .collect::<Result<_, _>>()?;
    let before = if left { r"(?:.*\.)?" } else { "" };
    let after = if right { r"(?:\..*)?" } else { "" };
    whole(&format!("{before}{}{after}", labels.join(r"\.")), false)
}

/// Ports and ranges with commas between; a range may be open at either end.
fn port_list(text: &str) -> Result<Ports, Rejected> {
    let number = |text: &str, open: u16| {
        if text.is_empty() { Ok(open) } else { text.parse::<u16>() }
            .map_err(|_| Rejected::because(format!("has `{text}` where a port is expected")))
    };
    let ranges = text.split(',').map(|part| match part.split_once('-') {
        Some((low, high)) => Ok((number(low, 0)?, number(high, u16::MAX)?)),
        // A colon without a port is port 0, on which nothing is asked.
        None if part.is_empty() => Ok((0, 0)),
        None => Ok((number(part, 0)?, number(part, 0)?)),
    });
    ranges.collect::<Result<Vec<_>, _>>().map(Ports::of)
}
