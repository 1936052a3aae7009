//! Tests of the formats: a sample of each as its product exports it, and what it does with requests.

use std::sync::Arc;

use super::super::{FORMATS, format, recognise};
use crate::address::Scheme;
use crate::allowlist::{Allowlist, NearbyFiles, Options, Outcome, Request, Source};

use Outcome::{Allowed, Denied, Unknown};

struct Files(&'static [(&'static str, &'static str)]);

impl NearbyFiles for Files {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        let found = self.0.iter().find(|(own, _)| *own == name);
        let (_, text) = found.ok_or("there is no such file")?;
        Ok(Source { file: Arc::from(name), text: (*text).to_owned() })
    }
}

fn source(text: &str) -> Source {
    Source { file: Arc::from("list"), text: text.to_owned() }
}

pub fn read(
    id: &str,
    text: &str,
    given: &[&str],
    files: &'static [(&'static str, &'static str)],
) -> Allowlist {
    let mut options = Options::default();
    for option in given {
        options.add(option).unwrap();
    }
    let list = format(id).unwrap().read(&source(text), &options, &Files(files));
    list.unwrap_or_else(|error| panic!("{error}"))
}

pub fn does(list: &Allowlist, expected: &[(&str, u16, Outcome)]) {
    for (host, port, expected) in expected {
        let found = list.decide(&Request::new(host, *port));
        assert_eq!(found.outcome, *expected, "{host}:{port} by {:?}", found.rule);
    }
}

#[test]
fn each_format_recognises_its_own() {
    for (id, text) in [
        ("squid", "acl a dstdomain .a.test\nhttp_access allow a\n"),
        ("suricata", "pass tls any any -> any 443 (tls.sni; content:\"a\"; sid:1;)\n"),
        ("tinyproxy", "Port 8888\nFilter \"/etc/f\"\nFilterDefaultDeny Yes\n"),
        ("privoxy", "{ +block{x} }\n/\n"),
        ("dnsmasq", "server=/a.test/9.9.9.9\n"),
        ("rpz", "a.test CNAME rpz-passthru.\n"),
        ("smokescreen", "version: v1\nservices:\n- allowed_domains: [a.test]\n"),
        ("harden-runner", "- uses: step-security/harden-runner@v2\n"),
        ("cilium", "kind: CiliumNetworkPolicy\n"),
        ("pac", "function FindProxyForURL(url, host) { return \"DIRECT\"; }\n"),
        ("haproxy", "frontend a\n  http-request deny unless ok\n"),
        ("no_proxy", "export no_proxy=\"localhost,.a.test\"\n"),
        ("plain", "# hosts\na.test\n.b.test\n"),
    ] {
        let found = recognise(&source(text)).map(|(format, _)| format.id());
        assert_eq!(found, Some(id), "{text}");
    }
    assert!(recognise(&source("Dear all,\nplease open the firewall.\n")).is_none());
}

#[test]
fn no_reader_panics_on_pieces_of_every_sample() {
    let samples = [
        "\u{feff}acl a dstdomain \"x\" \\\r\n !\nhttp_access allow !a\nhttp_access deny\n",
        "pass tls any any -> [1,2 443 (tls.sni; content:\"|4\"; pcre:\"/(/\")\n->(",
        "{ +block{a\\\n}\n{{alias}}\na = +block\n.x.[a\n/((\n",
        "address=/#/\nipset=//\nserver=/*\nconf-file=\nrpz CNAME (\n$ORIGIN\n @ \n *. CNAME .\n",
        "function FindProxyForURL(url, host) { if (a(\"(\\\"\") || é) { return 'x",
        "frontend a\nacl\nacl x\nacl x hdr(\nacl x -f\nhttp-request deny if ! || or unless\n",
        "version: v1\nservices: [{action: é, allowed_domains: ['*']}]\n",
        "no_proxy=\"\nNO_PROXY:'[::1]:80,*,1.2.3.4/40\nFilter\nFilterType x\nConnectPort 99999\n",
        "- uses: step-security/harden-runner\n  with: {allowed-endpoints: \"a:b *:* :\"}\n",
    ];
    for sample in samples {
        let cuts = (0..=sample.len()).filter(|at| sample.is_char_boundary(*at));
        for cut in cuts {
            for text in [&sample[..cut], &sample[cut..]] {
                for format in FORMATS {
                    let _ = format.recognise(&source(text));
                    let _ = format.read(&source(text), &Options::default(), &Files(&[]));
                }
            }
        }
    }
}

