//! Each format is recognised as itself, however its file was saved.

use super::{Alone, recognise, source};
use crate::allowlist::Options;
use crate::allowlist::formats::format;

/// A piece of each format, with the sign of its comments, where it has any.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("paloalto", "#", "set profiles custom-url-category A list [ a.test/ ]\n"),
    (
        "paloalto",
        "",
        "<config><custom-url-category><entry name=\"a\"/></custom-url-category></config>\n",
    ),
    ("fortigate", "#", "config firewall address\nedit \"a\"\nset fqdn a.test\nnext\nend\n"),
    ("fortigate", "#", "config webfilter urlfilter\nend\n"),
    ("zscaler", "", "[{\"configuredName\": \"a\", \"urls\": [\".a.test\"]}]\n"),
    ("azure-firewall", "", "{\"rules\": [{\"targetFqdns\": [\"a.test\"]}]}\n"),
    (
        "azure-nsg",
        "",
        "[{\"properties\": {\"direction\": \"Outbound\", \"destinationAddressPrefix\": \"*\"}}]\n",
    ),
    ("umbrella", "", "destination,type,comment\na.test,domain,\n"),
    ("checkpoint", "", "[{\"name\": \".a.test\", \"is-sub-domain\": true}]\n"),
    ("aws-network-firewall", "", "{\"RulesSourceList\": {\"Targets\": [\".a.test\"]}}\n"),
    ("aws-dns-firewall", "", "{\"Domains\": [\"a.test.\"]}\n"),
    ("bluecoat", ";", "<Proxy>\n  url.domain=a.test ALLOW\n  DENY\n"),
    ("windows-firewall", "", "[{\"Keyword\": \"a.test\", \"AutoResolve\": true}]\n"),
    ("egress-firewall", "#", "kind: EgressFirewall\nspec: {egress: []}\n"),
    ("istio", "#", "kind: ServiceEntry\nspec:\n  hosts: [a.test]\n"),
    ("envoy", "#", "virtual_hosts:\n- name: a\n  domains: [a.test]\n"),
    ("calico", "#", "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nspec: {}\n"),
    ("kubernetes-network-policy", "#", "kind: NetworkPolicy\nspec: {egress: []}\n"),
    (
        "netskope",
        "",
        "{\"name\": \"a\", \"data\": {\"type\": \"exact\", \"urls\": [\"a.test\"]}}\n",
    ),
    ("gcp-url-list", "#", "name: projects/p/locations/l/urlLists/a\nvalues:\n- a.test\n"),
    ("gcp-firewall-policy", "", "[{\"match\": {\"destFqdns\": [\"a.test\"]}}]\n"),
    ("cloudflare", "", "value,description\na.test,\n"),
    ("m365", "", "[{\"serviceArea\": \"Common\", \"urls\": [\"a.test\"]}]\n"),
    ("pfsense", "", "<pfsense><aliases><alias><name>a</name></alias></aliases></pfsense>\n"),
    ("squid", "#", "acl a dstdomain .a.test\nhttp_access allow a\n"),
    ("squid", "#", "http_access deny all\n"),
    ("suricata", "#", "pass tls any any -> any 443 (tls.sni; content:\"a\"; sid:1;)\n"),
    ("tinyproxy", "#", "Port 8888\nFilter \"/etc/f\"\nFilterDefaultDeny Yes\n"),
    ("privoxy", "#", "{ +block{x} }\n/\n"),
    ("dnsmasq", "#", "server=/a.test/9.9.9.9\n"),
    ("rpz", ";", "a.test CNAME rpz-passthru.\n"),
    ("smokescreen", "#", "version: v1\nservices:\n- allowed_domains: [a.test]\n"),
    ("harden-runner", "#", "jobs:\n  a:\n    steps:\n    - uses: step-security/harden-runner@v2\n"),
    ("cilium", "#", "kind: CiliumNetworkPolicy\nspec: {}\n"),
    ("pac", "//", "function FindProxyForURL(url, host) { return \"DIRECT\"; }\n"),
    ("haproxy", "#", "frontend a\n  http-request deny unless ok\n"),
    ("no_proxy", "#", "export no_proxy=\"localhost,.a.test\"\n"),
    ("no_proxy", "#", "localhost,127.0.0.1,.a.test,10.0.0.0/8\n"),
    ("plain", "#", "a.test\n.b.test\n"),
];

fn found(text: &str) -> Option<&'static str> {
    recognise(&source(text)).map(|(format, _)| format.id())
}

#[test]
fn every_format_is_recognised_however_it_was_saved() {
    for (id, comment, text) in SAMPLES {
        let crlf = text.replace('\n', "\r\n");
        let mut ways = vec![
            (*text).to_owned(),
            format!("\u{feff}{text}"),
            crlf.clone(),
            format!("\u{feff}\r\n\r\n{crlf}"),
            format!("\n \n\n{text}"),
            text.trim_end().to_owned(),
        ];
        if !comment.is_empty() {
            ways.push(format!("{comment} written by hand\n{comment}\n{text}"));
            ways.push(format!("{comment} {comment}\r\n\r\n{crlf}"));
        }
        for way in ways {
            assert_eq!(found(&way), Some(*id), "{way:?}");
            // A byte order mark is taken off where files are opened.
            let read = |text: &str| {
                let text = source(text.trim_start_matches('\u{feff}'));
                format(id).unwrap().read(&text, &Options::default(), &Alone)
            };
            let rules = |text: &str| read(text).map(|list| list.rules.len()).ok();
            assert_eq!(rules(&way), rules(text), "{way:?}: {:?}", read(&way).err());
        }
    }
}

#[test]
fn what_a_comment_mentions_is_no_mark_of_a_format() {
    for (id, comment, text) in SAMPLES.iter().filter(|(_, comment, _)| *comment == "#") {
        for (_, _, other) in SAMPLES {
            let mentioned: Vec<String> =
                other.lines().map(|line| format!("{comment} {line}")).collect();
            let text = format!("{}\n{text}", mentioned.join("\n"));
            assert_eq!(found(&text), Some(*id), "{text}");
        }
    }
}

#[test]
fn half_a_file_is_taken_for_no_other_format() {
    for (id, _, text) in SAMPLES {
        for cut in 0..text.len() {
            let found = found(&text[..cut]);
            assert!(
                found.is_none_or(|found| found == *id || found == "plain"),
                "{found:?}: {:?}",
                &text[..cut]
            );
        }
    }
}

#[test]
fn rows_of_a_table_are_found_behind_blank_lines() {
    for (id, text) in [
        ("umbrella", "\n \n# ours\n\ndestination,type\n\na.test,domain\n"),
        ("cloudflare", "\n \n# ours\n\n\"value\",\"description\"\n\na.test,\n"),
    ] {
        assert_eq!(found(text), Some(id));
        let list = format(id).unwrap().read(&source(text), &Options::default(), &Alone).unwrap();
        let places: Vec<u32> = list.rules.iter().map(|rule| rule.place.line).collect();
        assert_eq!(places, [7], "{id}");
    }
}

#[test]
fn names_with_commas_between_may_be_anything() {
    assert_eq!(found("a.test,b.test\n"), None);
    assert_eq!(found("a.test,.b.test,10.0.0.0/8\n"), Some("no_proxy"));
}
