//! AWS: Network Firewall rule groups (`aws network-firewall describe-rule-group`) and Route 53
//! Resolver DNS Firewall domain lists (`aws route53resolver list-firewall-domains`).
//!
//! <https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RulesSource.html>,
//! <https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_ListFirewallDomains.html>

use super::around::Around;
use super::gather::{Gather, lines};
use super::suricata::read as read_rules;
use super::tree::Node;
use crate::allowlist::{
    Action, Allowlist, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place, ReadError,
    Rule, Schemes, Source,
};

/// How a group says that its rules are looked at in their order.
const STRICT_ORDER: &str = "STRICT_ORDER";

/// Rule groups of AWS Network Firewall.
pub struct NetworkFirewall;

impl Format for NetworkFirewall {
    fn id(&self) -> &'static str {
        "aws-network-firewall"
    }

    fn title(&self) -> &'static str {
        "AWS Network Firewall rule group (JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let text = &source.text;
        if text.contains("\"RulesSourceList\"") {
            return Some((96, "it has a `RulesSourceList`"));
        }
        if text.contains("\"StatefulRules\"") {
            return Some((96, "it has `StatefulRules`"));
        }
        text.contains("\"RulesString\"").then_some((96, "it has a `RulesString`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let tree = Node::json(source)?;
        // In the default order the firewall passes before it drops.
        let strict = source.text.contains(STRICT_ORDER);
        let order = if strict { Order::FirstMatch } else { Order::AllowWins };
        let mut gather = Gather::new(self.id(), order, Otherwise::NotSaid);
        let mut rules = Vec::new();
        tree.walk(&mut |node| {
            for list in node.all("RulesSourceList") {
                targets(list, source, &mut gather);
            }
            let written = node.all("RulesString");
            rules.extend(written.filter_map(|node| Some((node, node.text()?.to_owned()))));
            let parts = node.all("StatefulRules").flat_map(Node::items);
            rules.extend(parts.map(|node| (node, in_the_words_of_suricata(node))));
        });
        let mut list = gather.list;
        suricata(&rules, source, strict, &mut list);
        if !list.rules.is_empty() && list.rules.iter().all(|rule| rule.action == Action::Deny) {
            left_over(&mut list, source);
        }
        Ok(Gather { list }.done())
    }
}

/// What happens to the traffic that a group without a single allow lets go by.
///
/// In the default order of actions a policy has no default action, and what nothing stops passes;
/// in strict order the policy states one, which is in no rule group:
/// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html>.
fn left_over(list: &mut Allowlist, source: &Source) {
    if list.order == Order::AllowWins {
        list.otherwise = Otherwise::Allowed;
        list.notes.push(
            "the group only stops names, so what it does not stop is read as passing; another \
             rule group of the firewall policy may stop it"
                .to_owned(),
        );
        return;
    }
    let why = "what the group does not stop goes to the default action of the firewall policy, \
               which is not in the file";
    list.rules.push(Rule {
        action: Action::Allow,
        meaning: Meaning::unknown(why),
        text: "STRICT_ORDER".to_owned(),
        place: strict_order(source),
        group: None,
        conditions: Vec::new(),
    });
    list.notes.push(why.to_owned());
}

/// Where the order of the rules is stated.
fn strict_order(source: &Source) -> Place {
    let found = lines(&source.text)
        .find_map(|(number, line)| Some((number, line, line.find(STRICT_ORDER)?)));
    let (number, line, at) = found.unwrap_or((1, "", 0));
    source.place(number, line, line.get(at..at + STRICT_ORDER.len()).unwrap_or_default())
}

