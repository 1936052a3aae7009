//! Later waves as their user switches them: names from files, logs and certificates, and closure.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use super::catalogue::role;
use super::world::{Tripwire, World};
use super::{Run, run};

/// One host with much to follow, and a wildcard without a name.
const ENDPOINTS: &str =
    "  - {pattern: gate.test, ports: [443]}\n  - {pattern: '*.x.test', ports: [443]}\n";

const WORLD: &str = "\
rules:
- hosts: [gate.test]
  answer:
    origin:
      status: 302
      headers: {Location: 'https://hop1.test/'}
      certificate: {names: [n1.x.test, n2.x.test, n3.x.test, n4.x.test], crl: ['http://crl.test/a.crl'], ocsp: ['http://ocsp.test'], ca_issuers: ['http://ca.test/ca.crt']}
- {hosts: [hop1.test], answer: {origin: {status: 302, headers: {Location: 'https://hop2.test/'}}}}
- {hosts: [hop2.test], answer: {origin: {status: 302, headers: {Location: 'https://hop3.test/'}}}}
- {hosts: [ocsp.test], answer: deny}";

/// A role of one's own against a world.
struct Own {
    world: World,
    folder: tempfile::TempDir,
}

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("roles")).unwrap();
        role(&folder.path().join("roles"), "own/a", ENDPOINTS);
        Self { world: World::with(WORLD), folder }
    }

    /// A file beside the roles, with its path as text.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, command: &str, more: &[&str]) -> Run {
        let roles = self.folder.path().join("roles");
        let (url, ca) = (self.world.url(), self.world.ca());
        let mut line = vec![command, "--proxy", &url, "--format", "json"];
        line.extend(["--catalogue", roles.to_str().unwrap(), "--role", "own/a"]);
        if command == "check" {
            line.extend(["--ca", &ca]);
        }
        run(&[&line[..], more].concat())
    }

    fn check(&self, more: &[&str]) -> Value {
        self.run("check", more).json()
    }
}

/// `source host`, sorted, of everything that was asked besides the host of the list.
fn asked(report: &Value) -> Vec<String> {
    let probes = report["probes"].as_array().unwrap().iter();
    let found = probes.filter(|probe| !probe["host"].is_null() && probe["source"] != "catalogue");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut found: Vec<String> =
        found.map(|probe| format!("{} {}", text(&probe["source"]), text(&probe["host"]))).collect();
    found.sort();
    found
}

fn gaps(report: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let gaps = report["gaps"].as_array().unwrap().iter();
    gaps.map(|gap| format!("{} {}", text(&gap["kind"]), text(&gap["host"]))).collect()
}

fn notes(report: &Value) -> String {
    report["run"]["notes"].to_string()
}

const CLOSURE: &[&str] = &[
    "aia ca.test",
    "crl crl.test",
    "ocsp ocsp.test",
    "redirect hop1.test",
    "redirect hop2.test",
    "redirect hop3.test",
];

const SHOWN: &[&str] = &["san n1.x.test", "san n2.x.test", "san n3.x.test"];

#[test]
fn what_costs_nothing_is_followed_by_default_and_can_be_switched_off() {
    let own = Own::new();
    let everything = own.run("check", &[]);
    let report = everything.ends_with(0).json();
    assert_eq!(asked(&report), [CLOSURE, SHOWN].concat());
    assert_eq!(
        gaps(&report),
        [
            "crl crl.test",
            "ocsp ocsp.test",
            "aia ca.test",
            "redirect hop1.test",
            "redirect hop2.test",
            "redirect hop3.test"
        ]
    );
    assert_eq!(report["rules"], serde_json::json!([]), "nobody asked for --probe-rules");
    assert_eq!(asked(&own.check(&["--discover", "--closure=on"])), [CLOSURE, SHOWN].concat());
    assert_eq!(asked(&own.check(&["--discover=off"])), CLOSURE);
    let without = own.check(&["--closure=off"]);
    assert_eq!(asked(&without), SHOWN);
    assert_eq!(without["gaps"], serde_json::json!([]));
    let neither = own.run("check", &["--discover=off", "--closure=off"]);
    assert_eq!(asked(&neither.ends_with(3).json()), [""; 0]);
    own.run("check", &["--discover=off", "--closure=off", "--allow-untested"]).ends_with(0);
    assert_eq!(asked(&own.check(&["--max-names-per-wildcard", "0"])), CLOSURE);
    let two = own.check(&["--max-names-per-wildcard", "2", "--max-redirects", "1"]);
    let kept: Vec<&str> = [&CLOSURE[..4], &SHOWN[..2]].concat();
    assert_eq!(asked(&two), kept);
    let last = two["gaps"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["host"], "hop2.test");
    assert!(last["status"].as_str().unwrap().contains("more than 1 redirect"), "{last}");
    own.run("check", &["--discover=perhaps"]).refuses(&["--discover", "on, off"]);
}