#[test]
fn a_plain_list_says_its_style_or_is_read_as_names() {
    let list = read("plain", "\u{feff}# all\r\n.a.test # the first\r\n\r\nb.test\r\n", &[], &[]);
    does(&list, &[("x.a.test", 443, Allowed), ("a.test", 443, Allowed), ("x.b.test", 443, Denied)]);
    assert_eq!(list.rules[0].place.to_string(), "list:2:1");
    let list = read("plain", "*.a.test\n", &[], &[]);
    does(&list, &[("x.a.test", 443, Allowed), ("a.test", 443, Denied)]);
    let list = read("plain", "a.test\n", &[], &[]);
    assert_eq!(list.notes.len(), 1);
    does(&list, &[("a.test", 443, Allowed), ("x.a.test", 443, Denied)]);
    let list = read("plain", "a.test\n", &["plain.style=subtree"], &[]);
    does(&list, &[("x.a.test", 443, Allowed)]);
    let mixed = read("plain", "*.a.test\n.b.test\nc.test\n", &[], &[]);
    does(
        &mixed,
        &[("x.a.test", 443, Allowed), ("x.b.test", 443, Allowed), ("c.test", 443, Allowed)],
    );
    does(&mixed, &[("a.test", 443, Unknown), ("b.test", 443, Unknown), ("x.c.test", 443, Denied)]);
    assert!(mixed.notes[0].contains("plain.style=both"), "{:?}", mixed.notes);
    let both = read("plain", "*.a.test\n.b.test\n", &["plain.style=both"], &[]);
    does(&both, &[("a.test", 443, Denied), ("b.test", 443, Allowed), ("x.a.test", 443, Allowed)]);
    let mixed = read("plain", "*.a.test\n.b.test\n", &["plain.style=star"], &[]);
    assert!(mixed.skipped[0].why.contains("stated style"), "{:?}", mixed.skipped);
}

#[test]
fn suricata_pass_rules_win_over_drop() {
    let text = "# allow\r\n\
        pass tls $HOME_NET any -> $EXTERNAL_NET 443 (msg:\"a; b\"; tls.sni; dotprefix; \\\r\n\
        \x20 content:\".a.test\"; nocase; endswith; flow:to_server; sid:1; rev:1;)\r\n\
        pass http any any -> any [80,8530] (http.host; content:\"b.test\"; startswith; endswith; sid:2;)\r\n\
        pass tls any any -> any any (tls.sni; content:\"c|2e|test\"; bsize:6; sid:3;)\r\n\
        alert tls any any -> any any (sid:4;)\r\n\
        pass http any any -> any any (http.host; content:\"D.test\"; sid:5;)\r\n\
        drop tls any any -> any any (sid:8;)\r\n\
        drop http any any -> any any (sid:9;)\r\n";
    let list = read("suricata", text, &[], &[]);
    does(
        &list,
        &[
            ("x.a.test", 443, Allowed),
            ("a.test", 443, Allowed),
            ("a.test", 8443, Denied),
            ("a.test", 80, Denied),
            ("b.test", 80, Allowed),
            ("b.test", 8530, Allowed),
            ("c.test", 8443, Allowed),
            ("xc.test", 443, Denied),
        ],
    );
    assert_eq!((list.rules[0].place.line, list.rules[0].place.column), (2, 1));
    assert_eq!(list.skipped.iter().filter(|skipped| skipped.refused).count(), 1);
}

#[test]
fn suricata_drops_first_packets_before_it_sees_a_name() {
    let pass = "pass tls any any -> any any (tls.sni; content:\"a.test\"; sid:1;)\n";
    let with = |rule: &str| read("suricata", &format!("{pass}{rule}\n"), &[], &[]);
    let every = with("drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:2;)");
    does(&every, &[("a.test", 443, Denied)]);
    assert!(every.notes.iter().any(|note| note.contains("first packet")), "{:?}", every.notes);
    let later = with("drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:established; sid:2;)");
    does(&later, &[("a.test", 443, Allowed), ("b.test", 443, Denied)]);
    let ports = with("drop tcp $HOME_NET any -> $EXTERNAL_NET ![443] (sid:2;)");
    does(&ports, &[("a.test", 443, Allowed), ("a.test", 8443, Denied), ("b.test", 443, Allowed)]);
    // An answer goes to a port of the client, which is not 443.
    does(&with("drop tcp any any -> any ![443] (sid:2;)"), &[("a.test", 443, Denied)]);
    let answers = with("drop tcp $EXTERNAL_NET 8443 -> $HOME_NET any (sid:2;)");
    does(&answers, &[("a.test", 8443, Denied), ("b.test", 443, Allowed)]);
    let outside = with("drop tcp $EXTERNAL_NET any -> $HOME_NET any (flow:to_server; sid:2;)");
    does(&outside, &[("a.test", 443, Allowed), ("b.test", 443, Allowed)]);
    let passed = with("pass tcp any any -> any 443 (sid:2;)\ndrop tcp any any -> any any (sid:3;)");
    does(&passed, &[("b.test", 443, Allowed), ("a.test", 8443, Denied)]);
}

#[test]
fn suricata_compares_paths_and_waits_for_names() {
    let text = "pass tls any any -> any any (tls.sni; content:\"a.test\"; sid:1;)\n\
        drop http any any -> any any (http.host; content:\"b.test\"; http.uri; content:\"/dl/\"; startswith; sid:2;)\n\
        drop http any any -> any 8080 (http.header_names; content:\"|0d 0a|\"; startswith; sid:3;)\n\
        drop tls any any -> any any (ssl_state:client_hello; sid:4;)\n";
    let list = read("suricata", text, &[], &[]);
    does(&list, &[("b.test", 80, Allowed), ("a.test", 443, Allowed), ("b.test", 443, Denied)]);
    let path = |port, path: &str| {
        let path = path.to_owned();
        let request = Request { scheme: Scheme::Http, path, ..Request::new("b.test", port) };
        list.decide(&request).outcome
    };
    assert_eq!(path(80, "/dl/x"), Denied);
    assert_eq!((path(80, "/x/dl/"), path(8080, "/")), (Allowed, Denied));
    assert!(list.notes.is_empty(), "{:?}", list.notes);
    let hasty = text.replace("ssl_state:client_hello; ", "");
    let list = read("suricata", &hasty, &[], &[]);
    assert!(list.notes[0].contains("several packets"), "{:?}", list.notes);
}

