//! Calico Enterprise and Cloud: network policies and network sets with domains.
//!
//! <https://docs.tigera.io/calico-enterprise/latest/network-policy/domain-based-policy>

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::{has_kind, name_of};
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Ports, ReadError,
    Source,
};
use crate::hostset::HostSet;

/// Policies of Calico.
pub struct Calico;

const KINDS: [&str; 5] = [
    "GlobalNetworkPolicy",
    "GlobalNetworkSet",
    "NetworkSet",
    "StagedGlobalNetworkPolicy",
    "StagedNetworkPolicy",
];

impl Format for Calico {
    fn id(&self) -> &'static str {
        "calico"
    }

    fn title(&self) -> &'static str {
        "Calico Enterprise network policies and sets (YAML)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let calico = source.text.contains("projectcalico.org/v3");
        (calico || KINDS.iter().any(|kind| has_kind(source, kind)))
            .then_some((95, "it has objects of Calico"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Denied);
        let mut objects = Node::json_or_yaml(source)?;
        let order = |object: &Node| {
            let order = object.path(&["spec", "order"]).and_then(Node::text);
            order.and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::INFINITY)
        };
        objects.sort_by(|one, other| order(one).total_cmp(&order(other)));
        let sets: Vec<&Node> = objects.iter().filter(|object| is_set(object)).collect();
        let mut policies = 0;
        for object in &objects {
            let kind = object.text_of("kind").unwrap_or_default();
            if kind.starts_with("Staged") {
                gather.note("staged policies stop nothing, and were not read");
            } else if !is_set(object) {
                policies += 1;
                policy(object, source, &sets, &mut gather);
            }
        }
        if policies == 0 {
            for set in sets {
                let around = Around::allow(name_of(set).as_deref());
                domains(set.path(&["spec", "allowedEgressDomains"]), source, &around, &mut gather);
            }
            gather.note("the file has no policies: the domains of each set are read as allowed");
        }
        Ok(gather.done())
    }
}

fn is_set(object: &Node) -> bool {
    object.text_of("kind").is_some_and(|kind| kind.ends_with("NetworkSet"))
}

fn policy(object: &Node, source: &Source, sets: &[&Node], gather: &mut Gather) {
    let name = name_of(object);
    for rule in object.path(&["spec", "egress"]).map_or(&[][..], Node::items) {
        let action = match rule.text_of("action") {
            Some("Allow") => Action::Allow,
            Some("Deny") => Action::Deny,
            _ => continue,
        };
        if rule.text_of("protocol").is_some_and(|text| !text.eq_ignore_ascii_case("tcp")) {
            continue;
        }
        let mut around = Around::of(action, name.as_deref());
        if let Some(selector) = object.path(&["spec", "selector"]).and_then(Node::text)
            && selector != "all()"
        {
            around.conditions.push(format!("the workload is {selector}"));
        }
        if rule.get("source").is_some() || rule.get("http").is_some() {
            around.conditions.push("the source and the request are as the rule says".to_owned());
        }
        let Some(to) = rule.get("destination") else {
            let meaning = Meaning::of(HostSet::Everything);
            gather.rule(meaning, "egress", rule.place(source), &around);
            continue;
        };
        if let Some(found) =
            ["notPorts", "notNets", "notSelector"].iter().find_map(|name| to.get(name))
        {
            let why = "a rule about everything but something is not read here";
            gather.rule(Meaning::unknown(why), "egress", found.place(source), &around);
            continue;
        }
        if let Some(list) = to.get("ports") {
            let ranges = list.items().iter().filter_map(Node::text).filter_map(|text| {
                let (low, high) = text.split_once(':').unwrap_or((text, text));
                Some((low.parse().ok()?, high.parse().ok()?))
            });
            around.ports = Some(Ports::of(ranges));
        }
        let named = ["domains", "nets", "selector"];
        if !named.iter().any(|name| to.get(name).is_some()) {
            gather.rule(Meaning::of(HostSet::Everything), "egress", to.place(source), &around);
        }
        domains(to.get("domains"), source, &around, gather);
        for entry in to.list("nets") {
            if let Some(text) = entry.text() {
                gather.entry("k8s.networkpolicy", text, entry.place(source), &around);
            }
        }
        if let Some(selector) = to.get("selector") {
            let text = selector.text().unwrap_or_default();
            let why = "a selector of workloads and sets, which is evaluated by the cluster";
            gather.rule(Meaning::unknown(why), text, selector.place(source), &around);
            if !sets.is_empty() {
                gather.note("sets in the file are used by selectors, which are not evaluated here");
            }
        }
    }
}

fn domains(list: Option<&Node>, source: &Source, around: &Around, gather: &mut Gather) {
    for entry in list.map_or(&[][..], Node::items) {
        let Some(text) = entry.text() else { continue };
        if around.action == Action::Deny {
            gather.refused(
                text,
                entry.place(source),
                "stands in a Deny rule; only Allow has domains",
            );
        } else {
            gather.entry("calico_enterprise.domains", text, entry.place(source), around);
        }
    }
}
