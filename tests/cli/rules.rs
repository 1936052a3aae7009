//! `--probe-rules` as its user types it: the contract, the pace, the controls.

use std::fs;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::catalogue::role;
use super::run;
use super::world::World;

const WORLD: &str = "\
default: deny
rules:
- {hosts: [gate.test], answer: allow}
- {hosts: [.present.test], answer: name_not_found}";

const ENDPOINTS: &str = "  - {pattern: '*.present.test', ports: [443]}\n  - {pattern: \
                         '*.absent.test', ports: [443]}\n";

/// A run of a role of one's own with these two wildcards.
fn check(world: &World, more: &[&str]) -> super::Run {
    let folder = tempfile::tempdir().unwrap();
    let own = role(folder.path(), "own/a", ENDPOINTS);
    let (url, ca) = (world.url(), world.ca());
    let line = ["check", "--proxy", &url, "--ca", &ca, "--catalogue", &own, "--role", "own/a"];
    run(&[&line[..], &["--format", "json"], more].concat())
}

fn questions(report: &Value) -> Vec<&Value> {
    let probes = report["probes"].as_array().unwrap().iter();
    probes.filter(|probe| probe["source"] == "rule").collect()
}

fn verdicts(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rules = report["rules"].as_array().unwrap().iter();
    rules.map(|rule| (text(&rule["pattern"]), text(&rule["verdict"]))).collect()
}

fn pair(pattern: &str, verdict: &str) -> (String, String) {
    (pattern.to_owned(), verdict.to_owned())
}

#[test]
fn rules_keep_their_contract() {
    let roles = ["configmgr/service-connection-point", "intune/intune-core"];
    let line = ["check", "--mock=wildcards", "--probe-rules", "--rule-rate", "1000"];
    let line = [&line[..], &["--role", roles[0], "--role", roles[1], "--format", "json"]].concat();
    let report = run(&line).ends_with(1).json();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let faults: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&report)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let rows = report["probes"].as_array().unwrap();
    for rule in report["rules"].as_array().unwrap() {
        for field in ["pattern", "port", "verdict", "calibration", "probes"] {
            assert!(!rule[field].is_null(), "{field} in {rule}");
        }
        let words = ["present", "absent", "partial", "inconclusive"];
        assert!(words.contains(&rule["verdict"].as_str().unwrap()), "{rule}");
        assert_eq!(rule["calibration"]["conclusive"], true, "{rule}");
        for label in rule["probes"].as_array().unwrap() {
            let row = &rows[usize::try_from(label["row"].as_u64().unwrap()).unwrap()];
            assert_eq!(row["host"], label["host"]);
            let host = label["host"].as_str().unwrap();
            if label["kind"] != "apex" {
                assert!(host.starts_with("clearway-") || host.contains("-umwatsonc."), "{host}");
                assert_eq!(row["source"], "rule");
            }
        }
    }
    let verdicts = verdicts(&report);
    for expected in [
        pair("*.akamaiedge.net", "present"),
        pair("*.akamaitechnologies.com", "absent"),
        pair("*.manage.microsoft.com", "partial"),
        pair("*.dm.microsoft.com", "absent"),
    ] {
        assert!(verdicts.contains(&expected), "{expected:?}: {verdicts:?}");
    }
    let traffic = &report["run"]["rule_traffic"];
    assert_eq!(traffic["sent"].as_u64().unwrap(), questions(&report).len() as u64);
    for field in ["first", "last", "from", "proxies"] {
        assert!(!traffic[field].is_null(), "{field} in {traffic}");
    }
    assert!(traffic["looks_like"].as_str().unwrap().contains("clearway-"), "{traffic}");
}