#[test]
fn gaps_and_sources_keep_their_contract() {
    let own = Own::new();
    let report = own.check(&[]);
    for gap in report["gaps"].as_array().unwrap() {
        for field in ["kind", "host", "port", "because"] {
            assert!(!gap[field].is_null(), "{field} in {gap}");
        }
        assert!(["crl", "ocsp", "aia", "redirect"].contains(&gap["kind"].as_str().unwrap()));
        assert_eq!(gap["port"], if gap["kind"] == "redirect" { 443 } else { 80 });
        let because = gap["because"].as_str().unwrap();
        assert!(because.contains("gate.test") || because.contains("hop"), "{because}");
    }
    let sources = ["target", "catalogue", "names", "san", "crl", "ocsp", "aia", "redirect"];
    for probe in report["probes"].as_array().unwrap() {
        assert!(sources.contains(&probe["source"].as_str().unwrap()), "{probe}");
        let derived = ["crl", "ocsp", "aia", "redirect"];
        assert_eq!(probe["derived"], derived.contains(&probe["source"].as_str().unwrap()));
    }
    let human = run(&["check", "--mock=wildcards", "--role", "configmgr/service-connection-point"]);
    for words in ["crl.example.net", "ocsp.example.net", "links.example.net"] {
        assert!(human.out.contains(words), "{words}: {}", human.out);
    }
}

#[test]
fn a_file_of_names_is_asked_where_they_fall_under_a_wildcard() {
    let own = Own::new();
    let text =
        "# ours\r\nb.x.test\nhttps://a.x.test:8443/path\n\nelsewhere.test\nc.x.test\nd.x.test\n";
    let names = own.file("names.txt", text);
    let quiet = ["--discover=off", "--closure=off", "--names", &names];
    let report = own.check(&quiet);
    assert_eq!(asked(&report), ["names a.x.test", "names b.x.test", "names c.x.test"]);
    assert!(notes(&report).contains("1 of 5 names in"), "{}", notes(&report));
    assert_eq!(report["outcome"], "ready");
    let only = own.check(&[&quiet[..], &["--max-names-per-wildcard", "1"]].concat());
    assert_eq!(asked(&only), ["names b.x.test"], "the order of the file counts");
}

#[test]
fn what_is_no_name_is_refused_with_its_line() {
    let own = Own::new();
    let tripwire = Tripwire::new();
    for (text, words) in [
        ("a.x.test\n*\n", "names.txt:2: `*` is a wildcard for every host"),
        ("*.x.test\n", "wildcards"),
        ("a.x.test b.x.test\n", "more than one word"),
        ("a..test\n", "names.txt:1:"),
    ] {
        let names = own.file("names.txt", text);
        for command in ["check", "plan"] {
            let line = [command, "--proxy", &tripwire.url(), "gate.test", "--names", &names];
            run(&line).refuses(&["names.txt", words]);
        }
    }
    run(&["plan", "gate.test", "--names", "no/such/file"]).refuses(&["no/such/file"]);
    run(&["plan", "gate.test", "--names-from-log", "no/such/log"]).refuses(&["no/such/log"]);
    for host in ["*", "*.x.test", "a..test", ""] {
        run(&["plan", "gate.test", "--known-allowed", host]).refuses(&["--known-allowed"]);
    }
    role(&own.folder.path().join("roles"), "own/b", "  - {pattern: '*', ports: [443]}\n");
    own.run("check", &[]).refuses(&["own-b.yaml", "stand for every host"]);
    assert!(tripwire.is_untouched());
}

/// A line of Squid's native log.
fn line(host: &str) -> String {
    format!(
        "1700000000.123    45 192.0.2.7 TCP_TUNNEL/200 39 CONNECT {host}:443 - HIER_DIRECT/{host} -\n"
    )
}

fn gzip(path: &Path, text: &[u8]) {
    let mut file =
        flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::fast());
    file.write_all(text).unwrap();
    file.finish().unwrap();
}

#[test]
fn the_hosts_of_a_log_are_asked_most_frequent_first() {
    let own = Own::new();
    let often = |host: &str, times: usize| line(host).repeat(times);
    let text = [often("rare.x.test", 1), often("most.x.test", 9), often("some.x.test", 3)].concat()
        + &often("elsewhere.test", 50)
        + &often("clearway-abcdefghijkl.x.test", 50);
    let plain = own.file("access.log", &text);
    let packed = own.folder.path().join("access.log.gz");
    gzip(&packed, text.as_bytes());
    for log in [plain.as_str(), packed.to_str().unwrap()] {
        let two = ["--discover=off", "--closure=off", "--max-names-per-wildcard", "2"];
        let report = own.check(&[&two[..], &["--names-from-log", log]].concat());
        assert_eq!(asked(&report), ["log most.x.test", "log some.x.test"], "{log}");
        let probes = report["probes"].as_array().unwrap();
        let most = probes.iter().find(|probe| probe["host"] == "most.x.test").unwrap();
        assert!(most["because"].as_str().unwrap().contains("used 9 times"), "{most}");
        assert_eq!((&most["need"], &most["derived"]), (&"optional".into(), &false.into()));
    }
    let nothing = own.file("other.log", line("elsewhere.test"));
    let report = own.check(&["--names-from-log", &nothing]);
    assert!(notes(&report).contains("no host in"), "{}", notes(&report));
}

