//! The words that people read for the fixed values of a report.

use jiff::Timestamp;

use super::super::{
    Duty, Outcome, Readiness, Report, RoleReport, RouteShown, Row, RuleReport, RuleTraffic,
};
use super::style::Ink;
use crate::errors::WindowsErrors;
use crate::plan::Source;
use crate::verdict::{Cause, Confidence, Party, Status};

/// Every status, the worst first.
pub(super) const STATUSES: [Status; 5] =
    [Status::Blocked, Status::Failed, Status::Inconclusive, Status::Untested, Status::Reachable];

/// The word before a role, and its ink.
pub(super) fn readiness(status: Readiness) -> (&'static str, Ink) {
    match status {
        Readiness::Ready => ("READY", Ink::Good),
        Readiness::Unproven => ("UNPROVEN", Ink::Doubt),
        Readiness::NotReady => ("NOT READY", Ink::Bad),
    }
}

/// The word for a run, and its ink.
pub(super) fn outcome(outcome: Outcome) -> (&'static str, Ink) {
    match outcome {
        Outcome::Ready => ("READY", Ink::Good),
        Outcome::Unproven => ("UNPROVEN", Ink::Doubt),
        Outcome::NotReady => ("NOT READY", Ink::Bad),
        Outcome::Incomplete => ("INCOMPLETE", Ink::Bad),
    }
}

/// `blocked by the proxy`, `failed beyond the proxy`, and the ink.
pub(super) fn standing(row: &Row) -> (String, Ink) {
    let at = |party| match party {
        Party::ThisMachine => "on this machine",
        Party::Proxy => "at the proxy",
        Party::BeyondProxy => "beyond the proxy",
        Party::Path => "on the way",
        Party::Origin => "at the endpoint",
    };
    let by = |party| match party {
        Party::ThisMachine => "by this machine",
        Party::Proxy => "by the proxy",
        Party::BeyondProxy => "beyond the proxy",
        Party::Path => "by something on the way",
        Party::Origin => "by the endpoint",
    };
    let (place, ink) = match row.status {
        Status::Reachable => (None, Ink::Good),
        Status::Blocked => (row.refused_by.map(by), Ink::Bad),
        Status::Failed => (row.refused_by.map(at), Ink::Bad),
        Status::Untested | Status::Inconclusive => (row.refused_by.map(at), Ink::Doubt),
    };
    let word = row.status.as_str();
    (place.map_or_else(|| word.to_owned(), |place| format!("{word} {place}")), ink)
}

/// How sure a refusal is, where that is a question.
pub(super) fn certainty(row: &Row) -> Option<&'static str> {
    match (row.status, row.confidence) {
        (Status::Untested | Status::Inconclusive, _) => None,
        (Status::Reachable | Status::Blocked | Status::Failed, Confidence::Sure) => Some("sure"),
        (Status::Reachable | Status::Blocked | Status::Failed, Confidence::Likely) => {
            Some("likely, not sure")
        }
        (Status::Reachable | Status::Blocked | Status::Failed, Confidence::Open) => {
            Some("not settled")
        }
    }
}

/// What the cause means, in one sentence; none for an endpoint that nobody was asked about: its
/// own note says more.
pub(super) fn meaning(row: &Row) -> Option<&'static str> {
    row.host.as_ref()?;
    let cause: Cause = row.cause?.parse().ok()?;
    Some(cause.meaning())
}

/// What the product's log will show, and the nearest `WinHTTP` number where that is another one.
pub(super) fn logged(row: &Row) -> Option<String> {
    let nearest = row.winhttp.map(|number| {
        let known = WindowsErrors::builtin().by_number(number);
        match known.and_then(|known| known.winhttp_name.as_ref()) {
            Some(name) => format!("{number} {name}"),
            None => number.to_string(),
        }
    });
    match (row.logged.as_str(), nearest) {
        ("", None) => None,
        ("", Some(nearest)) => Some(format!("nearest WinHTTP error {nearest}")),
        (logged, Some(nearest)) if row.winhttp.is_some_and(|n| n.to_string() == logged) => {
            Some(nearest)
        }
        (logged, Some(nearest)) => Some(format!("{logged} (nearest WinHTTP error: {nearest})")),
        (logged, None) => Some(logged.to_owned()),
    }
}

