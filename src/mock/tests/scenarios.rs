//! Scenario files: what is built in, what is refused and in which words.

use super::*;
use crate::mock::Answer;

fn refused(lines: &str) -> String {
    let text = format!("schema: clearway/mock/v1\ntitle: t\n{lines}\n");
    text.parse::<Scenario>().expect_err("it was accepted").to_string()
}

fn schema() -> serde_json::Value {
    serde_json::from_str(Scenario::SCHEMA_JSON).unwrap()
}

fn validates(validator: &jsonschema::Validator, text: &str) -> Result<(), String> {
    let value: serde_json::Value = serde_saphyr::from_str(text).unwrap();
    let faults: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
}

#[test]
fn built_in_scenarios_are_read_and_fit_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (name, text) in crate::mock::builtin::BUILTIN {
        if let Err(error) = Scenario::builtin(name) {
            panic!("{error}");
        }
        assert_eq!(validates(&validator, text), Ok(()), "{name}");
    }
    assert_eq!(Scenario::builtin_names().count(), 12);
}

#[test]
fn every_file_of_the_folder_is_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mock/scenarios");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut listed: Vec<String> =
        Scenario::builtin_names().map(|name| format!("{name}.yaml")).collect();
    listed.sort();
    assert_eq!(files, listed);
}

#[test]
fn schema_and_reader_know_the_same_answers() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for word in Answer::WORDS {
        for answer in [(*word).to_owned(), format!("{{{word}: {{}}}}")] {
            let text = format!("schema: clearway/mock/v1\ntitle: t\ndefault: {answer}\n");
            assert_eq!(validates(&validator, &text), Ok(()), "{answer}");
            if let Err(error) = text.parse::<Scenario>() {
                panic!("{answer}: {error}");
            }
        }
    }
}

#[test]
fn schema_and_reader_refuse_the_same() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for lines in [
        "defualt: deny",
        "default: denied",
        "default: {deny: {stauts: 403}}",
        "default: {deny: {status: 42}}",
        "default: {deny: {}, allow: {}}",
        "default: {drip: {bytes_per_second: 0}}",
        "default: {intercept: {then: hang}}",
        "preset: sqiud",
        "latency_ms: -1",
        "on_accept: maybe",
        "auth: {basic: {user: u}}",
        "rules: [{hosts: [a.test]}]",
        "rules: [{hosts: [\"https://a.test\"], answer: allow}]",
        "rules: [{hosts: [a.test], methods: [POST], answer: allow}]",
        "rules: [{hosts: [a.test], ports: [70000], answer: allow}]",
        "rules: [{hosts: [{one_label_below: \"*.a.test\"}], answer: allow}]",
        "rules: [{hosts: [{two_labels_below: a.test}], answer: allow}]",
        "rules: [{hosts: [{one_label_below: a.test, beginning: b}], answer: allow}]",
        "rules: [{hosts: [{}], answer: allow}]",
        "rules: [{hosts: [3], answer: allow}]",
        "default: {origin: {certificate: god}}",
        "default: {origin: {certificate: {kind: god}}}",
        "default: {origin: {certificate: {crl: \"http://a.test/\"}}}",
        "default: {origin: {certificate: {cdp: [\"http://a.test/\"]}}}",
        "default: {origin: {certificate: {names: [bücher.test]}}}",
        "default: {origin: {certificate: {ocsp: [{txet: a}]}}}",
        "default: {origin: {headers: {Location: {text: a, times: 2}}}}",
        "default: {origin: {paths: {/a: {satus: 302}}}}",
    ] {
        let text = format!("schema: clearway/mock/v1\ntitle: t\n{lines}\n");
        assert!(text.parse::<Scenario>().is_err(), "the reader accepts {lines}");
        assert!(validates(&validator, &text).is_err(), "the schema accepts {lines}");
    }
}

