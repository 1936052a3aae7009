//! Suricata, option by option: which hosts a look at a name finds.

use std::fmt::Write as _;
use std::io::Write as _;

use clearway::address::Scheme;
use clearway::allowlist::dialects::dialect;
use clearway::allowlist::{Hosts, Meaning, Request};

use crate::capture::FIRST_PORT;
use crate::suricata::{WHOLE, run, suricata};

/// What is asked of every entry.
const HOSTS: &[&str] = &[
    "example.com",
    "www.example.com",
    "a.b.example.com",
    "a.www.example.com",
    "WWW.Example.COM",
    "EXAMPLE.com",
    "example.com.",
    "www.example.com.",
    "notexample.com",
    "example.com.evil.test",
    "www.example.com.evil.test",
    "example.community",
    "example.org",
    "example",
    "wwwxexample.com",
    "www.example-com.test",
    "xx.com",
];

/// What is looked for, in each combination of what may stand around it.
const CONTENTS: &[&str] = &[
    "example.com",
    ".example.com",
    "www.",
    "www.example.com",
    ".",
    "example|2e|com",
    "Example",
    "EXAMPLE.COM",
    "e",
];

/// What else there is, in the words of the rules, behind the buffer.
const LOOKS: &[&str] = &[
    "content:\"example.com\"; bsize:11",
    "content:\"example.com\"; bsize:15",
    "content:\"example.com\"; bsize:10",
    "bsize:11; content:\"example.com\"",
    "content:\"example.com\"; bsize:>11",
    "content:\"example.com\"; bsize:<12",
    "content:\"example.com\"; bsize:10<>16",
    "bsize:11",
    "bsize:>20",
    "content:\"example.com\"; depth:11",
    "content:\"example.com\"; depth:12",
    "content:\"example.com\"; depth:15",
    "content:\"example.com\"; depth:5",
    "content:\"example.com\"; offset:4",
    "content:\"example.com\"; offset:0",
    "content:\"example.com\"; offset:4; depth:15",
    "content:\"example.com\"; offset:4; endswith",
    "content:\"example.com\"; depth:11; endswith",
    "content:\"example.com\"; depth:15; endswith",
    "content:\"example.com\"; startswith; depth:11",
    "content:\"example.com\"; startswith; offset:2",
    "content:\"example.com\"; distance:0",
    "content:\"example.com\"; within:20",
    "content:\"www.\"; startswith; content:\".com\"; endswith",
    "content:\"www.\"; startswith; content:\"example.com\"; distance:0; within:11; endswith",
    "content:\"www.\"; startswith; content:\".com\"; endswith; nocase",
    "content:\"www\"; content:\"example\"; distance:1; within:7",
    "content:\"www\"; content:\"com\"; distance:3",
    "content:\"a\"; content:\"b\"",
    "content:\".example.com\"; endswith; content:!\"www.\"; startswith",
    "content:\".example.com\"; endswith; content:!\"b\"",
    "content:!\"www.\"; startswith; content:!\"evil\"",
    "dotprefix; content:\".example.com\"; endswith; content:!\".www.\"",
    "dotprefix; content:\".www\"; startswith; content:\".com\"; endswith",
    "dotprefix; content:\".example.com\"; bsize:12",
    "dotprefix; content:\".example.com\"; bsize:11",
    "dotprefix; content:\".example.com\"; depth:12",
    "dotprefix; content:\".example.com\"; startswith; endswith",
    "to_lowercase; content:\"example.com\"; startswith; endswith",
    "to_lowercase; content:\"www.example.com\"",
    "to_lowercase; content:\"EXAMPLE\"",
    "to_uppercase; content:\"EXAMPLE.COM\"; endswith",
    "to_lowercase; dotprefix; content:\".example.com\"; endswith",
    "dotprefix; to_lowercase; content:\".example.com\"; endswith",
    "domain; content:\"example.com\"; startswith; endswith",
    "tld; content:\"com\"; startswith; endswith",
    "content:\"example.com\"; isdataat:!1,relative",
    "content:\"example.com\"; fast_pattern; endswith",
    "content:\"ex\\.ample\"; endswith",
    "content:\"*.example.com\"; endswith",
    "content:\"|65 78|ample.com\"; startswith; endswith",
    "content:\"|2E|com\"; endswith",
    "content:\"|2e636f6d|\"; endswith",
    "content:\"|2e 63 6f 6d|\"; endswith",
    "content:\"\"",
    "content:\"|zz|\"",
    "content:\"|2e\"",
    "content:example.com",
    "content:\"example.com\"; nocase; nocase",
    "content:\"example.com\"; startswith; startswith",
    "pcre:\"/^example\\.com$/\"",
    "pcre:\"/^example\\.com$/i\"",
    "pcre:\"/(^|\\.)example\\.com$/i\"",
    "pcre:\"/^(www|a)\\.example\\.com$/\"",
    "pcre:\"/example\\.com/\"",
    "pcre:\"/EXAMPLE/\"",
    "pcre:\"/^[a-z]+\\.example\\.com$/\"",
    "pcre:\"/^[^.]+\\.example\\.com$/i\"",
    "pcre:\"/^example.com$/\"",
    "pcre:\"/^example\\.com\\.?$/\"",
    "pcre:\"/^\\w+\\.\\w+$/\"",
    "pcre:\"/^example\\x2ecom$/\"",
    "pcre:\"/^(?:www\\.)?example\\.com\\z/\"",
    "pcre:\"/^(?i)example\\.com$/\"",
    "pcre:\"/^example\\.com$/R\"",
    "pcre:\"/^ex ample\\.com$/x\"",
    "pcre:\"/^example\\.com/A\"",
    "pcre:\"/example\\.com$/E\"",
    "pcre:\"/^example\\.com$/U\"",
    "pcre:\"/^(?!www)[a-z.]+example\\.com$/\"",
    "pcre:!\"/^www\\./\"",
    "pcre:\"/example(/\"",
    "pcre:\"/example\"",
    "pcre:\"^example\"",
    "content:\"www.\"; startswith; pcre:\"/example\\.com$/\"",
    "content:\"www.\"; pcre:\"/^example\\.com$/R\"",
    "dotprefix; pcre:\"/^\\.example\\.com$/\"",
    "dotprefix; pcre:\"/\\.example\\.com$/i\"",
    "urilen:5",
    "",
];

