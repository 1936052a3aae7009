//! A run that is ended in the middle of a later wave says so, loses nothing, and claims nothing.

use std::time::Duration;

use clearway::probe::RunEnd;

use super::case::Case;
use super::compare::{probe, rule, standings};
use super::play::{Ends, Played, play_until};
use super::runtime;

const CASE: &str = "
title: Later waves come to no end
world:
  schema: clearway/mock/v1
  title: Silence
  default: deny
  rules:
    - hosts: [gate.test]
      answer: {origin: {certificate: {names: [n1.seen.test, n2.seen.test], crl: ['http://crl.test/']}}}
    - {hosts: [crl.test, n1.seen.test], answer: allow}
    - {hosts: [n2.seen.test, slow.ruled.test, .ruled.test], answer: hang}
roles:
  own/a:
    - {pattern: gate.test, ports: [443]}
    - {pattern: '*.seen.test', ports: [443]}
    - {pattern: '*.ruled.test', ports: [443]}
further: {FURTHER}
expect: {outcome: incomplete, exit: 3, roles: {}, standings: {}, probes: {}}
";

fn ended(further: &str, ends: Ends) -> Played {
    let text = CASE.replace("{FURTHER}", further);
    runtime().block_on(play_until(&Case::read(&text, &text), ends))
}

fn once_asked_for(beginning: &'static str) -> Ends {
    Ends { once_asked_for: Some(beginning), after: None }
}

#[test]
fn a_wave_of_names_that_is_stopped_keeps_what_came_before() {
    let played = ended("{discover: true, closure: true, rules: true}", once_asked_for("n2.seen"));
    assert_eq!(played.end, RunEnd::Interrupted);
    assert_eq!(played.report.outcome.as_str(), "incomplete");
    let rows: Vec<(String, String)> = played.report.probes.iter().map(probe).collect();
    let said = |place: &str| rows.iter().find(|row| row.0 == place).unwrap().1.clone();
    assert_eq!(said("gate.test:443"), "catalogue reachable");
    assert_eq!(said("n2.seen.test:443"), "san inconclusive abandoned");
    // What belongs to the same wave has its row, whether it was answered or not.
    for place in ["n1.seen.test:443", "crl.test:80"] {
        let said = said(place);
        assert!(said.ends_with("reachable") || said.ends_with("abandoned"), "{place}: {said}");
    }
    assert_eq!(played.report.gaps.len(), 1);
    for role in &played.report.roles {
        assert_ne!(role.status.as_str(), "not ready", "an ended run refuses nothing");
    }
    for own in &played.report.rules {
        assert_eq!(own.verdict.as_str(), "inconclusive", "{}", own.text);
    }
}

#[test]
fn a_question_that_is_stopped_says_nothing_of_the_rule() {
    let played = ended("{rules: true}", once_asked_for("clearway-"));
    assert_eq!((played.end, played.report.outcome.as_str()), (RunEnd::Interrupted, "incomplete"));
    for own in &played.report.rules {
        assert_ne!(own.verdict.as_str(), "present", "{}", own.text);
        assert_ne!(own.verdict.as_str(), "partial", "{}", own.text);
    }
    let hanging = rule_of(&played, "*.ruled.test:443");
    assert!(hanging.starts_with("inconclusive"), "{hanging}");
    assert_eq!(standings(&played)["*.ruled.test:443"], "unproven");
    assert_eq!(standings(&played)["gate.test:443"], "proven");
}

#[test]
fn a_deadline_in_a_later_wave_loses_nothing() {
    let ends = Ends { once_asked_for: None, after: Some(Duration::from_secs(3)) };
    let played = ended("{rules: true, names: [slow.ruled.test]}", ends);
    assert_eq!((played.end, played.report.outcome.as_str()), (RunEnd::Deadline, "incomplete"));
    let rows: Vec<(String, String)> = played.report.probes.iter().map(probe).collect();
    let slow = rows.iter().find(|row| row.0 == "slow.ruled.test:443").unwrap();
    assert_eq!(slow.1, "names inconclusive abandoned");
    assert_eq!(standings(&played)["gate.test:443"], "proven");
    assert_eq!(standings(&played)["*.ruled.test:443"], "unproven");
    let hanging = rule_of(&played, "*.ruled.test:443");
    assert!(hanging.starts_with("inconclusive"), "{hanging}");
}

fn rule_of(played: &Played, place: &str) -> String {
    played.report.rules.iter().map(rule).find(|own| own.0 == place).unwrap().1
}
