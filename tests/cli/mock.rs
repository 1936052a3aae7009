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

#[test]
fn a_log_that_cannot_be_written_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/access.log");
    run(&["mock", "--access-log", path.to_str().unwrap()]).refuses(&["access.log"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_world_with_an_error() {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let announce = folder.path().join("address");
    let mut world = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["mock", "--scenario", "all-denied", "--access-log", "/dev/full", "--announce"])
        .arg(&announce)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let address = address(&announce, &mut world);
    let mut client = std::net::TcpStream::connect(address).unwrap();
    client.write_all(b"GET http://a.test/ HTTP/1.1\r\n\r\n").unwrap();
    assert_eq!(world.wait().unwrap().code(), Some(2));
    let mut told = String::new();
    world.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(told.contains("cannot write /dev/full; the mock world has stopped"), "{told}");
    assert!(told.contains("No space left on device"), "{told}");
}

/// Where the world listens, once it says so.
#[cfg(unix)]
fn address(announce: &std::path::Path, world: &mut std::process::Child) -> String {
    loop {
        if let Ok(text) = fs::read_to_string(announce) {
            return text.trim().to_owned();
        }
        assert!(world.try_wait().unwrap().is_none(), "the mock world ended");
        std::thread::yield_now();
    }
}

#[cfg(unix)]
#[test]
fn another_process_finds_the_world_and_its_ca() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let (announce, ca) = (folder.path().join("address"), folder.path().join("ca.pem"));
    let log = folder.path().join("access.log");
    let mut world = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["mock", "--scenario", "squid"])
        .args(["--access-log".as_ref(), log.as_os_str()])
        .args(["--announce".as_ref(), announce.as_os_str(), "--ca-out".as_ref(), ca.as_os_str()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let address = address(&announce, &mut world);
    let (proxy, ca) = (format!("http://{address}"), ca.to_str().unwrap());
    let line = ["check", "--proxy", &proxy, "--format", "json"];
    let good = [&line[..], &["www.allowed.test", "--ca", ca]].concat();
    assert_eq!(run(&good).ends_with(0).probe()["proof"], "http");
    let denied = run(&[&line[..], &["www.denied.test", "--ca", ca]].concat());
    assert_eq!(denied.ends_with(1).probe()["cause"], "proxy.denied");
    let untrusted = run(&[&line[..], &["www.allowed.test"]].concat()).ends_with(1).probe();
    let cause = untrusted["cause"].as_str().unwrap().to_owned();
    assert!(["tls.cert.unknown_issuer", "tls.intercepted"].contains(&cause.as_str()), "{cause}");
    let missing = [&line[..], &["www.allowed.test", "--ca", "no/such/ca.pem"]].concat();
    run(&missing).refuses(&["no/such/ca.pem"]);
    let stopped = Command::new("kill").args(["-INT", &world.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(world.wait().unwrap().code(), Some(0));
    let log = fs::read_to_string(log).unwrap();
    let tunnels = log.lines().filter(|line| {
        line.contains(" TCP_TUNNEL/200 ") && line.contains(" CONNECT www.allowed.test:443 - ")
    });
    assert!(tunnels.count() >= 2, "{log}");
    assert!(log.contains(" CONNECT www.denied.test:443 - HIER_NONE/- text/html\n"), "{log}");
    assert!(log.contains(" TCP_DENIED/403 "), "{log}");
}

#[cfg(unix)]
#[test]
fn the_log_of_a_world_is_read_back_for_names() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().unwrap();
    let announce = folder.path().join("address");
    let log = folder.path().join("access.log");
    let mut world = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["mock", "--scenario", "all-allowed"])
        .args(["--access-log".as_ref(), log.as_os_str()])
        .args(["--announce".as_ref(), announce.as_os_str()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let proxy = format!("http://{}", address(&announce, &mut world));
    let used = ["b.x.test", "a.x.test:80", "b.x.test:80", "other.test"];
    let line = [&["check", "--proxy", &proxy, "--closure=off"][..], &used].concat();
    assert!(matches!(run(&line).code, Some(1)), "nobody trusts the world's certificates");
    let stopped = Command::new("kill").args(["-INT", &world.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(world.wait().unwrap().code(), Some(0));

    let roles = tempfile::tempdir().unwrap();
    let own =
        super::catalogue::role(roles.path(), "own/a", "  - {pattern: '*.x.test', ports: [443]}\n");
    let log = log.to_str().unwrap();
    let line = ["plan", "--proxy", &proxy, "--catalogue", &own, "--role", "own/a"];
    let plan = run(&[&line[..], &["--names-from-log", log, "--format", "json"]].concat());
    let plan = plan.ends_with(0).json();
    let names: Vec<&str> = plan["second_wave"]["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name["host"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["b.x.test", "a.x.test"], "{}", fs::read_to_string(log).unwrap());
}
