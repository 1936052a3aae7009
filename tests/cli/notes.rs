//! What is told once for a whole run, where no row that failed tells it.

use std::fs;

use super::catalogue::role;
use super::world::World;
use super::{Run, clearway, finish, run};

/// The notes of a JSON report, in one text.
fn notes(run: &Run) -> String {
    run.json()["run"]["notes"].to_string()
}

/// The same check as text for people and in XML, both of which must have these words.
#[track_caller]
fn everybody_reads(line: &[&str], words: &str) {
    for format in ["human", "junit"] {
        let run = run(&[line, &["--format", format]].concat());
        let folded = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(folded.contains(words), "{format}: {}", run.out);
    }
}

#[test]
fn inspection_that_this_machine_trusts_is_told() {
    let world = World::with("default: intercept");
    let (url, ca) = (world.url(), world.intercepting_ca());
    let line = ["check", "a.test", "b.test", "--proxy", &url, "--ca", &ca];
    let checked = run(&[&line[..], &["--format", "json"]].concat());
    assert!(notes(checked.ends_with(0)).contains("TLS is inspected on the way to 2 endpoints"));
    everybody_reads(&line, "TLS is inspected on the way to 2 endpoints (a.test:443, b.test:443)");
}

#[test]
fn a_way_that_was_given_up_is_told() {
    let world = World::with("default: allow");
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("proxy.pac");
    // Nobody listens on port 1 of this address.
    let body = format!("return 'PROXY 127.0.0.1:1; PROXY {}';", world.authority());
    fs::write(&script, format!("function FindProxyForURL(url, host) {{ {body} }}")).unwrap();
    let (script, ca) = (script.to_str().unwrap(), world.ca());
    let line = ["check", "--pac", script, "--ca", &ca, "a.test", "b.test"];
    let told = "2 probes gave up the way http://127.0.0.1:1, which failed at connect";
    everybody_reads(&line, told);
}

#[test]
fn what_answers_only_with_credentials_says_why_it_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let bare = "  - pattern: x.test\n    ports: [443]\n    \
                conditions: [{kind: no-proxy-authentication, detail: none}]\n";
    role(folder.path(), "own/bare", bare);
    let own = role(folder.path(), "own/open", "  - {pattern: x.test, ports: [443]}\n");
    let world = World::with("auth: {basic: {user: me, password: open-sesame}}");
    let (url, ca) = (world.url(), world.ca());
    let line = ["check", "--proxy", &url, "--ca", &ca, "--catalogue", &own, "--role", "own/*"];
    let line = [&line[..], &["--proxy-user", "me", "--format", "json"]].concat();
    let run = finish(clearway(&line).env("CLEARWAY_PROXY_PASSWORD", "open-sesame"));
    let report = run.ends_with(3).json();
    let open = &report["roles"][0]["open"][0];
    assert_eq!(
        (&report["roles"][0]["role"], &open["standing"]),
        (&"own/bare".into(), &"unproven".into())
    );
    assert!(open["text"].as_str().unwrap().contains("answered with credentials"), "{open}");
    assert!(notes(&run).contains("1 endpoint answered with credentials (x.test:443)"));
}
