//! Exports of clouds and of the hosts' own firewalls.

use super::{decides, outcome, pieces, read, read_with};
use crate::allowlist::{Outcome, Request};

pub(super) const AZURE: &str = r#"{"resources":[{"type":"Microsoft.Network/firewallPolicies/ruleCollectionGroups",
"properties":{"priority":200,"ruleCollections":[
 {"ruleCollectionType":"FirewallPolicyFilterRuleCollection","name":"late","priority":100,
  "action":{"type":"Allow"},"rules":[
  {"ruleType":"ApplicationRule","name":"intune","sourceAddresses":["*"],
   "protocols":[{"protocolType":"Https","port":443},{"protocolType":"Http","port":80}],
   "targetFqdns":["*.manage.microsoft.com","[parameters('x')]"],"fqdnTags":[],"webCategories":[]},
  {"ruleType":"ApplicationRule","name":"tags","sourceAddresses":["10.0.0.0/8"],
   "protocols":[{"protocolType":"Https","port":8443}],"fqdnTags":["WindowsUpdate"]},
  {"ruleType":"NetworkRule","name":"kms","ipProtocols":["TCP"],"sourceAddresses":["*"],
   "destinationFqdns":["kms.core.windows.net","*.no.test"],"destinationPorts":["1688","8000-8100"]},
  {"ruleType":"NatRule","name":"in","destinationAddresses":["*"],"destinationPorts":["443"]}]}]}},
 {"properties":{"priority":100,"ruleCollections":[
  {"name":"first","priority":100,"action":{"type":"Deny"},"rules":[
   {"ruleType":"ApplicationRule","protocols":[{"protocolType":"Https","port":443}],
    "sourceAddresses":["*"],"targetFqdns":["bad.manage.microsoft.com"]}]}]}}]}"#;

#[test]
fn azure_firewall_policies_go_by_priority() {
    let list = read("azure-firewall", AZURE);
    decides(
        &list,
        &[("kms.core.windows.net", 1688), ("kms.core.windows.net", 8050)],
        &[("bad.manage.microsoft.com", 443), ("kms.core.windows.net", 9999)],
    );
    // An expression of the template stands before what comes later.
    let a = list.decide(&Request::new("a.manage.microsoft.com", 443));
    assert_eq!((a.outcome, a.rule.unwrap().place.line), (Outcome::Allowed, 7));
    assert_eq!(outcome(&list, "other.test", 443), Outcome::Unknown);
    assert_eq!(outcome(&list, "other.test", 22), Outcome::Denied);
    assert_eq!(list.skipped.len(), 1);
    let classic = r#"{"properties":{"applicationRuleCollections":[{"name":"c","properties":{
        "priority":100,"action":{"type":"Allow"},"rules":[{"name":"r","protocols":[
        {"protocolType":"Http","port":80}],"targetFqdns":["*x.test"]}]}}]}}"#;
    let list = read("azure-firewall", classic);
    decides(&list, &[("ax.test", 80)], &[("ax.test", 443)]);
}

#[test]
fn products_without_names_say_so() {
    let nsg = r#"{"securityRules":[{"name":"deny","properties":{"direction":"Outbound",
        "access":"Deny","protocol":"*","priority":4000,"destinationAddressPrefix":"*",
        "destinationPortRange":"*","sourceAddressPrefix":"*"}},{"name":"out","properties":{
        "direction":"Outbound","access":"Allow","protocol":"Tcp","priority":100,
        "destinationAddressPrefix":"AzureCloud","destinationPortRange":"443",
        "sourceAddressPrefix":"*"}}]}"#;
    let list = read("azure-nsg", nsg);
    assert_eq!(outcome(&list, "x.test", 443), Outcome::Unknown);
    assert_eq!(outcome(&list, "x.test", 80), Outcome::Denied);
    assert!(list.notes[0].contains("cannot express host names"));
    let policy = "kind: NetworkPolicy\nspec:\n  egress:\n  - to: [{ipBlock: {cidr: \
                  203.0.113.0/24}}]\n    ports: [{port: 443}]\n";
    let list = read("kubernetes-network-policy", policy);
    decides(&list, &[("203.0.113.9", 443)], &[("x.test", 443), ("203.0.113.9", 80)]);
}

#[test]
fn dns_services() {
    let list =
        read("umbrella", "destination,type,comment\nx.test,domain,intune\n*.y.test,domain,\n");
    decides(&list, &[("a.x.test", 443)], &[("a.y.test", 443)]);
    assert_eq!(list.skipped[0].place.line, 3);
    let list = read("aws-dns-firewall", r#"{"Domains":["*.x.test.","y.test."]}"#);
    decides(&list, &[("a.x.test", 443), ("y.test", 443)], &[("x.test", 443)]);
    let text = "value,description\nx.test,intune\n";
    decides(&read("cloudflare", text), &[("a.x.test", 443)], &[]);
    let host = read_with("cloudflare", text, &["cloudflare.selector=host"]);
    decides(&host, &[("x.test", 443)], &[("a.x.test", 443)]);
}

#[test]
fn aws_network_firewall_covers_its_protocols_only() {
    let list = read(
        "aws-network-firewall",
        r#"{"RuleGroup":{"RulesSource":{"RulesSourceList":{"Targets":[".x.test","*.y.test"],
        "TargetTypes":["TLS_SNI"],"GeneratedRulesType":"ALLOWLIST"}}}}"#,
    );
    decides(&list, &[("x.test", 443), ("a.x.test", 443)], &[("x.test", 80), ("a.y.test", 443)]);
    assert_eq!(list.skipped.len(), 1);
}

