//! Suricata, list by list: what becomes of a request, in rule files, in what is exported, in the
//! rules that a vendor documents for its lists, and in the log of it all.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use clearway::address::{Entry, Scheme};
use clearway::allowlist::formats::format;
use clearway::allowlist::writers::writer;
use clearway::allowlist::{
    Allowlist, NearbyFiles, Options, Outcome, Ports, Request, Schemes, Source, Wanted,
};
use clearway::hostset::HostSet;

use crate::suricata::{WHOLE, run, suricata};

/// What is asked of every list.
const HOSTS: &[&str] = &[
    "a.test",
    "www.a.test",
    "x.www.a.test",
    "bad.a.test",
    "WWW.A.Test",
    "nota.test",
    "a.test.evil.test",
    "b.test",
    "x.b.test",
    "c1.test",
    "xy.d.test",
    "plain",
];

fn in_clear(host: &str, port: u16, path: &str) -> Request {
    Request { scheme: Scheme::Http, path: path.to_owned(), ..Request::new(host, port) }
}

/// Every host over TLS and in clear, on usual and other ports.
pub fn requests() -> Vec<Request> {
    let one = |host: &&str| {
        let tls = [443, 8443].map(|port| Request::new(host, port));
        let mut all = tls.to_vec();
        all.extend([in_clear(host, 80, "/"), in_clear(host, 80, "/dl/x?y=1")]);
        // With a port beside it, 7.0 compares the header with its capitals.
        all.extend((**host == host.to_lowercase()).then(|| in_clear(host, 8080, "/")));
        all
    };
    HOSTS.iter().flat_map(one).collect()
}

struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("there is no {name}"))
    }
}

/// Reads a list.
pub fn read(id: &str, text: &str) -> Allowlist {
    let source = Source { file: Arc::from("list"), text: text.to_owned() };
    let list =
        format(id).expect("there is such a format").read(&source, &Options::default(), &Alone);
    list.unwrap_or_else(|error| panic!("{error}"))
}

/// Holds a list against what Suricata does with rules: where they differ. What cannot be decided is
/// counted.
pub fn differ(
    name: &str,
    list: &Allowlist,
    rules: &str,
    requests: &[Request],
    piece: usize,
) -> String {
    let Some(program) = suricata() else { return String::new() };
    let run = run(program, rules, requests, piece);
    let (mut agreed, mut open, mut wrong) = (0, 0, String::new());
    let refused: Vec<_> = list.skipped.iter().filter(|skipped| skipped.refused).collect();
    if refused.len() != run.refused.len() {
        let _ = writeln!(wrong, "{name}: Suricata refuses {:?}, not {refused:?}", run.refused);
    }
    for (request, expected) in requests.iter().zip(run.outcomes(requests.len())) {
        let found = list.decide(request);
        match found.outcome {
            Outcome::Unknown => open += 1,
            outcome if outcome == expected => agreed += 1,
            outcome => {
                let (rule, url) = (found.rule.map(|rule| &rule.text), request.url());
                let _ =
                    writeln!(wrong, "{name}: {url}: {outcome:?}, not {expected:?}, by {rule:?}");
            }
        }
    }
    let _ = writeln!(std::io::stderr(), "{name}: {agreed} answers agree, {open} are left open");
    wrong
}

const NAMES: &str = r#"
pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; dotprefix; content:".a.test"; nocase; endswith; flow:to_server; sid:1;)
pass http $HOME_NET any -> $EXTERNAL_NET any (http.host; dotprefix; content:".a.test"; endswith; flow:to_server; sid:2;)
pass tls any any -> any 443 (tls.sni; content:"b.test"; startswith; endswith; sid:3;)
pass tls any any -> any [443, 8000:9000] (tls.sni; content:"x.b.test"; bsize:8; sid:4;)
pass tls any any -> any any (tls.sni; content:"c"; startswith; content:".test"; endswith; sid:5;)
pass tls any any -> any !443 (tls.sni; pcre:"/^[a-z]+\.d\.test$/"; sid:6;)
pass http any any -> any 80 (http.host; content:"x."; startswith; http.uri; content:"/dl/"; startswith; sid:7;)
pass http any any -> any any (http.host; content:"plain"; nocase; sid:8;)
"#;

