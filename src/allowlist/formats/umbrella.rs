//! Cisco Umbrella and Secure Access: a destination list, as CSV or as JSON from the API.
//!
//! <https://docs.umbrella.com/deployment-umbrella/docs/add-a-destination-list>

use super::around::Around;
use super::gather::Gather;
use super::rows;
use super::tree::Node;
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Destination lists of Umbrella.
pub struct Umbrella;

const ID: &str = "umbrella";

const DIALECT: &str = "cisco.umbrella";

impl Format for Umbrella {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Cisco Umbrella destination list (CSV, or JSON of the API)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let first = source.text.lines().next().unwrap_or_default();
        let first = first.to_ascii_lowercase().replace('"', "");
        if first.split(',').next().is_some_and(|name| name.trim() == "destination") {
            return Some((90, "its first column is `destination`"));
        }
        (source.text.contains("\"destination\"") && source.text.contains("\"organizationId\""))
            .then_some((80, "it has `destination` and `organizationId`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        // An allowed destination is let through whatever a block list says.
        let mut gather = Gather::new(ID, Order::AllowWins, Otherwise::NotSaid);
        if source.text.trim_start().starts_with(['{', '[']) {
            let tree = Node::json(source)?;
            let mut action = Action::Allow;
            tree.walk(&mut |node| {
                match node.text_of("access") {
                    Some("block") => action = Action::Deny,
                    Some("allow") => action = Action::Allow,
                    _ => {}
                }
                let Some(entry) = node.get("destination") else { return };
                if let Some(text) = entry.text() {
                    let around = Around::of(action, None);
                    gather.entry(DIALECT, text, entry.place(source), &around);
                }
            });
        } else {
            let around = Around::allow(None);
            for row in rows::read(source, &["destination", "domain"])? {
                gather.entry(DIALECT, &row.value, row.place, &around);
            }
            gather.note(
                "whether the list allows or blocks is not in the file; it is read as \
                        allowing",
            );
        }
        gather.note("a DNS service decides about names, never about ports or paths");
        Ok(gather.done())
    }
}
