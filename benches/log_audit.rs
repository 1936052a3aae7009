//! The audit of a log against a long allowlist, without the command line around it: what
//! `benches/log-audit.sh` measures.
//!
//! ```text
//! log_audit LOG ENTRIES THREADS
//! ```

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use clearway::allowlist::{Action, Allowlist, Meaning, Order, Otherwise, Place, Ports, Rule};
use clearway::hostset::HostSet;
use clearway::traffic::Reader;
use clearway::traffic::answers::{Need, answer};

/// Names of which a part is in the log, and wildcards above some.
fn list(entries: usize) -> Allowlist {
    let hosts = |number: usize| match number % 5 {
        0 => HostSet::exact(&format!("node-{number}.manage.microsoft.com")),
        1 => HostSet::subtree(&format!("dl{number}.delivery.mp.microsoft.com")),
        2 => HostSet::below(&format!("shop-{number}.example")),
        3 => HostSet::exact(&format!("cdn{number}.static.assets.example.net")),
        _ => HostSet::EndsWith(format!("-{number}.eu.telemetry.example.org").into()),
    };
    let rule = |number| Rule {
        action: Action::Allow,
        meaning: Meaning::of(hosts(number)),
        text: hosts(number).to_string(),
        place: Place {
            file: Arc::from("list"),
            line: u32::try_from(number + 1).unwrap_or(u32::MAX),
            column: 1,
            length: 1,
        },
        group: None,
        conditions: Vec::new(),
    };
    Allowlist {
        format: "plain.star",
        modes: Vec::new(),
        order: Order::FirstMatch,
        otherwise: Otherwise::Denied,
        rules: (0..entries).map(rule).collect(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

fn main() {
    // What cargo adds when it runs a bench is no file.
    let mut given = env::args().skip(1).filter(|argument| argument != "--bench");
    let Some(log) = given.next() else {
        println!("log_audit LOG ENTRIES THREADS; benches/log-audit.sh runs it");
        return;
    };
    let mut number = || given.next().and_then(|text| text.parse().ok());
    let (entries, threads) = (number().unwrap_or(100_000), number().unwrap_or(1));
    let list = list(entries);
    let hosts = HostSet::below("manage.microsoft.com");
    let needs =
        [Need { role: "bench".into(), text: hosts.to_string(), hosts, ports: Ports::one(443) }];
    let reader = Reader { threads, ..Reader::default() };
    let traffic = reader.read(&[PathBuf::from(log)]).expect("a log of the bench");
    let answers = answer(&traffic, &needs, Some(&list));
    println!(
        "{} seen, {} unused of {entries}, {} wide, {}",
        traffic.seen.len(),
        answers.unused.len(),
        answers.narrower.len(),
        answers.needs[0].state.as_str(),
    );
}
