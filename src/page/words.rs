//! The words and shapes for the fixed values of a saved report. A value that this version does not
//! know shows as it is.

use jiff::Timestamp;

use super::Html;
use crate::saved::{Probe, Report, Role, Route};

/// Every status, the worst first.
pub(super) const STATUSES: [&str; 5] =
    ["blocked", "failed", "inconclusive", "untested", "reachable"];

/// The stages of a probe, in their order, with words for people.
pub(super) const STAGES: [(&str, &str); 7] = [
    ("resolve", "resolve the name"),
    ("connect", "connect"),
    ("proxy_tls", "TLS to the proxy"),
    ("tunnel", "CONNECT"),
    ("forward", "request to the proxy"),
    ("tls", "TLS to the endpoint"),
    ("http", "HTTP"),
];

/// A status by shape and word; colour only repeats them.
pub(super) fn badge(html: &mut Html, status: &str) {
    marked(html, status, status);
}

/// A word with the shape of a status.
pub(super) fn marked(html: &mut Html, status: &str, word: &str) {
    let (class, shape) = shape(status);
    html.within("span", &[("class", class)], |html| {
        html.element("span", &[("class", "shape"), ("aria-hidden", "true")], shape);
        html.text(word);
    });
}

/// The text with a capital in front, where a sentence or a title begins with it.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

fn shape(status: &str) -> (&'static str, &'static str) {
    match status {
        "reachable" | "ready" | "present" => ("badge good", "●"),
        "blocked" | "not ready" | "absent" => ("badge bad", "■"),
        "failed" | "incomplete" => ("badge broken", "▲"),
        "inconclusive" | "partial" | "unproven" => ("badge doubt", "◊"),
        _ => ("badge unknown", "○"),
    }
}

/// The class of a status that colours a mark.
pub(super) fn ink(status: &str) -> &'static str {
    shape(status).0
}

/// `blocked by the proxy`, `failed beyond the proxy`.
pub(super) fn standing(probe: &Probe) -> String {
    let blocked = probe.status == "blocked";
    let place = match probe.refused_by.as_deref() {
        Some("this_machine") if blocked => " by this machine",
        Some("proxy") if blocked => " by the proxy",
        Some("path") if blocked => " by something on the way",
        Some("origin") if blocked => " by the endpoint",
        Some("this_machine") => " on this machine",
        Some("proxy") => " at the proxy",
        Some("beyond_proxy") => " beyond the proxy",
        Some("path") => " on the way",
        Some("origin") => " at the endpoint",
        _ => "",
    };
    format!("{}{place}", probe.status)
}

/// Who said no, in a table.
pub(super) fn party(party: &str) -> &str {
    match party {
        "this_machine" => "this machine",
        "beyond_proxy" => "beyond the proxy",
        "path" => "the way",
        "origin" => "the endpoint",
        other => other,
    }
}

/// How sure a refusal is, where that is a question, and what the baseline adds.
pub(super) fn certainty(probe: &Probe) -> Option<String> {
    let sure = match (probe.status.as_str(), probe.confidence.as_str()) {
        ("untested" | "inconclusive", _) | (_, "") => None,
        (_, "likely") => Some("likely, not sure"),
        (_, "open") => Some("not settled"),
        (_, other) => Some(other),
    };
    let says = probe.baseline.as_ref().map(|baseline| baseline.says.as_str());
    let parts: Vec<&str> = sure.into_iter().chain(says.filter(|says| !says.is_empty())).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// `through http://proxy:8080` or `direct, through no proxy`.
pub(super) fn way(route: &Route) -> String {
    match (&route.proxy, route.kind.as_str()) {
        (Some(proxy), _) => format!("through {proxy}"),
        (None, "mixed") => "several ways".to_owned(),
        (None, "unknown") => "nowhere: no way is known".to_owned(),
        (None, "direct") => "direct, through no proxy".to_owned(),
        (None, other) => other.to_owned(),
    }
}

/// A time that the script shows in the reader's zone; UTC without it.
pub(super) fn time(html: &mut Html, at: Option<Timestamp>) {
    match at {
        None => html.text("at an unknown time"),
        Some(at) => {
            let iso = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            html.element("time", &[("datetime", &iso)], &utc(at));
        }
    }
}

/// `2026-03-01 02:14:07 UTC`.
pub(super) fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `1 probe`, `2 probes`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Milliseconds as people read them: `0.4 ms`, `12 ms`, `1.25 s`.
pub(super) fn millis(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.2} s", ms / 1_000.0)
    }
}

/// Roles as an administrator wants them: not ready, then unproven, then ready, else as they are.
pub(super) fn worst_first(report: &Report) -> Vec<&Role> {
    let mut roles: Vec<&Role> = report.roles.iter().collect();
    roles.sort_by_key(|role| match role.status.as_str() {
        "not ready" => 0,
        "unproven" => 1,
        "ready" => 3,
        _ => 2,
    });
    roles
}
