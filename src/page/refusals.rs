//! One refusal, whoever it met: probes that tell the same story are told once.

use std::collections::HashMap;

use super::Lexicon;
use super::words::STATUSES;
use crate::saved::{Probe, Report, without_particulars};

/// Probes that tell the same story, the first of them an example for all.
pub(super) struct Refusal<'a> {
    /// Its number on the page, from 1.
    pub number: usize,
    /// The places of the probes in the report, and the probes.
    pub probes: Vec<(usize, &'a Probe)>,
}

impl<'a> Refusal<'a> {
    /// The probe whose words stand for all.
    pub fn example(&self) -> &'a Probe {
        self.probes[0].1
    }

    /// The cause, or the status where there is none.
    pub fn code(&self) -> &'a str {
        let example = self.example();
        example.cause.as_deref().unwrap_or(&example.status)
    }

    /// Who can do something about it.
    pub fn who_acts(&self, lexicon: &Lexicon) -> &'a str {
        let example = self.example();
        let known = example.cause.as_deref().and_then(lexicon.who_acts);
        known.unwrap_or(match example.refused_by.as_deref() {
            Some("this_machine") => "the administrator of this machine",
            Some("proxy" | "beyond_proxy") => "the team that runs the proxy",
            Some("path") => "the network or firewall team",
            Some("origin") => "the owner of the endpoint",
            _ => "whoever ran this: it is not settled",
        })
    }
}

/// All refusals of a report: the worst status first, then the ones that meet most.
pub(super) fn refusals(report: &Report) -> Vec<Refusal<'_>> {
    let mut found: Vec<Refusal<'_>> = Vec::new();
    let mut known: HashMap<Story<'_>, usize> = HashMap::new();
    for (at, probe) in report.probes.iter().enumerate() {
        // A name that was made up to ask about a rule is told with the rule.
        if probe.status == "reachable" || probe.asks_about_a_rule() {
            continue;
        }
        let place = *known.entry(Story::of(probe)).or_insert(found.len());
        if place == found.len() {
            found.push(Refusal { number: 0, probes: Vec::new() });
        }
        found[place].probes.push((at, probe));
    }
    let rank = |status: &str| STATUSES.iter().position(|known| *known == status).unwrap_or(2);
    found.sort_by_key(|refusal| {
        (rank(&refusal.example().status), std::cmp::Reverse(refusal.probes.len()))
    });
    for (at, refusal) in found.iter_mut().enumerate() {
        refusal.number = at + 1;
    }
    found
}

/// What has to be the same for two probes to tell the same story.
#[derive(PartialEq, Eq, Hash)]
struct Story<'a> {
    asked: bool,
    status: &'a str,
    cause: Option<&'a str>,
    could_also_be: &'a [String],
    refused_by: Option<&'a str>,
    confidence: &'a str,
    logged: &'a str,
    proxy: Option<&'a str>,
    words: Vec<String>,
    baseline: Option<&'a str>,
}

impl<'a> Story<'a> {
    fn of(probe: &'a Probe) -> Self {
        let host = probe.host.as_deref();
        let words = probe.evidence.iter().chain(&probe.notes);
        Self {
            asked: host.is_some(),
            status: &probe.status,
            cause: probe.cause.as_deref(),
            could_also_be: &probe.could_also_be,
            refused_by: probe.refused_by.as_deref(),
            confidence: &probe.confidence,
            logged: &probe.logged,
            proxy: probe.proxy(),
            words: words.map(|line| without_particulars(line, host)).collect(),
            baseline: probe.baseline.as_ref().map(|baseline| baseline.says.as_str()),
        }
    }
}
