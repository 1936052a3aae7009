//! The SQL that is written is run on the real engines, and must find what the algebra of hosts finds.
//!
//! The engines are the Python packages `duckdb` and `chdb` (`ClickHouse` in the process), of the
//! Python that `CLEARWAY_PYTHON` names, else of `python3`. What is missing is skipped, loudly;
//! with `CLEARWAY_REQUIRE_ENGINES` it is a failure.

use std::collections::BTreeMap;
use std::env;
use std::process::{Command, Stdio};

use clearway::allowlist::Ports;
use clearway::hostset::{Depths, HostSet, Regular};
use clearway::traffic::answers::Need;
use clearway::traffic::queries::emitter;

/// Hosts as logs have them, some close to each other.
const HOSTS: &[&str] = &[
    "x.test",
    "X.Test.",
    "a.x.test",
    "b.a.x.test",
    "c.b.a.x.test",
    "notx.test",
    "xtest",
    "x.test.evil.test",
    "a-x.test",
    "a_x.test",
    "aXx.test",
    "y.test",
    "www.y.test",
    "store7.blob.z.test",
    "store7.a.blob.z.test",
    "192.0.2.7",
    "192.0.3.7",
    "2001:db8::1",
    "2001:db9::1",
    "%.test",
    "only.denied.test",
    "both.test",
    "q.test",
];

fn needs() -> Vec<Need> {
    let under = |name: &str, least, most| HostSet::Under {
        name: name.into(),
        depths: Depths { least, most },
    };
    let sets = vec![
        HostSet::exact("x.test"),
        HostSet::below("x.test"),
        HostSet::subtree("x.test"),
        under("x.test", 1, Some(1)),
        under("x.test", 2, Some(3)),
        under("x.test", 2, None),
        under("test", 1, Some(1)),
        HostSet::EndsWith("x.test".into()),
        HostSet::EndsWith("_x.test".into()),
        HostSet::StartsWith("a".into()),
        HostSet::Contains("_x".into()),
        HostSet::Regular(Regular::new(r"store[^.]*\.blob\.z\.test").unwrap()),
        HostSet::Network("192.0.2.7/32".parse().unwrap()),
        HostSet::Network("192.0.2.0/24".parse().unwrap()),
        HostSet::Network("2001:db8::/32".parse().unwrap()),
        HostSet::exact("only.denied.test"),
        HostSet::exact("both.test"),
        HostSet::exact("never.test"),
        HostSet::Everything,
    ];
    let ports = [Ports::all(), Ports::one(443), Ports::of([(80, 80), (8000, 9000)])];
    let needs = sets.into_iter().enumerate().flat_map(|(number, hosts)| {
        ports.clone().into_iter().enumerate().map(move |(other, ports)| Need {
            role: format!("role {other}"),
            text: format!("need {number} it's"),
            hosts: hosts.clone(),
            ports,
        })
    });
    needs.collect()
}

/// `host, port, verdict` of every request.
fn requests() -> Vec<(&'static str, Option<u16>, &'static str)> {
    let ports = [Some(443), Some(80), Some(8443), None, Some(22)];
    HOSTS
        .iter()
        .enumerate()
        .flat_map(|(number, host)| {
            (0..3).map(move |again| {
                let verdict = match *host {
                    "only.denied.test" => "denied",
                    "both.test" => ["allowed", "denied", "unclear"][again],
                    "q.test" => "unclear",
                    _ => "allowed",
                };
                (*host, ports[(number + again) % ports.len()], verdict)
            })
        })
        .collect()
}

/// For each need, what must be found: its state, allowed, denied.
fn expected(need: &Need) -> (String, u64, u64) {
    let (mut seen, mut allowed, mut denied) = (0, 0, 0);
    for (host, port, verdict) in requests() {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        if need.hosts.matches(&host) == Ok(true) && port.is_none_or(|port| need.ports.admit(port)) {
            seen += 1;
            allowed += u64::from(verdict == "allowed");
            denied += u64::from(verdict == "denied");
        }
    }
    let state = match (seen, denied > 0, allowed > 0) {
        (0, ..) => "never seen",
        (_, true, true) => "denied and allowed",
        (_, true, false) => "denied",
        (_, false, true) => "allowed",
        _ => "unclear",
    };
    (state.to_owned(), allowed, denied)
}

/// Runs a script of Python; none when the engine is missing.
fn python(module: &str, script: &str) -> Option<String> {
    let program = env::var("CLEARWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let missing = |why: &str| {
        assert!(env::var_os("CLEARWAY_REQUIRE_ENGINES").is_none(), "{module} is missing: {why}");
        eprintln!("SKIPPED: {module} is missing ({why}); the SQL for it was not run");
    };
    let here = Command::new(&program)
        .args(["-c", &format!("import {module}")])
        .stderr(Stdio::null())
        .status();
    if !here.is_ok_and(|status| status.success()) {
        missing(&format!("{program} cannot import it"));
        return None;
    }
    let output = Command::new(&program).args(["-c", script]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{module}: {errors}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Holds the rows of an engine, as tab separated text, against what must be found.
fn judge(id: &str, run: impl Fn(&str, &str) -> Option<String>) {
    let needs = needs();
    let query = emitter(id).unwrap().query(&needs, None).unwrap();
    let rows: Vec<String> = requests()
        .iter()
        .enumerate()
        .map(|(time, (host, port, verdict))| {
            let port = port.map_or("NULL".to_owned(), |port| port.to_string());
            format!("({time}, '10.0.0.5', '{host}', {port}, '{verdict}')")
        })
        .collect();
    let Some(found) = run(&query.text, &rows.join(", ")) else { return };
    let asked =
        needs.iter().filter(|need| !query.refused.iter().any(|(text, _)| *text == need.text));
    let found: Vec<(String, u64, u64)> = found
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[2].to_owned(), fields[3].parse().unwrap(), fields[4].parse().unwrap())
        })
        .collect();
    let mut wrong = BTreeMap::new();
    let asked: Vec<&Need> = asked.collect();
    assert_eq!(found.len(), asked.len(), "{id}");
    for (need, found) in asked.into_iter().zip(&found) {
        let expected = expected(need);
        if expected != *found {
            wrong.insert(format!("{} on {}", need.hosts, need.ports), (expected, found.clone()));
        }
    }
    assert!(wrong.is_empty(), "{id} (expected, found): {wrong:#?}");
}

#[test]
fn duckdb_finds_what_the_algebra_finds() {
    judge("sql-duckdb", |query, rows| {
        let script = format!(
            "import duckdb\nc = duckdb.connect()\n\
             c.execute('CREATE TABLE requests(time BIGINT, client TEXT, host TEXT, port INTEGER, verdict TEXT)')\n\
             c.execute({:?})\nfor row in c.execute({query:?}).fetchall():\n    print(*row, sep='\\t')",
            format!("INSERT INTO requests VALUES {rows}"),
        );
        python("duckdb", &script)
    });
}

#[test]
fn clickhouse_finds_what_the_algebra_finds() {
    judge("sql-clickhouse", |query, rows| {
        let script = format!(
            "from chdb import session\ns = session.Session()\ns.query('CREATE DATABASE IF NOT EXISTS d')\n\
             s.query('CREATE TABLE d.requests(time Int64, client String, host String, port Nullable(Int32), verdict String) ENGINE = Memory')\n\
             s.query({:?})\nprint(str(s.query({:?}, 'TabSeparated')), end='')",
            format!("INSERT INTO d.requests VALUES {rows}"),
            query.replace("FROM requests\n", "FROM d.requests\n"),
        );
        python("chdb", &script)
    });
}