#[test]
fn refusals_say_where_what_and_what_instead() {
    let unknown = refused("defualt: deny");
    assert!(unknown.starts_with("scenario, line 3, column 1: "), "{unknown}");
    assert!(unknown.contains("defualt") && unknown.contains("default"), "{unknown}");
    assert!(!unknown.contains("at line"), "{unknown}");
    let answer = refused("default: denied");
    assert!(answer.contains("line 3") && answer.contains("denied"), "{answer}");
    assert!(answer.contains("deny"), "{answer}");
    let host = refused("rules:\n- hosts: [\"https://a.test\"]\n  answer: allow");
    assert!(host.contains("line 4") && host.contains("more than a host pattern"), "{host}");
    let inside = refused("default: {intercept: {then: hang}}");
    assert!(inside.contains("line 3") && inside.contains("inside intercepted TLS"), "{inside}");
    let two = refused("default: {deny: {}, allow: {}}");
    assert!(two.contains("one answer only"), "{two}");
    let schema = "schema: clearway/mock/v9\ntitle: t\n".parse::<Scenario>().unwrap_err();
    assert!(schema.to_string().ends_with("expected one of clearway/mock/v1"), "{schema}");
    let name = Scenario::builtin("defautl").unwrap_err().to_string();
    assert!(name.contains("`defautl`") && name.contains("all-denied"), "{name}");
}

#[test]
fn a_file_is_named_in_its_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.yaml");
    let missing = Scenario::from_file(&path).unwrap_err().to_string();
    assert!(missing.starts_with("cannot read the scenario ") && missing.contains("mine.yaml"));
    std::fs::write(&path, "schema: clearway/mock/v1\ntitle: t\nrules: 3\n").unwrap();
    let wrong = Scenario::from_file(&path).unwrap_err().to_string();
    assert!(wrong.contains("mine.yaml, line 3"), "{wrong}");
    std::fs::write(&path, "schema: clearway/mock/v1\ntitle: mine\n").unwrap();
    assert_eq!(Scenario::from_file(&path).unwrap().title, "mine");
}

#[test]
fn passwords_are_not_printed() {
    let scenario = Scenario::builtin("needs-login").unwrap();
    let printed = format!("{:?}", scenario.auth.unwrap());
    assert!(printed.contains("clearway") && !printed.contains("password"), "{printed}");
}

#[tokio::test]
async fn the_default_world_fails_in_the_ways_that_it_promises() {
    let world = start(Scenario::builtin("default").unwrap());
    let denied = connect_answer(&world, "go.microsoft.com:443").await;
    assert!(denied.contains("ERR_ACCESS_DENIED 0"), "{denied}");
    let unknown = connect_answer(&world, "download.visualstudio.microsoft.com:443").await;
    assert!(unknown.contains("ERR_DNS_FAIL 0"), "{unknown}");
    let dead = connect_answer(&world, "configmgrbits.azureedge.net:443").await;
    assert!(dead.contains("ERR_CONNECT_FAIL 110"), "{dead}");
    assert!(tls_failure(&world, "dc.services.visualstudio.com").await.contains("UnknownIssuer"));
    let (head, _) = fetch(&world, "dl.delivery.mp.microsoft.com", world.ca_der()).await;
    assert!(head.starts_with("HTTP/1.1 403 "), "{head}");
    let (head, _) = fetch(&world, "bspmts.mp.microsoft.com", world.ca_der()).await;
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
    let (head, _) = fetch(&world, "login.microsoftonline.com", world.ca_der()).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[tokio::test]
async fn the_look_alikes_tell_names_from_ports() {
    for (name, host, port) in [
        ("squid", "HTTP/1.1 403 Forbidden\r\n", "HTTP/1.1 403 Forbidden\r\n"),
        ("tinyproxy", "HTTP/1.1 403 Filtered\r\n", "HTTP/1.1 403 Access violation\r\n"),
        ("apache", "HTTP/1.1 403 Forbidden\r\n", "HTTP/1.1 403 Proxy Error\r\n"),
    ] {
        let world = start(Scenario::builtin(name).unwrap());
        let got = connect_answer(&world, "www.denied.test:443").await;
        assert!(got.starts_with(host), "{name}: {got}");
        let got = connect_answer(&world, "www.allowed.test:8443").await;
        assert!(got.starts_with(port), "{name}: {got}");
        let got = connect_answer(&world, "other.test:443").await;
        assert!(got.starts_with(host), "{name}: {got}");
        fetch(&world, "www.allowed.test", world.ca_der()).await;
    }
}
