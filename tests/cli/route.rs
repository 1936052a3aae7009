//! `clearway route`: the setting that wins, those that lose, and what is odd about them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Run, clearway, finish, run, run_in};

/// The program on a computer whose files stand in a folder.
#[cfg(not(any(windows, target_os = "macos")))]
fn on_computer(root: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Run {
    let mut command = clearway(arguments);
    command.env("CLEARWAY_ROOT", root).env("HOME", "/me").envs(environment.iter().copied());
    command.env_remove("XDG_CONFIG_HOME").env_remove("XDG_CURRENT_DESKTOP");
    finish(&mut command)
}

fn kinds(shown: &Value) -> Vec<&str> {
    let findings = shown["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
}

#[test]
fn the_winner_the_bypass_entry_and_disagreements_are_shown() {
    let environment =
        [("HTTPS_PROXY", "http://p.test:3128"), ("NO_PROXY", "*.corp.test,10.0.0.0/8,unused.test")];
    let arguments = ["route", "x.test", "a.corp.test", "10.1.2.3:443", "--format", "json"];
    let shown = run_in(&environment, &arguments).ends_with(0).json();
    assert_eq!(shown["schema"], "clearway/route/v1");
    let hosts = shown["hosts"].as_array().unwrap();
    assert_eq!(hosts[0]["route"]["proxy"], "http://p.test:3128");
    assert_eq!(hosts[0]["route"]["source"], "HTTPS_PROXY");
    assert_eq!(hosts[0]["bypass"], Value::Null);
    assert_eq!(hosts[1]["route"]["kind"], "direct");
    assert_eq!(hosts[1]["bypass"], json!({ "entry": "*.corp.test", "source": "NO_PROXY" }));
    assert_eq!(hosts[1]["disagreements"][0]["around"], json!(["WinHTTP", "Go"]));
    assert_eq!(shown["bypass"]["entries"][2]["covers"], json!([]));
    assert!(kinds(&shown).contains(&"bypass.clients_disagree"), "{shown}");
    let human = run_in(&environment, &arguments[..4]);
    for words in [
        "https x.test:443: via http://p.test:3128",
        "https a.corp.test:443: direct",
        "NO_PROXY says `*.corp.test` goes around the proxy",
        "unused.test covers none of these hosts",
    ] {
        assert!(human.ends_with(0).out.contains(words), "`{words}` is missing in {}", human.out);
    }
}

#[test]
fn an_unreadable_setting_is_told_and_leaves_the_way_open() {
    let environment = [("HTTPS_PROXY", "http://me:secret@p.test:x")];
    let shown = run_in(&environment, &["route", "x.test", "--format", "json"]);
    let shown = shown.ends_with(3).json();
    assert_eq!(shown["hosts"][0]["route"]["kind"], "unknown");
    assert!(kinds(&shown).contains(&"setting.unreadable"), "{shown}");
    assert!(!shown.to_string().contains("secret"), "{shown}");
    // The command line goes past it.
    let fixed = run_in(&environment, &["route", "x.test", "--direct", "--format", "json"]);
    let shown = fixed.ends_with(0).json();
    assert_eq!(shown["hosts"][0]["route"]["source"], "--direct");
    assert_eq!(shown["considered"][0]["source"], "the environment");
    assert_eq!(shown["considered"][0]["why_lost"], "decided by the command line");
}

#[test]
fn what_is_no_host_is_refused() {
    run(&["route", "x..test"]).refuses(&["x..test"]);
    run(&["route", "x.test", "--proxy", "ftp://p"]).refuses(&["--proxy"]);
}

#[cfg(not(any(windows, target_os = "macos")))]
#[test]
fn the_files_of_a_computer_are_read_in_their_order() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let arguments = ["route", "x.test", "--format", "json"];
    let shown = on_computer(root.path(), &[], &arguments).ends_with(0).json();
    assert_eq!(shown["hosts"][0]["route"]["source"], "default");
    write("etc/environment", "https_proxy=http://e.test:1\n");
    let shown = on_computer(root.path(), &[], &arguments).json();
    assert_eq!(shown["hosts"][0]["route"]["source"], "https_proxy in /etc/environment");
    write("me/.config/kioslaverc", "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://k.test 2\n");
    let shown = on_computer(root.path(), &[], &arguments).json();
    assert_eq!(shown["hosts"][0]["route"]["proxy"], "http://k.test:2");
    let shown = on_computer(root.path(), &[("https_proxy", "v.test:3")], &arguments).json();
    assert_eq!(shown["hosts"][0]["route"]["proxy"], "http://v.test:3");
    let lost: Vec<_> = shown["considered"].as_array().unwrap().iter().collect();
    assert_eq!(lost.len(), 3, "{lost:?}");
    assert_eq!(lost[1]["source"], "KDE (kioslaverc)");
    assert_eq!(lost[2]["says"], "http: nothing, https: http://e.test:1");
    assert!(kinds(&shown).contains(&"proxies.accounts_differ"), "{shown}");
}

#[cfg(not(any(windows, target_os = "macos")))]
#[test]
fn a_script_that_a_setting_names_is_never_taken_as_direct() {
    let root = tempfile::tempdir().unwrap();
    let config = root.path().join("me/.config");
    fs::create_dir_all(&config).unwrap();
    let text = "[Proxy Settings]\nProxyType=2\nProxy Config Script=http://127.0.0.1:9/p.pac\n";
    fs::write(config.join("kioslaverc"), text).unwrap();
    for command in ["check", "plan"] {
        on_computer(root.path(), &[], &[command, "x.test"]).refuses(&["p.pac", "--direct", "KDE"]);
    }
    let shown = on_computer(root.path(), &[], &["route", "x.test", "--format", "json"]);
    assert_eq!(shown.ends_with(3).json()["hosts"][0]["route"]["kind"], "unknown");
}