/// Rules around [`NAMES`] or without them, each list with a name.
const LISTS: &[(&str, bool, &str)] = &[
    ("nothing is dropped", true, ""),
    (
        "bare drops",
        true,
        "drop tls any any -> any any (sid:20;)\ndrop http any any -> any any (sid:21;)",
    ),
    (
        "drops to servers",
        true,
        "drop tls $HOME_NET any -> $EXTERNAL_NET any (flow:to_server; sid:20;)\nreject http $HOME_NET any -> $EXTERNAL_NET any (flow:to_server,established; sid:21;)",
    ),
    (
        "drops that wait for the name",
        true,
        "drop tls $HOME_NET any -> $EXTERNAL_NET any (ssl_state:client_hello; flow:to_server, established; sid:20;)\ndrop http $HOME_NET any -> $EXTERNAL_NET any (http.header_names; content:\"|0d 0a|\"; startswith; flow:to_server, established; sid:21;)",
    ),
    (
        "what begins a request",
        true,
        "drop tls any any -> any any (ssl_state:client_hello; sid:20;)\ndrop http any any -> any any (http.start; content:\"HTTP/\"; sid:21;)",
    ),
    (
        "a drop before the passes",
        true,
        "drop tls any any -> any any (tls.sni; content:\"bad.a.test\"; sid:20;)\ndrop tls any any -> any any (ssl_state:client_hello; sid:21;)",
    ),
    (
        "drops of names",
        false,
        "drop tls any any -> any any (tls.sni; content:\".a.test\"; endswith; sid:20;)\nreject http any any -> any any (http.host; content:\"b.test\"; endswith; sid:21;)\nalert tls any any -> any any (tls.sni; content:\"plain\"; sid:22;)",
    ),
    (
        "a path",
        false,
        "drop http any any -> any any (http.host; content:\"a.test\"; endswith; http.uri; content:\"/dl/\"; startswith; sid:20;)\ndrop http any any -> any 80 (http.uri; content:\"Y=1\"; nocase; endswith; http.host; content:\"b\"; startswith; sid:21;)",
    ),
    (
        "established packets",
        true,
        "drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:established,to_server; sid:20;)",
    ),
    ("every packet", true, "drop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:20;)"),
    (
        "every packet but of some ports",
        true,
        "drop tcp $HOME_NET any -> $EXTERNAL_NET ![443,80] (sid:20;)\ndrop tls any any -> any any (ssl_state:client_hello; sid:21;)",
    ),
    (
        "handshakes are dropped",
        true,
        "drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:not_established,to_server; sid:20;)",
    ),
    (
        "handshakes are passed",
        true,
        "pass tcp $HOME_NET any -> $EXTERNAL_NET any (flow:not_established,to_server; sid:20;)\ndrop tcp $HOME_NET any -> $EXTERNAL_NET any (sid:21;)",
    ),
    (
        "handshakes are passed both ways",
        true,
        "pass tcp any any -> any any (flow:not_established; sid:20;)\ndrop tcp any any -> any any (sid:21;)",
    ),
    (
        "handshakes are passed one way",
        true,
        "pass tcp $HOME_NET any -> $EXTERNAL_NET any (flow:not_established; sid:20;)\ndrop tcp any any -> any any (sid:21;)",
    ),
    (
        "a port is passed",
        false,
        "pass tcp $HOME_NET any -> $EXTERNAL_NET 443 (sid:20;)\ndrop tcp any any -> any any (sid:21;)",
    ),
    (
        "a port is passed before names",
        false,
        "pass tcp $HOME_NET any -> $EXTERNAL_NET 443 (sid:20;)\ndrop tls $HOME_NET any -> $EXTERNAL_NET any (ssl_state:client_hello; flow:to_server; sid:21;)",
    ),
    (
        "established packets of a port are passed",
        false,
        "pass tcp $HOME_NET any -> $EXTERNAL_NET 443 (flow:established; sid:20;)\ndrop tcp any any -> any any (sid:21;)",
    ),
    (
        "from outside",
        true,
        "drop tcp $EXTERNAL_NET any -> $HOME_NET any (flow:to_server; sid:20;)\npass tls $EXTERNAL_NET any -> $HOME_NET any (tls.sni; content:\"nota.test\"; flow:to_server; sid:21;)\ndrop tls any any -> any any (ssl_state:client_hello; sid:22;)",
    ),
    ("answers", true, "drop tcp $EXTERNAL_NET any -> $HOME_NET any (sid:20;)"),
    ("answers of a port", true, "drop tcp $EXTERNAL_NET 8443 -> $HOME_NET any (sid:20;)"),
    (
        "answers are passed",
        false,
        "pass http any any -> any any (flow:to_client; sid:20;)\ndrop http any any -> any any (flow:to_server; sid:21;)",
    ),
    (
        "both ways",
        false,
        "drop tls $EXTERNAL_NET 443 <> $HOME_NET any (tls.sni; content:\"a.test\"; sid:20;)",
    ),
    (
        "a port of the client",
        false,
        "drop tls any 1024: -> any any (tls.sni; content:\"a.test\"; sid:20;)",
    ),
    (
        "an address",
        true,
        "drop tls any any -> 203.0.113.0/24 any (ssl_state:client_hello; sid:20;)",
    ),
    ("a payload", true, "drop tcp any any -> any any (content:\"b.test\"; sid:20;)"),
    (
        "a protocol",
        true,
        "drop tcp any any -> any any (app-layer-protocol:!tls; flow:established,to_server; sid:20;)",
    ),
    (
        "a state",
        false,
        "drop tls any any -> any any (flowbits:isset,seen; sid:20;)\nalert tls any any -> any any (tls.sni; content:\"a.test\"; flowbits:set,seen; sid:21;)",
    ),
    ("a version", false, "drop tls any any -> any any (tls.version:1.0; sid:20;)"),
    (
        "two looks",
        false,
        "drop tls any any -> any any (tls.sni; content:\"a\"; tls.sni; content:\"www\"; sid:20;)",
    ),
    (
        "the old words",
        false,
        "drop http any any -> any any (content:\"a.test\"; http_host; endswith; sid:20;)\ndrop tls any any -> any any (tls_sni; content:\"b.test\"; isdataat:!1,relative; sid:21;)",
    ),
    (
        "what is refused",
        false,
        "drop http any any -> any any (http.host; content:\"A.test\"; sid:20;)\ndrop tls any any -> any any (tls.sni; content:\"a.test\"; depth:3; sid:21;)\ndrop tls any any -> any any (tls.sni; sid:22;)\nsmash tls any any -> any any (sid:23;)",
    ),
];

