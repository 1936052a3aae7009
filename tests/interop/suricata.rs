//! Suricata reads packet files, and what it says of each request is held against what is read in
//! its rules: option by option, file by file, and in the files that are exported.
//!
//! It runs as it does in line, on files, and so it needs no network and no root.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use clearway::allowlist::{Outcome, Request};
use serde_json::Value;

use crate::capture::{FIRST_PORT, capture};
use crate::requirement::{or_skip, program};
use crate::world::write;

/// The settings: no rule of Suricata's own, and every event about a host.
const SETTINGS: &str = r#"%YAML 1.1
---
vars:
  address-groups:
    HOME_NET: "[192.0.2.0/24]"
    EXTERNAL_NET: "!$HOME_NET"
  port-groups:
    HTTP_PORTS: "80"
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - alert: {verdict: yes}
        - drop: {alerts: yes, flows: all, verdict: yes}
        - http: {extended: yes}
        - tls: {extended: yes}
        - flow
app-layer:
  protocols:
    tls: {enabled: yes}
    http: {enabled: yes}
packet-alert-max: 255
"#;

/// More than the longest first packet.
pub const WHOLE: usize = 1400;

/// Suricata, from 7 on, which logs what became of a packet.
pub fn suricata() -> Option<&'static Path> {
    static PROGRAM: LazyLock<Result<PathBuf, String>> = LazyLock::new(|| {
        let path = program("suricata", "suricata")?;
        let output = Command::new(&path).arg("-V").output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = said.split("version ").nth(1).unwrap_or_default();
        let major = version.split('.').next().and_then(|number| number.parse().ok());
        match major {
            Some(7_u32..) => Ok(path),
            _ => Err(format!("{} is no Suricata from 7 on: {}", path.display(), said.trim())),
        }
    });
    or_skip(PROGRAM.as_ref()).map(PathBuf::as_path)
}

/// What one run said.
pub struct Run {
    /// The lines of the rules that it refused, from 1.
    pub refused: BTreeSet<usize>,
    /// Its log.
    pub log: String,
    events: Vec<Value>,
}

/// Lets Suricata look at requests, one conversation each, through the rules of a file.
pub fn run(program: &Path, rules: &str, requests: &[Request], piece: usize) -> Run {
    run_on(program, rules, requests.len(), &capture(requests, piece, true))
}

/// The same where no server answers what is asked.
pub fn run_without_answers(program: &Path, rules: &str, requests: &[Request]) -> Run {
    run_on(program, rules, requests.len(), &capture(requests, WHOLE, false))
}

fn run_on(program: &Path, rules: &str, requests: usize, capture: &[u8]) -> Run {
    let folder = tempfile::tempdir().expect("there is a folder for it");
    let settings = write(folder.path(), "suricata.yaml", SETTINGS);
    let rules = write(folder.path(), "list.rules", rules);
    let packets = folder.path().join("requests.pcap");
    fs::write(&packets, capture).expect("the folder takes files");
    let output = Command::new(program)
        .args(["-k", "none", "--runmode", "single", "--simulate-ips"])
        .arg("-c")
        .arg(settings)
        .arg("-S")
        .arg(rules)
        .arg("-r")
        .arg(packets)
        .arg("-l")
        .arg(folder.path())
        .output()
        .expect("Suricata can be started");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{said}");
    let log = fs::read_to_string(folder.path().join("eve.json")).expect("it writes a log");
    let parse = |line: &str| serde_json::from_str(line).expect("a line is JSON");
    let events: Vec<Value> = log.lines().map(parse).collect();
    let flows = events.iter().filter(|event| event["event_type"] == "flow").count();
    assert_eq!(flows, requests, "not every conversation was seen: {said}");
    Run { refused: refused(&said), events, log }
}

/// The lines that Suricata names where it refuses a rule.
fn refused(said: &str) -> BTreeSet<usize> {
    let lines = said.lines().filter(|line| line.contains("error parsing signature"));
    lines.filter_map(|line| line.rsplit_once(" at line ")?.1.trim().parse().ok()).collect()
}

impl Run {
    /// The numbers of the rules that matched, for each request.
    pub fn matches(&self) -> BTreeMap<u16, BTreeSet<u64>> {
        let mut matches: BTreeMap<u16, BTreeSet<u64>> = BTreeMap::new();
        for event in self.events.iter().filter(|event| event["event_type"] == "alert") {
            let rule = event["alert"]["signature_id"].as_u64().expect("a rule has a number");
            matches.entry(client(event)).or_default().insert(rule);
        }
        matches
    }

    /// For each request, the numbers of the rules that matched each packet that counts: the first
    /// one, and those after which the client has sent data.
    pub fn packets(&self, requests: usize) -> Vec<Vec<Vec<u64>>> {
        let mut packets: BTreeMap<(u16, u64), Vec<u64>> = BTreeMap::new();
        for event in self.events.iter().filter(|event| event["event_type"] == "alert") {
            let number = |value: &Value| value.as_u64().unwrap_or(u64::MAX);
            let sent = number(&event["flow"]["pkts_toserver"]);
            if sent == 1 || number(&event["flow"]["bytes_toserver"]) > 40 * sent {
                let packet = (client(event), number(&event["pcap_cnt"]));
                packets.entry(packet).or_default().push(number(&event["alert"]["signature_id"]));
            }
        }
        let of = |port| packets.range((port, 0)..=(port, u64::MAX)).map(|(_, rules)| rules.clone());
        (FIRST_PORT..).take(requests).map(|port| of(port).collect()).collect()
    }

    /// What became of each request: denied when a packet of the handshake or one with data was
    /// dropped. A bare acknowledgement that is dropped stops nobody: the next packet has it too.
    pub fn outcomes(&self, requests: usize) -> Vec<Outcome> {
        let dropped = |event: &&Value| {
            let drop = &event["drop"];
            event["event_type"] == "drop"
                && (drop["syn"] == true || drop["len"].as_u64() > Some(40))
        };
        let denied: BTreeSet<u16> = self.events.iter().filter(dropped).map(client).collect();
        let outcome = |port| {
            if denied.contains(&port) { Outcome::Denied } else { Outcome::Allowed }
        };
        (FIRST_PORT..).take(requests).map(outcome).collect()
    }
}

/// The client's port of an event, which names the request.
fn client(event: &Value) -> u16 {
    let ports = ["src_port", "dest_port"].map(|name| event[name].as_u64().unwrap_or_default());
    u16::try_from(ports.into_iter().max().unwrap_or_default()).expect("it is a port")
}
