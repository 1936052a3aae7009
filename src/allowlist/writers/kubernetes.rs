//! Egress rules of Kubernetes networks: `EgressFirewall`, Istio, Calico, and Google's firewall.

use std::fmt::Write as _;

use serde_json::json;

use super::forms::{Form, Forms, no_network, plain, star};
use super::gather::{By, Group, Limit, entries, gather, json, quoted, without_wide};
use crate::allowlist::{Options, Ports, Schemes, Wanted, Writer, Written};

/// One kind of object.
pub struct Egress {
    id: &'static str,
    forms: Forms,
    by: By,
    limit: Limit,
    write: fn(&[Group]) -> String,
    note: &'static str,
}

impl Writer for Egress {
    fn id(&self) -> &'static str {
        self.id
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &self.forms)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (mut groups, mut written) = gather(wanted, &self.forms, self.by);
        without_wide(&mut groups, &mut written, self.limit);
        written.text = (self.write)(&groups);
        written.notes.push(self.note.to_owned());
        written
    }
}

const IN_LABEL: &str = "ends inside a label, which the product cannot express";

const STARS: Forms = Forms {
    exact: Form::Is(plain),
    subtree: Form::Both,
    below: Form::Is(star),
    one_label: Form::No("is one level, and a wildcard of the product is every level"),
    ends_with: Form::No(IN_LABEL),
    network: no_network,
    path: None,
};

/// `EgressFirewall` of OVN-Kubernetes.
pub const EGRESS_FIREWALL: Egress = Egress {
    id: "egress-firewall",
    forms: Forms {
        below: Form::Less(star, "is written with `*.`, which is one level in an EgressFirewall"),
        one_label: Form::Is(star),
        network: |net| Some(net.to_string()),
        ..STARS
    },
    by: By::Ports,
    limit: Limit::Most { ports: 64, all: true },
    write: |groups| {
        let mut text = "apiVersion: k8s.ovn.org/v1\nkind: EgressFirewall\nmetadata:\n  name: \
                        default\nspec:\n  egress:\n"
            .to_owned();
        for group in groups {
            for entry in group.entries() {
                let address = entry.parse::<ipnet::IpNet>().is_ok();
                let kind = if address { "cidrSelector" } else { "dnsName" };
                let _ = writeln!(text, "  - type: Allow # {}", group.roles(entry));
                let _ = writeln!(text, "    to: {{{kind}: {}}}", quoted(entry));
                text += &ports(&group.ports, "    ");
            }
        }
        text + "  - type: Deny\n    to: {cidrSelector: 0.0.0.0/0}\n"
    },
    note: "wildcards need the DNS name resolver of the cluster; it is named `default`, and each namespace has one",
};

/// The ports of a group one by one.
fn ports(ports: &Ports, indent: &str) -> String {
    if ports.is_all() {
        return String::new();
    }
    let single = ports.ranges().iter().flat_map(|(low, high)| *low..=*high);
    let items: Vec<String> =
        single.map(|port| format!("{{port: {port}, protocol: TCP}}")).collect();
    format!("{indent}ports: [{}]\n", items.join(", "))
}

/// `ServiceEntry` of Istio.
pub const ISTIO: Egress = Egress {
    id: "istio",
    forms: STARS,
    by: By::PortsAndSchemes,
    limit: Limit::Most { ports: 64, all: false },
    write: |groups| {
        let mut text = String::new();
        for (number, group) in groups.iter().enumerate() {
            let mut list = Vec::new();
            for (low, high) in group.ports.ranges() {
                for port in *low..=*high {
                    let protocol = match group.schemes {
                        Schemes { tcp: true, .. } => "TCP",
                        Schemes { https: true, http: false, .. } => "TLS",
                        Schemes { http: true, https: false, .. } => "HTTP",
                        _ if port == 80 => "HTTP",
                        _ => "TLS",
                    };
                    let lower = protocol.to_ascii_lowercase();
                    list.push(format!(
                        "  - {{number: {port}, name: {lower}-{port}, protocol: {protocol}}}\n"
                    ));
                }
            }
            let _ = writeln!(
                text,
                "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: \
                 {}-{}\nspec:\n  location: MESH_EXTERNAL\n  resolution: NONE\n  ports:\n{}  \
                 hosts:",
                group.name('-'),
                number + 1,
                list.concat(),
            );
            for entry in group.entries() {
                let _ = writeln!(text, "  - {} # {}", quoted(entry), group.roles(entry));
            }
        }
        text
    },
    note: "nothing is denied unless the mesh has `outboundTrafficPolicy` REGISTRY_ONLY",
};

/// `GlobalNetworkPolicy` of Calico Enterprise.
pub const CALICO: Egress = Egress {
    id: "calico",
    forms: STARS,
    by: By::Ports,
    limit: Limit::None,
    write: |groups| {
        let mut text = "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata:\n  \
                        name: clearway\nspec:\n  order: 500\n  selector: all()\n  types: \
                        [Egress]\n  egress:\n"
            .to_owned();
        for group in groups {
            text += "  - action: Allow\n    protocol: TCP\n    destination:\n";
            if !group.ports.is_all() {
                let items = group.ports.ranges().iter().map(|(low, high)| {
                    if low == high { low.to_string() } else { format!("'{low}:{high}'") }
                });
                let _ = writeln!(text, "      ports: [{}]", items.collect::<Vec<_>>().join(", "));
            }
            text += "      domains:\n";
            for entry in group.entries() {
                let _ = writeln!(text, "      - {} # {}", quoted(entry), group.roles(entry));
            }
        }
        text
    },
    note: "a policy that selects workloads denies them all else: allow DNS to the trusted servers \
           as well, and narrow the selector",
};

/// Rules of a firewall policy of Google Cloud.
pub const GCP_FIREWALL_POLICY: Egress = Egress {
    id: "gcp-firewall-policy",
    forms: Forms {
        subtree: Form::No("has a wildcard, and FQDN objects have none"),
        below: Form::No("has a wildcard, and FQDN objects have none"),
        one_label: Form::No("has a wildcard, and FQDN objects have none"),
        ..STARS
    },
    by: By::Ports,
    limit: Limit::None,
    write: |groups| {
        let rule = |(number, group): (usize, &Group)| {
            let ports = group.ports.ranges().iter().map(|(low, high)| {
                if low == high { low.to_string() } else { format!("{low}-{high}") }
            });
            let mut config = json!({"ipProtocol": "tcp"});
            if !group.ports.is_all() {
                config["ports"] = ports.collect::<Vec<_>>().into();
            }
            json!({
                "priority": 1000 + number,
                "direction": "EGRESS",
                "action": "allow",
                "description": group.name('-'),
                "match": {"destFqdns": group.entries(), "layer4Configs": [config]},
            })
        };
        let rules: Vec<_> = groups.iter().enumerate().map(rule).collect();
        json(&rules.into())
    },
    note: "the firewall looks the names up itself; a rule takes a limited number of them, which \
           the quota page of the product states",
};
