//! What is true of many rows and is told once, before them: it stands in no row that failed.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use crate::plan::Source;

/// Places that a note names; more are counted.
const NAMED: usize = 3;

/// The notes of a run. `signed_in` are the rows that answered with credentials and therefore prove
/// nothing for an entry that forbids them.
pub(super) fn run_notes(rows: &[Row], signed_in: &BTreeSet<usize>) -> Vec<String> {
    let mut notes = given_up(rows);
    notes.extend(stopped_signing_in(rows));
    notes.extend(inspected(rows));
    notes.extend(asked_with_credentials(rows, signed_in));
    notes
}

/// Ways that were tried and given up, each once.
fn given_up(rows: &[Row]) -> Vec<String> {
    let mut ways: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
    let tried = rows.iter().filter_map(|row| row.route.as_ref()).flat_map(|route| &route.tried);
    for tried in tried {
        let (probes, _) =
            ways.entry((&tried.way, tried.stage)).or_insert((0, tried.failure.as_str()));
        *probes += 1;
    }
    let told = ways.into_iter().map(|((way, stage), (probes, failure))| {
        format!(
            "{} gave up the way {way}, which failed at {stage} ({failure}), and took the next one of \
             the same setting",
            count(probes, "probe")
        )
    });
    told.collect()
}

/// Credentials that led to nothing and were not sent again, once for each reason.
fn stopped_signing_in(rows: &[Row]) -> Vec<String> {
    let auths = rows.iter().filter_map(|row| row.auth.as_ref());
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for auth in auths.filter(|auth| auth.outcome == "not_tried_again") {
        *reasons.entry(auth.detail.as_deref().unwrap_or_default()).or_default() += 1;
    }
    let told = reasons.into_iter().map(|(reason, spared)| {
        format!(
            "{reason}; they were not sent again for {spared} other {}, because accounts are locked \
             after a few wrong passwords",
            if spared == 1 { "probe" } else { "probes" }
        )
    });
    told.collect()
}

/// Endpoints in whose place somebody else signs, by who signs.
fn inspected(rows: &[Row]) -> Vec<String> {
    let mut issuers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.source != Source::Rule) {
        if let Some(tls) = row.tls.as_ref().filter(|tls| tls.intercepted == Some(true))
            && let Some(leaf) = tls.chain.first()
        {
            issuers.entry(&leaf.issuer).or_default().push(row.place());
        }
    }
    let told = issuers.into_iter().map(|(issuer, places)| {
        format!(
            "TLS is inspected on the way to {} ({}): the certificates come from `{issuer}`, unless \
             that is a private authority of the endpoints' owner. Products that pin their \
             certificates fail there",
            count(places.len(), "endpoint"),
            some_of(&places)
        )
    });
    told.collect()
}

/// Endpoints that answer, and prove nothing, because the product gives no credentials.
fn asked_with_credentials(rows: &[Row], signed_in: &BTreeSet<usize>) -> Option<String> {
    let places: Vec<String> = signed_in.iter().map(|row| rows[*row].place()).collect();
    (!places.is_empty()).then(|| {
        format!(
            "{} answered with credentials ({}), and the list says that a product gives none: whether \
             it works without them is not proven. Check the role alone, or with --proxy-auth none",
            count(places.len(), "endpoint"),
            some_of(&places)
        )
    })
}

/// `1 probe`, `2 probes`.
fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The first few, and how many more there are.
fn some_of(places: &[String]) -> String {
    let named = places[..places.len().min(NAMED)].join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
