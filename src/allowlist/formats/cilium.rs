//! Cilium: `CiliumNetworkPolicy` and `CiliumClusterwideNetworkPolicy`.
//!
//! <https://docs.cilium.io/en/stable/security/policy/language/>. Policies only allow, but for
//! `egressDeny`, which wins.

use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::around::Around;
use super::gather::{Gather, unmarked};
use super::yaml::{documents, place};
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Ports, ReadError,
    Rejected, Schemes, Source,
};
use crate::hostset::HostSet;

/// Policies.
pub struct Cilium;

#[derive(Deserialize)]
struct Policy {
    kind: Option<String>,
    metadata: Option<Metadata>,
    spec: Option<Spec>,
    #[serde(default)]
    specs: Vec<Spec>,
    #[serde(default)]
    items: Vec<Policy>,
}

#[derive(Deserialize)]
struct Metadata {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    #[serde(default)]
    egress: Vec<Egress>,
    #[serde(default)]
    egress_deny: Vec<Egress>,
}

#[derive(Deserialize)]
struct Egress {
    #[serde(default, rename = "toFQDNs")]
    names: Vec<Fqdn>,
    #[serde(default, rename = "toPorts")]
    ports: Vec<ToPorts>,
    #[serde(default, rename = "toEntities")]
    entities: Vec<Spanned<String>>,
    #[serde(default, rename = "toCIDR")]
    ranges: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fqdn {
    match_name: Option<Spanned<String>>,
    match_pattern: Option<Spanned<String>>,
}

#[derive(Deserialize)]
struct ToPorts {
    #[serde(default)]
    ports: Vec<Port>,
    rules: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Port {
    #[serde(rename = "port")]
    first: PortName,
    #[serde(rename = "endPort")]
    last: Option<u16>,
    protocol: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PortName {
    Number(u16),
    Text(String),
}

impl Format for Cilium {
    fn id(&self) -> &'static str {
        "cilium"
    }

    fn title(&self) -> &'static str {
        "Cilium network policies"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = unmarked(source);
        let named = text.contains("CiliumNetworkPolicy") || text.contains("toFQDNs:");
        (named || text.contains("CiliumClusterwideNetworkPolicy"))
            .then_some((100, "it has a policy of Cilium"))
    }

    fn read(
        &self,
        source: &Source,
        options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::DenyWins, Otherwise::Denied);
        let version = gather.mode(options, "cilium.version");
        let pattern = if version == "1.19" {
            "cilium.toFQDNs.matchPattern.1_19"
        } else {
            "cilium.toFQDNs.matchPattern.pre_1_19"
        };
        let mut egress = 0;
        for policy in documents::<Policy>(source)? {
            let list = policy.kind.as_deref() == Some("List");
            let inner = if list { policy.items } else { vec![policy] };
            for policy in inner {
                let name = policy.metadata.and_then(|metadata| metadata.name).unwrap_or_default();
                let group: Arc<str> = Arc::from(name);
                for spec in policy.spec.iter().chain(&policy.specs) {
                    egress += spec.egress.len() + spec.egress_deny.len();
                    for one in &spec.egress {
                        take(&mut gather, source, one, Action::Allow, pattern, &group);
                    }
                    for one in &spec.egress_deny {
                        take(&mut gather, source, one, Action::Deny, pattern, &group);
                    }
                }
            }
        }
        if egress == 0 {
            gather.list.otherwise = Otherwise::Allowed;
            gather.note("No policy has an egress section, and nothing is stopped.");
        }
        Ok(gather.list)
    }
}

fn take(
    gather: &mut Gather,
    source: &Source,
    egress: &Egress,
    action: Action,
    pattern: &str,
    group: &Arc<str>,
) {
    let mut conditions = Vec::new();
    let (ports, udp) = ports(&egress.ports, &mut conditions);
    let mut push = |read: Result<Meaning, Rejected>, text: &Spanned<String>| {
        let read = read.map(|meaning| Meaning { ports: ports.clone(), ..meaning });
        gather.read(read, &text.value, place(source, text), &Around::under(action, Some(group)));
        if let Some(rule) = gather.list.rules.last_mut().filter(|rule| rule.text == text.value) {
            rule.conditions.clone_from(&conditions);
            if udp {
                rule.meaning.schemes = Schemes::NONE;
            }
        }
    };
    for name in &egress.names {
        if let (Some(text), Some(dialect)) = (&name.match_name, dialect("cilium.toFQDNs.matchName"))
        {
            push(dialect.entry(&text.value), text);
        }
        if let (Some(text), Some(dialect)) = (&name.match_pattern, dialect(pattern)) {
            push(dialect.entry(&text.value), text);
        }
    }
    for entity in &egress.entities {
        if matches!(entity.value.as_str(), "world" | "all" | "world-ipv4" | "world-ipv6") {
            push(Ok(Meaning::of(HostSet::Everything)), entity);
        }
    }
    for range in &egress.ranges {
        push(
            match range.value.parse() {
                Ok(net) => Ok(Meaning::of(HostSet::Network(net))),
                Err(_) => Err(Rejected::because("is no address range")),
            },
            range,
        );
    }
}

/// The ports, and whether they are for UDP alone.
fn ports(to: &[ToPorts], conditions: &mut Vec<String>) -> (Ports, bool) {
    let mut ranges = Vec::new();
    let mut tcp = to.iter().all(|to| to.ports.is_empty());
    for to in to {
        if to.rules.is_some() {
            conditions.push("the rules of layer 7 beside it hold".to_owned());
        }
        for port in &to.ports {
            let protocol = port.protocol.as_deref().unwrap_or("ANY");
            if !matches!(protocol, "TCP" | "ANY") {
                continue;
            }
            tcp = true;
            let number = match &port.first {
                PortName::Number(number) => Some(*number),
                PortName::Text(text) => text.parse().ok(),
            };
            match number {
                Some(0) => ranges.push((0, u16::MAX)),
                Some(number) => ranges.push((number, port.last.unwrap_or(number))),
                None => conditions.push("the named port is the one that is asked for".to_owned()),
            }
        }
    }
    let ports = if ranges.is_empty() { Ports::all() } else { Ports::of(ranges) };
    (ports, !tcp)
}
