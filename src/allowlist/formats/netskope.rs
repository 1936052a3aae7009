//! Netskope: URL lists, as JSON of the REST API v2 or as CSV.
//!
//! <https://docs.netskope.com/en/url-lists/>

use super::around::Around;
use super::gather::Gather;
use super::rows;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// URL lists of Netskope.
pub struct Netskope;

impl Format for Netskope {
    fn id(&self) -> &'static str {
        "netskope"
    }

    fn title(&self) -> &'static str {
        "Netskope URL list (JSON of the API, or CSV)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text: String = source.text.chars().take(4_000).collect();
        let kind = text.contains("\"exact\"") || text.contains("\"regex\"");
        (kind && text.contains("\"data\"") && text.contains("\"urls\""))
            .then_some((85, "it has `data` with `urls` and their type"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        let apex = options.mode("netskope.apex");
        let dialect =
            if apex.value == "off" { "netskope.url_exact_old" } else { "netskope.url_exact" };
        gather.state(apex);
        if source.text.trim_start().starts_with(['{', '[']) {
            Node::json(source)?.walk(&mut |node| {
                let inner = node.get("data").unwrap_or(node);
                // A list is met twice where its data stand apart.
                if node.get("data").is_none() && node.get("name").is_none() {
                    return;
                }
                let around = Around::allow(node.text_of("name"));
                let regex = inner.text_of("type") == Some("regex");
                for entry in inner.list("urls") {
                    let Some(text) = entry.text() else { continue };
                    if regex {
                        let why = "how a regex list is matched is documented only in part";
                        gather.rule(Meaning::unknown(why), text, entry.place(source), &around);
                    } else {
                        gather.entry(dialect, text, entry.place(source), &around);
                    }
                }
            });
        } else {
            let around = Around::allow(None);
            for row in rows::read(source, &["url", "urls"])? {
                if !row.value.starts_with(';') {
                    gather.entry(dialect, &row.value, row.place, &around);
                }
            }
        }
        gather.note("whether a list is allowed stands in the policy that uses its category");
        Ok(gather.done())
    }
}
