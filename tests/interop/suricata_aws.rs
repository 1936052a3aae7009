//! AWS Network Firewall runs Suricata: its rule groups against the rules that its documents say are
//! made of them.
//!
//! <https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-examples.html>

use std::fmt::Write as _;
use std::io::Write as _;

use clearway::address::Scheme;
use clearway::allowlist::{Outcome, Request};
use serde_json::{Value, json};

use crate::suricata::{WHOLE, run, suricata};
use crate::suricata_lists::{differ, read, requests};

/// The targets of the lists, in both forms.
const TARGETS: &[&str] = &[".a.test", "b.test", "www.c1.test", ".plain"];

/// The rules that are made of a domain list.
fn documented(kind: &str, types: &[&str]) -> String {
    let allow = kind == "ALLOWLIST";
    let action = match kind {
        "ALLOWLIST" => "pass",
        "REJECTLIST" => "reject",
        _ => "drop",
    };
    let ends = "flow:to_server, established;";
    let (mut rules, mut number) = (String::new(), 0);
    let mut add = |rule: String| {
        number += 1;
        let _ = writeln!(rules, "{rule} {ends} sid:{number}; rev:1;)");
    };
    for target in TARGETS {
        for kind in types {
            let (protocol, buffer, case) = match *kind {
                "TLS_SNI" => ("tls", "ssl_state:client_hello; tls.sni;", " nocase;"),
                _ => ("http", "http.host;", ""),
            };
            let look = match target.strip_prefix('.') {
                Some(_) => format!("dotprefix; content:\"{target}\";{case} endswith;"),
                None => format!("content:\"{target}\"; startswith;{case} endswith;"),
            };
            add(format!("{action} {protocol} $HOME_NET any -> $EXTERNAL_NET any ({buffer} {look}"));
        }
    }
    for kind in types.iter().filter(|_| allow) {
        let (protocol, look) = match *kind {
            "TLS_SNI" => ("tls", "ssl_state:client_hello;"),
            _ => ("http", "http.header_names; content:\"|0d 0a|\"; startswith;"),
        };
        add(format!("drop {protocol} $HOME_NET any -> $EXTERNAL_NET any ({look}"));
    }
    rules
}

#[test]
fn domain_lists_and_the_rules_that_are_made_of_them_agree() {
    let both: &[&str] = &["TLS_SNI", "HTTP_HOST"];
    for kind in ["ALLOWLIST", "DENYLIST", "REJECTLIST"] {
        for types in [both, &["TLS_SNI"], &["HTTP_HOST"]] {
            let rules = documented(kind, types);
            let group = json!({"RulesSource": {"RulesSourceList":
                {"Targets": TARGETS, "TargetTypes": types, "GeneratedRulesType": kind}}});
            let list = read("aws-network-firewall", &group.to_string());
            // What an ALLOWLIST does not look at, the policy decides, and it is read as stopped. A
            // tunnel to a further port is TLS here, and need not be elsewhere.
            let looked_at = |request: &Request| {
                let own = match request.scheme {
                    Scheme::Http => "HTTP_HOST",
                    Scheme::Https => "TLS_SNI",
                    Scheme::Tcp => "nothing",
                };
                kind != "ALLOWLIST" || types.contains(&own)
            };
            let mut asked = requests();
            asked.retain(looked_at);
            for piece in [WHOLE, 100] {
                let name = format!("{kind} of {types:?}");
                let wrong = differ(&name, &list, &rules, &asked, piece);
                assert!(wrong.is_empty(), "{rules}\n{wrong}");
            }
            let read_as_rules = read("suricata", &rules);
            let wrong = differ("its rules", &read_as_rules, &rules, &asked, WHOLE);
            assert!(wrong.is_empty(), "{rules}\n{wrong}");
        }
    }
}

/// Groups whose rules are looked at in the order of the file.
const STRICT: &[&str] = &[
    r#"drop tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:"bad.a.test"; startswith; endswith; nocase; sid:1;)
pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; dotprefix; content:".a.test"; endswith; nocase; sid:2;)
pass http $HOME_NET any -> $EXTERNAL_NET 80 (http.host; dotprefix; content:".a.test"; endswith; sid:3;)
drop tls $HOME_NET any -> $EXTERNAL_NET any (ssl_state:client_hello; sid:4;)
pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:"b.test"; endswith; sid:5;)
drop http $HOME_NET any -> $EXTERNAL_NET any (http.start; content:"|20|"; sid:6;)
"#,
    r#"pass tcp $HOME_NET any -> $EXTERNAL_NET any (flow:not_established, to_server; sid:1;)
pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:"b.test"; endswith; sid:2;)
reject http $HOME_NET any -> $EXTERNAL_NET any (http.host; content:"b.test"; sid:3;)
pass http $HOME_NET any -> $EXTERNAL_NET any (http.host; content:"test"; endswith; sid:4;)
drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:established, to_server; sid:5;)
"#,
    r#"pass tcp $HOME_NET any -> $EXTERNAL_NET 443 (sid:1;)
drop tcp $HOME_NET any -> $EXTERNAL_NET ![80,443] (sid:2;)
pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; content:"a.test"; endswith; sid:3;)
pass http $HOME_NET any -> $EXTERNAL_NET any (http.host; content:"a.test"; endswith; sid:4;)
drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:5;)
"#,
];

/// What the first rule that Suricata finds for each packet makes of a request. Suricata itself
/// passes before it drops, so all rules only report here.
fn by_the_order_of_the_file(rules: &str, requests: &[Request]) -> Option<Vec<Outcome>> {
    let program = suricata()?;
    let actions: Vec<&str> =
        rules.lines().map(|rule| rule.split(' ').next().unwrap_or_default()).collect();
    let reports: String = rules
        .lines()
        .filter_map(|rule| Some(format!("alert {}\n", rule.split_once(' ')?.1)))
        .collect();
    let found = run(program, &reports, requests, WHOLE);
    let outcome = |packets: Vec<Vec<u64>>| {
        for rules_of_packet in packets {
            let first = usize::try_from(rules_of_packet.into_iter().min()?).ok()? - 1;
            let only_handshake = rules.lines().nth(first)?.contains("not_established");
            match actions[first] {
                "pass" if only_handshake => {}
                "pass" => return Some(Outcome::Allowed),
                _ => return Some(Outcome::Denied),
            }
        }
        None
    };
    let outcomes = found.packets(requests.len()).into_iter().map(outcome);
    // What no rule looks at is up to the policy, and read as stopped.
    Some(outcomes.map(|outcome| outcome.unwrap_or(Outcome::Denied)).collect())
}

#[test]
fn rules_in_strict_order_come_in_the_order_of_the_file() {
    for rules in STRICT {
        let group: Value = json!({"RuleGroup": {"RulesSource": {"RulesString": rules},
            "StatefulRuleOptions": {"RuleOrder": "STRICT_ORDER"}}});
        let list = read("aws-network-firewall", &group.to_string());
        let requests = requests();
        let Some(expected) = by_the_order_of_the_file(rules, &requests) else { return };
        let mut wrong = String::new();
        for (request, expected) in requests.iter().zip(expected) {
            let found = list.decide(request);
            if found.outcome != expected {
                let (url, rule) = (request.url(), found.rule.map(|rule| &rule.text));
                let _ =
                    writeln!(wrong, "{url}: {:?}, not {expected:?}, by {rule:?}", found.outcome);
            }
        }
        let _ = writeln!(std::io::stderr(), "strict order: {} requests", requests.len());
        assert!(wrong.is_empty(), "{rules}\n{wrong}");
    }
}
