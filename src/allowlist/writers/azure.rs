//! Azure Firewall: a rule collection group with one application rule for each set of protocols.

use serde_json::{Value, json};

use super::forms::{Form, Forms, no_network, plain, star, text};
use super::gather::{By, Group, entries, gather, json};
use crate::allowlist::{Options, Schemes, Wanted, Writer, Written};

/// Writes application rules of Azure Firewall.
pub struct AzureFirewall;

const FORMS: Forms = Forms {
    exact: Form::Is(plain),
    subtree: Form::Both,
    below: Form::Is(star),
    one_label: Form::No("is one level, and a wildcard of Azure Firewall is every level"),
    ends_with: Form::Is(text),
    network: no_network,
    path: None,
};

impl Writer for AzureFirewall {
    fn id(&self) -> &'static str {
        "azure-firewall"
    }

    fn entries(&self, wanted: &Wanted, _: &Options) -> Result<Vec<String>, String> {
        entries(wanted, &FORMS)
    }

    fn file(&self, wanted: &[Wanted], _: &Options) -> Written {
        let (groups, mut written) = gather(wanted, &FORMS, By::PortsAndSchemes);
        let mut rules = Vec::new();
        for group in &groups {
            let (protocols, whole) = protocols(group);
            if !whole {
                let why = "is opened for HTTP and HTTPS on single ports only: application rules pass \
                           nothing else";
                for entry in group.entries() {
                    let text = entry.to_owned();
                    written.refused.push(crate::allowlist::Refused { text, why: why.to_owned() });
                }
            }
            if protocols.is_empty() {
                continue;
            }
            rules.push(json!({
                "ruleType": "ApplicationRule",
                "name": format!("{}-{}", group.name('-'), rules.len() + 1),
                "sourceAddresses": ["*"],
                "protocols": protocols,
                "targetFqdns": group.entries(),
            }));
        }
        let file = json!({
            "properties": {
                "priority": 500,
                "ruleCollections": [{
                    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
                    "name": "clearway",
                    "priority": 500,
                    "action": {"type": "Allow"},
                    "rules": rules,
                }],
            },
        });
        written.text = json(&file);
        written.notes.push(
            "`sourceAddresses` is every client: write the addresses of the servers instead".into(),
        );
        written
    }
}

/// The protocols of a group, and whether they are all that is wanted. Where both HTTP and HTTPS are
/// wanted, 80 is HTTP and 443 HTTPS; a range is more than the product writes.
fn protocols(group: &Group) -> (Vec<Value>, bool) {
    let Schemes { http, https, tcp } = group.schemes;
    let mut whole = true;
    let mut protocols = Vec::new();
    for (low, high) in group.ports.ranges() {
        if low != high {
            whole = false;
            continue;
        }
        whole &= !tcp || matches!(low, 80 | 443) && (http || https);
        for (wanted, kind, foreign) in [(http, "Http", (https, 443)), (https, "Https", (http, 80))]
        {
            if wanted && foreign != (true, *low) {
                protocols.push(json!({"protocolType": kind, "port": low}));
            }
        }
    }
    (protocols, whole)
}
