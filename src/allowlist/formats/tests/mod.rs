//! Each format on a realistic sample with its hard parts, and all of them on nonsense.

mod clouds;
mod measured;
mod recognition;
mod structured;

use super::{FORMATS, recognise};
use crate::allowlist::{Action, Allowlist, NearbyFiles, Options, Outcome, Request, Source};

/// No other files.
struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

fn source(text: &str) -> Source {
    Source { file: "export".into(), text: text.to_owned() }
}

fn read_with(id: &str, text: &str, options: &[&str]) -> Allowlist {
    let mut given = Options::default();
    for option in options {
        given.add(option).unwrap();
    }
    let format = FORMATS.iter().find(|format| format.id() == id).unwrap();
    format.read(&source(text), &given, &Alone).unwrap()
}

/// Reads a text as the format that it must be recognised as.
fn read(id: &str, text: &str) -> Allowlist {
    assert_eq!(recognise(&source(text)).map(|(format, _)| format.id()), Some(id));
    read_with(id, text, &[])
}

fn outcome(list: &Allowlist, host: &str, port: u16) -> Outcome {
    list.decide(&Request::new(host, port)).outcome
}

#[track_caller]
fn decides(list: &Allowlist, allowed: &[(&str, u16)], denied: &[(&str, u16)]) {
    for (host, port) in allowed {
        assert_eq!(outcome(list, host, *port), Outcome::Allowed, "{host}:{port}");
    }
    for (host, port) in denied {
        assert_eq!(outcome(list, host, *port), Outcome::Denied, "{host}:{port}");
    }
}

/// The piece of the source at the place of each rule.
fn pieces<'a>(list: &Allowlist, text: &'a str) -> Vec<&'a str> {
    let lines: Vec<&str> = text.lines().collect();
    let piece = |rule: &crate::allowlist::Rule| {
        let line = lines[rule.place.line as usize - 1];
        let start = rule.place.column as usize - 1;
        &line[start..start + rule.place.length as usize]
    };
    list.rules.iter().map(piece).collect()
}

const PAN_SET: &str = r#"set deviceconfig system hostname fw1
set profiles custom-url-category Intune list [ *.manage.microsoft.com/ manage.microsoft.com/ ]
set profiles custom-url-category Intune type "URL List"
set shared profiles custom-url-category "No Go" list bad.example.com
set profiles url-filtering Strict block [ "No Go" gambling ]
set profiles custom-url-category Odd list li^.example.com
set profiles custom-url-category Cats list [ computer-and-internet-info ]
set profiles custom-url-category Cats type "Category Match"
"#;

#[test]
fn palo_alto_set_commands() {
    let list = read("paloalto", PAN_SET);
    decides(&list, &[("a.b.manage.microsoft.com", 443), ("manage.microsoft.com", 80)], &[]);
    let bad = list.rules.iter().find(|rule| rule.text == "bad.example.com").unwrap();
    assert_eq!((bad.action, bad.group.as_deref()), (Action::Deny, Some("No Go")));
    assert_eq!(list.skipped.len(), 1);
    assert_eq!(pieces(&list, PAN_SET)[0], "*.manage.microsoft.com/");
    assert_eq!(list.modes[0].value, "on");
    let old = read_with(
        "paloalto",
        "set x custom-url-category C list a.test",
        &["paloalto.ending-token=off"],
    );
    decides(&old, &[("a.test.evil.test", 443)], &[]);
}

#[test]
fn palo_alto_xml_and_external_lists() {
    let text = "<config><shared><profiles><custom-url-category>\n<entry name=\"A\"><list>\n\
        <member>*.x.test/</member></list><type>URL List</type></entry>\n<entry name=\"B\"><list>\
        <member>y.test</member></list></entry></custom-url-category></profiles></shared>\
        <vsys><rulebase><security><rules><entry name=\"r\"><category><member>B</member></category>\
        <action>deny</action></entry></rules></security></rulebase></vsys></config>";
    let list = read("paloalto", text);
    decides(&list, &[("a.x.test", 443)], &[("y.test", 443), ("x.test", 443)]);
    assert_eq!(pieces(&list, text), ["*.x.test/", "y.test"]);
    let edl = "# comment\nx.test\n*.x.test\nhttp://z.test two\n";
    let list =
        read_with("paloalto", edl, &["paloalto.edl=domain", "paloalto.expand-subdomains=on"]);
    decides(&list, &[("a.x.test", 443), ("x.test", 80)], &[]);
    assert_eq!(list.skipped.len(), 1);
    assert_eq!(recognise(&source("x.test/\n*.x.test/\n")).unwrap().0.id(), "paloalto");
}

const FORTIGATE: &str = r#"config firewall address
    edit "intune-wild"
        set type fqdn
        set fqdn "*.manage.microsoft.com"
    next
    edit "lan"
        set subnet 10.0.0.0 255.0.0.0
    next
    edit "bad"
        set type fqdn
        set fqdn "bad.manage.microsoft.com"
    next
