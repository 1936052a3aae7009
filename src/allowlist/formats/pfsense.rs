//! `pfSense` and `OPNsense`: aliases of a configuration (`config.xml`).
//!
//! <https://docs.netgate.com/pfsense/en/latest/firewall/aliases.html>,
//! <https://docs.opnsense.org/manual/aliases.html>

use super::around::Around;
use super::gather::Gather;
use super::tree::Node;
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place, ReadError, Source,
};

/// Aliases of `pfSense` and `OPNsense`.
pub struct PfSense;

impl Format for PfSense {
    fn id(&self) -> &'static str {
        "pfsense"
    }

    fn title(&self) -> &'static str {
        "pfSense or OPNsense aliases (config.xml)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        source.text.contains("<alias>").then_some((90, "it has an <alias>"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::NotSaid);
        Node::xml(source)?.walk(&mut |node| {
            for alias in node.all("alias") {
                read_alias(alias, source, &mut gather);
            }
        });
        gather.note("which rules use an alias, and for which ports, was not read");
        gather.note(
            "the firewall looks each name up every few minutes: names whose addresses change \
             faster are missed, and a wildcard cannot be written",
        );
        Ok(gather.done())
    }
}

fn read_alias(alias: &Node, source: &Source, gather: &mut Gather) {
    let name = alias.text_of("name");
    let around = Around::allow(name);
    let kind = alias.text_of("type").unwrap_or("host");
    let entries = alias.get("address").or(alias.get("content"));
    let Some((text, place)) = entries.and_then(|node| Some((node.text()?, node.place(source))))
    else {
        return;
    };
    if !matches!(kind, "host" | "network") {
        if kind.starts_with("url") {
            let why = "the entries of a table from a URL are not in the file";
            gather.rule(Meaning::unknown(why), text, place, &around);
        }
        return;
    }
    // Entries stand in one line, behind spaces, or each in a line of its own.
    let (mut line, mut column) = (place.line, place.column);
    for piece in text.split_inclusive(char::is_whitespace) {
        let entry = piece.trim_end();
        let length = u32::try_from(entry.chars().count()).unwrap_or(u32::MAX);
        let place = Place { line, column, length, ..place.clone() };
        if piece.ends_with('\n') {
            (line, column) = (line.saturating_add(1), 1);
        } else {
            let passed = u32::try_from(piece.chars().count()).unwrap_or(u32::MAX);
            column = column.saturating_add(passed);
        }
        if entry.is_empty() {
            continue;
        }
        gather.entry("pfsense.alias", entry, place, &around);
    }
}