#[test]
fn tinyproxy_reads_its_filter_file() {
    let conf = "Port 8888\nFilter \"/etc/filter\" # names\nFilterType ere\nFilterDefaultDeny Yes\n\
        ConnectPort 443\n";
    let list =
        read("tinyproxy", conf, &[], &[("/etc/filter", "# f\n(^|\\.)a\\.test$ trailing\n*x\n")]);
    does(
        &list,
        &[
            ("x.a.test", 443, Allowed),
            ("a.test", 80, Allowed),
            ("a.test", 8443, Denied),
            ("b.test", 443, Denied),
        ],
    );
    assert!(list.skipped[0].refused, "{:?}", list.skipped);
    let denies = "Filter \"f\"\n";
    let list = read("tinyproxy", denies, &[], &[("f", "^a\\.test$\n")]);
    does(&list, &[("a.test", 443, Denied), ("b.test", 443, Allowed)]);
    let alone = read("tinyproxy", "*.a.test\n", &["tinyproxy.type=fnmatch"], &[]);
    does(&alone, &[("x.a.test", 443, Allowed), ("a.test", 443, Denied)]);
    let missing =
        format("tinyproxy").unwrap().read(&source(denies), &Options::default(), &Files(&[]));
    assert!(missing.unwrap_err().to_string().starts_with("list:1:9: the filter file"));
}

#[test]
fn the_last_section_of_privoxy_decides() {
    let text = "{{alias}}\nno = +block{no such thing}\n\n{ no \\\n}\n/ # all\n\
        { -block -filter{x} }\n.a.test\n/dl/\n{ +filter{x} }\n.b.test\n{+block{again}}\nbad.a.test:443\n";
    let list = read("privoxy", text, &[], &[]);
    does(
        &list,
        &[
            ("x.a.test", 443, Allowed),
            ("b.test", 443, Denied),
            ("bad.a.test", 443, Denied),
            ("bad.a.test", 80, Allowed),
        ],
    );
    let rule = list.rules.iter().find(|rule| rule.text == ".a.test").unwrap();
    assert_eq!(rule.place.line, 8);
}

#[test]
fn the_longest_domain_of_dnsmasq_decides() {
    let text = "address=/#/0.0.0.0 # nothing else\nserver=/a.test/b.test/9.9.9.9\n\
        local=/bad.a.test/\nconf-file=/etc/more\naddress=/c.test/192.0.2.1\nipset=/a.test/s\n";
    let list = read("dnsmasq", text, &[], &[("/etc/more", "server=/d.test/#\n")]);
    does(
        &list,
        &[
            ("x.a.test", 443, Allowed),
            ("x.bad.a.test", 443, Denied),
            ("b.test", 443, Allowed),
            ("d.test", 443, Allowed),
            ("e.test", 443, Denied),
        ],
    );
    let sets = read("dnsmasq", "nftset=/a.test/4#inet#f#s\nipset=/*.b.test/s\n", &[], &[]);
    does(&sets, &[("x.a.test", 443, Allowed), ("x.b.test", 443, Denied)]);
}

const ZONE: &str = "$TTL 60\n$ORIGIN rpz.local.\n@ SOA localhost. root.localhost. (1 3600 600\n 86400 60)\n\
    @ NS localhost.\napex.test CNAME rpz-passthru. ; named\n*.wild.test IN CNAME rpz-passthru.\n\
    both.test.rpz.local. 60 CNAME rpz-passthru.\n*.both.test CNAME rpz-passthru.\n\
    24.0.2.0.192.rpz-ip CNAME .\n* CNAME .\n";

#[test]
fn a_default_deny_leaks_in_bind_and_not_in_powerdns() {
    let bind = read("rpz", ZONE, &[], &[]);
    does(
        &bind,
        &[
            ("apex.test", 443, Allowed),
            ("www.apex.test", 443, Allowed),
            ("zzz.test", 443, Allowed),
            ("zzz.other", 443, Denied),
            ("x.wild.test", 443, Allowed),
        ],
    );
    let powerdns = read("rpz", ZONE, &["rpz.server=powerdns"], &[]);
    does(
        &powerdns,
        &[
            ("apex.test", 443, Allowed),
            ("www.apex.test", 443, Denied),
            ("zzz.test", 443, Denied),
            ("a.b.wild.test", 443, Allowed),
            ("wild.test", 443, Denied),
            ("www.both.test", 443, Allowed),
        ],
    );
    assert_eq!(powerdns.skipped.len(), 1);
}
