//! Suricata, with rule files made of pieces: whatever stands together, what is read agrees with what
//! is done.

use std::fmt::Write as _;

use crate::suricata::WHOLE;
use crate::suricata_lists::{differ, read, requests};

/// How many lists are made.
const LISTS: u64 = 40;

const ENDS: &[(&str, &str, &str)] = &[
    ("$HOME_NET", "->", "$EXTERNAL_NET"),
    ("$HOME_NET", "->", "$EXTERNAL_NET"),
    ("$HOME_NET", "->", "$EXTERNAL_NET"),
    ("any", "->", "any"),
    ("any", "->", "any"),
    ("$EXTERNAL_NET", "->", "$HOME_NET"),
    ("$HOME_NET", "<>", "$EXTERNAL_NET"),
    ("$EXTERNAL_NET", "<>", "$HOME_NET"),
];
const PORTS: &[&str] = &["any", "any", "any", "443", "80", "!443", "[80,8080]", "8000:9000"];
const FLOWS: &[&str] = &[
    "",
    "",
    "flow:to_server; ",
    "flow:to_server; ",
    "flow:established,to_server; ",
    "flow:established; ",
    "flow:not_established; ",
    "flow:to_client; ",
];
const TLS: &[&str] = &[
    "",
    "ssl_state:client_hello; ",
    "tls.sni; content:\"a.test\"; endswith; ",
    "tls.sni; content:\"b\"; ",
    "tls.sni; dotprefix; content:\".a.test\"; endswith; nocase; ",
    "tls.sni; content:\"x.b.test\"; startswith; endswith; ",
];
const HTTP: &[&str] = &[
    "",
    "http.start; content:\"|20|\"; ",
    "http.host; content:\"a.test\"; endswith; ",
    "http.host; content:\"b\"; ",
    "http.uri; content:\"/dl/\"; startswith; ",
    "http.host; content:\"test\"; http.uri; content:\"=1\"; endswith; ",
];

/// Numbers that look like chance and are the same in every run (xorshift64).
struct Chance(u64);

impl Chance {
    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let at = self.0 % u64::try_from(all.len()).expect("lists are short");
        &all[usize::try_from(at).expect("it is less than the length")]
    }

    /// A list of one to seven rules.
    fn list(&mut self) -> String {
        let mut rules = String::new();
        for number in 1..=*self.one_of(&[1, 2, 3, 4, 5, 6, 7]) {
            let action = *self.one_of(&["pass", "pass", "pass", "drop", "drop", "reject"]);
            let protocol = *self.one_of(&["tls", "tls", "http", "http", "tcp", "ip"]);
            let (source, arrow, target) = *self.one_of(ENDS);
            let port = *self.one_of(PORTS);
            let (from, to) = if source == "$EXTERNAL_NET" { (port, "any") } else { ("any", port) };
            let look = match protocol {
                "tls" => *self.one_of(TLS),
                "http" => *self.one_of(HTTP),
                _ => "",
            };
            let flow = *self.one_of(FLOWS);
            let _ = writeln!(
                rules,
                "{action} {protocol} {source} {from} {arrow} {target} {to} ({look}{flow}sid:{number};)"
            );
        }
        rules
    }
}

#[test]
fn suricata_and_rule_files_made_of_pieces_agree() {
    let mut requests = requests();
    requests.retain(|request| ["a.test", "nota.test", "x.b.test"].contains(&&*request.host));
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut wrong = String::new();
    for number in 1..=LISTS {
        let rules = chance.list();
        let name = format!("list {number}");
        let differences = differ(&name, &read("suricata", &rules), &rules, &requests, WHOLE);
        if !differences.is_empty() {
            let _ = writeln!(wrong, "{rules}{differences}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
