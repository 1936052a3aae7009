//! `clearway plan` and `clearway roles`: what would be asked, without asking.

use super::run;
use super::world::Tripwire;

const ROLE: &str = "configmgr/service-connection-point";

#[test]
fn a_plan_touches_no_network() {
    let proxy = Tripwire::new();
    for format in ["human", "json"] {
        run(&["plan", "--proxy", &proxy.url(), "--role", ROLE, "--format", format]).ends_with(0);
    }
    assert!(proxy.is_untouched());
}

#[test]
fn a_plan_lists_probes_sorted_once_and_with_everyone_who_asks() {
    let plan = run(&["plan", "--product", "configmgr", "--format", "json"]).ends_with(0).json();
    assert_eq!(plan["schema"], "clearway/plan/v1");
    let probes = plan["probes"].as_array().unwrap();
    let keys: Vec<(String, u64, String)> = probes
        .iter()
        .map(|probe| {
            let text = |field: &str| probe[field].as_str().unwrap().to_owned();
            (text("host"), probe["port"].as_u64().unwrap(), text("scheme"))
        })
        .collect();
    let mut unique = keys.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), keys.len(), "a probe stands twice");
    assert!(probes.iter().any(|probe| probe["roles"].as_array().unwrap().len() > 1));
    assert!(!plan["untested"].as_array().unwrap().is_empty());
    for untested in plan["untested"].as_array().unwrap() {
        assert!(untested["cause"].as_str().unwrap().starts_with("untested."), "{untested}");
        assert!(untested["reason"].as_str().unwrap().len() > 10, "{untested}");
    }
}

#[test]
fn the_human_plan_counts_what_it_lists() {
    let plan = run(&["plan", "--role", ROLE, "--format", "json"]).json();
    let human = run(&["plan", "--role", ROLE]);
    let last = human.ends_with(0).out.lines().last().unwrap().to_owned();
    let probes = plan["probes"].as_array().unwrap().len();
    assert!(last.starts_with(&format!("{probes} probes for 1 role")), "{last}");
}

#[test]
fn roles_are_listed_with_their_counts() {
    let all = run(&["roles", "--format", "json"]).ends_with(0).json();
    assert_eq!(all["schema"], "clearway/roles/v1");
    let roles = all["roles"].as_array().unwrap();
    assert_eq!(roles.len(), 396);
    let one = roles.iter().find(|role| role["role"] == ROLE).unwrap();
    assert!(one["endpoints"].as_u64() >= one["required"].as_u64());
    assert_eq!(one["unites"].as_array().unwrap().len(), 3);
    let some = run(&["roles", "--role", "wsus/*", "--format", "json"]).ends_with(0).json();
    for role in some["roles"].as_array().unwrap() {
        assert!(role["role"].as_str().unwrap().starts_with("wsus/"), "{role}");
    }
    let human = run(&["roles", "--product", "wsus"]).ends_with(0).out.clone();
    let count = some["roles"].as_array().unwrap().len();
    assert!(human.lines().last().unwrap().starts_with(&format!("{count} roles")), "{human}");
}

#[test]
fn globs_pick_roles() {
    let plan = run(&["plan", "--role", "configmgr/scp-*", "--format", "json"]).ends_with(0).json();
    let roles = plan["roles"].as_array().unwrap();
    assert!(roles.len() > 2);
    for role in roles {
        assert!(role["role"].as_str().unwrap().starts_with("configmgr/scp-"), "{role}");
    }
    let report = run(&["check", "--mock=all-allowed", "--role", "edge/*-s*", "--format", "json"]);
    let report = report.json();
    assert!(!report["roles"].as_array().unwrap().is_empty());
    for role in report["roles"].as_array().unwrap() {
        assert!(role["role"].as_str().unwrap().starts_with("edge/"), "{role}");
    }
}

#[test]
fn an_unknown_role_is_refused_with_the_nearest() {
    for command in ["check", "plan"] {
        run(&[command, "--role", "configmgr/service-conection-point"]).refuses(&[
            "configmgr/service-conection-point",
            "did you mean `configmgr/service-connection-point`",
        ]);
        run(&[command, "--role", "nowhere/*"]).refuses(&["nowhere/*"]);
        run(&[command, "--product", "intun"]).refuses(&["intun", "intune"]);
        run(&[command, "--role", "configmgr/[a"]).refuses(&["configmgr/[a"]);
        run(&[command, "--cloud", "mars"]).refuses(&["mars", "usgov"]);
    }
    run(&["roles", "--role", "configmgr/service-conection-point"]).refuses(&["did you mean"]);
}

#[test]
fn needs_and_clouds_narrow_a_plan() {
    let count = |more: &[&str]| {
        let line = [&["plan", "--role", ROLE, "--format", "json"], more].concat();
        run(&line).ends_with(0).json()["probes"].as_array().unwrap().len()
    };
    let (all, required, optional) =
        (count(&[]), count(&["--need", "required"]), count(&["--need", "optional"]));
    assert!(required > 0 && required <= all && optional < all, "{all} {required} {optional}");
    let other = run(&["plan", "--role", "intune/*", "--cloud", "usgov", "--format", "json"]);
    assert!(other.ends_with(0).out.contains(".us"));
}
