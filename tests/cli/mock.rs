//! `clearway mock`: the mock world as a process of its own.

use std::fs;

use super::run;

#[test]
fn the_built_in_scenarios_are_listed() {
    let list = run(&["mock", "--list"]).ends_with(0).out.clone();
    for name in ["default", "black-hole", "needs-login", "hostile"] {
        assert!(list.lines().any(|line| line.starts_with(name)), "{name}: {list}");
    }
}

#[test]
fn what_cannot_be_used_is_refused() {
    run(&["mock", "--scenario", "defautl"]).refuses(&["defautl", "all-denied"]);
    run(&["mock", "--scenario", "./no-such.yaml"]).refuses(&["no-such.yaml"]);
    run(&["mock", "--listen", "0.0.0.0:0"]).refuses(&["0.0.0.0:0", "127.0.0.0/8"]);
    run(&["check", "--mock=defautl", "x.test"]).refuses(&["defautl", "default"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.yaml");
    fs::write(&path, "schema: clearway/mock/v1\ntitle: t\ndefualt: deny\n").unwrap();
    let path = path.to_str().unwrap();
    run(&["mock", "--scenario", path]).refuses(&["mine.yaml, line 3", "defualt"]);
    run(&["check", &format!("--mock={path}"), "x.test"]).refuses(&["mine.yaml, line 3"]);
}

#[test]
fn a_scenario_file_can_be_checked_against() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.yaml");
    fs::write(&path, "schema: clearway/mock/v1\ntitle: t\ndefault: deny\n").unwrap();
    let mock = format!("--mock={}", path.display());
    let probe = run(&["check", &mock, "x.test", "--format", "json"]).ends_with(1).probe();
    assert_eq!(probe["cause"], "proxy.denied");
}

#[cfg(unix)]
#[test]
fn another_process_finds_the_world_and_its_ca() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let (announce, ca) = (folder.path().join("address"), folder.path().join("ca.pem"));
    let mut world = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["mock", "--scenario", "squid"])
        .args(["--announce".as_ref(), announce.as_os_str(), "--ca-out".as_ref(), ca.as_os_str()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let address = loop {
        if let Ok(text) = fs::read_to_string(&announce) {
            break text.trim().to_owned();
        }
        assert!(world.try_wait().unwrap().is_none(), "the mock world ended");
        std::thread::yield_now();
    };
    let (proxy, ca) = (format!("http://{address}"), ca.to_str().unwrap());
    let line = ["check", "--proxy", &proxy, "--format", "json"];
    let good = [&line[..], &["www.allowed.test", "--ca", ca]].concat();
    assert_eq!(run(&good).ends_with(0).probe()["proof"], "http");
    let denied = run(&[&line[..], &["www.denied.test", "--ca", ca]].concat());
    assert_eq!(denied.ends_with(1).probe()["cause"], "proxy.denied");
    let untrusted = run(&[&line[..], &["www.allowed.test"]].concat()).ends_with(1).probe();
    let cause = untrusted["cause"].as_str().unwrap().to_owned();
    assert!(["tls.cert.authority_invalid", "tls.intercepted"].contains(&cause.as_str()), "{cause}");
    let missing = [&line[..], &["www.allowed.test", "--ca", "no/such/ca.pem"]].concat();
    run(&missing).refuses(&["no/such/ca.pem"]);
    let stopped = Command::new("kill").args(["-INT", &world.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(world.wait().unwrap().code(), Some(0));
}
