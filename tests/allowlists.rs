//! What holds for every allowlist format, whatever it is given.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clearway::allowlist::formats::{FORMATS, format};
use clearway::allowlist::{Allowlist, NearbyFiles, Options, Outcome, Request, Source};
use proptest::prelude::*;

/// Every file that is named has one line.
struct OneLine;

impl NearbyFiles for OneLine {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Ok(Source { file: Arc::from(name), text: ".nearby.test\n".to_owned() })
    }
}

fn source(text: &str) -> Source {
    Source { file: Arc::from("list"), text: text.to_owned() }
}

/// Places are in the file, and an error has words.
fn is_sound(text: &str) {
    let lines = u32::try_from(text.lines().count() + 1).unwrap();
    for format in FORMATS {
        let _ = format.recognise(&source(text));
        match format.read(&source(text), &Options::default(), &OneLine) {
            Err(error) => assert!(!error.why.is_empty() && error.place.line >= 1),
            Ok(list) => {
                for rule in list.rules.iter().filter(|rule| &*rule.place.file == "list") {
                    let id = format.id();
                    assert!(
                        (1..=lines).contains(&rule.place.line),
                        "{id}: {:?}\n{text}",
                        rule.place
                    );
                }
                let _ = list.decide(&Request::new("www.example.com", 443));
            }
        }
    }
}

/// Pieces of every format, so that what is made of them gets past the first word.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "acl a dstdomain",
        "http_access allow a",
        "http_access deny !a",
        "include x",
        "\"f\"",
        "\\\n",
        "pass tls any any -> any 443 (",
        "tls.sni;",
        "content:\"a|2e|b\";",
        "endswith;",
        "sid:1;)",
        "Filter \"f\"",
        "FilterType ere",
        "FilterDefaultDeny Yes",
        "ConnectPort 443",
        "{ +block{x} }",
        "{ -block }",
        "{{alias}}",
        "/",
        ".a.test",
        "*.b.test",
        "server=/a.test/#",
        "address=/#/",
        "$ORIGIN z.",
        "a CNAME rpz-passthru.",
        "* CNAME .",
        "version: v1",
        "services: []",
        "- ",
        "default: {action: enforce, allowed_domains: ['*.a.test']}",
        "kind: CiliumNetworkPolicy",
        "spec: {egress: [{toFQDNs: [{matchPattern: '**.a'}]}]}",
        "jobs: {a: {steps: [",
        "function FindProxyForURL(url, host) {",
        "if (dnsDomainIs(host, \".a.test\"))",
        "||",
        "&&",
        "return \"DIRECT\";",
        "(",
        ")",
        "}",
        "frontend f",
        "acl ok hdr_end(host) -i .a.test",
        "http-request deny unless ok",
        "no_proxy=",
        "a.test,*,10.0.0.0/8",
        "#",
        "é",
        "'",
        "\"",
        "-f",
        "[",
        "(^|\\.)a\\.test$",
        "a{2,1}",
        "\\(",
        "\u{feff}",
        "\r\n",
        "\n",
        " ",
        "\t",
    ];
    prop_oneof![4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        is_sound(&text);
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in prop::collection::vec((piece(), "[ \n]{0,2}"), 0..24)) {
        let text: String = pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect();
        is_sound(&text);
    }
}

fn read(id: &str, text: &str) -> Allowlist {
    let list = format(id).unwrap().read(&source(text), &Options::default(), &OneLine);
    list.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_hundred_thousand_entries_are_read_in_a_moment() {
    let names: Vec<String> =
        (0..100_000).map(|n| format!("acl a dstdomain .n{n}.example.test\n")).collect();
    let names = names.concat();
    let text = format!("{names}http_access allow a\nhttp_access deny all\n");
    let begun = Instant::now();
    let list = read("squid", &text);
    assert_eq!(list.rules.len(), 100_001);
    let outcome = list.decide(&Request::new("www.n99999.example.test", 443)).outcome;
    assert_eq!(outcome, Outcome::Allowed);
    // Generous: an unoptimised build on a busy machine. What grows with the square takes hours.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn long_nonsense_takes_no_longer_than_a_long_list() {
    let begun = Instant::now();
    for unit in [
        "(", "[", "{", "((a||", "a*", "\\(", "!", "{{", "if (", "\"", "'", ",", "/", "|", "\\\n",
        "a:", "||",
    ] {
        let text = unit.repeat(100_000 / unit.len());
        is_sound(&text);
        let _ = read("plain", &text);
        for before in [
            "acl a dstdom_regex ",
            "pass tls any any -> any any (tls.sni; pcre:\"/",
            "address=/",
            "function FindProxyForURL(url, host) { if (",
            "{ -block }\n",
            "no_proxy=",
            "frontend a\nacl a hdr_reg(host) ",
        ] {
            is_sound(&format!("{before}{text}\n"));
        }
    }
    assert!(begun.elapsed() < Duration::from_mins(3), "{:?}", begun.elapsed());
}
