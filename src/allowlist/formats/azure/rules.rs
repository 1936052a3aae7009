//! Rules of Azure Firewall.

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::collections::Collection;
use crate::allowlist::{Action, Meaning, Ports, Schemes, Source};

/// Reads the rules of a collection.
pub(super) fn read(collection: &Collection<'_>, source: &Source, gather: &mut Gather) {
    let action = if collection.denies { Action::Deny } else { Action::Allow };
    for rule in &collection.rules {
        let own = rule.text_of("name");
        let name = match (collection.name, own) {
            (Some(collection), Some(own)) => Some(format!("{collection}/{own}")),
            (one, other) => one.or(other).map(str::to_owned),
        };
        let mut around = Around::of(action, name.as_deref());
        around.conditions = conditions(rule);
        if collection.application {
            application(rule, source, &around, gather);
        } else {
            network(rule, source, &around, gather);
        }
    }
}

/// What the rule asks of the client.
fn conditions(rule: &Node) -> Vec<String> {
    let mut conditions = Vec::new();
    let texts = |name: &str| -> Vec<String> {
        rule.list(name).iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let addresses = texts("sourceAddresses");
    if !addresses.is_empty() && !addresses.iter().any(|text| text == "*") {
        conditions.push(format!("the client is in {}", addresses.join(", ")));
    }
    let groups = texts("sourceIpGroups");
    if !groups.is_empty() {
        let names: Vec<&str> =
            groups.iter().map(|id| id.rsplit('/').next().unwrap_or_default()).collect();
        conditions.push(format!("the client is in the IP groups {}", names.join(", ")));
    }
    conditions
}

/// An application rule: one entry for each name and scheme, since each scheme has ports of its own.
fn application(rule: &Node, source: &Source, around: &Around, gather: &mut Gather) {
    let mut by_scheme: Vec<(Schemes, Vec<(u16, u16)>)> = Vec::new();
    for protocol in rule.list("protocols") {
        let kind = protocol.text_of("protocolType").unwrap_or_default().to_ascii_lowercase();
        let (schemes, default) = match kind.as_str() {
            "http" => (Schemes::HTTP, 80),
            "https" => (Schemes::HTTPS, 443),
            "mssql" => (Schemes { tcp: true, ..Schemes::NONE }, 1433),
            _ => {
                let text = protocol.text().unwrap_or(&kind).to_owned();
                gather.skipped(&text, protocol.place(source), "is no protocol that is read");
                continue;
            }
        };
        let port = protocol.text_of("port").map_or(Some(default), |text| text.parse().ok());
        let Some(port) = port else {
            gather.skipped("port", protocol.place(source), "has a port that is no number");
            continue;
        };
        match by_scheme.iter_mut().find(|(own, _)| *own == schemes) {
            Some((_, ports)) => ports.push((port, port)),
            None => by_scheme.push((schemes, vec![(port, port)])),
        }
    }
    if by_scheme.is_empty() && !rule.list("fqdnTags").is_empty() {
        // Tags come with their protocols.
        by_scheme.push((Schemes::ALL, vec![(0, u16::MAX)]));
    }
    for (schemes, ports) in by_scheme {
        let mut around = around.clone();
        around.schemes = Some(schemes);
        around.ports = Some(Ports::of(ports));
        for (list, dialect) in [
            ("targetFqdns", "azure_firewall.target_fqdn"),
            ("targetUrls", "azure_firewall.target_url"),
        ] {
            for entry in rule.list(list) {
                take(dialect, entry, source, &around, gather);
            }
        }
        for (list, what) in [
            ("fqdnTags", "is an FQDN tag, whose names Microsoft keeps"),
            ("webCategories", "is a web category, whose names Microsoft keeps"),
        ] {
            for entry in rule.list(list) {
                let Some(text) = entry.text() else { continue };
                let meaning = Meaning::unknown(format!("`{text}` {what}"));
                gather.rule(meaning, text, entry.place(source), &around);
            }
        }
    }
}

/// A network rule.
fn network(rule: &Node, source: &Source, around: &Around, gather: &mut Gather) {
    let protocols: Vec<String> = ["ipProtocols", "protocols"]
        .iter()
        .flat_map(|name| rule.list(name))
        .filter_map(Node::text)
        .map(str::to_ascii_lowercase)
        .collect();
    if !protocols.iter().any(|protocol| matches!(protocol.as_str(), "tcp" | "any")) {
        return;
    }
    let mut around = around.clone();
    let mut ranges = Vec::new();
    for entry in rule.list("destinationPorts") {
        let Some(text) = entry.text() else { continue };
        match range(text) {
            Some(range) => ranges.push(range),
            None => gather.skipped(text, entry.place(source), "is no port and no range of ports"),
        }
    }
    around.ports = Some(Ports::of(ranges));
    for entry in rule.list("destinationFqdns") {
        take("azure_firewall.network_fqdn", entry, source, &around, gather);
    }
    for entry in rule.list("destinationAddresses") {
        take("azure_nsg", entry, source, &around, gather);
    }
    for entry in rule.list("destinationIpGroups") {
        let Some(text) = entry.text() else { continue };
        let meaning = Meaning::unknown("the addresses of an IP group are not in the file");
        gather.rule(meaning, text, entry.place(source), &around);
    }
    if !rule.list("destinationFqdns").is_empty() {
        gather.note("names in network rules work only with the DNS proxy of the firewall");
    }
}

/// Takes an entry; an expression of a template has no value yet.
pub(super) fn take(
    dialect: &str,
    entry: &Node,
    source: &Source,
    around: &Around,
    gather: &mut Gather,
) {
    let Some(text) = entry.text() else {
        gather.skipped("", entry.place(source), "is no text");
        return;
    };
    if text.starts_with('[') && text.ends_with(']') {
        let meaning = Meaning::unknown("an expression of the template, which has no value here");
        gather.rule(meaning, text, entry.place(source), around);
        return;
    }
    gather.entry(dialect, text, entry.place(source), around);
}

/// `443`, `8000-8100`, `*`.
pub(super) fn range(text: &str) -> Option<(u16, u16)> {
    if text == "*" {
        return Some((0, u16::MAX));
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}
