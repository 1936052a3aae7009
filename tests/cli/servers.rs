//! `clearway check --site`: the roles of a server, each by the way that its settings give it.

use std::fs;
use std::path::Path;

use clearway::mock::{Credentials, Party, Seen};
use serde_json::Value;

use super::world::World;
use super::{Run, clearway, finish};

const SECRET: &str = "hunter2-Zq9";

/// A folder with a site file and small lists in place of the vendor's.
struct Hierarchy {
    folder: tempfile::TempDir,
    more: Vec<String>,
}

impl Hierarchy {
    /// One primary site with these servers, indented as list items.
    fn of(servers: &str) -> Self {
        Self::with(&format!("  - code: P01\n    kind: primary\n    servers:\n{servers}"))
    }

    fn with(sites: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("schema: clearway/site/v1\nsites:\n{sites}");
        fs::write(folder.path().join("site.yaml"), text).unwrap();
        let lists = folder.path().join("lists");
        fs::create_dir(&lists).unwrap();
        for (id, host) in [
            ("configmgr/scp-updates-and-servicing", "updates.test"),
            ("configmgr/scp-windows-servicing", "servicing.test"),
            ("configmgr/console-push-notifications", "push.test"),
            ("configmgr/scp-entra-discovery", "graph.test"),
            ("configmgr/software-update-point", "localhost"),
            ("wsus/wsus-to-microsoft-update", "wsus.test"),
            ("configmgr/distribution-point-connected-cache", "cache.test"),
            ("delivery-optimization/do-windows-update", "content.test"),
            ("configmgr/cmg-connection-point", "gateway.test"),
        ] {
            let name = format!("{}.yaml", id.replace('/', "-"));
            let text = format!(
                "schema: clearway/role/v1\nrole: {id}\ntitle: small\nendpoints:\n  - {{pattern: \
                 {host}, ports: [443]}}\n"
            );
            fs::write(lists.join(name), text).unwrap();
        }
        let more = vec!["--catalogue".to_owned(), lists.to_str().unwrap().to_owned()];
        Self { folder, more }
    }

    fn trusting(mut self, world: &World) -> Self {
        self.more.extend(["--ca".to_owned(), world.ca()]);
        self
    }

    fn file(&self) -> String {
        self.folder.path().join("site.yaml").to_str().unwrap().to_owned()
    }

    fn check(&self, more: &[&str]) -> Run {
        let file = self.file();
        let mut line = vec!["check", "--site", &file];
        line.extend(self.more.iter().map(String::as_str));
        line.extend(more);
        finish(clearway(&line).env("P01_PROXY_PASSWORD", SECRET))
    }

    fn json(&self, more: &[&str]) -> Value {
        self.check(&[&["--format", "json"], more].concat()).json()
    }
}

fn proxy(world: &World) -> String {
    let authority = world.authority();
    let (host, port) = authority.split_once(':').unwrap();
    format!("name: {host}, port: {port}")
}

/// The hosts that were asked for at the proxy, each once.
fn hosts(world: &World) -> Vec<String> {
    let mut hosts: Vec<String> = at_the_proxy(world)
        .iter()
        .map(|seen| seen.target.split(":443").next().unwrap().to_owned())
        .collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

fn at_the_proxy(world: &World) -> Vec<Seen> {
    world.requests().into_iter().filter(|seen| seen.by == Party::Proxy).collect()
}

fn role<'a>(report: &'a Value, server: &str, id: &str) -> &'a Value {
    let roles = report["roles"].as_array().unwrap();
    let is_it = |role: &&Value| role["server"] == server && role["role"] == id;
    roles.iter().find(is_it).unwrap_or_else(|| panic!("no {id} on {server} in {roles:#?}"))
}

#[test]
fn each_role_goes_the_way_that_its_settings_give_it() {
    let world = World::with("");
    let sites = Hierarchy::of(&format!(
        "      - name: cm01.corp.test\n        proxy: {{{}}}\n        roles:\n          - role: \
         service-connection-point\n            features: [updates, entra-user-discovery]\n          \
         - {{role: software-update-point, proxy_when_synchronizing: true}}\n      - name: \
         other.corp.test\n        roles: [{{role: cmg-connection-point}}]\n",
        proxy(&world)
    ))
    .trusting(&world);
    let report = sites.json(&["--server", "CM01"]);
    assert_eq!(
        hosts(&world),
        ["graph.test", "localhost", "push.test", "servicing.test", "updates.test", "wsus.test"]
    );
    let updates = role(&report, "cm01.corp.test", "configmgr/scp-updates-and-servicing");
    assert_eq!((&updates["status"], &updates["duty"]["way"]), (&"ready".into(), &"proxy".into()));
    assert_eq!(updates["duty"]["site"], "P01");
    assert_eq!(updates["duty"]["logs"][0], "Dmpdownloader.log");
    // The same list twice: through the proxy, and past it because an option is off.
    let roles = report["roles"].as_array().unwrap();
    let own = roles.iter().filter(|role| role["role"] == "configmgr/software-update-point");
    let own: Vec<&Value> = own.collect();
    assert_eq!((own.len(), &own[0]["duty"]["way"]), (2, &"proxy".into()));
    assert_eq!(own[1]["duty"]["way"], "direct");
    let because = own[1]["duty"]["because"].as_str().unwrap();
    assert!(because.contains("`proxy_for_automatic_deployment` is off"), "{because}");
    assert_eq!(own[1]["status"], "not ready", "nobody listens on port 443 of this machine");
    let row = usize::try_from(own[1]["open"][0]["rows"][0].as_u64().unwrap()).unwrap();
    let row = &report["probes"][row];
    assert_eq!(
        (&row["route"]["kind"], &row["servers"][0]),
        (&"direct".into(), &"cm01.corp.test".into())
    );
    assert_eq!(row["log_files"], serde_json::json!(["ruleengine.log", "PatchDownloader.log"]));
    assert!(!report.to_string().contains("gateway.test"), "the other server was asked for");
}

