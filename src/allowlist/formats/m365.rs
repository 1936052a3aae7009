//! The endpoints of Microsoft 365, as its web service gives them, read as if they were allowed.
//!
//! <https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service>

use super::around::Around;
use super::gather::Gather;
use super::tree::Node;
use crate::address::Entry;
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Ports, ReadError, Source,
};
use crate::hostset::HostSet;

/// Endpoints of Microsoft 365.
pub struct Microsoft365;

impl Format for Microsoft365 {
    fn id(&self) -> &'static str {
        "m365"
    }

    fn title(&self) -> &'static str {
        "Microsoft 365 endpoints (JSON of the web service)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        (source.text.contains("\"serviceArea\"") && source.text.contains("\"urls\""))
            .then_some((95, "it has `serviceArea` and `urls`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        Node::json(source)?.walk(&mut |node| {
            if node.get("serviceArea").is_none() {
                return;
            }
            let group = match (node.text_of("serviceArea"), node.text_of("id")) {
                (Some(area), Some(id)) => format!("{area} {id}"),
                (area, id) => area.or(id).unwrap_or_default().to_owned(),
            };
            let mut around = Around::allow(Some(&group));
            around.ports = Some(ports(node.text_of("tcpPorts").unwrap_or_default()));
            for entry in node.list("urls") {
                let Some(text) = entry.text() else { continue };
                let place = entry.place(source);
                let entry = text.parse::<Entry>().ok();
                match entry.and_then(|entry| HostSet::of_pattern(&entry.host)) {
                    Some(set) => gather.rule(Meaning::of(set), text, place, &around),
                    None => gather.skipped(text, place, "is no host and no wildcard"),
                }
            }
            for entry in node.list("ips") {
                if let Some(text) = entry.text() {
                    gather.entry("k8s.networkpolicy", text, entry.place(source), &around);
                }
            }
        });
        gather.note("these are endpoints that clients need, read as if all of them were allowed");
        Ok(gather.done())
    }
}

/// `80,443`, `50000-50059`.
fn ports(text: &str) -> Ports {
    Ports::of(text.split(',').filter_map(|part| {
        let (low, high) = part.trim().split_once('-').unwrap_or((part.trim(), part.trim()));
        Some((low.parse().ok()?, high.parse().ok()?))
    }))
}
