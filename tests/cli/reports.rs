//! `--report`: opened before the first probe, complete or not there at all.

use std::fs;
use std::path::Path;

use super::run;
use super::world::Tripwire;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn several_reports_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let formats = ["human", "json", "junit", "csv", "markdown", "html", "sarif"];
    let reports: Vec<String> =
        formats.iter().map(|format| format!("{format}={}", path(folder.path(), format))).collect();
    let mut arguments = vec!["check", "--mock", "x.test", "--format", "json"];
    for report in &reports {
        arguments.extend(["--report", report]);
    }
    let run = run(&arguments);
    run.ends_with(0);
    for format in formats {
        assert!(fs::metadata(folder.path().join(format)).unwrap().len() > 20, "{format}");
    }
    let file = fs::read_to_string(folder.path().join("json")).unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&file).unwrap(), run.json());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 7, "nothing else is left");
}

#[test]
fn an_old_report_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let report = path(folder.path(), "report.json");
    fs::write(&report, "x".repeat(1_000_000)).unwrap();
    run(&["check", "--mock", "x.test", "--report", &format!("json={report}")]).ends_with(0);
    let text = fs::read_to_string(&report).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
}

#[test]
fn a_bad_destination_fails_before_the_first_probe() {
    let folder = tempfile::tempdir().unwrap();
    let good = format!("csv={}", path(folder.path(), "good.csv"));
    let proxy = Tripwire::new();
    let directory = path(folder.path(), "");
    let nowhere = path(folder.path(), "no/such/report.json");
    for (bad, words) in [(&directory, "directory"), (&nowhere, "report.json")] {
        let bad = format!("json={bad}");
        let line =
            ["check", "--proxy", &proxy.url(), "x.test", "--report", &good, "--report", &bad];
        run(&line).refuses(&[words]);
    }
    let twice = ["check", "--proxy", &proxy.url(), "x.test", "--report", &good, "--report", &good];
    run(&twice).refuses(&["twice"]);
    run(&["check", "--proxy", &proxy.url(), "x.test", "--report", "xml=x"])
        .refuses(&["FORMAT=PATH"]);
    run(&["check", "--proxy", &proxy.url(), "x.test", "--report", "json="])
        .refuses(&["FORMAT=PATH"]);
    assert!(proxy.is_untouched(), "something was probed");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (path(folder.path(), "before.json"), path(folder.path(), "after.csv"));
    let run = run(&[
        "check",
        "--mock",
        "x.test",
        "--format",
        "json",
        "--report",
        &format!("json={before}"),
        "--report",
        "json=/dev/full",
        "--report",
        &format!("csv={after}"),
    ]);
    run.ends_with(2);
    assert!(run.err.contains("/dev/full") && run.err.contains("No space left"), "{}", run.err);
    assert_eq!(run.json()["outcome"], "ready", "stdout is complete all the same");
    assert!(fs::metadata(before).unwrap().len() > 20 && fs::metadata(after).unwrap().len() > 20);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_not_ours_is_refused_before_the_first_probe() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Those who may write everywhere cannot test this.
    if fs::write(folder.path().join("mine"), "").is_ok() {
        return;
    }
    let proxy = Tripwire::new();
    let report = format!("json={}", path(folder.path(), "report.json"));
    let line = ["check", "--proxy", &proxy.url(), "x.test", "--report", &report];
    run(&line).refuses(&["report.json", "ermission denied"]);
    assert!(proxy.is_untouched());
}