end
config firewall addrgrp
    edit "ms"
        set member "intune-wild" "missing"
    next
end
config firewall service custom
    edit "tcp-8443"
        set tcp-portrange 8443 9000-9001:1024-65535
    next
end
config firewall policy
    edit 1
        set srcaddr "all"
        set dstaddr "bad"
        set service "ALL"
    next
    edit 2
        set srcaddr "all"
        set dstaddr "ms"
        set action accept
        set service "HTTPS" "tcp-8443"
    next
end
"#;

#[test]
fn fortigate_policies_come_in_their_order() {
    let list = read("fortigate", FORTIGATE);
    decides(
        &list,
        &[("a.manage.microsoft.com", 443), ("a.manage.microsoft.com", 9001)],
        &[("bad.manage.microsoft.com", 443), ("a.manage.microsoft.com", 80)],
    );
    assert_eq!(outcome(&list, "other.test", 443), Outcome::Unknown);
    assert_eq!(pieces(&list, FORTIGATE)[1], "*.manage.microsoft.com");
    let text = FORTIGATE.replace("set dstaddr \"bad\"", "set srcintf \"lan\"\nset dstaddr \"bad\"");
    let list = read("fortigate", &text);
    assert_eq!(outcome(&list, "bad.manage.microsoft.com", 443), Outcome::Unknown);
    assert_eq!(outcome(&list, "bad.manage.microsoft.com", 22), Outcome::Denied);
    let error = super::fortigate::FortiGate;
    let error = crate::allowlist::Format::read(
        &error,
        &source("config firewall address\nedit 1\n"),
        &Options::default(),
        &Alone,
    );
    assert!(error.unwrap_err().to_string().contains("has no `end`"));
}

#[test]
fn fortigate_addresses_without_policies_are_read_by_name_alone() {
    let list = read(
        "fortigate",
        "config firewall address\nedit all\nset subnet 0.0.0.0 0.0.0.0\nnext\nedit geo\nset type \
         geography\nnext\nedit x\nset type fqdn\nset fqdn x.test\nnext\nend\n",
    );
    decides(&list, &[("x.test", 443)], &[("y.test", 443)]);
}

const URLFILTER: &str = r#"config webfilter urlfilter
    edit 1
        set name "allow-ms"
        config entries
            edit 1
                set url "net.com"
                set action allow
            next
            edit 2
                set url ".*\\.example\\.com$"
                set type regex
                set action exempt
            next
            edit 3
                set url "*"
                set type wildcard
                set action block
            next
        end
    next
end
"#;

#[test]
fn fortigate_url_filters_depend_on_the_mode() {
    let list = read("fortigate", URLFILTER);
    decides(&list, &[("fortinet.com", 443), ("a.example.com", 443)], &[("x.test", 443)]);
    let proxy = read_with("fortigate", URLFILTER, &["fortigate.mode=proxy"]);
    decides(&proxy, &[("www.net.com", 443)], &[("fortinet.com", 443)]);
}

#[test]
fn zscaler_categories() {
    let text = r#"[{"id":"CUSTOM_01","configuredName":"Intune","superCategory":"USER_DEFINED",
        "keywords":["ms"],"urls":[".manage.microsoft.com","*.x.test"],
        "dbCategorizedUrls":["download.microsoft.com"]}]"#;
    let list = read("zscaler", text);
    assert_eq!((list.rules.len(), list.skipped.len()), (3, 1));
    assert_eq!(outcome(&list, "manage.microsoft.com", 443), Outcome::Allowed);
    assert_eq!(list.rules[0].group.as_deref(), Some("Intune"));
    let list = read_with("zscaler", "URL,Comment\n.x.test,hello\n", &[]);
    decides(&list, &[("a.x.test", 443)], &[("y.test", 443)]);
}

#[test]
fn check_point_objects_go_by_their_flag() {
    let list = read(
        "checkpoint",
        r#"{"objects":[{"name":".x.test","is-sub-domain":true,"type":"dns-domain"},
        {"name":".y.test","is-sub-domain":false,"type":"dns-domain"},
        {"name":".z.test","type":"dns-domain"}],"from":1,"to":3}"#,
    );
    decides(&list, &[("a.x.test", 443), ("y.test", 443)], &[]);
    assert_eq!(outcome(&list, "z.test", 443), Outcome::Unknown);
    assert_eq!(list.rules.len(), 3);
}

const CPL: &str = "define category ms_mgmt\n  manage.microsoft.com ; a comment\nend\n\n<Proxy>\n\
    \x20 url.domain=bad.microsoft.com DENY\n  category=ms_mgmt url.port=443 ALLOW\n\
    \x20 category=gambling ALLOW\n  DENY\n<Proxy>\n  url.domain=late.test ALLOW\n";

