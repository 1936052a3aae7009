//! PAC scripts as their user meets them: tested by `route`, followed by `check`.

use std::fs;

use serde_json::{Value, json};

use super::run;
use super::world::World;

/// A script in a file.
struct Script(tempfile::TempDir);

impl Script {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("proxy.pac"), text).unwrap();
        Self(folder)
    }

    fn path(&self) -> String {
        self.0.path().join("proxy.pac").to_str().unwrap().to_owned()
    }
}

fn body(code: &str) -> Script {
    Script::new(&format!("function FindProxyForURL(url, host) {{\n{code}\n}}"))
}

#[test]
fn the_tester_shows_the_chain_and_the_helpers() {
    let script = body(
        "  if (isPlainHostName(host)) return 'DIRECT';\n  if (shExpMatch(host, '*.corp.test')) \
         return 'PROXY a.test:8080; SOCKS5 b.test; DIRECT';\n  return 'PROXY ' + host + ':3128';",
    );
    let line = ["route", "--pac", &script.path(), "intranet", "x.corp.test", "http://y.test/p"];
    let shown = run(&[&line[..], &["--format", "json"]].concat()).ends_with(0).json();
    let hosts = shown["hosts"].as_array().unwrap();
    assert_eq!(hosts[0]["route"]["kind"], "direct");
    assert_eq!(hosts[1]["route"]["proxy"], "http://a.test:8080");
    assert_eq!(hosts[1]["route"]["otherwise"], json!(["socks5h://b.test:1080", "direct"]));
    assert_eq!(hosts[1]["pac"]["answer"], "PROXY a.test:8080; SOCKS5 b.test; DIRECT");
    let calls: Vec<&str> = hosts[1]["pac"]["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["helper"].as_str().unwrap())
        .collect();
    assert_eq!(calls, ["isPlainHostName", "shExpMatch"]);
    assert_eq!(hosts[2]["route"]["proxy"], "http://y.test:3128");
    let human = run(&line);
    for words in [
        "https x.corp.test:443: via http://a.test:8080",
        "if that cannot be reached: socks5h://b.test:1080",
        "shExpMatch(x.corp.test, *.corp.test) = true",
    ] {
        assert!(human.ends_with(0).out.contains(words), "`{words}` is missing in {}", human.out);
    }
}

#[test]
fn what_is_wrong_with_a_script_is_said_with_its_place() {
    for (text, words) in [
        ("function FindProxyForURL(url, host) {\n  return PROXY;\n}", "line 2"),
        ("function FindProxyForURL(url, host) {\n  while (true) {}\n}", "stopped after"),
        ("function FindProxyForURL(url, host) { return 'BANANA'; }", "BANANA"),
    ] {
        let script = Script::new(text);
        let shown = run(&["route", "--pac", &script.path(), "x.test", "--format", "json"]);
        let shown = shown.ends_with(3).json();
        let route = &shown["hosts"][0]["route"];
        assert_eq!(route["kind"], "unknown");
        assert!(route["because"].as_str().unwrap().contains(words), "{route}");
        // Never direct on a guess.
        run(&["check", "--pac", &script.path(), "x.test"]).refuses(&["--pac", words]);
    }
    for (text, words) in [
        ("function FindProxyForURL(url, host) {\n  if (\n}", "line 3"),
        ("<html>login</html>", "web page"),
        ("var a = 1;", "FindProxyForURL"),
    ] {
        let script = Script::new(text);
        run(&["route", "--pac", &script.path(), "x.test"]).refuses(&["--pac", words]);
    }
    run(&["route", "--pac", "no/such.pac", "x.test"]).refuses(&["--pac", "no/such.pac"]);
    run(&["route", "--pac", "ftp://x.test/p", "x.test"]).refuses(&["--pac", "ftp"]);
    run(&["route", "--wpad=com", "x.test"]).refuses(&["--wpad", "public suffix"]);
}

#[test]
fn a_check_follows_the_list_when_a_proxy_is_not_reached() {
    let world = World::with("default: allow");
    // Nobody listens on port 1 of this address.
    let script =
        body(&format!("  return 'PROXY 127.0.0.1:1; PROXY {}; DIRECT';", world.authority()));
    let ca = world.ca();
    let line = ["check", "--pac", &script.path(), "--ca", &ca, "x.test", "--format", "json"];
    let run = run(&line);
    let report = run.ends_with(0).json();
    let route = &report["probes"][0]["route"];
    assert_eq!(route["proxy"], format!("http://{}", world.authority()));
    assert_eq!(route["tried"][0]["way"], "http://127.0.0.1:1");
    assert_eq!(route["tried"][0]["stage"], "connect");
    assert_eq!(route["tried"].as_array().unwrap().len(), 1);
    assert_eq!(route["source"], format!("--pac {}", script.path()));
    assert!(route["because"].as_str().unwrap().contains("PROXY 127.0.0.1:1"), "{route}");
}

#[test]
fn what_would_be_a_guess_is_never_followed() {
    let lookups = (0..25).map(|number| format!("dnsResolve('n{number}.invalid');"));
    let lookups: String = lookups.chain(["return 'DIRECT';".to_owned()]).collect();
    for (code, words) in [
        ("return 'FOO x; DIRECT';", "FOO"),
        ("return 'PROXY 127.0.0.1:99999; DIRECT';", "99999"),
        (lookups.as_str(), "count as unknown"),
    ] {
        let script = body(code);
        run(&["check", "--pac", &script.path(), "x.test"]).refuses(&["a guess", words]);
    }
    // Behind a proxy that can be used it is only a missing choice.
    let script = body("return 'PROXY p.test:1; FOO x; DIRECT';");
    let shown = run(&["route", "--pac", &script.path(), "x.test", "--format", "json"]);
    let route = &shown.ends_with(0).json()["hosts"][0]["route"];
    assert_eq!(route["proxy"], "http://p.test:1");
    assert!(route["because"].as_str().unwrap().contains("FOO"), "{route}");
}

#[test]
fn a_refusal_is_no_reason_to_try_the_next_proxy() {
    let world = World::with("default: deny");
    let script = body(&format!("  return 'PROXY {}; DIRECT';", world.authority()));
    let line = ["check", "--pac", &script.path(), "x.test", "--format", "json"];
    let report = run(&line).ends_with(1).json();
    assert_eq!(report["probes"][0]["cause"], "proxy.denied");
    assert_eq!(report["probes"][0]["route"]["tried"], json!([]));
}

#[test]
fn each_endpoint_has_its_own_way() {
    let world = World::with("default: allow");
    let script = body(&format!(
        "  return host == 'around.test' ? 'DIRECT' : 'PROXY {}';",
        world.authority()
    ));
    let plan = ["plan", "--pac", &script.path(), "x.test", "around.test", "--format", "json"];
    let plan = run(&plan).ends_with(0).json();
    let kinds: Vec<&Value> =
        plan["probes"].as_array().unwrap().iter().map(|probe| &probe["route"]["kind"]).collect();
    assert_eq!(kinds, ["direct", "proxy"]);
}
