//! Zscaler Internet Access: custom URL categories, as JSON from the API or as CSV.
//!
//! <https://help.zscaler.com/zia/url-categories#/urlCategories-get>

use super::around::Around;
use super::gather::Gather;
use super::rows;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// URL categories of Zscaler.
pub struct Zscaler;

const ID: &str = "zscaler";

const DIALECT: &str = "zscaler.url";

impl Format for Zscaler {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Zscaler URL categories (JSON of the API, or CSV)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("\"dbCategorizedUrls\"") {
            return Some((95, "it has `dbCategorizedUrls`"));
        }
        (text.contains("\"configuredName\"") && text.contains("\"urls\""))
            .then_some((90, "it has `configuredName` and `urls`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        // The most specific URL decides between categories.
        let mut gather = Gather::new(ID, Order::MostSpecific, Otherwise::NotSaid);
        if source.text.trim_start().starts_with(['{', '[']) {
            Node::json(source)?.walk(&mut |node| category(node, source, &mut gather));
        } else {
            let around = Around::allow(None);
            for row in rows::read(source, &["url", "urls"])? {
                gather.entry(DIALECT, &row.value, row.place, &around);
            }
        }
        gather.note("whether a category is allowed stands in the URL filtering rules, not here");
        gather.note("ports that are not written in an entry are not looked at");
        Ok(gather.done())
    }
}

fn category(node: &Node, source: &Source, gather: &mut Gather) {
    let name = node.text_of("configuredName").or_else(|| node.text_of("id"));
    let around = Around::allow(name);
    for list in ["urls", "dbCategorizedUrls", "ipRanges", "ipRangesRetainingParentCategory"] {
        // Elsewhere in an export other things are called so.
        if name.is_none() {
            return;
        }
        for entry in node.list(list) {
            if let Some(text) = entry.text() {
                gather.entry(DIALECT, text, entry.place(source), &around);
            }
        }
    }
    for list in ["keywords", "keywordsRetainingParentCategory"] {
        for entry in node.list(list) {
            let Some(text) = entry.text() else { continue };
            let meaning = Meaning::unknown("a keyword matches anywhere in a URL, path included");
            gather.rule(meaning, text, entry.place(source), &around);
        }
    }
}
