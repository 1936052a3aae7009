//! Google Cloud: URL lists of Secure Web Proxy, and firewall policy rules with FQDN objects.
//!
//! <https://cloud.google.com/sdk/gcloud/reference/network-security/url-lists/export>,
//! <https://cloud.google.com/firewall/docs/about-fqdn-objects>

use super::around::Around;
use super::gather::Gather;
use super::tree::Node;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Ports, ReadError,
    Source,
};
use crate::hostset::HostSet;

/// URL lists of Secure Web Proxy.
pub struct UrlList;

impl Format for UrlList {
    fn id(&self) -> &'static str {
        "gcp-url-list"
    }

    fn title(&self) -> &'static str {
        "Google Secure Web Proxy URL list (YAML or JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        (source.text.contains("/urlLists/") && source.text.contains("values"))
            .then_some((92, "it has the name of a URL list and `values`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        for list in Node::json_or_yaml(source)? {
            let name = list.text_of("name").and_then(|name| name.rsplit('/').next());
            let around = Around::allow(name);
            for entry in list.list("values") {
                if let Some(text) = entry.text() {
                    gather.entry("gcp.swp_url_list", text, entry.place(source), &around);
                }
            }
        }
        gather.note("which rule uses the list, and for what, stands in the gateway policy");
        gather.note("a rule that matches `host()` against a list looks at no path");
        Ok(gather.done())
    }
}

/// Rules of network firewall policies.
pub struct FirewallPolicy;

impl Format for FirewallPolicy {
    fn id(&self) -> &'static str {
        "gcp-firewall-policy"
    }

    fn title(&self) -> &'static str {
        "Google Cloud firewall policy rules with FQDN objects (JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        source.text.contains("destFqdns").then_some((95, "it has `destFqdns`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::FirstMatch, Otherwise::NotSaid);
        let documents = Node::json_or_yaml(source)?;
        let mut rules = Vec::new();
        for document in &documents {
            document.walk(&mut |node| {
                if node.get("match").is_some() && node.get("action").is_some() {
                    rules.push(node);
                }
            });
        }
        let priority = |rule: &Node| rule.text_of("priority").and_then(|text| text.parse().ok());
        rules.sort_by_key(|rule| priority(rule).unwrap_or(u64::MAX));
        for rule in rules {
            policy_rule(rule, source, &mut gather);
        }
        gather.note("the firewall looks names up itself: at most 32 addresses of each kind count");
        Ok(gather.done())
    }
}

fn policy_rule(rule: &Node, source: &Source, gather: &mut Gather) {
    let egress = rule.text_of("direction").is_none_or(|text| text.eq_ignore_ascii_case("egress"));
    if !egress || rule.is_true("disabled") {
        return;
    }
    let action = match rule.text_of("action").unwrap_or_default() {
        "allow" => Action::Allow,
        "deny" => Action::Deny,
        _ => return,
    };
    let Some(found) = rule.get("match") else { return };
    let mut around = Around::of(action, rule.text_of("description"));
    around.ports = Some(ports(found));
    for name in ["srcSecureTags", "srcIpRanges"] {
        for text in found.list(name).iter().filter_map(Node::text) {
            around.conditions.push(format!("the client has {text}"));
        }
    }
    let to_somewhere = |(name, _): &(String, Node)| name.starts_with("dest");
    if !found.entries().iter().any(to_somewhere) {
        gather.rule(Meaning::of(HostSet::Everything), "match", found.place(source), &around);
    }
    for entry in found.list("destFqdns") {
        if let Some(text) = entry.text() {
            gather.entry("gcp.fqdn_object", text, entry.place(source), &around);
        }
    }
    for entry in found.list("destIpRanges") {
        if let Some(text) = entry.text() {
            gather.entry("k8s.networkpolicy", text, entry.place(source), &around);
        }
    }
    for name in ["destThreatIntelligences", "destRegionCodes", "destAddressGroups"] {
        for entry in found.list(name) {
            let text = entry.text().unwrap_or_default();
            let why = format!("`{text}` stands for addresses that are not in the file");
            gather.rule(Meaning::unknown(why), text, entry.place(source), &around);
        }
    }
}

/// The TCP ports of a rule.
fn ports(found: &Node) -> Ports {
    let mut ranges = Vec::new();
    for config in found.list("layer4Configs") {
        if !matches!(config.text_of("ipProtocol"), Some("tcp" | "all" | "6")) {
            continue;
        }
        let Some(list) = config.get("ports") else {
            ranges.push((0, u16::MAX));
            continue;
        };
        for text in list.items().iter().filter_map(Node::text) {
            let (low, high) = text.split_once('-').unwrap_or((text, text));
            if let (Ok(low), Ok(high)) = (low.parse(), high.parse()) {
                ranges.push((low, high));
            }
        }
    }
    Ports::of(ranges)
}