#[test]
fn offline_mode_needs_nothing_and_says_so() {
    let sites = Hierarchy::of(
        "      - name: cm01.corp.test\n        roles: [{role: service-connection-point, mode: \
         offline}]\n",
    );
    let run = sites.check(&["--server", "cm01"]);
    let out = &run.ends_with(0).out;
    for words in ["with 0 probes", "needs nothing", "in offline mode", "READY: 1 role (1 ready)"] {
        assert!(out.contains(words), "`{words}` is missing in {out}");
    }
    let report = sites.json(&["--server", "cm01"]);
    assert_eq!(report["roles"][0]["duty"]["way"], "nothing");
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/report.schema.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    assert!(jsonschema::draft202012::new(&schema).unwrap().is_valid(&report), "{report:#}");
}

#[test]
fn connected_cache_never_signs_in() {
    let world = World::with(&format!("auth: {{basic: {{user: svc, password: {SECRET}}}}}"));
    // The account of the file would be refused by the check of sites; the computer's has to do.
    let sites = Hierarchy::of(&format!(
        "      - name: dp01.corp.test\n        proxy: {{{}}}\n        roles: [{{role: \
         distribution-point, connected_cache: true}}]\n",
        proxy(&world)
    ))
    .trusting(&world);
    let report = sites.json(&["--server", "dp01.corp.test"]);
    let cache = role(&report, "dp01.corp.test", "configmgr/distribution-point-connected-cache");
    assert_eq!(cache["duty"]["way"], "proxy_without_sign_in");
    assert_eq!((&cache["status"], &cache["duty"]["signs_in"]), (&"not ready".into(), &Value::Null));
    let probes = report["probes"].as_array().unwrap();
    assert!(probes.iter().all(|probe| probe["auth"]["outcome"] == "declined"), "{probes:#?}");
    let seen = at_the_proxy(&world);
    assert!(seen.iter().all(|seen| seen.credentials == Credentials::Absent), "{seen:?}");
}

/// One server whose proxy wants the account `svc`.
fn locked(world: &World, secret: &str) -> Hierarchy {
    Hierarchy::of(&format!(
        "      - name: cm01.corp.test\n        proxy: {{{}, account: {{user: svc, {secret}}}}}\n        \
         roles: [{{role: service-connection-point}}]\n",
        proxy(world)
    ))
    .trusting(world)
}

#[test]
fn the_password_is_where_the_file_says() {
    let world = World::with(&format!("auth: {{basic: {{user: svc, password: {SECRET}}}}}"));
    let secrets = [
        "password_env: P01_PROXY_PASSWORD".to_owned(),
        "password_file: secret.txt".to_owned(),
        format!("password_command: echo {SECRET}"),
    ];
    for secret in secrets {
        let sites = locked(&world, &secret);
        fs::write(sites.folder.path().join("secret.txt"), format!("{SECRET}\n")).unwrap();
        let run = sites.check(&["--server", "cm01", "--format", "json"]);
        let report = run.ends_with(0).json();
        assert_eq!(report["run"]["proxy_user"], "svc", "{secret}");
        let updates = role(&report, "cm01.corp.test", "configmgr/scp-updates-and-servicing");
        assert_eq!(updates["duty"]["signs_in"], "svc");
        assert!(!run.out.contains(SECRET) && !run.err.contains(SECRET), "a secret is shown");
    }
    locked(&world, "password_env: NOT_SET_ANYWHERE")
        .check(&["--server", "cm01"])
        .refuses(&["the password of svc", "NOT_SET_ANYWHERE"]);
    locked(&world, "password_file: nowhere.txt")
        .check(&["--server", "cm01"])
        .refuses(&["the password of svc", "nowhere.txt"]);
}

