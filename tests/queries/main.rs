//! The queries that are written are run on real engines, and must find what the algebra of hosts
//! finds. The engines are in `engine.rs`.

mod documented;
mod engine;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clearway::allowlist::Ports;
use clearway::hostset::{Depths, HostSet, Regular};
use clearway::traffic::answers::Need;
use clearway::traffic::queries::{Query, emitter};

use engine::python;

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

/// Holds the rows of an engine, as tab separated text, against what must be found for the needs
/// that the query does not refuse.
fn judge(id: &str, needs: &[Need], query: &Query, found: &str) {
    let refused = |need: &&Need| !query.refused.iter().any(|(text, _)| *text == need.text);
    let asked: Vec<&Need> = needs.iter().filter(refused).collect();
    let found: Vec<(String, u64, u64)> = found
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            (fields[2].to_owned(), fields[3].parse().unwrap(), fields[4].parse().unwrap())
        })
        .collect();
    assert_eq!(found.len(), asked.len(), "{id}");
    let mut wrong = BTreeMap::new();
    for (need, found) in asked.into_iter().zip(&found) {
        let expected = expected(need);
        if expected != *found {
            wrong.insert(format!("{} on {}", need.hosts, need.ports), (expected, found.clone()));
        }
    }
    assert!(wrong.is_empty(), "{id} (expected, found): {wrong:#?}");
}

/// The requests as values of SQL.
fn values() -> String {
    let rows = requests().into_iter().enumerate().map(|(time, (host, port, verdict))| {
        let port = port.map_or("NULL".to_owned(), |port| port.to_string());
        format!("({time}, '10.0.0.5', '{host}', {port}, '{verdict}')")
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[test]
fn duckdb_finds_what_the_algebra_finds() {
    let (needs, id) = (needs(), "sql-duckdb");
    for needs in [&needs[..], &[]] {
        let query = emitter(id).unwrap().query(needs, None).unwrap();
        let script = format!(
            "import duckdb\nc = duckdb.connect()\n\
             c.execute('CREATE TABLE requests(time BIGINT, client TEXT, host TEXT, port INTEGER, verdict TEXT)')\n\
             c.execute({:?})\nfor row in c.execute({:?}).fetchall():\n    print(*row, sep='\\t')",
            format!("INSERT INTO requests VALUES {}", values()),
            query.text,
        );
        let Some(found) = python("duckdb", &script) else { return };
        judge(id, needs, &query, &found);
    }
}

#[test]
fn clickhouse_finds_what_the_algebra_finds() {
    let (needs, id) = (needs(), "sql-clickhouse");
    for needs in [&needs[..], &[]] {
        let query = emitter(id).unwrap().query(needs, None).unwrap();
        let script = format!(
            "from chdb import session\ns = session.Session()\n\
             s.query('CREATE DATABASE IF NOT EXISTS d')\ns.query('USE d')\n\
             s.query('CREATE TABLE requests(time Int64, client String, host String, port Nullable(Int32), verdict String) ENGINE = Memory')\n\
             s.query({:?})\nprint(str(s.query({:?}, 'TabSeparated')), end='')",
            format!("INSERT INTO requests VALUES {}", values()),
            query.text,
        );
        let Some(found) = python("chdb", &script) else { return };
        judge(id, needs, &query, &found);
    }
}

/// The requests as Azure Firewall writes them: by turns in the structured table and in sentences,
/// as far as a sentence can say them.
fn azure(time: impl Fn(usize) -> String) -> String {
    let mut rows = String::new();
    for (number, (host, port, verdict)) in requests().into_iter().enumerate() {
        let action = match verdict {
            "allowed" => "Allow",
            "denied" => "Deny",
            _ => "Alert",
        };
        let time = time(number);
        let _ = match port {
            Some(port) if number % 2 == 0 => writeln!(
                rows,
                "INSERT INTO AzureDiagnostics VALUES ({time}, 'AzureFirewallApplicationRule', \
                 'HTTPS request from 10.0.0.5:51000 to {host}:{port}. Action: {action}. Rule: r')"
            ),
            _ => {
                let port = port.map_or("NULL".to_owned(), |port| port.to_string());
                writeln!(
                    rows,
                    "INSERT INTO AZFWApplicationRule VALUES ({time}, '10.0.0.5', '{host}', {port}, '{action}')"
                )
            }
        };
    }
    rows
}

/// KQL is run by a translator to `DuckDB`, which knows no ranges of addresses. Times come as texts
/// from there, and are not looked at.
#[test]
fn a_kusto_for_duckdb_finds_what_the_algebra_finds() {
    let mut needs = needs();
    needs.retain(|need| {
        !matches!(&need.hosts, HostSet::Network(net) if net.prefix_len() < net.max_prefix_len())
    });
    for needs in [&needs[..], &[]] {
        let query = emitter("kql").unwrap().query(needs, None).unwrap();
        let script = format!(
            "import duckdb_kql\nc = duckdb_kql.connect()\n\
             c.execute('CREATE TABLE AZFWApplicationRule(TimeGenerated TIMESTAMP, SourceIp TEXT, Fqdn TEXT, DestinationPort INTEGER, Action TEXT)')\n\
             c.execute('CREATE TABLE AzureDiagnostics(TimeGenerated TIMESTAMP, Category TEXT, msg_s TEXT)')\n\
             for row in {:?}.splitlines():\n    c.execute(row)\n\
             for row in duckdb_kql.query(c, {:?}).fetchall():\n    print(*row, sep='\\t')",
            azure(|number| format!("make_timestamp({number}000000)")),
            query.text,
        );
        let Some(found) = python("duckdb_kql", &script) else { return };
        judge("kql", needs, &query, &found);
    }
}

/// `ClickHouse` reads most of KQL. Its `union` knows no `isfuzzy`, which in Azure lets one of the
/// two tables be missing.
#[test]
fn the_kusto_of_clickhouse_finds_what_the_algebra_finds() {
    let needs = needs();
    for needs in [&needs[..], &[]] {
        let query = emitter("kql").unwrap().query(needs, None).unwrap();
        assert!(query.text.contains("union isfuzzy=true ("));
        let script = format!(
            "from chdb import session\ns = session.Session()\n\
             s.query('CREATE DATABASE IF NOT EXISTS d')\ns.query('USE d')\n\
             s.query('CREATE TABLE AZFWApplicationRule(TimeGenerated DateTime, SourceIp String, Fqdn String, DestinationPort Nullable(Int32), Action String) ENGINE = Memory')\n\
             s.query('CREATE TABLE AzureDiagnostics(TimeGenerated DateTime, Category String, msg_s String) ENGINE = Memory')\n\
             for row in {:?}.splitlines():\n    s.query(row)\n\
             kql = \"SET allow_experimental_kusto_dialect = 1; SET dialect = 'kusto'; \" + {:?}\n\
             print(str(s.query(kql, 'TabSeparated')), end='')",
            azure(|number| number.to_string()),
            query.text.replace("union isfuzzy=true (", "union ("),
        );
        let Some(found) = python("chdb", &script) else { return };
        judge("kql", needs, &query, &found);
    }
}