#[test]
fn blue_coat_layers_override_those_before() {
    let list = read("bluecoat", CPL);
    decides(
        &list,
        &[("late.test", 443), ("a.manage.microsoft.com", 443)],
        &[("bad.microsoft.com", 443)],
    );
    assert_eq!(outcome(&list, "a.manage.microsoft.com", 80), Outcome::Unknown);
    assert_eq!(pieces(&list, CPL)[..3], ["late.test", "bad.microsoft.com", "manage.microsoft.com"]);
}

#[test]
fn blue_coat_lists_negations_and_guards() {
    let list = read(
        "bluecoat",
        "<Proxy> url.port=(80, 8000..8010)\n  url.domain=x.test ALLOW ; c\n  url.domain=!y.test \
         DENY\n[url.domain]\n  z.test url.scheme=(http, https) ALLOW\n",
    );
    assert_eq!(outcome(&list, "a.x.test", 8005), Outcome::Allowed);
    assert_eq!(outcome(&list, "a.x.test", 443), Outcome::Denied);
    assert_eq!(outcome(&list, "z.test", 80), Outcome::Unknown);
    assert_eq!(list.rules.len(), 3);
}

#[test]
fn kubernetes_objects() {
    let text = "kind: List\nitems:\n- kind: EgressFirewall\n  metadata: {name: default, namespace: \
        ci}\n  spec:\n    egress:\n    - type: Allow\n      to: {dnsName: \"*.x.test\"}\n      ports: \
        [{port: 443, protocol: TCP}]\n    - type: Deny\n      to: {cidrSelector: 0.0.0.0/0}\n";
    let list = read("egress-firewall", text);
    decides(&list, &[("a.x.test", 443)], &[("a.x.test", 80), ("a.b.x.test", 443)]);
    assert_eq!(list.rules[0].group.as_deref(), Some("ci/default"));
    let text = "kind: ServiceEntry\nspec:\n  hosts: [x.test, '*.x.test']\n  ports: [{number: 443, \
        protocol: TLS}]\n  resolution: NONE\n";
    decides(&read("istio", text), &[("a.b.x.test", 443), ("x.test", 443)], &[("x.test", 80)]);
    let text = "virtual_hosts: [{name: ok, domains: [\"x.test\", \"*.x.test\"]}, {name: no, \
        domains: ['bad.x.test'], routes: [{match: {prefix: /}, direct_response: {status: 403}}]}]\n";
    decides(&read("envoy", text), &[("a.x.test", 443)], &[("bad.x.test", 443), ("y.test", 443)]);
    let text = "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: \
        p}\nspec:\n  egress:\n  - action: Allow\n    protocol: TCP\n    destination: {domains: \
        ['*.x.test'], ports: [443, '8000:8010']}\n";
    decides(&read("calico", text), &[("a.b.x.test", 8005)], &[("x.test", 443), ("a.x.test", 80)]);
}

#[test]
fn no_format_falls_over_on_pieces_of_another() {
    let samples = [PAN_SET, FORTIGATE, URLFILTER, clouds::AZURE, CPL];
    for sample in samples {
        for cut in (0..sample.len()).step_by(17) {
            for text in [&sample[..cut], &sample[cut..]] {
                let source = source(&text.replace("test", "té\u{0}"));
                for format in FORMATS {
                    let _ = format.recognise(&source);
                    let _ = format.read(&source, &Options::default(), &Alone);
                }
            }
        }
    }
}

#[test]
fn palo_alto_rules_about_decryption_and_disabled_ones_stop_nothing() {
    let text = "set profiles custom-url-category MS list [ x.test/ ]\n\
        set rulebase decryption rules d category MS\n\
        set rulebase decryption rules d action no-decrypt\n\
        set rulebase security rules old category MS\n\
        set rulebase security rules old action deny\n\
        set rulebase security rules old disabled yes\n";
    decides(&read("paloalto", text), &[("x.test", 443)], &[]);
    let denied = text.replace("disabled yes", "disabled no");
    decides(&read("paloalto", &denied), &[], &[("x.test", 443)]);
}

#[test]
fn fortigate_exclusions_and_negations_are_no_cover() {
    let group = "set member \"intune-wild\"\nset exclude enable\nset exclude-member \"bad\"";
    let text = FORTIGATE.replace("set member \"intune-wild\" \"missing\"", group);
    assert_eq!(outcome(&read("fortigate", &text), "a.manage.microsoft.com", 443), Outcome::Unknown);
    let service = "set service \"HTTPS\" \"tcp-8443\"";
    let text = FORTIGATE.replace(service, "set service HTTPS\nset service-negate enable");
    let list = read("fortigate", &text);
    decides(&list, &[("a.manage.microsoft.com", 80)], &[]);
    assert_ne!(outcome(&list, "a.manage.microsoft.com", 443), Outcome::Allowed);
    let text = FORTIGATE.replace("set dstaddr \"bad\"", "set internet-service-custom \"x\"");
    assert_eq!(outcome(&read("fortigate", &text), "a.manage.microsoft.com", 443), Outcome::Unknown);
}
