//! What is printed: the JSON contract, no colours where nobody asked, the same at each run.

use std::fs;

use serde_json::Value;

use super::{clearway, finish, run, run_in};

const ROLE: &str = "configmgr/service-connection-point";

#[test]
fn the_json_contract_is_kept() {
    let report = run(&["check", "--mock", "--role", ROLE, "--format", "json"]).ends_with(1).json();
    assert_eq!(report["schema"], "clearway/report/v1");
    for field in ["outcome", "route", "roles", "probes"] {
        assert!(!report[field].is_null(), "{field}");
    }
    for role in report["roles"].as_array().unwrap() {
        for field in ["role", "status", "counts"] {
            assert!(!role[field].is_null(), "{field} in {role}");
        }
    }
    for probe in report["probes"].as_array().unwrap() {
        let probe = probe.as_object().unwrap();
        for field in [
            "endpoint",
            "host",
            "port",
            "scheme",
            "roles",
            "need",
            "status",
            "cause",
            "winhttp",
            "logged",
            "refused_by",
            "confidence",
            "evidence",
            "proof",
            "route",
            "stages",
        ] {
            assert!(probe.contains_key(field), "{field} in {probe:?}");
        }
        let statuses = ["reachable", "blocked", "failed", "untested", "inconclusive"];
        assert!(statuses.contains(&probe["status"].as_str().unwrap()), "{probe:?}");
        assert!(probe["winhttp"].is_null() || probe["winhttp"].is_u64());
        for stage in probe["stages"].as_array().unwrap() {
            assert!(stage["stage"].is_string() && stage["ms"].is_number(), "{stage}");
            assert!(stage["outcome"].is_string(), "{stage}");
        }
    }
}

/// Takes out what differs from run to run: times, ports, and the CA that is made at each start.
fn settle(value: &mut Value, proxy: &str) {
    match value {
        Value::Object(fields) => {
            for field in ["ms", "started", "finished", "sha256", "not_before", "not_after"] {
                fields.remove(field);
            }
            fields.values_mut().for_each(|field| settle(field, proxy));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| settle(item, proxy)),
        Value::String(text) => *text = text.replace(proxy, "PROXY"),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn two_runs_say_the_same_in_the_same_order() {
    let told = || {
        let mut report = run(&["check", "--mock", "--format", "json"]).ends_with(1).json();
        let proxy = report["route"]["proxy"].as_str().unwrap().replace("http://", "");
        settle(&mut report, &proxy);
        serde_json::to_string_pretty(&report).unwrap()
    };
    let (first, second) = (told(), told());
    for (a, b) in first.lines().zip(second.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(first.len(), second.len());
    let plan = || run(&["plan", "--format", "json"]).out;
    assert_eq!(plan(), plan());
}

#[test]
fn pipes_and_no_color_get_no_colours() {
    for environment in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color")]] {
        for line in [
            &["check", "--mock", "--role", ROLE][..],
            &["check", "--mock", "--role", ROLE, "-v"],
            &["roles"],
            &["plan", "x.test"],
            &["explain", "12007"],
            &["check", "--mock", "--role", "configmgr/nothing"],
        ] {
            let run = run_in(environment, line);
            assert!(!run.out.contains('\x1b'), "{line:?}: {}", run.out);
            assert!(!run.err.contains('\x1b'), "{line:?}: {}", run.err);
        }
    }
}

#[test]
fn what_a_hostile_proxy_says_cannot_move_the_cursor() {
    let targets = ["formula.test", "formula.test:80", "garbage.test", "strange-status.test"];
    for format in ["human", "json", "junit", "csv", "markdown", "html", "sarif"] {
        let mut line = vec!["check", "--mock=hostile", "--format", format];
        line.extend(targets);
        let run = run(&line);
        assert!(matches!(run.code, Some(1 | 3)), "{format}: {}", run.err);
        assert!(!run.out.contains('\x1b'), "{format}: {}", run.out);
        assert!(!run.err.contains('\x1b'), "{format}: {}", run.err);
    }
}

#[test]
fn results_go_to_stdout_and_all_else_to_stderr() {
    let run = run(&["check", "--mock", "x.test", "--format", "json", "-vv"]);
    run.ends_with(0).json();
    let quiet = super::run(&["check", "--mock", "x.test", "--format", "json"]);
    assert_eq!(quiet.err, "");
}

#[test]
fn a_report_file_has_no_colours_whatever_stdout_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    let report = format!("human={}", path.display());
    let line = ["check", "--mock", "--role", ROLE, "--color", "always", "--report", &report];
    finish(clearway(&line).env("TERM", "xterm")).ends_with(1);
    assert!(!fs::read_to_string(path).unwrap().contains('\x1b'));
}
