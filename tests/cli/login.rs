//! Credentials for the proxy, and that no secret is ever shown.

use std::fs;

use super::world::World;
use super::{Run, clearway, finish, run};

const SECRET: &str = "hunter2-Zq9";
/// `me:` and the secret in Base64, as it goes on the wire.
const ENCODED: &str = "bWU6aHVudGVyMi1acTk=";

fn locked() -> World {
    World::with(&format!("auth: {{basic: {{user: me, password: {SECRET}}}}}"))
}

/// Checks two targets by the proxy, as talkative as possible, and looks for the secret everywhere.
fn check(world: &World, password: Option<&str>, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let (url, ca) = (world.url(), world.ca());
    let mut arguments = vec!["check", "x.test:443", "x.test:80", "-vv", "--format", "json"];
    arguments.extend(["--ca", &ca]);
    if !more.contains(&"--proxy") {
        arguments.extend(["--proxy", &url]);
    }
    let formats = ["human", "json", "junit", "csv", "markdown"];
    let reports: Vec<String> = formats
        .iter()
        .map(|format| format!("{format}={}", folder.path().join(format).display()))
        .collect();
    for report in &reports {
        arguments.extend(["--report", report]);
    }
    arguments.extend(more);
    let mut command = clearway(&arguments);
    command.env("CLEARWAY_LOG", "trace");
    if let Some(password) = password {
        command.env("CLEARWAY_PROXY_PASSWORD", password);
    }
    let run = finish(&mut command);
    let mut texts = vec![run.out.clone(), run.err.clone()];
    texts.extend(fs::read_dir(folder.path()).unwrap().map(|file| {
        let path = file.unwrap().path();
        fs::read_to_string(path).unwrap()
    }));
    if run.code != Some(2) {
        assert_eq!(texts.len(), 2 + formats.len(), "every report is there");
    }
    for text in &texts {
        assert!(!text.contains(SECRET) && !text.contains(ENCODED), "a secret in: {text}");
    }
    run
}

fn causes(run: &Run) -> Vec<String> {
    let report = run.json();
    let probes = report["probes"].as_array().unwrap();
    probes.iter().map(|probe| probe["cause"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn missing_credentials_are_asked_for() {
    let run = check(&locked(), None, &[]);
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_required", "proxy.auth_required"]);
    assert_eq!(run.json()["probes"][0]["logged"], "HTTP 407, 0x8024401B");
}

#[test]
fn a_wrong_password_is_rejected() {
    let run = check(&locked(), Some("wrong"), &["--proxy-user", "me"]);
    assert_eq!(causes(run.ends_with(1)), ["proxy.auth_rejected", "proxy.auth_rejected"]);
}

#[test]
fn the_right_password_from_the_environment() {
    let world = locked();
    let run = check(&world, Some(SECRET), &["--proxy-user", "me"]);
    assert_eq!(causes(run.ends_with(0)), ["none", "none"]);
    assert_eq!(run.json()["run"]["proxy_user"], "me");
    for seen in world.requests() {
        let by_proxy = seen.by == clearway::mock::Party::Proxy;
        let sent = seen.credentials == clearway::mock::Credentials::Sent;
        assert_eq!(by_proxy, sent, "{seen:?}");
    }
}

#[test]
fn the_password_from_another_variable() {
    let world = locked();
    let (url, ca) = (world.url(), world.ca());
    let arguments = [
        "check",
        "x.test",
        "--proxy",
        &url,
        "--ca",
        &ca,
        "--proxy-user",
        "me",
        "--proxy-password-env",
        "MY_OWN",
    ];
    finish(clearway(&arguments).env("MY_OWN", SECRET)).ends_with(0);
}

#[test]
fn the_password_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    fs::write(&path, format!("{SECRET}\nanother line\n")).unwrap();
    let more = ["--proxy-user", "me", "--proxy-password-file", path.to_str().unwrap()];
    check(&locked(), None, &more).ends_with(0);
    // A file wins over the variable.
    check(&locked(), Some("wrong"), &more).ends_with(0);
}

#[test]
fn credentials_in_the_url_work_and_are_warned_about() {
    let world = locked();
    let url = format!("http://me:{SECRET}@{}", world.authority());
    let run = check(&world, None, &["--proxy", &url]);
    let notes = run.ends_with(0).json()["run"]["notes"].to_string();
    assert!(notes.contains("stands on the command line"), "{notes}");
    // Those given apart win.
    check(&world, Some("wrong"), &["--proxy", &url, "--proxy-user", "me"]).ends_with(1);
}

#[test]
fn credentials_in_the_environment_work() {
    let world = locked();
    let url = format!("http://me:{SECRET}@{}", world.authority());
    let ca = world.ca();
    let arguments = ["check", "x.test", "--ca", &ca, "-vv", "--format", "json"];
    let run = finish(clearway(&arguments).env("https_proxy", &url));
    run.ends_with(0);
    assert!(!run.out.contains(SECRET) && !run.err.contains(SECRET));
}

#[test]
fn a_user_without_a_password_is_told_where_to_put_it() {
    run(&["check", "x.test", "--proxy", "http://127.0.0.1:1", "--proxy-user", "me"])
        .refuses(&["CLEARWAY_PROXY_PASSWORD", "--proxy-password-file"]);
    let pair = format!("me:{SECRET}");
    let refused = run(&["check", "x.test", "--proxy", "http://127.0.0.1:1", "--proxy-user", &pair]);
    refused.refuses(&["takes the name alone"]);
    assert!(!refused.err.contains(SECRET), "{}", refused.err);
    let missing = ["--proxy-user", "me", "--proxy-password-file", "no/such/file"];
    let line = [&["check", "x.test", "--proxy", "http://127.0.0.1:1"][..], &missing].concat();
    run(&line).refuses(&["no/such/file"]);
}