/// `2026-03-01 02:14:07 UTC`.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Seconds that the run took, with a tenth.
pub(super) fn took(report: &Report) -> String {
    let took = report.run.finished.duration_since(report.run.started).as_secs_f64();
    format!("{took:.1} s")
}

/// Milliseconds of the last attempt.
pub(super) fn millis(row: &Row) -> f64 {
    row.stages.iter().map(|stage| stage.ms).sum()
}

/// Every way that was taken with the number of rows that took it, the run's own first.
pub(super) fn routes(report: &Report) -> Vec<(&RouteShown, usize)> {
    let same = |a: &RouteShown, b: &RouteShown| a.proxy == b.proxy && a.source == b.source;
    let mut routes: Vec<(&RouteShown, usize)> = vec![(&report.route, 0)];
    for route in report.probes.iter().filter_map(|row| row.route.as_ref()) {
        match routes.iter_mut().find(|(known, _)| same(known, route)) {
            Some((_, count)) => *count += 1,
            None => routes.push((route, 1)),
        }
    }
    routes
}

/// `through http://proxy:8080` or `DIRECT, through no proxy`.
pub(super) fn way(route: &RouteShown) -> String {
    match &route.proxy {
        Some(proxy) => format!("through {proxy}"),
        None if route.kind == "none" => "no way: nothing is asked".to_owned(),
        None if route.kind == "mixed" => "several ways".to_owned(),
        None if route.kind == "unknown" => "nowhere: no way is known".to_owned(),
        None => "DIRECT, through no proxy".to_owned(),
    }
}

/// A role, with its server and its way where it is on one: a server may ask for one list by two
/// ways.
pub(super) fn whose(role: &RoleReport) -> String {
    match (&role.server, &role.duty) {
        (Some(server), Some(duty)) => format!("{server}: {} ({})", role.role, duty.way),
        _ => role.role.clone(),
    }
}

/// What a role does on its server, by which way and where it would complain: names and values.
pub(super) fn duty(role: &RoleReport) -> Vec<(&'static str, String)> {
    let Some(duty) = &role.duty else { return Vec::new() };
    let mut said = vec![("for", format!("{}: {}", duty.role, duty.purposes.join("; ")))];
    said.push(("way", duty_way(duty)));
    if !duty.logs.is_empty() {
        said.push(("logs", duty.logs.join(", ")));
    }
    said
}

/// `through http://proxy:8080, signing in as CORP\svc: because ...`.
fn duty_way(duty: &Duty) -> String {
    let way = match (duty.way, &duty.proxy) {
        ("nothing", _) => "none needed".to_owned(),
        (_, None) => "DIRECT, through no proxy".to_owned(),
        (_, Some(proxy)) => format!("through {proxy}"),
    };
    let who = match (duty.way, &duty.signs_in) {
        ("proxy", Some(who)) => format!(", {who} signs in if it asks"),
        ("proxy" | "proxy_without_sign_in", _) => ", without a sign-in".to_owned(),
        _ => String::new(),
    };
    format!("{way}{who}: {}", duty.because)
}

/// `1 probe`, `2 probes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `*.x.test:443`, and the method where it is not the usual one of the port.
pub(super) fn rule(rule: &RuleReport) -> String {
    format!("{}:{}", rule.pattern, rule.port)
}

/// Who sent what to ask about rules, for whoever finds it in a log.
pub(super) fn rule_traffic(sent: &RuleTraffic) -> String {
    let requests = count(sent.sent, "request", "requests");
    let from = match sent.addresses.as_slice() {
        [] => sent.from.clone(),
        addresses => format!("{} ({})", sent.from, addresses.join(", ")),
    };
    format!(
        "sent: {requests} from {from} to {}, {} to {}; {}",
        sent.proxies.join(", "),
        time(sent.first),
        time(sent.last),
        sent.looks_like
    )
}

/// What named an address, in words.
pub(super) fn gap_kind(kind: Source) -> &'static str {
    match kind {
        Source::Crl => "revocation list",
        Source::Ocsp => "OCSP responder",
        Source::Aia => "issuer's certificate",
        Source::Redirect => "redirect",
        _ => "address",
    }
}