#[test]
fn a_known_name_makes_questions_possible() {
    let world = World::with(WORLD);
    let without = check(&world, &["--probe-rules"]).ends_with(3).json();
    assert_eq!(
        verdicts(&without),
        [pair("*.present.test", "inconclusive"), pair("*.absent.test", "inconclusive")]
    );
    assert_eq!(without["rules"][0]["calibration"]["state"], "no_known_name");
    assert_eq!(questions(&without).len(), 0, "nothing is sent that could not be judged");
    let line = ["--probe-rules", "--known-allowed", "gate.test", "--rule-rate", "1000"];
    let with = check(&world, &line).ends_with(1).json();
    assert_eq!(
        verdicts(&with),
        [pair("*.present.test", "present"), pair("*.absent.test", "absent")]
    );
    // Two controls, a name for each, and the depth of the one that is there.
    assert_eq!(questions(&with).len(), 5);
    let asked: Vec<String> = world.requests().into_iter().map(|seen| seen.target).collect();
    assert!(asked.iter().any(|target| target == "gate.test:443"), "{asked:?}");
    for target in asked.iter().filter(|target| target.ends_with(".invalid:443")) {
        let label = target.trim_end_matches(".invalid:443").strip_prefix("clearway-").unwrap();
        assert_eq!(label.len(), 12, "{target}");
        assert!(label.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{target}");
    }
    let wrong = check(&world, &["--probe-rules", "--known-allowed", "denied.test"]);
    let wrong = wrong.ends_with(3).json();
    assert_eq!(wrong["rules"][0]["calibration"]["state"], "no_known_name");
    assert!(wrong["rules"][0]["text"].as_str().unwrap().contains("denied.test"), "{wrong}");
}

#[test]
fn made_up_names_are_new_in_each_run() {
    let world = World::with(WORLD);
    let names = || -> Vec<String> {
        let line = ["--probe-rules", "--known-allowed", "gate.test", "--rule-rate", "1000"];
        let report = check(&world, &line).json();
        let hosts = questions(&report).into_iter().map(|probe| probe["host"].as_str().unwrap());
        hosts.filter(|host| host.starts_with("clearway-")).map(str::to_owned).collect()
    };
    let (first, second) = (names(), names());
    assert_eq!(first.len(), 4);
    assert!(first.iter().all(|name| !second.contains(name)), "{first:?} {second:?}");
}

#[test]
fn questions_keep_their_pace() {
    let world = World::with(WORLD);
    let line = ["--probe-rules", "--known-allowed", "gate.test", "--rule-rate", "10/s"];
    let report = check(&world, &line).ends_with(1).json();
    let mut times: Vec<Timestamp> = questions(&report)
        .iter()
        .map(|probe| probe["started"].as_str().unwrap().parse().unwrap())
        .collect();
    times.sort_unstable();
    assert_eq!(times.len(), 5);
    let between =
        |from: Timestamp, to: Timestamp| Duration::try_from(to.duration_since(from)).unwrap();
    let whole = between(times[0], times[4]);
    // A busy machine begins one a little late, and the next is on time again.
    let late = Duration::from_millis(40);
    assert!(whole + late >= Duration::from_millis(400), "{whole:?} for five");
    for two in times.windows(2) {
        let pause = between(two[0], two[1]);
        assert!(pause + late >= Duration::from_millis(100), "{pause:?}: {times:?}");
    }
    let traffic = &report["run"]["rule_traffic"];
    let time = |field: &str| -> Timestamp { traffic[field].as_str().unwrap().parse().unwrap() };
    assert_eq!((time("first"), time("last")), (times[0], times[4]));
}

#[test]
fn a_pace_that_is_none_is_refused() {
    for rate in ["0", "-1", "often", "1e9", ""] {
        run(&["plan", "x.test", &format!("--rule-rate={rate}")])
            .refuses(&["questions in a second"]);
    }
}

#[test]
fn every_format_tells_of_rules_and_gaps() {
    let role = "configmgr/service-connection-point";
    let line = ["check", "--mock=wildcards", "--probe-rules", "--rule-rate", "1000"];
    for format in ["human", "junit", "csv", "markdown"] {
        let told = run(&[&line[..], &["--role", role, "--format", format]].concat());
        let told = told.ends_with(1).out.clone();
        for words in ["*.akamaitechnologies.com", "ocsp.example.net"] {
            assert!(told.contains(words), "{words} in {format}: {told}");
        }
    }
}
