//! The program under test: one run inside the world, and what it said.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::world::World;

/// A finished run with its JSON report.
pub struct Run {
    report: Value,
    exit: i32,
    /// Everything that it printed.
    pub printed: String,
    /// What else there is to see when a verdict is wrong.
    pub evidence: String,
}

/// Runs `clearway check --format json`, with the endpoints' authority trusted. The arguments are
/// separated by spaces; `environment` is all that it sees.
pub fn check(world: &World, arguments: &str, environment: &[(&str, &str)]) -> Run {
    let output = world
        .namespace()
        .command(Path::new(env!("CARGO_BIN_EXE_clearway")))
        .args(["check", "--format", "json", "--ca"])
        .arg(world.origins.authority())
        .args(arguments.split_ascii_whitespace())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().copied())
        .output()
        .expect("clearway can be started");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let report = serde_json::from_str(&out)
        .unwrap_or_else(|error| panic!("{arguments}: no report ({error}):\n{out}\n{err}"));
    Run {
        report,
        exit: output.status.code().unwrap_or(-1),
        printed: format!("{out}{err}"),
        evidence: format!("clearway check {arguments}\n{err}"),
    }
}

impl Run {
    /// Compares the verdict on the only target, or on the first by order, with a line such as
    /// `blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1`.
    pub fn says(&self, expected: &str) {
        self.says_of("", expected);
    }

    /// The same for the target whose host starts with a text.
    pub fn says_of(&self, host: &str, expected: &str) {
        let probe = self.probe(host);
        let found = format!("{}, exit {}", line(probe), self.exit);
        assert!(
            found == expected,
            "\nexpected: {expected}\n   found: {found}\n{}\n{probe:#}",
            self.evidence
        );
    }

    /// The cause of the verdict on the only target.
    pub fn cause(&self) -> String {
        word(&self.probe("")["cause"])
    }

    /// What came of authentication, for each target.
    pub fn outcomes(&self) -> Vec<String> {
        let probes = self.report["probes"].as_array().expect("a list");
        probes.iter().map(|probe| word(&probe["auth"]["outcome"])).collect()
    }

    /// The way of each probe, `host: direct` or `host: http://proxy`, sorted.
    pub fn ways(&self) -> Vec<String> {
        let probes = self.report["probes"].as_array().expect("a list");
        let way = |probe: &Value| match &probe["route"]["proxy"] {
            Value::Null => format!("{}: {}", word(&probe["host"]), word(&probe["route"]["kind"])),
            proxy => format!("{}: {}", word(&probe["host"]), word(proxy)),
        };
        let mut ways: Vec<String> = probes.iter().map(way).collect();
        ways.sort_unstable();
        ways
    }

    /// Where each role of each server stands, `server: role: status`, in the order of the report.
    pub fn standings(&self) -> Vec<String> {
        let roles = self.report["roles"].as_array().expect("a list").iter();
        let standing = |role: &Value| {
            let [server, id, status] = ["server", "role", "status"].map(|name| word(&role[name]));
            format!("{server}: {id}: {status}")
        };
        roles.map(standing).collect()
    }

    /// Where a role stands.
    pub fn role(&self, id: &str) -> String {
        let roles = self.report["roles"].as_array().expect("a list");
        roles
            .iter()
            .find(|role| role["role"] == id)
            .map_or_else(String::new, |role| word(&role["status"]))
    }

    /// A field of the only target, or of the first by order: `tls.intercepted` by its path.
    pub fn field(&self, path: &str) -> String {
        word(path.split('.').fold(self.probe(""), |value, name| &value[name]))
    }

    /// The causes that would look the same, as the report names them.
    pub fn could_also_be(&self) -> Vec<&str> {
        let causes = self.probe("")["could_also_be"].as_array().expect("a list");
        causes.iter().filter_map(Value::as_str).collect()
    }

    /// The stages that were walked, such as `resolve ok, connect ok`.
    pub fn stages(&self) -> String {
        let stages = self.probe("")["stages"].as_array().expect("a list");
        let one = |stage: &Value| format!("{} {}", word(&stage["stage"]), word(&stage["outcome"]));
        stages.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// The rule about a pattern and a port, as the report has it.
    pub fn rule(&self, pattern: &str, port: u16) -> &Value {
        let rules = self.report["rules"].as_array().map_or(&[][..], Vec::as_slice);
        rules
            .iter()
            .find(|rule| rule["pattern"] == pattern && rule["port"] == port)
            .unwrap_or(&Value::Null)
    }

    fn probe(&self, host: &str) -> &Value {
        let probes = self.report["probes"].as_array().expect("a list");
        probes
            .iter()
            .find(|probe| word(&probe["host"]).starts_with(host))
            .unwrap_or_else(|| panic!("no {host:?} in {:#}", self.report))
    }
}

fn line(probe: &Value) -> String {
    let mut line = word(&probe["status"]);
    if !probe["cause"].is_null() {
        let _ = write!(line, " {}", word(&probe["cause"]));
    }
    for (field, label) in
        [("refused_by", "by"), ("logged", "logged"), ("winhttp", "winhttp"), ("proof", "proof")]
    {
        let _ = write!(line, ", {label} {}", word(&probe[field]));
    }
    line
}

/// A value without quotes, and `-` for none.
fn word(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) if text.is_empty() => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
