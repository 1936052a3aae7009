//! What strangers write into certificates and answers: bounded, plain, and never a way inside.

use std::collections::BTreeMap;

use clearway::address::{Host, Scheme, is_public};
use clearway::mock::Scenario;
use clearway::plan::Source;

use super::case::Case;
use super::compare::{probe, told};
use super::play::{Played, play};
use super::runtime;

/// Asks these hosts of the built-in hostile world, of which each misbehaves as its name says.
fn met(targets: &[&str], wildcards: &[&str], further: &str) -> Played {
    let patterns =
        wildcards.iter().map(|pattern| format!("{{pattern: '{pattern}', ports: [443]}}"));
    let roles = match wildcards {
        [] => "{}".to_owned(),
        _ => format!("{{own/a: [{}]}}", patterns.collect::<Vec<_>>().join(", ")),
    };
    let text = format!(
        "title: hostile\nworld: {{schema: clearway/mock/v1, title: t}}\nroles: {roles}\n\
         targets: [{}]\nfurther: {further}\n\
         expect: {{outcome: '', exit: 0, roles: {{}}, standings: {{}}, probes: {{}}}}",
        targets.join(", ")
    );
    let mut case = Case::read(&text, &text);
    case.world = Scenario::builtin("hostile").unwrap();
    let played = runtime().block_on(play(&case));
    is_harmless(&played);
    played
}

/// Whatever was named, only this was asked.
fn is_harmless(played: &Played) {
    for row in &played.report.probes {
        let Some(host) = &row.host else { continue };
        assert_ne!(row.scheme, Some(Scheme::Tcp), "{}", told(row));
        match host {
            Host::Ip(ip) => assert!(is_public(*ip), "{}", told(row)),
            Host::Name(name) => assert!(!name.as_str().ends_with("localhost"), "{}", told(row)),
        }
    }
    for seen in &played.seen {
        let plain = |text: &str| text.len() < 4096 && !text.contains(['\r', '\n', '\u{1b}']);
        assert!(plain(&seen.target), "{seen:?}");
        assert!(["CONNECT", "GET"].contains(&seen.method.as_str()), "{seen:?}");
    }
    assert_eq!(played.looked_up, [""; 0]);
    let text = serde_json::to_string(&played.report).unwrap();
    assert!(!text.contains("\\u001b"), "an escape sequence came through");
    assert!(text.len() < 500_000, "{} bytes of report", text.len());
}

fn rows(played: &Played) -> BTreeMap<String, String> {
    played.report.probes.iter().filter(|row| row.host.is_some()).map(probe).collect()
}

fn notes(played: &Played) -> String {
    played.report.run.notes.join("\n")
}

#[test]
fn of_thousands_of_names_a_few_are_asked() {
    for most in [0, 3, 7] {
        let further = format!("{{discover: true, names_per_wildcard: {most}}}");
        let played = met(&["many-names.test"], &["*.many-names.test"], &further);
        let asked = played.report.probes.iter().filter(|row| row.source == Source::San);
        assert_eq!(asked.count(), most);
        assert_eq!(rows(&played)["many-names.test:443"], "target reachable");
    }
}

#[test]
fn a_certificate_beyond_all_limits_is_no_way_to_names() {
    let played = met(&["too-many-names.test"], &["*.too-many-names.test"], "{discover: true}");
    let rows = rows(&played);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(!rows["too-many-names.test:443"].contains("reachable"), "{rows:?}");
}

#[test]
fn odd_addresses_in_certificates_are_told_and_not_asked() {
    let played = met(&["odd-urls.test"], &[], "{closure: true}");
    let rows = rows(&played);
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["odd-urls.test:443"]);
    let gaps: Vec<String> = played
        .report
        .gaps
        .iter()
        .map(|gap| format!("{} {}:{} {}", gap.kind, gap.host, gap.port, gap.status))
        .collect();
    for (place, gap) in
        ["crl 127.0.0.1:22", "ocsp 169.254.169.254:80", "ocsp ::1:80", "aia 10.0.0.1:443"]
            .iter()
            .zip(&gaps)
    {
        assert!(gap.starts_with(&format!("{place} not asked: ")), "{gaps:?}");
    }
    assert_eq!(gaps.len(), 4, "{gaps:?}");
    let notes = notes(&played);
    for words in ["file:", "ldap:", "javascript:", "user name"] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    assert!(!notes.contains("secret"), "{notes}");
    assert_eq!(played.report.outcome.as_str(), "ready");
}

#[test]
fn odd_addresses_are_asked_of_the_proxy_when_the_user_allows_it() {
    let text = "
title: allowed
world: {schema: clearway/mock/v1, title: t, rules: [{hosts: [a.test], answer: {origin: {certificate: {crl: ['http://127.0.0.1:22/', 'ldap://a.test/']}}}}]}
targets: [a.test]
further: {closure: true, allow_private: true}
expect: {outcome: '', exit: 0, roles: {}, standings: {}, probes: {}}";
    let played = runtime().block_on(play(&Case::read(text, text)));
    assert_eq!(rows(&played)["127.0.0.1:22"], "crl reachable");
    assert_eq!(rows(&played).len(), 2);
    assert!(played.seen.iter().any(|seen| seen.target == "http://127.0.0.1:22/"));
}

#[test]
fn of_many_addresses_a_few_are_asked_and_the_rest_is_told() {
    let played = met(&["many-urls.test"], &[], "{closure: true}");
    let asked = played.report.probes.iter().filter(|row| row.source == Source::Crl).count();
    assert!((1..=32).contains(&asked), "{asked}");
    assert!(notes(&played).contains("too many"), "{}", notes(&played));
}

#[test]
fn long_addresses_are_told_and_not_sent() {
    for target in ["long-url.test", "too-long-url.test", "long-location.test"] {
        let played = met(&[target], &[], "{closure: true}");
        assert!(played.report.probes.len() <= 2, "{target}: {:?}", rows(&played));
        assert!(notes(&played).len() < 2_000, "{target}");
    }
    let played = met(&["long-url.test"], &[], "{closure: true}");
    assert!(notes(&played).contains("too long"), "{}", notes(&played));
}

#[test]
fn redirects_of_every_odd_kind_come_to_an_end() {
    let targets = [
        "loop-a.test",
        "own-loop.test",
        "to-loopback.test",
        "to-a-file.test",
        "junk-location.test",
        "no-location.test",
    ];
    let played = met(&targets, &[], "{closure: true}");
    let rows = rows(&played);
    for target in targets {
        assert_eq!(rows[&format!("{target}:443")], "target reachable");
    }
    assert_eq!(rows["loop-b.test:443"], "redirect reachable");
    assert_eq!(rows.len(), targets.len() + 1, "{rows:?}");
    let asked = played.seen.iter().filter(|seen| seen.target.starts_with("loop-"));
    assert_eq!(asked.count(), 2, "a loop was gone round");
    let gap = played.report.gaps.iter().find(|gap| gap.host == "127.0.0.1").unwrap();
    assert!(gap.status.starts_with("not asked"), "{}", gap.status);
    assert_eq!(played.report.outcome.as_str(), "ready");
}
