//! What `docs/audit.md` says about loading logs: an engine that has the log by it gives the same
//! answers as the log itself.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::engine::python;

const SQUID: &str = "\
1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT manage.x.test:443 - HIER_NONE/- text/html
1795223873.511    182 10.0.0.5 TCP_TUNNEL/200 6120 CONNECT dl.x.test:443 - HIER_DIRECT/203.0.113.9 -
1795223874.511      0 10.0.0.6 TCP_DENIED/403 6120 CONNECT DL.x.test:443 - HIER_NONE/- text/html
1795223875.010     12 10.0.0.5 TCP_MISS/403 512 GET http://www.x.test/x user1 HIER_DIRECT/203.0.113.10 text/html
1795223876.010     12 10.0.0.5 TCP_DENIED/407 512 GET http://login.x.test/ - HIER_NONE/- text/html
1795223877.010     12 10.0.0.5 NONE_NONE/200 0 CONNECT bumped.x.test:443 - HIER_NONE/- -
1795223878.010     12 10.0.0.5 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -
1795223879.010     12 2001:db8::7 TCP_TUNNEL/200 9 CONNECT [2001:db8::1]:8443 - HIER_DIRECT/2001:db8::1 -
1795223880.010     12 10.0.0.5 TCP_MEM_HIT/200 9 GET http://www.x.test:8080/ - HIER_NONE/- -
1795223881.010     12 10.0.0.5 TCP_MISS/503 9 GET http://down.x.test/ - HIER_DIRECT/203.0.113.9 -
";

const AZURE: &str = r#"{"TimeGenerated":"2026-11-21T01:17:52Z","Category":"AZFWApplicationRule","Protocol":"HTTPS","SourceIp":"10.0.0.5","SourcePort":51000,"DestinationPort":443,"Fqdn":"manage.x.test","Action":"Deny","ActionReason":"Default Action","Rule":""}
{"TimeGenerated":"2026-11-21T01:17:53Z","Category":"AZFWApplicationRule","Protocol":"HTTPS","SourceIp":"10.0.0.5","SourcePort":51000,"DestinationPort":443,"Fqdn":"dl.x.test","Action":"Deny","Rule":""}
{"TimeGenerated":"2026-11-21T01:17:54Z","Category":"AZFWApplicationRule","Protocol":"HTTPS","SourceIp":"10.0.0.6","SourcePort":51000,"DestinationPort":443,"Fqdn":"dl.x.test","Action":"Allow","Rule":"r"}
{"TimeGenerated":"2026-11-21T01:17:55Z","Category":"AZFWNatRule","Protocol":"TCP","SourceIp":"10.0.0.6"}
{"TimeGenerated":"2026-11-21T01:17:56Z","Category":"AZFWApplicationRule","Protocol":"HTTP","SourceIp":"10.0.0.6","SourcePort":51000,"DestinationPort":80,"Fqdn":"www.x.test","Action":"Allow","Rule":"r"}
"#;

const TARGETS: &[&str] = &[
    "https://manage.x.test/",
    "https://dl.x.test/",
    "http://www.x.test/",
    "http://www.x.test:8080/",
    "http://login.x.test/",
    "https://bumped.x.test/",
    "http://down.x.test/",
    "https://[2001:db8::1]:8443/",
    "https://never.x.test/",
];

/// The block of SQL in the document that begins with a comment.
fn documented(comment: &str) -> String {
    let text = fs::read_to_string("docs/audit.md").unwrap().replace("\r\n", "\n");
    let start = format!("```sql\n-- {comment}\n");
    let block = text.split_once(&start).unwrap_or_else(|| panic!("no block {comment:?}")).1;
    block.split_once("\n```").unwrap().0.to_owned()
}

fn clearway(arguments: &[&str]) -> String {
    let targets = TARGETS.iter().flat_map(|target| ["--target", target]);
    let mut command = Command::cargo_bin("clearway").unwrap();
    let output = command.arg("audit").args(targets).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// `entry, state, allowed, denied` of each need, as the log says itself.
fn of_the_log(log: &Path) -> Vec<String> {
    let answers = clearway(&["--format", "json", "--log", log.to_str().unwrap()]);
    let answers: Value = serde_json::from_str(&answers).unwrap();
    let needs = answers["needs"].as_array().unwrap().iter().map(|need| {
        let state = match need["state"].as_str().unwrap() {
            "never-seen" | "other-port" => "never seen",
            "mixed" => "denied and allowed",
            state => state,
        };
        let text = need["text"].as_str().unwrap().replace(['[', ']'], "?");
        format!("{text}\t{state}\t{}\t{}", need["allowed"], need["denied"])
    });
    needs.collect()
}

/// The same as an engine finds it that was given the log as the document says.
fn holds(engine: &str, comment: &str, file: &str, log: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    fs::write(&path, log).unwrap();
    let view = documented(comment);
    assert!(view.contains(&format!("'{file}'")), "{view}");
    let view = view.replace(file, path.to_str().unwrap());
    let query = clearway(&["--emit", engine]);
    let (module, script) = if engine == "sql-duckdb" {
        let run = "import duckdb\nc = duckdb.connect()\nc.execute(view)\n\
                   for row in c.execute(query).fetchall():\n    print(*row, sep='\\t')";
        ("duckdb", run)
    } else {
        let run = "from chdb import session\ns = session.Session()\n\
                   s.query('CREATE DATABASE IF NOT EXISTS d')\ns.query('USE d')\n\
                   s.query(view)\nprint(str(s.query(query, 'TabSeparated')), end='')";
        ("chdb", run)
    };
    let script = format!("view = {view:?}\nquery = {query:?}\n{script}");
    let Some(found) = python(module, &script) else { return };
    let found: Vec<String> = found
        .lines()
        .map(|line| line.split('\t').skip(1).take(4).collect::<Vec<_>>().join("\t"))
        .collect();
    assert_eq!(found, of_the_log(&path), "{engine}: {comment}");
}

#[test]
fn duckdb_says_of_a_log_of_squid_what_the_log_says() {
    holds("sql-duckdb", "DuckDB, Squid", "access.log", SQUID);
}

#[test]
fn clickhouse_says_of_a_log_of_squid_what_the_log_says() {
    holds("sql-clickhouse", "ClickHouse, Squid", "access.log", SQUID);
}

#[test]
fn duckdb_says_of_a_log_of_azure_firewall_what_the_log_says() {
    holds("sql-duckdb", "DuckDB, Azure Firewall", "firewall.json", AZURE);
}
