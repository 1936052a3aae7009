//! Catalogues of one's own, placeholders, and open points that may be forgiven.

use std::fs;
use std::path::Path;

use super::run;

/// Writes the file of a role; gives its folder.
pub(super) fn role(folder: &Path, id: &str, endpoints: &str) -> String {
    let path = folder.join(format!("{}.yaml", id.replace('/', "-")));
    let text =
        format!("schema: clearway/role/v1\nrole: {id}\ntitle: Mine\nendpoints:\n{endpoints}");
    fs::write(path, text).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn a_catalogue_of_ones_own_adds_and_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let own = role(folder.path(), "own/gate", "  - {pattern: gate.corp.test, ports: [443]}\n");
    let id = "configmgr/service-connection-point";
    role(folder.path(), id, "  - {pattern: instead.corp.test, ports: [80]}\n");
    let line = ["check", "--mock=all-allowed", "--catalogue", &own, "--format", "json"];
    let report = run(&[&line[..], &["--role", "own/*", "--role", id]].concat()).ends_with(0).json();
    let hosts: Vec<&str> =
        report["probes"].as_array().unwrap().iter().map(|p| p["host"].as_str().unwrap()).collect();
    assert_eq!(hosts, ["gate.corp.test", "instead.corp.test"]);
    let listed = run(&["roles", "--catalogue", &own, "--role", "own/*"]).ends_with(0).out.clone();
    assert!(listed.contains("own/gate"), "{listed}");
}

#[test]
fn a_bad_catalogue_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let own = role(folder.path(), "own/gate", "  - {patern: gate.corp.test, ports: [443]}\n");
    for command in ["check", "plan", "roles"] {
        run(&[command, "--catalogue", &own]).refuses(&["own-gate.yaml:5:", "`pattern`"]);
    }
    run(&["plan", "--catalogue", "no/such/folder"]).refuses(&["no/such/folder"]);
}

#[test]
fn placeholders_are_filled_or_named() {
    let folder = tempfile::tempdir().unwrap();
    let endpoints = "  - {pattern: '{Tenant}.corp.test', ports: [443]}\n  - {pattern: \
                     'https://login.corp.test/{TenantID}/x', ports: [443]}\n";
    let own = role(folder.path(), "own/tenant", endpoints);
    let line = ["plan", "--catalogue", &own, "--role", "own/tenant", "--format", "json"];
    let plan = run(&line).ends_with(0).json();
    let hosts = |plan: &serde_json::Value| -> Vec<String> {
        let probes = plan["probes"].as_array().unwrap();
        probes.iter().map(|probe| probe["host"].as_str().unwrap().to_owned()).collect()
    };
    // A place in the path alone does not keep the host from being asked.
    assert_eq!(hosts(&plan), ["login.corp.test"]);
    assert_eq!(plan["untested"][0]["cause"], "untested.placeholder");
    assert!(plan["untested"][0]["reason"].as_str().unwrap().contains("Tenant"), "{plan}");
    let filled = run(&[&line[..], &["--set", "tenant=contoso", "--set", "TenantID=42"]].concat());
    let filled = filled.ends_with(0).json();
    assert_eq!(hosts(&filled), ["contoso.corp.test", "login.corp.test"]);
    assert_eq!(filled["probes"][1]["url"], "https://login.corp.test/42/x");
    run(&[&line[..], &["--set", "Tenant"]].concat()).refuses(&["NAME=VALUE"]);
}

#[test]
fn only_wildcards_without_a_name_are_forgiven() {
    let folder = tempfile::tempdir().unwrap();
    let own = role(
        folder.path(),
        "own/wild",
        "  - {pattern: gate.corp.test, ports: [443]}\n  - {pattern: '*.wild.test', ports: [443]}\n",
    );
    role(
        folder.path(),
        "own/place",
        "  - {pattern: gate.corp.test, ports: [443]}\n  - {pattern: '{Place}.test', ports: [443]}\n",
    );
    let check = |world: &str, id: &str, more: &[&str]| {
        let line = ["check", world, "--catalogue", &own, "--role", id, "--format", "json"];
        run(&[&line[..], more].concat())
    };
    check("--mock=all-allowed", "own/wild", &[]).ends_with(3);
    let forgiven = check("--mock=all-allowed", "own/wild", &["--allow-untested"]);
    let report = forgiven.ends_with(0).json();
    assert_eq!(report["outcome"], "unproven");
    let listed = report["probes"].as_array().unwrap();
    assert!(listed.iter().any(|row| row["cause"] == "untested.wildcard"), "{listed:?}");
    check("--mock=all-allowed", "own/place", &["--allow-untested"]).ends_with(3);
    check("--mock=all-denied", "own/wild", &["--allow-untested"]).ends_with(1);
}