#[test]
fn a_log_with_junk_and_endless_lines_is_read_all_the_same() {
    let own = Own::new();
    let mut junk: Vec<u8> = (0..=255u8).cycle().take(64 * 1024).collect();
    junk.push(b'\n');
    junk.extend(line("a.x.test").bytes());
    junk.extend(vec![b'x'; 10 * 1024 * 1024]);
    junk.push(b'\n');
    junk.extend(
        b"1700000000.123 45 192.0.2.7 TCP_TUNNEL/200 39 CONNECT \xff\xfe\x1b[31m:443 - -/- -\n",
    );
    junk.extend(line("b.x.test").bytes());
    let path = own.file("junk.log", &junk);
    let quiet = ["--discover=off", "--closure=off", "--names-from-log", &path];
    let report = own.run("check", &quiet);
    assert_eq!(asked(&report.ends_with(0).json()), ["log a.x.test", "log b.x.test"]);
    assert!(notes(&report.json()).contains("junk.log"), "{}", notes(&report.json()));
    assert!(!report.out.contains("\\u001b"), "{}", report.out);
    let only_junk = own.file("only-junk.log", vec![0xA5; 100_000]);
    own.run("check", &["--names-from-log", &only_junk]).refuses(&["only-junk.log"]);
    let packed = own.folder.path().join("cut.log.gz");
    gzip(&packed, line("a.x.test").repeat(50_000).as_bytes());
    let bytes = fs::read(&packed).unwrap();
    fs::write(&packed, &bytes[..bytes.len() / 2]).unwrap();
    let cut = own.check(&[
        "--discover=off",
        "--closure=off",
        "--names-from-log",
        packed.to_str().unwrap(),
    ]);
    assert_eq!(asked(&cut), ["log a.x.test"]);
    assert!(notes(&cut).contains("breaks off"), "{}", notes(&cut));
}

#[test]
fn a_plan_says_what_a_second_wave_may_add_and_asks_nobody() {
    let own = Own::new();
    let names = own.file("names.txt", "mine.x.test\n");
    let log = own.file("access.log", line("used.x.test"));
    let more =
        ["--names", &names, "--names-from-log", &log, "--max-redirects", "2", "--probe-rules"];
    let plan = own.run("plan", &[&more[..], &["--rule-rate", "4"]].concat()).ends_with(0).json();
    let second = &plan["second_wave"];
    assert_eq!(second["discover_under"], 1);
    assert_eq!(second["names_per_wildcard"], 3);
    assert_eq!((&second["closure"], &second["max_redirects"]), (&true.into(), &2.into()));
    let shown: Vec<(&str, &str)> = second["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| (name["source"].as_str().unwrap(), name["host"].as_str().unwrap()))
        .collect();
    assert_eq!(shown, [("names", "mine.x.test"), ("log", "used.x.test")]);
    assert_eq!(second["names"][0]["patterns"], serde_json::json!(["*.x.test"]));
    assert_eq!(second["rules"][0]["pattern"], "*.x.test");
    assert!(second["rules"][0]["unasked"].is_null());
    assert_eq!(second["rule_interval_ms"], 250);
    let most = second["rule_requests_at_most"].as_u64().unwrap();
    let first = plan["probes"].as_array().unwrap().len();
    assert_eq!(first, 1, "a plan's first wave stays what it was");

    let roles = own.folder.path().join("roles");
    let url = own.world.url();
    let line = ["plan", "--proxy", &url, "--catalogue", roles.to_str().unwrap(), "--role", "own/a"];
    let human = run(&[&line[..], &more].concat()).ends_with(0).out.clone();
    for words in [
        "second wave may add",
        "mine.x.test",
        "used.x.test",
        "redirects, up to 2",
        "questions about 1 rules",
    ] {
        assert!(human.contains(words), "{words}: {human}");
    }
    let off =
        run(&[&line[..], &["--discover=off", "--closure=off"]].concat()).ends_with(0).out.clone();
    assert!(off.contains("nothing about rules: add --probe-rules"), "{off}");
    assert!(!off.contains("revocation"), "{off}");
    assert_eq!(own.world.requests(), [], "a plan asked somebody");

    let report = own.check(&[&more[..], &["--rule-rate", "1000"]].concat());
    let sent = report["run"]["rule_traffic"]["sent"].as_u64().unwrap();
    assert!((1..=most).contains(&sent), "{sent} of at most {most}");
}

#[test]
fn without_a_proxy_a_plan_says_why_rules_are_not_asked() {
    let own = Own::new();
    let roles = own.folder.path().join("roles");
    let line = ["plan", "--direct", "--catalogue", roles.to_str().unwrap(), "--role", "own/a"];
    let plan =
        run(&[&line[..], &["--probe-rules", "--format", "json"]].concat()).ends_with(0).json();
    let why = plan["second_wave"]["rules"][0]["unasked"].as_str().unwrap().to_owned();
    assert!(why.contains("go direct"), "{why}");
    assert_eq!(plan["second_wave"]["rule_requests_at_most"], 0);
}
