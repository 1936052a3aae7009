//! Network security groups, which know addresses and tags and no names.

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::rules::{range, take};
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, Ports, ReadError, Source,
};

/// Network security groups of Azure.
pub struct SecurityGroup;

impl Format for SecurityGroup {
    fn id(&self) -> &'static str {
        "azure-nsg"
    }

    fn title(&self) -> &'static str {
        "Azure network security group (ARM JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        (source.text.contains("\"destinationAddressPrefix") && source.text.contains("\"Outbound\""))
            .then_some((90, "it has rules with a `destinationAddressPrefix`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let tree = Node::json(source)?;
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::NotSaid);
        let mut rules = Vec::new();
        tree.walk(&mut |node| {
            let inner = node.get("properties").unwrap_or(node);
            let outbound = inner
                .text_of("direction")
                .is_some_and(|text| text.eq_ignore_ascii_case("outbound"));
            // A rule is met twice where its properties stand apart.
            if outbound && (node.get("properties").is_some() || node.get("name").is_some()) {
                let priority = inner.text_of("priority").and_then(|text| text.parse().ok());
                rules.push((priority.unwrap_or(u32::MAX), node, inner));
            }
        });
        rules.sort_by_key(|(priority, ..)| *priority);
        for (_, node, inner) in rules {
            rule(node, inner, source, &mut gather);
        }
        gather.note(
            "a network security group cannot express host names: it knows addresses, service tags \
             and application security groups",
        );
        Ok(gather.done())
    }
}

fn rule(node: &Node, inner: &Node, source: &Source, gather: &mut Gather) {
    let protocol = inner.text_of("protocol").unwrap_or("*").to_ascii_lowercase();
    if !matches!(protocol.as_str(), "tcp" | "*") {
        return;
    }
    let denies = inner.text_of("access").is_some_and(|text| text.eq_ignore_ascii_case("deny"));
    let action = if denies { Action::Deny } else { Action::Allow };
    let mut around = Around::of(action, node.text_of("name"));
    let sources: Vec<&str> = ["sourceAddressPrefix", "sourceAddressPrefixes"]
        .iter()
        .flat_map(|name| inner.list(name))
        .filter_map(Node::text)
        .filter(|text| *text != "*")
        .collect();
    if !sources.is_empty() {
        around.conditions.push(format!("the client is in {}", sources.join(", ")));
    }
    let ports = ["destinationPortRange", "destinationPortRanges"];
    let ports = ports.iter().flat_map(|name| inner.list(name)).filter_map(Node::text);
    around.ports = Some(Ports::of(ports.filter_map(range)));
    for name in ["destinationAddressPrefix", "destinationAddressPrefixes"] {
        for entry in inner.list(name) {
            take("azure_nsg", entry, source, &around, gather);
        }
    }
}