/// The targets of a domain list.
fn targets(list: &Node, source: &Source, gather: &mut Gather) {
    let action = match list.text_of("GeneratedRulesType") {
        Some("DENYLIST" | "REJECTLIST") => Action::Deny,
        Some("ALERTLIST") => {
            gather.note("a list of the type ALERTLIST stops nothing, and was not read");
            return;
        }
        _ => Action::Allow,
    };
    let mut schemes = Schemes::NONE;
    for kind in list.list("TargetTypes").iter().filter_map(Node::text) {
        schemes = schemes.union(match kind {
            "HTTP_HOST" => Schemes::HTTP,
            // What a tunnel to a further port is for is not known: it is let through for certain only
            // where it is TLS, and what may be TLS is not let through where TLS is stopped.
            "TLS_SNI" if action == Action::Deny => Schemes::CONNECT,
            "TLS_SNI" => Schemes::HTTPS,
            _ => Schemes::NONE,
        });
    }
    let mut around = Around::of(action, None);
    around.schemes = Some(schemes);
    if action == Action::Allow {
        gather.note(
            "an ALLOWLIST drops only other traffic of its own protocols (TargetTypes); what \
             happens to the rest stands in the firewall policy",
        );
    }
    for entry in list.list("Targets") {
        if let Some(text) = entry.text() {
            gather.entry("aws_nfw.domain_list", text, entry.place(source), &around);
        }
    }
}

/// A rule that is given in parts, as one line.
fn in_the_words_of_suricata(rule: &Node) -> String {
    let word = |name: &str| {
        let text = rule.path(&["Header", name]).and_then(Node::text).unwrap_or_default();
        if text.eq_ignore_ascii_case("any") { "any".to_owned() } else { text.to_owned() }
    };
    let mut line = rule.text_of("Action").unwrap_or_default().to_lowercase();
    let arrow = if word("Direction") == "any" { "<>" } else { "->" };
    let (protocol, arrow) = (word("Protocol").to_lowercase(), arrow.to_owned());
    let (source, target) = (word("Source"), word("Destination"));
    let (from, to) = (word("SourcePort"), word("DestinationPort"));
    for part in [protocol, source, from, arrow, target, to] {
        line.push(' ');
        line.push_str(&part);
    }
    line.push_str(" (");
    for option in rule.list("RuleOptions") {
        line.push_str(option.text_of("Keyword").unwrap_or_default());
        let settings: Vec<&str> = option.list("Settings").iter().filter_map(Node::text).collect();
        if !settings.is_empty() {
            line.push(':');
            line.push_str(&settings.join(","));
        }
        line.push_str("; ");
    }
    line.trim_end().replace('\n', " ") + ")"
}

/// Rules in the language of Suricata, read as that format, each piece with the value that it
/// stands in.
fn suricata(rules: &[(&Node, String)], source: &Source, strict: bool, list: &mut Allowlist) {
    let length = |text: &str| u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    let pieces: Vec<&str> = rules.iter().map(|(_, text)| text.trim_end()).collect();
    let text = pieces.join("\n");
    let inner = read_rules(&Source { file: source.file.clone(), text }, strict);
    if inner.order == Order::FirstMatch {
        list.order = Order::FirstMatch;
    }
    // Inside a string lines are written as `\n`, so all of it has one place.
    let place = |line: u32| {
        let mut end = 0;
        let found = rules.iter().find(|(_, text)| {
            end += length(text.trim_end());
            line <= end
        });
        found.map(|(node, _)| node.place(source))
    };
    list.rules.extend(inner.rules.into_iter().map(|mut rule| {
        rule.place = place(rule.place.line).unwrap_or(rule.place);
        rule
    }));
    list.skipped.extend(inner.skipped.into_iter().map(|mut skipped| {
        skipped.place = place(skipped.place.line).unwrap_or(skipped.place);
        skipped
    }));
    list.notes.extend(inner.notes);
}

/// Domain lists of DNS Firewall.
pub struct DnsFirewall;

impl Format for DnsFirewall {
    fn id(&self) -> &'static str {
        "aws-dns-firewall"
    }

    fn title(&self) -> &'static str {
        "AWS Route 53 DNS Firewall domain list (JSON)"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        let start = source.text.trim_start();
        (start.starts_with('{') && start.contains("\"Domains\""))
            .then_some((80, "it is an object with `Domains`"))
    }

    fn read(
        &self,
        source: &Source,
        _: &Options,
        _: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::NotSaid);
        let around = Around::allow(None);
        let tree = Node::json(source)?;
        for entry in tree.list("Domains") {
            if let Some(text) = entry.text() {
                gather.entry("aws_route53.dns_firewall", text, entry.place(source), &around);
            }
        }
        gather.note("whether the list allows or blocks stands in the rule group, not here");
        gather.note(
            "names that a CNAME leads to are looked up too: they must be listed as well, unless \
             the rule trusts the redirection chain",
        );
        Ok(gather.done())
    }
}
