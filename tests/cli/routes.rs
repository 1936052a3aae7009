//! Which way is taken, which setting won, and that there is no other way out.

use super::world::{Tripwire, World, dead_port};
use super::{clearway, finish, run, run_in};

#[test]
fn the_mock_world_needs_nothing_else() {
    let run = run(&["check", "--mock", "--format", "json"]);
    let report = run.ends_with(1).json();
    assert_eq!(report["outcome"], "not ready");
    assert_eq!(report["route"]["source"], "--mock");
    let notes = report["run"]["notes"].to_string();
    assert!(notes.contains("nothing was selected"), "{notes}");
    assert!(report["roles"].as_array().unwrap().len() > 10);
    for role in report["roles"].as_array().unwrap() {
        assert!(role["role"].as_str().unwrap().starts_with("configmgr/"), "{role}");
    }
    let causes = report["probes"].to_string();
    for cause in ["proxy.denied", "proxy.upstream.name_not_resolved", "tls.intercepted"] {
        assert!(causes.contains(cause), "{cause}");
    }
}

#[test]
fn a_plain_target_is_as_short_as_curl() {
    let probe = run(&["check", "--mock", "x.test", "--format", "json"]).ends_with(0).probe();
    assert_eq!((&probe["host"], &probe["port"]), (&"x.test".into(), &443.into()));
    assert_eq!((&probe["status"], &probe["proof"]), (&"reachable".into(), &"http".into()));
    assert_eq!(probe["roles"], serde_json::json!(["targets"]));
    let two = run(&["check", "--mock", "x.test:80", "https://y.test/z", "--format", "json"]);
    assert_eq!(two.ends_with(0).json()["probes"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_no_target_is_refused() {
    run(&["check", "--mock", "x..test"]).refuses(&["x..test"]);
    run(&["check", "--mock", "ftp://x.test/"]).refuses(&["ftp"]);
    run(&["check", "--mock", "x.test:99999"]).refuses(&["99999"]);
}

#[test]
fn a_dead_proxy_is_never_gone_around() {
    // The target listens, so that a way around the proxy would be found.
    let target = Tripwire::new();
    let proxy = format!("http://127.0.0.1:{}", dead_port());
    let name = target.url().replace("http://", "https://");
    let run = run(&["check", "--proxy", &proxy, &name, "--format", "json"]);
    let probe = run.ends_with(1).probe();
    assert_eq!(probe["cause"], "tcp.refused");
    assert_eq!(probe["route"]["kind"], "proxy");
    assert_eq!(probe["route"]["proxy"], proxy);
    let stages = probe["stages"].as_array().unwrap();
    assert_eq!(stages.last().unwrap()["stage"], "connect", "{stages:?}");
    assert!(target.is_untouched(), "the target was reached around the proxy");
}

#[test]
fn direct_goes_past_every_setting() {
    let proxy = Tripwire::new();
    let target = format!("127.0.0.1:{}", dead_port());
    let arguments = ["check", "--direct", &target, "--format", "json"];
    let run = run_in(&[("HTTPS_PROXY", &proxy.url()), ("ALL_PROXY", &proxy.url())], &arguments);
    let probe = run.ends_with(1).probe();
    assert_eq!(probe["cause"], "tcp.refused");
    assert_eq!(probe["route"]["kind"], "direct");
    assert_eq!(probe["route"]["source"], "--direct");
    assert!(proxy.is_untouched());
}

#[test]
fn the_environment_is_read_in_either_case() {
    let world = World::with("default: allow");
    for (name, target) in [
        ("HTTPS_PROXY", "x.test:443"),
        ("https_proxy", "x.test:443"),
        ("HTTP_PROXY", "x.test:80"),
        ("http_proxy", "x.test:80"),
        ("ALL_PROXY", "x.test:443"),
        ("all_proxy", "x.test:80"),
    ] {
        let arguments = ["check", target, "--ca", &world.ca(), "--format", "json"];
        let probe = run_in(&[(name, &world.url())], &arguments).ends_with(0).probe();
        assert_eq!(probe["route"]["source"], name);
        assert_eq!(probe["route"]["proxy"], world.url());
    }
}

#[test]
fn no_proxy_is_followed_and_named() {
    let proxy = Tripwire::new();
    for name in ["NO_PROXY", "no_proxy"] {
        let target = format!("127.0.0.1:{}", dead_port());
        let settings = [("HTTPS_PROXY", proxy.url()), (name, "127.0.0.0/8".to_owned())];
        let settings: Vec<(&str, &str)> = settings.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let run = run_in(&settings, &["check", &target, "--format", "json"]);
        let probe = run.ends_with(1).probe();
        assert_eq!(probe["route"]["kind"], "direct");
        assert_eq!(probe["route"]["source"], name);
        assert!(probe["route"]["because"].as_str().unwrap().contains("127.0.0.0/8"));
    }
    assert!(proxy.is_untouched());
}

#[test]
fn no_setting_at_all_is_direct_and_says_so() {
    let target = format!("127.0.0.1:{}", dead_port());
    let report = run(&["check", &target, "--format", "json"]).ends_with(1).json();
    assert_eq!(report["route"]["kind"], "direct");
    let because = report["route"]["because"].as_str().unwrap();
    assert!(because.contains("no proxy is set"), "{because}");
    let human = run(&["check", &target]);
    let first: Vec<&str> = human.out.lines().take(8).collect();
    assert!(first.join("\n").to_lowercase().contains("direct"), "{}", human.out);
}

#[test]
fn a_port_that_was_assumed_is_said() {
    let plan = run(&["plan", "--proxy", "http://proxy.test", "x.test", "--format", "json"]);
    let plan = plan.ends_with(0).json();
    assert_eq!(plan["probes"][0]["route"]["proxy"], "http://proxy.test:80");
    assert!(plan["notes"].to_string().contains("80 is assumed"), "{}", plan["notes"]);
}

#[test]
fn an_unreadable_setting_is_an_error_that_keeps_the_secret() {
    for (name, value) in [
        ("HTTPS_PROXY", "socks4://me:hunter2@proxy.test:1080"),
        ("https_proxy", "http://me:hunter2@proxy.test:99999"),
        ("HTTP_PROXY", "http://me:hunter2@pro xy.test"),
        ("ALL_PROXY", "http://me:hunter2@proxy.test:8080/path"),
    ] {
        for command in ["check", "plan"] {
            let run = run_in(&[(name, value)], &[command, "x.test:443", "x.test:80", "-vv"]);
            run.refuses(&[name, "--proxy URL or --direct"]);
            assert!(!run.err.contains("hunter2"), "{}", run.err);
        }
    }
    let proxy = Tripwire::new();
    let settings = [("HTTPS_PROXY", proxy.url()), ("NO_PROXY", "a..b".to_owned())];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(k, v)| (*k, v.as_str())).collect();
    run_in(&settings, &["check", "x.test"]).refuses(&["NO_PROXY", "a..b"]);
    assert!(proxy.is_untouched());
}

#[cfg(unix)]
#[test]
fn a_setting_that_is_no_text_is_an_error_too() {
    use std::os::unix::ffi::OsStrExt;
    let value = std::ffi::OsStr::from_bytes(b"http://pr\xffxy.test:8080");
    let run = finish(clearway(&["plan", "x.test"]).env("HTTPS_PROXY", value));
    run.refuses(&["HTTPS_PROXY"]);
}

#[test]
fn a_proxy_that_is_none_is_refused_without_its_secret() {
    let refused = run(&["check", "--proxy", "socks4://me:hunter2@proxy.test", "x.test", "-vv"]);
    refused.refuses(&["--proxy", "socks4"]);
    assert!(!refused.err.contains("hunter2"), "{}", refused.err);
    run(&["check", "--proxy", "http://p:1", "--direct", "x.test"]).refuses(&["--direct"]);
    run(&["check", "--proxy", "http://p:1", "--mock", "x.test"]).refuses(&["--mock"]);
}

#[test]
fn a_target_behind_the_proxy_is_the_business_of_the_proxy() {
    let world = World::with("rules: [{hosts: [nowhere.invalid], answer: name_not_found}]");
    let targets = ["nowhere.invalid:443", "elsewhere.invalid:443", "elsewhere.invalid:80"];
    let mut arguments = vec!["check", "--format", "json"];
    let (url, ca) = (world.url(), world.ca());
    arguments.extend(["--proxy", &url, "--ca", &ca]);
    arguments.extend(targets);
    // Whatever would be looked up here goes to a name server that does not answer.
    let dead = format!("127.0.0.1:{}", dead_port());
    arguments.extend(["--dns-server", &dead]);
    let report = run(&arguments).ends_with(1).json();
    let probes = report["probes"].as_array().unwrap();
    let reachable = probes.iter().filter(|probe| probe["status"] == "reachable");
    assert_eq!(reachable.count(), 2, "{probes:?}");
    let asked: Vec<String> = world.requests().into_iter().map(|seen| seen.target).collect();
    for target in ["nowhere.invalid:443", "elsewhere.invalid:443", "http://elsewhere.invalid/"] {
        assert!(asked.iter().any(|known| known == target), "{target}: {asked:?}");
    }
}

#[test]
fn a_target_without_a_proxy_is_looked_up_here() {
    let dead = format!("127.0.0.1:{}", dead_port());
    let arguments = [
        "check",
        "--direct",
        "nowhere.invalid",
        "--dns-server",
        &dead,
        "--timeout",
        "resolve=0.3",
        "--retries",
        "0",
        "--format",
        "json",
    ];
    let probe = run(&arguments).ends_with(1).probe();
    assert!(probe["cause"].as_str().unwrap().starts_with("dns."), "{probe}");
    assert_eq!((&probe["logged"], &probe["winhttp"]), (&"12007".into(), &12007.into()));
    assert_eq!(probe["refused_by"], "this_machine");
}
