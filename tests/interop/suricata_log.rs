//! The log that Suricata writes, and what is read in it.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use clearway::address::Scheme;
use clearway::allowlist::{Outcome, Request};
use clearway::traffic::{Reader, Seen, Traffic};

use crate::suricata::{Run, WHOLE, run, run_without_answers, suricata};
use crate::world::write;

/// Drops that wait for the name, so that the log has it.
const RULES: &str = r#"
alert tls any any -> any any (msg:"seen"; tls.sni; content:"seen"; sid:1;)
pass tls $HOME_NET any -> $EXTERNAL_NET any (tls.sni; dotprefix; content:".a.test"; nocase; endswith; flow:to_server; sid:2;)
pass http $HOME_NET any -> $EXTERNAL_NET any (http.host; dotprefix; content:".a.test"; endswith; flow:to_server; sid:3;)
drop tls $HOME_NET any -> $EXTERNAL_NET any (msg:"not on the list"; tls.sni; content:"b"; ssl_state:client_hello; flow:to_server; sid:4;)
reject http $HOME_NET any -> $EXTERNAL_NET any (msg:"not on the list"; http.host; content:"b"; flow:to_server; sid:5;)
drop tcp $HOME_NET any -> $EXTERNAL_NET 8443 (msg:"not on this port"; sid:6;)
drop tls $EXTERNAL_NET any -> $HOME_NET any (msg:"the answer"; ssl_state:server_hello; flow:to_client; sid:7;)
"#;

/// What is asked, in this order.
fn requests() -> Vec<Request> {
    let in_clear = |host, port| Request { scheme: Scheme::Http, ..Request::new(host, port) };
    vec![
        Request::new("a.test", 443),
        Request::new("www.a.test", 443),
        Request::new("b.test", 443),
        in_clear("a.test", 80),
        in_clear("b.test", 80),
        in_clear("other.test", 80),
        in_clear("b.test", 8080),
        Request::new("a.test", 8443),
        // Only what the server says is dropped.
        Request::new("other.test", 443),
    ]
}

fn logged(run: &Run) -> Traffic {
    let input = Cursor::new(run.log.clone().into_bytes());
    Reader::default().read_from(input, Path::new("eve.json")).expect("it is read")
}

/// What a log says of a host on a port: its verdicts, each once, as a text.
fn said(traffic: &Traffic, host: &str, port: u16) -> String {
    let seen = traffic.seen.iter().filter(|seen| seen.host == host && seen.port == Some(port));
    let verdicts: BTreeSet<&str> =
        seen.flat_map(|seen| &seen.counts).map(|count| count.verdict.as_str()).collect();
    verdicts.into_iter().collect::<Vec<_>>().join(", ")
}

#[test]
fn the_log_of_suricata_says_of_each_request_what_became_of_it() {
    let Some(program) = suricata() else { return };
    let requests = requests();
    let run = run(program, RULES, &requests, WHOLE);
    let traffic = logged(&run);
    for (request, outcome) in requests.iter().zip(run.outcomes(requests.len())) {
        let Request { host, port, .. } = request;
        let port = port.expect("every request has a port");
        // A connection that never stood has shown no name.
        let host = if port == 8443 { "203.0.113.7" } else { host };
        let expected = match outcome {
            // The event about TLS comes with the server's first message, which is dropped: two
            // lines that say two things, and whoever reads them is shown both.
            Outcome::Denied if host == "other.test" => "allowed, denied",
            Outcome::Denied => "denied",
            _ => "allowed",
        };
        assert_eq!(said(&traffic, host, port), expected, "{host}:{port}\n{}", run.log);
    }
    for seen in &traffic.seen {
        assert_ne!(seen.host, "192.0.2.1", "the client is no host that is asked for");
        let scheme =
            if matches!(seen.port, Some(80 | 8080)) { Scheme::Http } else { Scheme::Https };
        assert!(seen.scheme.is_none_or(|found| found == scheme), "{seen:?}");
    }
    let denied: u64 = traffic.seen.iter().map(Seen::denied).sum();
    // One alert and one dropped packet for each of the five that were stopped.
    assert_eq!(denied, 10, "{}", run.log);
}

#[test]
fn a_log_without_a_verdict_is_no_proof() {
    let Some(program) = suricata() else { return };
    // Packets are dropped one by one, and Suricata still reads the request in them.
    let rules =
        "drop tcp $HOME_NET any -> $EXTERNAL_NET any (flow:established,to_server; sid:1;)\n";
    let request = Request { scheme: Scheme::Http, ..Request::new("a.test", 80) };
    let run = run_without_answers(program, rules, &[request]);
    let traffic = logged(&run);
    assert_eq!(said(&traffic, "a.test", 80), "unclear", "{}", run.log);
    assert_eq!(said(&traffic, "203.0.113.7", 80), "denied", "{}", run.log);
}

#[test]
fn an_audit_of_the_log_ends_as_suricata_decided() {
    let Some(program) = suricata() else { return };
    let run = run(program, RULES, &requests(), WHOLE);
    let folder = tempfile::tempdir().expect("there is a folder for it");
    let log = write(folder.path(), "eve.json", &run.log);
    for (target, code) in [
        ("a.test", 0),
        ("http://a.test/", 0),
        ("http://other.test/", 0),
        ("b.test", 1),
        ("other.test", 1),
        ("http://b.test/", 1),
        ("never.test", 3),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_clearway"))
            .args(["audit", "--target", target, "--log"])
            .arg(&log)
            .output()
            .expect("clearway can be started");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(code), "{target}: {said}");
    }
}
