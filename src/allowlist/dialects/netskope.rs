//! Netskope URL lists of the type "exact".
//!
//! <https://docs.netskope.com/en/url-lists/>, <https://docs.netskope.com/en/url-list-best-practices/>

use super::names::STAR_INSIDE;
use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Ports, Rejected, Unseen};
use crate::hostset::HostSet;

/// One state of the product.
pub struct Netskope {
    id: &'static str,
    star: fn(&str) -> HostSet,
    confidence: Confidence,
}

/// Now: `*.x` is the name and all below.
pub const NOW: Netskope =
    Netskope { id: "netskope.url_exact", star: HostSet::subtree, confidence: Confidence::High };

/// Before: `*.x` is all below without the name.
pub const BEFORE: Netskope =
    Netskope { id: "netskope.url_exact_old", star: HostSet::below, confidence: Confidence::Medium };

impl Dialect for Netskope {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.contains(|char: char| char.is_whitespace() || !char.is_ascii()) {
            return Err(Rejected::because("has a space or a character outside ASCII"));
        }
        let url = parts::cut(text);
        if url.host.contains('@') {
            return Err(Rejected::because("has a user in front of its host"));
        }
        let (set, rest): (fn(&str) -> HostSet, _) = match url.host.strip_prefix("*.") {
            Some(name) => (self.star, name),
            None => (parts::itself, url.host),
        };
        if rest.contains('*') || url.path.contains('*') {
            return Err(Rejected::because(match rest.strip_prefix('*') {
                Some(_) => "has a `*` that no dot follows",
                None => STAR_INSIDE,
            }));
        }
        let range = if url.port.is_none() { parts::network(text) } else { None };
        let plain = range.is_none();
        let mut meaning = Meaning::of(match range {
            Some(range) => range,
            None => set(&parts::name(rest)?),
        });
        meaning.confidence = self.confidence;
        meaning.ports = match url.port {
            Some(port) => parts::port(port)?,
            None => Ports::of([(80, 80), (443, 443)]),
        };
        // A range of addresses has a slash and no path.
        if plain && !matches!(url.path, "" | "/") {
            meaning = parts::with_path(meaning, &parts::begins(url.path), Unseen::Unknown);
        }
        Ok(meaning)
    }
}
