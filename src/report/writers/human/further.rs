//! What further waves found: rules, and what no list has.

use std::collections::BTreeMap;

use super::super::words;
use super::page::Page;
use crate::report::{Gap, Report, RuleReport};
use crate::text::Ink;
use crate::verdict::wildcard::RuleStanding;

/// Columns before a group, its names, and what is said about it.
const GROUP: usize = 2;
const NAMES: usize = 8;
const TEXT: usize = 6;

/// The worst first.
const STANDINGS: [(RuleStanding, Ink); 4] = [
    (RuleStanding::Absent, Ink::Bad),
    (RuleStanding::Partial, Ink::Bad),
    (RuleStanding::Inconclusive, Ink::Doubt),
    (RuleStanding::Present, Ink::Good),
];

/// Whether the proxy has a rule for each wildcard, and what was sent to find out.
pub(super) fn rules(report: &Report, page: &mut Page) {
    if report.rules.is_empty() {
        return;
    }
    page.blank();
    let asked = words::count(report.rules.len(), "wildcard", "wildcards");
    page.item(0, "RULES      ", Ink::Mark, &format!("{asked}, asked of the proxy itself"));
    if let Some(sent) = &report.run.rule_traffic {
        page.item(GROUP, "", Ink::Plain, &words::rule_traffic(sent));
    }
    for (standing, ink) in STANDINGS {
        for group in alike(report.rules.iter().filter(|rule| rule.verdict == standing)) {
            let names: Vec<String> = group.iter().map(|rule| words::rule(rule)).collect();
            let example = group[0];
            page.hanging(GROUP, &format!("{} ", standing.as_str()), ink, &names.join(", "), NAMES);
            page.item(TEXT, "", Ink::Plain, &example.text);
            for rule in group.iter().filter(|rule| !rule.advice.is_empty()) {
                page.item(TEXT, "next    ", Ink::Mark, &rule.advice);
            }
        }
    }
}

/// Rules with the same story, in the order of the first. A rule that needs something done stands
/// alone.
fn alike<'a>(rules: impl Iterator<Item = &'a RuleReport>) -> Vec<Vec<&'a RuleReport>> {
    let mut groups: Vec<Vec<&RuleReport>> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules {
        let story = match rule.verdict {
            RuleStanding::Present => rule.method,
            RuleStanding::Absent | RuleStanding::Partial | RuleStanding::Inconclusive => &rule.text,
        };
        let place = *places.entry(story).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(rule);
    }
    groups
}

/// What certificates and redirects name and no entry of the selection covers.
pub(super) fn gaps(report: &Report, page: &mut Page) {
    if report.gaps.is_empty() {
        return;
    }
    page.blank();
    let found = words::count(report.gaps.len(), "address", "addresses");
    let text = format!("{found} that endpoints drag in and none of the selected lists has");
    page.item(0, "GAPS       ", Ink::Doubt, &text);
    for gap in &report.gaps {
        let Gap { kind, host, port, status, because, .. } = gap;
        let place = format!("{host}:{port}");
        page.place(GROUP, &place, &format!("{} ({status})", words::gap_kind(*kind)));
        page.item(TEXT, "", Ink::Plain, because);
    }
}