#[test]
fn what_an_aws_denylist_does_not_stop_passes_it() {
    let group = |rest: &str| {
        format!(
            r#"{{"RuleGroup":{{"RulesSource":{{"RulesSourceList":{{"Targets":[".bad.test"],
            "TargetTypes":["TLS_SNI"],"GeneratedRulesType":"DENYLIST"}}}}{rest}}}}}"#
        )
    };
    let list = read("aws-network-firewall", &group(""));
    decides(&list, &[("x.test", 443), ("a.bad.test", 80)], &[("a.bad.test", 443)]);
    let strict = group(r#","StatefulRuleOptions":{"RuleOrder":"STRICT_ORDER"}"#);
    let list = read("aws-network-firewall", &strict);
    decides(&list, &[], &[("a.bad.test", 443)]);
    assert_eq!(outcome(&list, "x.test", 443), Outcome::Unknown);
    assert_eq!(pieces(&list, &strict), [".bad.test", "STRICT_ORDER"]);
}

#[test]
fn aws_rules_keep_their_order_and_may_be_given_in_parts() {
    let drop_all =
        r"drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:established,to_server; sid:3;)";
    let pass = r#"pass tls any any -> any any (tls.sni; content:\".x.test\"; endswith; sid:2;)"#;
    let group = |order: &str, rules: &str| {
        let text = format!(
            r#"{{"RulesSource":{{"RulesString":"{rules}"}},"StatefulRuleOptions":{{"RuleOrder":"{order}"}}}}"#
        );
        read("aws-network-firewall", &text)
    };
    let text = format!("{drop_all}\\n{pass}");
    decides(&group("DEFAULT_ACTION_ORDER", &text), &[("a.x.test", 443)], &[("x.test", 443)]);
    decides(&group("STRICT_ORDER", &text), &[], &[("a.x.test", 443)]);
    // What passes the handshake passes nothing else.
    let handshake = "pass tcp any any -> any any (flow:not_established; sid:1;)";
    let text = format!("{handshake}\\n{pass}\\n{drop_all}");
    decides(&group("STRICT_ORDER", &text), &[("a.x.test", 443)], &[("y.test", 443)]);
    let text = r#"{"RulesSource":{"StatefulRules":[
        {"Action":"DROP","Header":{"Protocol":"HTTP","Source":"$HOME_NET","SourcePort":"ANY",
         "Direction":"ANY","Destination":"$EXTERNAL_NET","DestinationPort":"ANY"},
         "RuleOptions":[{"Keyword":"sid","Settings":["1"]}]},
        {"Action":"PASS","Header":{"Protocol":"HTTP","Source":"ANY","SourcePort":"ANY",
         "Direction":"FORWARD","Destination":"ANY","DestinationPort":"80"},
         "RuleOptions":[{"Keyword":"http.host"},{"Keyword":"content","Settings":["\"x.test\""]},
         {"Keyword":"sid","Settings":["2"]}]}]}}"#;
    let list = read("aws-network-firewall", text);
    decides(&list, &[("x.test", 80)], &[("y.test", 80)]);
    assert_eq!((list.rules[0].place.line, list.rules[1].place.line), (2, 5));
}

#[test]
fn aws_lists_that_deny_let_the_rest_through() {
    let text = r#"{"RulesSourceList":{"Targets":["x.test"],"TargetTypes":["TLS_SNI"],
        "GeneratedRulesType":"DENYLIST"}}"#;
    let list = read("aws-network-firewall", text);
    // TLS on another port is TLS.
    decides(&list, &[("y.test", 443), ("x.test", 80)], &[("x.test", 443), ("x.test", 8443)]);
}

#[test]
fn other_clouds_and_hosts() {
    let text = "name: projects/p/locations/l/urlLists/intune\nvalues:\n- \"*x.test\"\n- \
                y.test/path\n";
    let list = read("gcp-url-list", text);
    decides(&list, &[("a.x.test", 443), ("x.test", 80)], &[("ax.test", 443)]);
    let text = r#"[{"priority":1000,"direction":"EGRESS","action":"allow","match":{"destFqdns":
        ["x.test"],"layer4Configs":[{"ipProtocol":"tcp","ports":["443"]}]}},{"priority":2000,
        "direction":"EGRESS","action":"deny","match":{"destIpRanges":["0.0.0.0/0"],
        "layer4Configs":[{"ipProtocol":"all"}]}}]"#;
    decides(&read("gcp-firewall-policy", text), &[("x.test", 443)], &[("x.test", 80)]);
    let text = r#"[{"Id":"{0}","Keyword":"*.x.test","AutoResolve":true}]"#;
    decides(&read("windows-firewall", text), &[("a.x.test", 443)], &[("x.test", 443)]);
    let text = r#"{"name":"n","data":{"type":"exact","urls":["*.x.test","y.test:8443"]}}"#;
    let list = read("netskope", text);
    decides(&list, &[("x.test", 443), ("y.test", 8443)], &[("y.test", 443), ("x.test", 8443)]);
    let list = read_with("netskope", text, &["netskope.apex=off"]);
    decides(&list, &[("a.x.test", 443)], &[("x.test", 443)]);
    let text = r#"[{"id":46,"serviceArea":"Common","urls":["*.x.test","*cdn.y.test"],
        "tcpPorts":"80,443","required":true}]"#;
    decides(&read("m365", text), &[("a.b.x.test", 80), ("acdn.y.test", 443)], &[("x.test", 443)]);
    let text = "<pfsense><aliases><alias><name>dl</name><type>host</type><address>x.test \
                y.test</address></alias></aliases></pfsense>";
    let list = read("pfsense", text);
    decides(&list, &[("x.test", 443), ("y.test", 443)], &[("a.x.test", 443)]);
    assert_eq!(pieces(&list, text), ["x.test", "y.test"]);
}
