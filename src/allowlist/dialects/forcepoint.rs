//! Forcepoint (Websense) cloud: sites of custom categories.
//!
//! <https://help.forcepoint.com/websec/en-us/onlinehelp/guid-custom-categories.html> and the
//! cloud administrator guide ("Adding sites to custom categories").

use super::parts;
use crate::allowlist::{Confidence, Dialect, Meaning, Rejected, Unseen};
use crate::hostset::{HostSet, Regular};

/// `*.x` is all below, `*x` every text that ends so, `x` the name with or without `www.`.
pub struct Forcepoint;

impl Dialect for Forcepoint {
    fn id(&self) -> &'static str {
        "forcepoint.custom_category"
    }

    fn entry(&self, text: &str) -> Result<Meaning, Rejected> {
        // A star at the end is taken away by the product.
        let url = parts::cut(text.trim_end_matches('*'));
        if url.port.is_some() {
            return Ok(Meaning::unknown("no document says what a port does in a custom category"));
        }
        let behind = url.host.trim_start_matches('*');
        let stars = url.host.len() - behind.len();
        if stars > 1 || behind.contains('*') || url.path.contains('*') {
            return Ok(Meaning::unknown("no document says what a `*` inside an entry matches"));
        }
        if behind.is_empty() || behind.ends_with('.') {
            return Ok(Meaning::unknown("what is left of the entry without its `*` is no name"));
        }
        let dotted = behind.starts_with('.');
        let name = parts::name(behind.strip_prefix('.').unwrap_or(behind))?;
        let set = match (stars, dotted) {
            (1, true) => HostSet::below(&name),
            (1, false) => HostSet::EndsWith(name.into()),
            (_, true) => {
                return Ok(Meaning::unknown("no document says what a leading dot does here"));
            }
            _ if name.starts_with("www.") => HostSet::exact(&name),
            _ => match parts::itself(&name) {
                HostSet::Under { .. } => {
                    let source = format!(r"(?:www\.)?{}", regex_syntax::escape(&name));
                    match Regular::new(source) {
                        Ok(regular) => HostSet::Regular(regular),
                        Err(error) => return Ok(Meaning::unknown(error.to_string())),
                    }
                }
                address => address,
            },
        };
        let mut meaning = Meaning::of(set);
        meaning.confidence = Confidence::Medium;
        if !matches!(url.path, "" | "/") {
            meaning = parts::with_path(meaning, &parts::begins(url.path), Unseen::Unknown);
        }
        Ok(meaning)
    }
}
