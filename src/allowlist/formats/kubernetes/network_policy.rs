//! Kubernetes `NetworkPolicy`, which knows addresses and no names.
//!
//! <https://kubernetes.io/docs/concepts/services-networking/network-policies/>

use super::super::around::Around;
use super::super::gather::Gather;
use super::super::tree::Node;
use super::{has_kind, name_of, ports};
use crate::allowlist::{
    Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, ReadError, Source,
};
use crate::hostset::HostSet;

/// Network policies of Kubernetes.
pub struct NetworkPolicy;

impl Format for NetworkPolicy {
    fn id(&self) -> &'static str {
        "kubernetes-network-policy"
    }

    fn title(&self) -> &'static str {
        "Kubernetes NetworkPolicy (YAML)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        has_kind(source, "NetworkPolicy")
            .then_some((90, "it has objects of the kind NetworkPolicy"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::Denied);
        for object in Node::json_or_yaml(source)? {
            if object.text_of("kind") != Some("NetworkPolicy") {
                continue;
            }
            let name = name_of(&object);
            for rule in object.path(&["spec", "egress"]).map_or(&[][..], Node::items) {
                let mut around = Around::allow(name.as_deref());
                around.ports = Some(ports(rule.get("ports")));
                let peers = rule.list("to");
                if peers.is_empty() {
                    let meaning = Meaning::of(HostSet::Everything);
                    gather.rule(meaning, "egress", rule.place(source), &around);
                }
                for peer in peers {
                    let Some(entry) = peer.path(&["ipBlock", "cidr"]) else { continue };
                    let Some(text) = entry.text() else { continue };
                    if peer.path(&["ipBlock", "except"]).is_some() {
                        let why = "a range with exceptions is not read here";
                        gather.rule(Meaning::unknown(why), text, entry.place(source), &around);
                    } else {
                        gather.entry("k8s.networkpolicy", text, entry.place(source), &around);
                    }
                }
            }
        }
        gather.note(
            "a NetworkPolicy cannot express host names: its peers are pods, namespaces and address \
             ranges",
        );
        Ok(gather.done())
    }
}