fn looks() -> Vec<String> {
    let mut looks: Vec<String> = LOOKS.iter().map(|look| (*look).to_owned()).collect();
    for content in CONTENTS {
        for number in 0..32 {
            let word = |bit: u32, word| if number >> bit & 1 == 1 { word } else { "" };
            let [dot, not] = [word(0, "dotprefix; "), word(1, "!")];
            let [starts, case, ends] =
                [word(2, "; startswith"), word(3, "; nocase"), word(4, "; endswith")];
            looks.push(format!("{dot}content:{not}\"{content}\"{starts}{case}{ends}"));
        }
    }
    looks
}

/// An entry with how it does against Suricata, for each request.
struct Score {
    agreed: usize,
    undecided: usize,
    wrong: String,
}

/// Holds entries of a dialect against rules of a protocol.
fn agree(id: &str, protocol: &str, entries: &[String], requests: &[Request]) {
    let Some(program) = suricata() else { return };
    let dialect = dialect(id).expect("there is such a dialect");
    let mut score = Score { agreed: 0, undecided: 0, wrong: String::new() };
    // A packet has room for no more than 255 alerts.
    for entries in entries.chunks(250) {
        let mut rules = String::new();
        for (number, entry) in (1..).zip(entries) {
            let _ = writeln!(
                rules,
                "alert {protocol} any any -> any any ({entry}; flow:to_server; sid:{number};)"
            );
        }
        let run = run(program, &rules, requests, WHOLE);
        let matches = run.matches();
        for (number, entry) in (1..).zip(entries) {
            let refused = run.refused.contains(&number);
            let meaning = dialect.entry(entry);
            if refused || meaning.is_err() {
                match (refused, &meaning) {
                    (true, Err(_)) => score.agreed += 1,
                    // Other versions may take it.
                    (true, Ok(Meaning { hosts: Hosts::Unknown(_), .. })) => score.undecided += 1,
                    (true, Ok(meaning)) => {
                        let _ = writeln!(
                            score.wrong,
                            "{entry}: Suricata refuses it, not {:?}",
                            meaning.hosts
                        );
                    }
                    (false, found) => {
                        let _ = writeln!(score.wrong, "{entry}: Suricata takes it, not {found:?}");
                    }
                }
                continue;
            }
            let Ok(meaning) = meaning else { continue };
            for (port, request) in (FIRST_PORT..).zip(requests) {
                let number = u64::try_from(number).expect("there are few");
                let found = matches.get(&port).is_some_and(|rules| rules.contains(&number));
                match meaning.admits(request) {
                    None => score.undecided += 1,
                    Some(said) if said == found => score.agreed += 1,
                    Some(said) => {
                        let Request { host, port, .. } = request;
                        let _ = writeln!(
                            score.wrong,
                            "{entry} <- {host} {port:?}: {said}, not {found}"
                        );
                    }
                }
            }
        }
    }
    let Score { agreed, undecided, wrong } = score;
    let _ = writeln!(std::io::stderr(), "{id}: {agreed} answers agree, {undecided} are left open");
    assert!(wrong.is_empty(), "{id}:\n{wrong}");
}

fn entries(buffer: &str) -> Vec<String> {
    looks().iter().map(|look| format!("{buffer}; {look}")).collect()
}

#[test]
fn suricata_and_its_looks_at_tls_names_agree() {
    let requests: Vec<Request> =
        HOSTS.iter().flat_map(|host| [443, 8443].map(|port| Request::new(host, port))).collect();
    agree("suricata.tls_sni", "tls", &entries("tls.sni"), &requests);
}

fn in_clear(host: &str, port: u16) -> Request {
    Request { scheme: Scheme::Http, ..Request::new(host, port) }
}

/// With a port in the header, 7.0 puts `http.host` as it was sent, and 8.0 in lower case: only
/// names without capitals are asked there.
#[test]
fn suricata_and_its_looks_at_host_headers_agree() {
    let all = HOSTS.iter().map(|host| in_clear(host, 80));
    let small = HOSTS.iter().filter(|host| **host == host.to_lowercase());
    let requests: Vec<Request> = all.chain(small.map(|host| in_clear(host, 8080))).collect();
    agree("suricata.http_host", "http", &entries("http.host"), &requests);
    agree("suricata.http_host", "http", &entries("http.host.raw"), &requests);
}
