//! Zscaler Internet Access: entries of URL categories.
//!
//! <https://help.zscaler.com/zia/url-format-guidelines>,
//! <https://help.zscaler.com/zia/ranges-limitations>

use super::parts;
use crate::allowlist::{Dialect, Meaning, Rejected, Unseen};
use crate::hostset::{Depths, HostSet};

/// `.x` is the name and five levels below, `x` the name; everything to the right is included unless
/// a path is written.
pub struct Zscaler;

impl Dialect for Zscaler {
    fn id(&self) -> &'static str {
        "zscaler.url"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        if text.chars().count() > 1024 {
            return Err(Rejected::because("is longer than 1024 characters"));
        }
        if !text.is_ascii() {
            return Err(Rejected::because("has a character outside ASCII; write punycode"));
        }
        if let Some(set) = parts::network(text) {
            return Ok(Meaning::of(set));
        }
        let url = parts::cut(text);
        if url.scheme.is_some() {
            return Err(Rejected::because("has a scheme; write the host and the path alone"));
        }
        if text.contains('*') {
            return Err(Rejected::because("has a `*`; the wildcard of Zscaler is a dot in front"));
        }
        let (name, depths) = match url.host.strip_prefix('.') {
            Some(name) => (name, Depths { least: 0, most: Some(5) }),
            None => (url.host, Depths::ITSELF),
        };
        let name = parts::name(name)?;
        if !name.contains('.') {
            return Err(Rejected::because("is a top-level domain; write a host and its domain"));
        }
        underscores(&name)?;
        let set = match parts::itself(&name) {
            HostSet::Under { name, .. } => HostSet::Under { name, depths },
            address => address,
        };
        let mut meaning = Meaning::of(set);
        if let Some(port) = url.port {
            meaning.ports = parts::port(port)?;
        }
        // A path with a last slash is a prefix, and a path without one stands for itself.
        Ok(match url.path {
            "" | "/" => meaning,
            path if path.ends_with('/') => {
                parts::with_path(meaning, &parts::begins(path), Unseen::Unknown)
            }
            path => parts::with_path(meaning, &regex_syntax::escape(path), Unseen::Unknown),
        })
    }
}

/// Underscores may stand below the second level; in it only when nothing is below.
fn underscores(name: &str) -> Result<(), Rejected> {
    let labels: Vec<&str> = name.rsplit('.').collect();
    let top = labels.first().is_some_and(|label| label.contains('_'));
    let second = labels.len() > 2 && labels[1].contains('_');
    if top || second {
        return Err(Rejected::because("has an underscore in its domain"));
    }
    if labels.len() > 2 && labels[2..].contains(&"_") {
        return Err(Rejected::because("has an underscore as a whole label"));
    }
    Ok(())
}
