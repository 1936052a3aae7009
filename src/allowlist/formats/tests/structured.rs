//! Tests of the formats with a structure: YAML, scripts, configurations with sections.

use super::measured::{does, read};
use crate::address::Scheme;
use crate::allowlist::{Hosts, Outcome, Request};

use Outcome::{Allowed, Denied, Unknown};

#[test]
fn a_service_of_smokescreen_wins_over_the_global_deny_list() {
    let text = "version: v1\nservices:\n  - name: build\n    project: ci\n    action: enforce\n\
        \x20   allowed_domains: [\"*.a.test\", x.b.test]\ndefault: {project: o, action: enforce}\n\
        global_deny_list: [bad.a.test, \"*.b.test\"]\nglobal_allow_list: [c.test, \"*x\"]\n";
    let list = read("smokescreen", text, &[], &[]);
    does(
        &list,
        &[
            ("bad.a.test", 443, Allowed),
            ("x.b.test", 443, Allowed),
            ("y.b.test", 443, Denied),
            ("c.test", 443, Allowed),
            ("d.test", 443, Denied),
        ],
    );
    assert!(list.skipped[0].refused);
    assert_eq!(list.rules[0].place.to_string(), "list:6:23");
}

#[test]
fn harden_runner_divides_at_spaces_and_keeps_the_first_port() {
    let text = "jobs:\n  build:\n    steps:\n      - uses: step-security/harden-runner@v2\n\
        \x20       with:\n          egress-policy: block\n          allowed-endpoints: >\n\
        \x20           github.com:443\n            *.a.test:443\n            *.a.test:8443\n            b.test\n";
    let list = read("harden-runner", text, &[], &[]);
    does(
        &list,
        &[
            ("github.com", 443, Allowed),
            ("x.a.test", 443, Allowed),
            ("x.a.test", 8443, Denied),
            ("b.test", 443, Allowed),
            ("b.test", 80, Denied),
        ],
    );
    assert_eq!((list.rules[1].place.line, list.rules[1].place.column), (9, 13));
    assert!(matches!(list.rules[2].meaning.hosts, Hosts::Nothing(_)));
}

#[test]
fn cilium_changes_its_meaning_at_1_19() {
    let text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: up}\nspec:\n\
        \x20 egress:\n    - toFQDNs:\n        - matchName: b.test\n        - matchPattern: \"**.a.test\"\n\
        \x20     toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]\n---\nkind: CiliumNetworkPolicy\n\
        metadata: {name: two}\nspec: {egress: [{toFQDNs: [{matchName: \"*.c.test\"}]}]}\n";
    let list = read("cilium", text, &[], &[]);
    does(
        &list,
        &[
            ("y.x.a.test", 443, Allowed),
            ("b.test", 443, Allowed),
            ("b.test", 80, Denied),
            ("a.test", 443, Denied),
        ],
    );
    assert!(list.skipped[0].why.contains("matchPattern"), "{:?}", list.skipped);
    let before = read("cilium", text, &["cilium.version=1.18"], &[]);
    does(&before, &[("y.x.a.test", 443, Denied), ("x.a.test", 443, Allowed)]);
    assert_eq!(list.rules[1].place.line, 8);
}

#[test]
fn a_pac_file_is_followed_as_far_as_it_can_be_read() {
    let text = "// \"a comment (\nfunction FindProxyForURL(url, host) {\n  host = host.toLowerCase();\n\
        \x20 if (isPlainHostName(host) || (dnsDomainIs(host, \".a.test\") ||\n      host == \"b.test\"))\n\
        \x20   return \"DIRECT\"; /* and\n no more */\n  if (shExpMatch(host, '*.c.test')) { return 'PROXY p:1; DIRECT'; }\n\
        \x20 return \"PROXY p:1\";\n}\n";
    let list = read("pac", text, &[], &[]);
    does(
        &list,
        &[
            ("intranet", 443, Allowed),
            ("x.a.test", 443, Allowed),
            ("B.test", 443, Allowed),
            ("x.c.test", 443, Denied),
            ("d.test", 443, Denied),
        ],
    );
    let rule = list.rules.iter().find(|rule| rule.text == "host == \"b.test\"").unwrap();
    assert_eq!((rule.place.line, rule.place.column), (5, 7));
    let unread =
        "function FindProxyForURL(url, host) { var a = 1; return a ? \"DIRECT\" : \"PROXY p:1\"; }";
    does(&read("pac", unread, &[], &[]), &[("a.test", 443, Unknown)]);
    let ended = "function FindProxyForURL(url, host) { if (isInNet(host, \"10.0.0.0\", \"255.0.0.0\")) \
        return \"DIRECT\"; return \"PROXY p:1\"; }";
    does(&read("pac", ended, &[], &[]), &[("a.test", 443, Unknown)]);
}

#[test]
fn haproxy_denies_all_but_its_lists() {
    let text = "frontend out\n  bind :3128\n  acl ok hdr_end(host) -i .a.test\n\
        \x20 acl ok hdr(host),field(1,:) -i b.test -f /etc/none\n  acl more hdr(host) -i -f /etc/hosts.lst\n\
        \x20 acl bad hdr_end(host) -i .bad.a.test\n  http-request deny if bad\n\
        \x20 http-request deny unless ok || more # the rest\n";
    let text = text.replace(" -f /etc/none", "");
    let list = read("haproxy", &text, &[], &[("/etc/hosts.lst", "# h\nc.test\n")]);
    does(
        &list,
        &[
            ("x.a.test", 443, Allowed),
            ("x.bad.a.test", 443, Denied),
            ("b.test", 8443, Allowed),
            ("c.test", 443, Allowed),
            ("c.test", 8443, Denied),
            ("d.test", 443, Denied),
        ],
    );
    let rule = list.rules.iter().find(|rule| rule.text == "c.test").unwrap();
    assert_eq!((&*rule.place.file, rule.place.line), ("/etc/hosts.lst", 2));
}

#[test]
fn each_client_reads_no_proxy_in_its_own_way() {
    let text = "# set\nexport no_proxy=\"localhost,.a.test,*.b.test, c.test:8080\"\n";
    does(
        &read("no_proxy", text, &[], &[]),
        &[("a.test", 443, Allowed), ("x.b.test", 443, Denied), ("c.test", 8080, Denied)],
    );
    does(
        &read("no_proxy", text, &["no_proxy.client=go"], &[]),
        &[("a.test", 443, Denied), ("x.b.test", 443, Allowed), ("c.test", 8080, Allowed)],
    );
    let unit = read("no_proxy", "[Service]\nEnvironment=\"NO_PROXY=*\"\n", &[], &[]);
    let request = Request { scheme: Scheme::Http, ..Request::new("any.test", 80) };
    assert_eq!(unit.decide(&request).outcome, Allowed);
}
