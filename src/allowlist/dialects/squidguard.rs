//! squidGuard and what reads its lists: `domains` and `urls` files.
//!
//! <http://www.squidguard.org/Doc/configure.html>; run as 1.6.0.

use crate::allowlist::expression::whole;
use crate::allowlist::{Confidence, Dialect, Meaning, PathRule, Rejected, Unseen};
use crate::hostset::{HostSet, Regular};

/// A line of a `domains` file: the name and everything below it.
pub struct DomainList;

/// A line of a `urls` file: a host without its `www.`, and the beginning of a path.
pub struct UrlList;

fn measured(meaning: Meaning) -> Meaning {
    Meaning { confidence: Confidence::Measured, ..meaning }
}

/// What a name must not have; none when it has nothing of it.
fn dead(name: &str) -> Option<Meaning> {
    let why = if name.starts_with('.') {
        "begins with a dot, with which squidGuard matches nothing: leave it out"
    } else if name.contains('*') {
        "has a star, which squidGuard takes for a letter: write the name alone, which has all below"
    } else if name.contains(':') {
        "has a port or a scheme, which squidGuard takes off a request and not off the list"
    } else if name.is_empty() {
        "has no name"
    } else {
        return None;
    };
    Some(measured(Meaning::nothing(why)))
}

impl Dialect for DomainList {
    fn id(&self) -> &'static str {
        "squidguard.domainlist"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let name = text.trim().to_ascii_lowercase();
        if name.contains('/') {
            return Ok(measured(Meaning::nothing(
                "has a path, which belongs into the file of URLs",
            )));
        }
        Ok(dead(&name).unwrap_or_else(|| measured(Meaning::of(HostSet::subtree(&name)))))
    }
}

impl Dialect for UrlList {
    fn id(&self) -> &'static str {
        "squidguard.urllist"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        let text = text.trim().to_ascii_lowercase();
        let (name, path) = text.split_once('/').unwrap_or((&text, ""));
        let name = name.strip_prefix("www.").unwrap_or(name);
        if let Some(dead) = dead(name) {
            return Ok(dead);
        }
        let hosts = whole(&format!(r"(?:www[0-9]*\.)?{}", regex_syntax::escape(name)), false);
        let paths = Regular::new(format!("(?i)/{}.*", regex_syntax::escape(path)));
        let (Ok(hosts), Ok(paths)) = (hosts, paths) else {
            return Ok(measured(Meaning::unknown("is longer than what is followed")));
        };
        let path = (!path.is_empty()).then_some(PathRule { paths, unseen: Unseen::Fails });
        Ok(measured(Meaning { path, ..Meaning::of(hosts) }))
    }
}