#[test]
fn a_wrong_password_is_sent_once_for_all_servers() {
    let world = World::with(&format!("auth: {{basic: {{user: svc, password: {SECRET}}}}}"));
    let proxy = proxy(&world);
    let server = |number: u8| {
        format!(
            "      - name: cm{number}.corp.test\n        proxy: {{{proxy}, account: {{user: svc, \
             password_command: echo wrong}}}}\n        roles: [{{role: cmg-connection-point}}]\n"
        )
    };
    let servers: Vec<String> = (0..20).map(server).collect();
    let report = Hierarchy::of(&servers.concat()).trusting(&world).json(&["--all"]);
    let sent = at_the_proxy(&world).into_iter();
    let sent = sent.filter(|seen| seen.credentials == Credentials::Sent).count();
    assert_eq!(sent, 1, "accounts lock");
    assert_eq!(report["roles"].as_array().unwrap().len(), 20);
    assert_eq!(report["probes"].as_array().unwrap().len(), 1, "one way is asked once");
    assert_eq!(report["probes"][0]["servers"].as_array().unwrap().len(), 20);
}

#[test]
fn all_servers_are_asked_from_here_with_a_warning() {
    let (one, other) = (World::with(""), World::with(""));
    let sites = Hierarchy::of(&format!(
        "      - name: cm01.corp.test\n        proxy: {{{}}}\n        roles: [{{role: \
         service-connection-point}}]\n      - name: gw01.corp.test\n        proxy: {{{}}}\n        \
         roles: [{{role: cmg-connection-point}}]\n",
        proxy(&one),
        proxy(&other)
    ));
    let run = sites.check(&["--all", "--format", "json"]);
    assert!(run.err.contains("warning: everything is asked from this machine"), "{}", run.err);
    assert_eq!(hosts(&one), ["push.test", "servicing.test", "updates.test"]);
    assert_eq!(hosts(&other), ["gateway.test"]);
    let report = run.json();
    assert_eq!(
        (&report["route"]["kind"], &report["outcome"]),
        (&"mixed".into(), &"not ready".into())
    );
    let text = sites.check(&["--all"]).out;
    let (first, second) = (text.find("SERVER     cm01"), text.find("SERVER     gw01"));
    assert!(first.is_some() && first < second, "{text}");
    for format in ["junit", "csv", "markdown"] {
        let text = sites.check(&["--all", "--format", format]).out;
        assert!(text.contains("gw01.corp.test"), "{format}: {text}");
    }
}

#[test]
fn a_server_is_named_or_is_this_machine() {
    let sites = Hierarchy::of("      - name: cm01.corp.test\n      - name: cm02.corp.test\n");
    sites.check(&["--server", "cm03"]).refuses(&["cm03", "did you mean", "cm02.corp.test"]);
    sites.check(&[]).refuses(&["this machine is", "--server NAME", "cm01.corp.test, cm02"]);
    let machine = gethostname::gethostname().into_string().unwrap();
    let label = machine.split('.').next().unwrap().to_uppercase();
    let own = Hierarchy::of(&format!(
        "      - name: {label}\n        roles: [{{role: distribution-point}}]\n"
    ));
    let report = own.json(&[]);
    assert_eq!(report["roles"][0]["server"], label.as_str());
    assert_eq!(report["run"]["notes"], serde_json::json!([]), "it is seen from where it is");
}

#[test]
fn errors_of_the_server_refuse_the_check_and_those_of_others_do_not() {
    let world = World::with("");
    let sites = Hierarchy::of(&format!(
        "      - name: dp01.corp.test\n        proxy: {{{0}, account: {{user: u, password_env: \
         P01_PROXY_PASSWORD}}}}\n        roles: [{{role: distribution-point, connected_cache: \
         true}}]\n      - name: gw01.corp.test\n        proxy: {{{0}}}\n        roles: [{{role: \
         cmg-connection-point}}]\n",
        proxy(&world)
    ))
    .trusting(&world);
    let words = ["distribution_point.authenticated_proxy", "nothing was sent", "site.yaml:7:"];
    sites.check(&["--server", "dp01"]).refuses(&words);
    sites.check(&["--all"]).refuses(&words);
    assert_eq!(world.requests().len(), 0);
    let report = sites.json(&["--server", "gw01"]);
    let notes = report["run"]["notes"].to_string();
    assert!(notes.contains("1 error about servers that are not checked"), "{notes}");
    assert_eq!(hosts(&world), ["gateway.test"]);
    let broken = Hierarchy::with("  - {code: S01, kind: secondary, servers: [{name: a.test}]}\n");
    broken.check(&["--server", "a.test"]).refuses(&["site.parent", "nothing was sent"]);
}

#[test]
fn options_that_contradict_the_file_are_refused() {
    let sites = Hierarchy::of("      - name: cm01.corp.test\n");
    for more in [
        &["--role", "wsus/*"][..],
        &["--product", "intune"],
        &["--proxy", "http://p.test"],
        &["--direct"],
        &["x.test"],
        &["--proxy-user", "me"],
        &["--mock"],
    ] {
        sites.check(more).refuses(&["cannot be used with", "--site"]);
    }
    super::run(&["check", "--server", "cm01", "x.test"]).refuses(&["--site"]);
    super::run(&["check", "--all", "x.test"]).refuses(&["--site"]);
    assert!(Path::new(&sites.file()).exists());
}
