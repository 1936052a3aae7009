//! Answers from small logs.

use std::path::Path;
use std::sync::Arc;

use super::{Answers, Need, NeedState, Usage, answer};
use crate::allowlist::{
    Action, Allowlist, Hosts, Meaning, Order, Otherwise, PathRule, Place, Ports, Rule, Sees, Unseen,
};
use crate::hostset::{HostSet, Regular};
use crate::traffic::{Reader, Traffic};

const LOG: &str = "\
1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT manage.example.com:443 - HIER_NONE/- text/html
1795223873.083      0 10.0.0.6 TCP_DENIED/403 3447 CONNECT Manage.Example.COM.:443 - HIER_NONE/- text/html
1795223874.511    182 10.0.0.5 TCP_TUNNEL/200 6120 CONNECT dl.example.com:443 - HIER_DIRECT/203.0.113.9 -
1795223875.511    182 10.0.0.5 TCP_DENIED/403 6120 CONNECT dl.example.com:8443 - HIER_NONE/- -
1795223876.010     12 10.0.0.5 TCP_MISS/403 512 GET http://www.example.net/x user1 HIER_DIRECT/203.0.113.10 text/html
1795223877.010     12 10.0.0.5 TCP_MISS/200 512 GET http://a.cdn.example/ - HIER_DIRECT/203.0.113.10 text/html
1795223878.010     12 10.0.0.5 TCP_TUNNEL/200 512 CONNECT b.cdn.example:443 - HIER_DIRECT/203.0.113.10 text/html
";

fn traffic(log: &'static str) -> Traffic {
    let reader = Reader { threads: 2, ..Reader::default() };
    reader.read_from(log.as_bytes(), Path::new("access.log")).unwrap()
}

fn need(hosts: HostSet, ports: &[u16]) -> Need {
    let ports = Ports::of(ports.iter().map(|port| (*port, *port)));
    Need { role: "role".into(), text: hosts.to_string(), hosts, ports }
}

