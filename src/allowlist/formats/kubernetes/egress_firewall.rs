//! `EgressFirewall` of OVN-Kubernetes, `EgressNetworkPolicy` of `OpenShift` SDN.
//!
//! <https://docs.openshift.com/container-platform/4.17/networking/network_security/egress_firewall/configuring-egress-firewall-ovn.html>

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::{has_kind, name_of, ports};
use crate::allowlist::{
    Action, Allowlist, Format, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};

/// Egress firewalls of `OpenShift`.
pub struct EgressFirewall;

/// Rules beyond these the cluster does not look at.
const MOST_RULES: usize = 8_000;

impl Format for EgressFirewall {
    fn id(&self) -> &'static str {
        "egress-firewall"
    }

    fn title(&self) -> &'static str {
        "OpenShift EgressFirewall or EgressNetworkPolicy (YAML)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        (has_kind(source, "EgressFirewall") || has_kind(source, "EgressNetworkPolicy"))
            .then_some((96, "it has objects of the kind EgressFirewall"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        // What no rule matches passes.
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::Allowed);
        let documents = Node::json_or_yaml(source)?;
        let objects: Vec<&Node> =
            documents.iter().filter(|object| object.path(&["spec", "egress"]).is_some()).collect();
        for object in &objects {
            read_object(object, source, &mut gather);
        }
        if objects.len() > 1 {
            gather.note(
                "the file has several objects, each for its own namespace; their rules were read \
                 one after the other",
            );
        }
        Ok(gather.done())
    }
}

fn read_object(object: &Node, source: &Source, gather: &mut Gather) {
    let old = object.text_of("kind") == Some("EgressNetworkPolicy");
    let dialect = if old { "openshift_sdn.egressnetworkpolicy" } else { "ovnk.egressfirewall" };
    let rules = object.path(&["spec", "egress"]).map_or(&[][..], Node::items);
    let name = name_of(object);
    for (number, rule) in rules.iter().enumerate() {
        if number >= MOST_RULES {
            let why = format!("is behind the first {MOST_RULES} rules, and is ignored");
            gather.refused("", rule.place(source), why);
            return;
        }
        let denies = rule.text_of("type").is_some_and(|kind| kind.eq_ignore_ascii_case("deny"));
        let action = if denies { Action::Deny } else { Action::Allow };
        let mut around = Around::of(action, name.as_deref());
        around.ports = Some(ports(rule.get("ports")));
        let Some(to) = rule.get("to") else { continue };
        if let Some(entry) = to.get("dnsName")
            && let Some(text) = entry.text()
        {
            gather.entry(dialect, text, entry.place(source), &around);
        }
        if let Some(entry) = to.get("cidrSelector")
            && let Some(text) = entry.text()
        {
            gather.entry("k8s.networkpolicy", text, entry.place(source), &around);
        }
        if let Some(entry) = to.get("nodeSelector") {
            gather.skipped("nodeSelector", entry.place(source), "is about nodes of the cluster");
        }
    }
}
