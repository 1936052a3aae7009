//! Check Point: domain objects, as `mgmt_cli show dns-domains details-level full --format json`
//! shows them.
//!
//! <https://sc1.checkpoint.com/documents/latest/APIs/#cli/show-dns-domains>

use super::around::Around;
use super::gather::Gather;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Domain objects of Check Point.
pub struct CheckPoint;

const ID: &str = "checkpoint";

impl Format for CheckPoint {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Check Point domain objects (JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("\"is-sub-domain\"") {
            return Some((95, "it has `is-sub-domain`"));
        }
        text.contains("\"dns-domain\"").then_some((90, "it has objects of the type `dns-domain`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(ID, Order::AllowWins, Otherwise::NotSaid);
        let around = Around::allow(None);
        Node::json(source)?.walk(&mut |node| {
            let flag = node.get("is-sub-domain");
            if flag.is_none() && node.text_of("type") != Some("dns-domain") {
                return;
            }
            let Some(entry) = node.get("name") else { return };
            let Some(text) = entry.text() else { return };
            let place = entry.place(source);
            match flag.and_then(Node::text) {
                Some("true") => gather.entry("checkpoint.domain_nonfqdn", text, place, &around),
                Some("false") => gather.entry("checkpoint.domain_fqdn", text, place, &around),
                _ => {
                    let why = "the export does not say `is-sub-domain`, which decides; export with \
                               `details-level full`";
                    gather.rule(Meaning::unknown(why), text, place, &around);
                }
            }
        });
        gather.note("which rules use the objects, and for which ports, is not in the export");
        gather.note(
            "objects with subdomains work by reverse lookup, which often fails for content \
             networks",
        );
        Ok(gather.done())
    }
}