fn list(meanings: Vec<Meaning>) -> Allowlist {
    let rule = |(line, meaning): (u32, Meaning)| Rule {
        action: Action::Allow,
        meaning,
        text: format!("entry {line}"),
        place: Place { file: Arc::from("list"), line, column: 1, length: 1 },
        group: None,
        conditions: Vec::new(),
    };
    Allowlist {
        format: "plain.star",
        modes: Vec::new(),
        order: Order::FirstMatch,
        otherwise: Otherwise::Denied,
        rules: (1..).zip(meanings).map(rule).collect(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

#[test]
fn needs_are_allowed_denied_or_never_seen() {
    let needs = [
        need(HostSet::exact("manage.example.com"), &[443]),
        need(HostSet::exact("dl.example.com"), &[443, 80]),
        need(HostSet::exact("www.example.net"), &[80]),
        need(HostSet::exact("www.example.net"), &[443]),
        need(HostSet::exact("never.example.com"), &[443]),
        need(HostSet::below("example.com"), &[443]),
    ];
    let traffic = traffic(LOG);
    let answers = answer(&traffic, &needs, None);
    let states: Vec<NeedState> = answers.needs.iter().map(|need| need.state).collect();
    assert_eq!(
        states,
        [
            NeedState::Denied,
            NeedState::Allowed,
            NeedState::Allowed,
            NeedState::OtherPort,
            NeedState::NeverSeen,
            NeedState::Mixed,
        ]
    );
    let denied = &answers.needs[0];
    assert_eq!((denied.denied, denied.hosts[0].clients, denied.seen), (2, 2, 1));
    let example = denied.hosts[0].example.as_ref().unwrap();
    assert_eq!((&*example.reason, example.at.line), ("TCP_DENIED/403", 1));
    assert_eq!(answers.needs[1].unseen_ports, [80]);
    assert_eq!(answers.needs[1].other_ports, [8443]);
    assert_eq!(answers.period.unwrap().to_string(), "2026-11-21T01:17:52Z to 2026-11-21T01:17:58Z");
    let text = answers.to_string();
    assert!(
        text.contains(
            "never seen  never.example.com and nothing else on 443 from 2026-11-21T01:17:52Z"
        ),
        "{text}"
    );
    assert!(text.contains("manage.example.com on 443: 2 denied, about 2 clients; denied at access.log:1, TCP_DENIED/403"), "{text}");
}

#[test]
fn a_port_that_is_missing_and_hosts_that_nobody_needs_are_named() {
    let traffic = traffic(LOG);
    let needs = [need(HostSet::subtree("example.com"), &[443])];
    let answers = answer(&traffic, &needs, None);
    let split = &answers.split_ports[0];
    assert_eq!(
        (&*split.host, &*split.denied, &*split.allowed),
        ("dl.example.com", &[8443][..], &[443][..])
    );
    assert_eq!(answers.split_ports.len(), 1);
    let unasked: Vec<&str> = answers.unasked.iter().map(|seen| &*seen.host).collect();
    assert_eq!(unasked, ["a.cdn.example", "b.cdn.example", "www.example.net"]);
}

#[test]
fn entries_are_used_unused_or_unclear() {
    let regular = |text: &str| HostSet::Regular(Regular::new(text).unwrap());
    let path = PathRule { paths: Regular::new("/a.*").unwrap(), unseen: Unseen::Fails };
    let list = list(vec![
        Meaning::of(HostSet::exact("dl.example.com")),
        Meaning::of(HostSet::exact("old.example.com")),
        Meaning { ports: Ports::one(22), ..Meaning::of(HostSet::subtree("example.com")) },
        Meaning::of(HostSet::below("cdn.example")),
        Meaning { path: Some(path), ..Meaning::of(HostSet::exact("www.example.net")) },
        Meaning { sees: Sees::Url, ..Meaning::of(regular("https?://x.*")) },
        Meaning { hosts: Hosts::Unknown("a tag".into()), ..Meaning::of(HostSet::Everything) },
        Meaning::of(HostSet::exact("manage.example.com")),
        Meaning::nothing("dead"),
    ]);
    let traffic = traffic(LOG);
    let answers = answer(&traffic, &[], Some(&list));
    let texts = |entries: &[super::EntryAnswer]| -> Vec<String> {
        entries.iter().map(|entry| entry.text.to_owned()).collect()
    };
    // What was asked for and refused is no candidate for removal.
    assert_eq!(texts(&answers.unused), ["entry 2", "entry 3"]);
    assert_eq!(texts(&answers.unclear_entries), ["entry 5", "entry 6", "entry 7"]);
    assert!(answers.unused.iter().all(|entry| entry.usage == Usage::Unused));
    let wide = &answers.narrower[0];
    assert_eq!((wide.text, wide.count), ("entry 4", 2));
    assert_eq!(wide.hosts, ["a.cdn.example", "b.cdn.example"]);
    let text = answers.to_string();
    assert!(
        text.contains("list:2:1: entry 2") && text.contains("candidates for removal (2)"),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&answers.json()).unwrap();
    assert_eq!(json["unused"][0]["place"], "list:2:1");
    assert_eq!(json["period"]["first"], "2026-11-21T01:17:52Z");
}

#[test]
fn when_there_are_more_hosts_than_are_kept_nothing_is_said_to_be_unseen() {
    let reader = Reader { most: 2, threads: 1, ..Reader::default() };
    let traffic = reader.read_from(LOG.as_bytes(), Path::new("access.log")).unwrap();
    assert_eq!((traffic.seen.len(), traffic.beyond), (2, 5));
    let needs = [need(HostSet::exact("never.example.com"), &[443])];
    let list = list(vec![Meaning::of(HostSet::exact("old.example.com"))]);
    let answers: Answers = answer(&traffic, &needs, Some(&list));
    assert_eq!(answers.needs[0].state, NeedState::CannotTell);
    assert!(answers.unused.is_empty() && answers.unclear_entries.len() == 1);
    assert!(answers.notes[0].starts_with("5 requests are for more hosts than are kept"));
}
