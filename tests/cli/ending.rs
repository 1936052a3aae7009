//! How runs end: by the deadline, by Ctrl-C once and twice, and when nobody reads on.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::run;
use super::world::World;

const ROLE: &str = "configmgr/service-connection-point";

#[test]
fn a_black_hole_ends_with_the_deadline_and_all_is_reported() {
    let plan = run(&["plan", "--role", ROLE, "--format", "json"]).ends_with(0).json();
    let began = Instant::now();
    let run = run(&[
        "check",
        "--mock=black-hole",
        "--role",
        ROLE,
        "--deadline",
        "1.5",
        "--format",
        "json",
    ]);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let report = run.ends_with(3).json();
    assert_eq!(report["outcome"], "incomplete");
    assert_eq!(report["run"]["ending"], "deadline");
    let asked = report["probes"].as_array().unwrap().iter().filter(|row| !row["host"].is_null());
    assert_eq!(asked.clone().count(), plan["probes"].as_array().unwrap().len());
    for probe in asked {
        assert_eq!(probe["cause"], "abandoned", "{probe}");
        assert_ne!(probe["status"], "reachable");
    }
}

#[test]
fn an_incomplete_run_is_not_forgiven() {
    let line = ["check", "--mock=black-hole", "x.test", "--deadline", "0.3", "--allow-untested"];
    run(&line).ends_with(3);
}

/// The program on its own, with its output caught.
fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_once_stops_and_writes_every_report() {
    let world = World::with("default: hang");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let report = format!("json={}", path.display());
    let (url, targets) = (world.url(), ["x.test", "y.test", "z.test:80"]);
    let mut line = vec!["check", "--proxy", &url, "--format", "json", "--report", &report];
    line.extend(targets);
    let child = start(&line);
    world.wait_for_a_request();
    let began = Instant::now();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("Ctrl-C again leaves at once"), "{stderr}");
    let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
    let written: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(shown, written);
    assert_eq!(shown["outcome"], "incomplete");
    assert_eq!(shown["run"]["ending"], "interrupted");
    assert_eq!(shown["probes"].as_array().unwrap().len(), targets.len());
}

/// Silent for names that a first wave shows, and for those that are made up.
const SILENT_LATER: &str = "\
rules:
- {hosts: [gate.test], answer: {origin: {certificate: {crl: ['http://later.test/a.crl']}}}}
- {hosts: [later.test], answer: hang}";

/// What is said of a run that ended while `later.test` was asked.
fn keeps_the_first_wave(report: &Value, ending: &str) {
    assert_eq!(report["outcome"], "incomplete");
    assert_eq!(report["run"]["ending"], ending);
    let probes = report["probes"].as_array().unwrap();
    let said: Vec<(&str, &str)> = probes
        .iter()
        .map(|row| (row["host"].as_str().unwrap(), row["cause"].as_str().unwrap_or("none")))
        .collect();
    assert_eq!(said, [("gate.test", "none"), ("later.test", "abandoned")]);
    assert_eq!(report["gaps"].as_array().unwrap().len(), 1, "what was found is told");
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_later_wave_keeps_what_came_before() {
    let world = World::with(SILENT_LATER);
    let (url, ca) = (world.url(), world.ca());
    let child = start(&["check", "--proxy", &url, "--ca", &ca, "gate.test", "--format", "json"]);
    while !world.requests().iter().any(|seen| seen.target.contains("later.test")) {
        std::thread::yield_now();
    }
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    keeps_the_first_wave(&serde_json::from_slice(&output.stdout).unwrap(), "interrupted");
}

#[test]
fn a_deadline_in_a_later_wave_keeps_what_came_before() {
    let world = World::with(SILENT_LATER);
    let (url, ca) = (world.url(), world.ca());
    let line = ["check", "--proxy", &url, "--ca", &ca, "gate.test", "--deadline", "3"];
    let run = run(&[&line[..], &["--allow-untested", "--format", "json"]].concat());
    keeps_the_first_wave(&run.ends_with(3).json(), "deadline");
}

#[cfg(unix)]
#[test]
fn ctrl_c_twice_leaves_at_once() {
    let world = World::with("default: hang");
    let url = world.url();
    // The report is longer than a pipe holds, and nobody reads it: the program hangs in writing.
    let mut child = start(&["check", "--proxy", &url, "--role", ROLE, "--format", "json"]);
    world.wait_for_a_request();
    interrupt(&child);
    let mut first = [0];
    child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn who_has_seen_enough_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let report = format!("json={}", report.display());
    for line in [
        &["roles"][..],
        &["roles", "--format", "json"],
        &["plan"],
        &["plan", "--format", "json"],
        &["check", "--mock=all-allowed", "--role", ROLE, "--allow-untested", "--format", "json"],
        &["check", "--mock=all-allowed", "--role", ROLE, "--allow-untested", "--report", &report],
    ] {
        let mut child = start(line);
        let mut out = BufReader::with_capacity(1, child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr, "", "{line:?} is not silent");
        assert_eq!(output.status.code(), Some(0), "{line:?}");
    }
}
