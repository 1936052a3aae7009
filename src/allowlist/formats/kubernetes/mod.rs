//! Egress rules of Kubernetes networks, as `kubectl get ... -o yaml` (or `-o json`) shows them.

mod calico;
mod egress_firewall;
mod envoy;
mod istio;
mod network_policy;

use super::tree::Node;
use crate::allowlist::{Ports, Source};

pub use calico::Calico;
pub use egress_firewall::EgressFirewall;
pub use envoy::Envoy;
pub use istio::Istio;
pub use network_policy::NetworkPolicy;

/// True when a line of the file says that something is of a kind.
fn has_kind(source: &Source, kind: &str) -> bool {
    if source.text.contains(&format!("\"kind\":\"{kind}\"")) {
        return true;
    }
    source.text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("- ").trim_start_matches('{');
        let line = line.trim_start().trim_start_matches('"');
        let Some(rest) = line.strip_prefix("kind") else { return false };
        let value = rest.trim_start_matches('"').trim_start();
        let value = value.strip_prefix(':').unwrap_or_default();
        value.trim().trim_end_matches(',').trim_matches(['"', '\'']) == kind
    })
}

/// `namespace/name` of an object.
fn name_of(object: &Node) -> Option<String> {
    let name = object.path(&["metadata", "name"])?.text()?;
    Some(match object.path(&["metadata", "namespace"]).and_then(Node::text) {
        Some(space) => format!("{space}/{name}"),
        None => name.to_owned(),
    })
}

/// The TCP ports of a list of `{port, endPort, protocol}`; every port when there is no
/// list, or nothing in it.
fn ports(list: Option<&Node>) -> Ports {
    let Some(list) = list.filter(|list| !list.items().is_empty()) else { return Ports::all() };
    let mut ranges = Vec::new();
    for item in list.items() {
        let tcp = item
            .text_of("protocol")
            .is_none_or(|text| matches!(text.to_ascii_uppercase().as_str(), "TCP" | "HTTP"));
        if !tcp {
            continue;
        }
        match item.get("port").and_then(Node::text) {
            None => ranges.push((0, u16::MAX)),
            Some(text) => {
                let Ok(low) = text.parse::<u16>() else { continue };
                let end = item.text_of("endPort").and_then(|text| text.parse().ok());
                ranges.push((low, end.unwrap_or(low)));
            }
        }
    }
    Ports::of(ranges)
}