#[test]
fn suricata_and_its_rule_files_agree() {
    let wrong = LISTS.iter().map(|(name, with_names, rules)| {
        let rules = format!("{}{rules}\n", if *with_names { NAMES } else { "" });
        differ(name, &read("suricata", &rules), &rules, &requests(), WHOLE)
    });
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{wrong}");
}

fn wanted(hosts: HostSet, ports: Ports, schemes: Schemes) -> Wanted {
    let text = hosts.to_string();
    Wanted { text, hosts, ports, schemes, path: None, roles: vec![], sources: vec![] }
}

/// Every shape that the writer writes.
fn every_shape() -> Vec<Wanted> {
    let web = Schemes::HTTP.union(Schemes::HTTPS);
    let stars: Entry = "c*.test".parse().expect("it is an entry");
    let stars = HostSet::of_pattern(&stars.host).expect("it is a set");
    let one_label =
        HostSet::Under { name: "d.test".into(), depths: clearway::hostset::Depths::ONE_LABEL };
    vec![
        wanted(HostSet::subtree("www.a.test"), Ports::all(), web),
        wanted(HostSet::exact("a.test"), Ports::of([(80, 80), (443, 443)]), web),
        wanted(HostSet::below("b.test"), Ports::one(8443), Schemes::HTTPS),
        wanted(HostSet::EndsWith("ota.test".into()), Ports::of([(8000, 9000)]), web),
        wanted(stars, Ports::one(443), Schemes::HTTPS),
        wanted(one_label, Ports::all(), web),
    ]
}

#[test]
fn what_is_exported_for_suricata_passes_whatever_is_wanted_and_no_more() {
    let written = writer("suricata")
        .expect("there is such a writer")
        .file(&every_shape(), &Options::default());
    assert!(written.refused.is_empty(), "{:?}", written.refused);
    let list = read("suricata", &written.text);
    let group = serde_json::json!({ "RulesSource": { "RulesString": written.text } });
    let in_aws = read("aws-network-firewall", &group.to_string());
    // With post-quantum keys a first message takes two packets.
    for piece in [WHOLE, 150, 30] {
        for (name, list) in [("an export", &list), ("an export in a rule group", &in_aws)] {
            let wrong = differ(name, list, &written.text, &requests(), piece);
            assert!(wrong.is_empty(), "{}\n{wrong}", written.text);
        }
    }
}
