//! `clearway logs`: what was logged, about which endpoint, and how to see it again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::run;

fn sample(name: &str) -> String {
    format!("{}/tests/data/logs/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Code, host, count and check command of each group.
fn groups(json: &Value) -> Vec<(String, String, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let groups = json["groups"].as_array().unwrap();
    let mut groups: Vec<_> = groups
        .iter()
        .map(|group| {
            let host = text(&group["host"]["authority"]);
            (text(&group["code"]), host, group["count"].as_u64().unwrap(), text(&group["check"]))
        })
        .collect();
    groups.sort();
    groups
}

fn found(name: &str) -> Vec<(String, String, u64, String)> {
    let json = run(&["logs", &sample(name), "--format", "json"]).ends_with(0).json();
    assert_eq!(json["schema"], "clearway/logs/v1");
    groups(&json)
}

fn group(code: &str, host: &str, count: u64) -> (String, String, u64, String) {
    (code.to_owned(), host.to_owned(), count, format!("clearway check {host}"))
}

#[test]
fn a_log_of_the_older_form_is_read_with_its_older_part() {
    assert_eq!(
        found("ruleengine.log"),
        [
            group("12007", "dl.delivery.mp.microsoft.com:80", 3),
            group("12029", "download.windowsupdate.com:80", 1),
        ]
    );
    let json = run(&["logs", &sample("ruleengine.log"), "--format", "json"]).ends_with(0).json();
    let group = &json["groups"][0];
    assert_eq!(group["roles"][0], "software-update-point");
    assert_eq!(group["component"], "SMS_RULE_ENGINE");
    assert_eq!(group["first"]["time"], "2026-11-21T01:00:03.1+01:00");
    assert!(group["first"]["file"].as_str().unwrap().ends_with("ruleengine.lo_"));
    assert_eq!(group["last"]["line"], 4);
    assert!(!json.to_string().contains("secret"), "a query may hold a secret: {json}");
}

#[test]
fn every_format_and_language_leads_to_its_endpoint() {
    assert_eq!(found("CcmMessaging.log"), [group("12175", "cmg.contoso.cloudapp.net:443", 2)]);
    let host = "fe2.update.microsoft.com:443";
    assert_eq!(
        found("WindowsUpdate.log"),
        [group("0x8024402C", host, 1), group("HTTP 407", host, 1)]
    );
    assert_eq!(
        found("SoftwareDistribution.log"),
        [group("HTTP 407", "sws.update.microsoft.com:443", 1)]
    );
    assert_eq!(
        found("u_ex261121.log"),
        [
            group("12007", "go.microsoft.com:80", 1),
            group("HTTP 407", "manage.microsoft.com:443", 1),
            group("HTTP 502", "go.microsoft.com:80", 1),
        ]
    );
}

#[test]
fn numbers_that_are_no_codes_are_left_alone() {
    assert_eq!(found("quiet.log"), []);
    let said = run(&["logs", &sample("quiet.log")]).ends_with(0).out.clone();
    assert_eq!(said, "0 error codes in 4 lines of 1 file.\n");
}

#[test]
fn a_directory_is_all_its_logs_and_people_get_words() {
    let run = run(&["logs", &sample("")]);
    let out = &run.ends_with(0).out;
    for part in [
        "12007 (0x80072EE7) ERROR_WINHTTP_NAME_NOT_RESOLVED: host name not resolved",
        "about:   dl.delivery.mp.microsoft.com:80, named one record before on the same thread",
        "SMS_RULE_ENGINE in ruleengine.log, written for the role software-update-point",
        "3 times, 2026-11-21T01:00:03.1+01:00 to 2026-11-21T02:00:03.1+01:00, as 12007",
        "again:   clearway check dl.delivery.mp.microsoft.com:80",
        "of 7 files.",
    ] {
        assert!(out.contains(part), "`{part}` is missing in:\n{out}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    run(&["logs", "no-such.log"]).refuses(&["no-such.log", "cannot read"]);
    let empty = tempfile::tempdir().unwrap();
    run(&["logs", empty.path().to_str().unwrap()]).refuses(&["holds no file that ends in .log"]);
    run(&["logs"]).refuses(&["PATH"]);
}

#[test]
fn a_log_is_followed_through_rolling_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ruleengine.log");
    std::fs::write(&path, "Error = 12007  $$<A><11-21-2026 01:00:00.000+0><thread=1>\n").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["logs", "--follow", "--format", "json", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["code"], "12007");
    let mut log = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    log.write_all(b"Error = 12029  $$<A><11-21-2026 01:00:00.000+0><thread=1>\n").unwrap();
    let found = next();
    assert_eq!((&found["code"], &found["last"]["line"]), (&"12029".into(), &2.into()));
    drop(log);
    std::fs::rename(&path, path.with_extension("lo_")).unwrap();
    std::fs::write(&path, "Error = 12002  $$<A><11-21-2026 01:00:00.000+0><thread=1>\n").unwrap();
    let found = next();
    assert_eq!((&found["code"], &found["last"]["line"]), (&"12002".into(), &1.into()));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A folder with a file of sites: these servers, each with a proxy of its own name and these roles.
fn sites(servers: &[(&str, &str)]) -> tempfile::TempDir {
    use std::fmt::Write as _;

    let folder = tempfile::tempdir().unwrap();
    let mut text = "schema: clearway/site/v1\nsites:\n  - code: P01\n    kind: primary\n    \
                    servers:\n"
        .to_owned();
    for (name, role) in servers {
        let _ = write!(
            text,
            "      - name: {name}.corp.test\n        proxy: {{name: proxy-{name}.test, port: 8080}}\n\
             \x20       roles: [{role}]\n"
        );
    }
    std::fs::write(folder.path().join("site.yaml"), text).unwrap();
    folder
}

fn explained(folder: &tempfile::TempDir, log: &str) -> Value {
    let file = folder.path().join("site.yaml");
    let line = ["logs", log, "--site", file.to_str().unwrap(), "--format", "json"];
    run(&line).ends_with(0).json()["groups"][0].clone()
}

const RULES: &str = "{role: software-update-point, proxy_for_automatic_deployment: true}";

#[test]
fn the_only_server_with_the_role_is_the_one() {
    let folder = sites(&[("sup01", RULES), ("dp01", "{role: distribution-point}")]);
    let group = explained(&folder, &sample("ruleengine.log"));
    let involved = &group["servers"]["involved"][0];
    assert_eq!(involved["server"], "sup01.corp.test");
    assert_eq!(involved["proxy"], "http://proxy-sup01.test:8080");
    assert!(involved["known_by"].as_str().unwrap().starts_with("only there"), "{involved}");
    let again =
        "clearway check dl.delivery.mp.microsoft.com:80 --proxy http://proxy-sup01.test:8080";
    assert_eq!(group["check"], again);
    let file = folder.path().join("site.yaml");
    let text = run(&["logs", &sample("ruleengine.log"), "--site", file.to_str().unwrap()]);
    let words = "way out: the proxy http://proxy-sup01.test:8080 of sup01.corp.test";
    assert!(text.ends_with(0).out.contains(words), "{}", text.out);
}

#[test]
fn an_option_that_is_off_means_no_proxy() {
    let folder = sites(&[("sup01", "{role: software-update-point}")]);
    let group = explained(&folder, &sample("ruleengine.log"));
    let involved = &group["servers"]["involved"][0];
    assert_eq!((&involved["way"], &involved["proxy"]), (&"direct".into(), &Value::Null));
    assert!(involved["because"].as_str().unwrap().contains("is off"), "{involved}");
    assert_eq!(group["check"], "clearway check dl.delivery.mp.microsoft.com:80 --direct");
}

#[test]
fn of_several_servers_the_path_tells_which_one() {
    let folder = sites(&[("sup01", RULES), ("sup02", RULES)]);
    let group = explained(&folder, &sample("ruleengine.log"));
    let why = group["servers"]["unknown"][0].as_str().unwrap();
    assert!(why.contains("sup01.corp.test, sup02.corp.test have roles"), "{why}");
    assert_eq!(group["servers"]["involved"], serde_json::json!([]));
    assert_eq!(group["check"], "clearway check dl.delivery.mp.microsoft.com:80");
    let own = folder.path().join("SUP02");
    std::fs::create_dir(&own).unwrap();
    let log = own.join("ruleengine.log");
    std::fs::copy(sample("ruleengine.log"), &log).unwrap();
    let group = explained(&folder, log.to_str().unwrap());
    let involved = &group["servers"]["involved"][0];
    assert_eq!(involved["server"], "sup02.corp.test");
    assert_eq!(involved["known_by"], "the path of the log names it");
}

#[test]
fn a_log_that_no_role_writes_is_nobodys() {
    let folder = sites(&[("dp01", "{role: distribution-point}")]);
    let group = explained(&folder, &sample("ruleengine.log"));
    let why = group["servers"]["unknown"][0].as_str().unwrap();
    assert!(why.contains("no server has a role that writes ruleengine.log"), "{why}");
}
