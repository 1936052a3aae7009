//! What to send to whoever must act: plain text, grouped by team.

use super::Lexicon;
use super::refusals::Refusal;
use super::words::{count, standing, utc, way};
use crate::saved::{Probe, Report};

/// What one team is asked for.
pub(super) struct Request<'a> {
    /// The team.
    pub who: &'a str,
    /// Number and code of the refusals that it is about.
    pub refusals: Vec<(usize, &'a str)>,
    /// How many endpoints.
    pub endpoints: usize,
    /// The text to send, line by line.
    pub text: Vec<String>,
}

/// One request for each team, the one with most endpoints first. Endpoints that nobody was asked
/// about need a test and no change, and are left out.
pub(super) fn requests<'a>(
    report: &Report,
    refusals: &[Refusal<'a>],
    lexicon: &Lexicon,
) -> Vec<Request<'a>> {
    let mut requests: Vec<(Request<'a>, Vec<&'a Probe>)> = Vec::new();
    for refusal in refusals {
        if !matches!(refusal.example().status.as_str(), "blocked" | "failed") {
            continue;
        }
        let who = refusal.who_acts(lexicon);
        let place = requests.iter().position(|(known, _)| known.who == who).unwrap_or_else(|| {
            let request = Request { who, refusals: Vec::new(), endpoints: 0, text: Vec::new() };
            requests.push((request, Vec::new()));
            requests.len() - 1
        });
        let (request, probes) = &mut requests[place];
        request.refusals.push((refusal.number, refusal.code()));
        request.endpoints += refusal.probes.len();
        probes.extend(refusal.probes.iter().map(|(_, probe)| *probe));
    }
    requests.sort_by_key(|(request, _)| std::cmp::Reverse(request.endpoints));
    requests
        .into_iter()
        .map(|(request, probes)| {
            let text = text(report, request.who, &probes);
            Request { text, ..request }
        })
        .collect()
}

fn text(report: &Report, who: &str, probes: &[&Probe]) -> Vec<String> {
    let endpoints = count(probes.len(), "endpoint", "endpoints");
    let mut lines = vec![
        format!("Change request: {endpoints} that {} cannot reach", report.machine()),
        String::new(),
        format!("To:       {who}"),
        format!("From:     {}, account {}", report.machine(), report.account),
    ];
    if let Some(at) = report.run.started {
        lines.push(format!("Measured: {} by clearway {}", utc(at), report.run.version));
    }
    let mut last = None;
    for probe in probes {
        let route = probe.route.as_ref().map(way);
        if route != last {
            lines.push(String::new());
            lines.push(format!("{}:", route.clone().unwrap_or_else(|| "by no way".to_owned())));
            last = route;
        }
        let cause = probe.cause.as_deref().unwrap_or("no cause");
        lines.push(format!("- {} ({}; {cause}; {})", probe.place(), standing(probe), probe.need));
        lines.push(format!("  for {}", probe.roles.join(", ")));
        if let Some(seen) = probe.evidence.first() {
            lines.push(format!("  seen: {seen}"));
        }
        if !probe.advice.is_empty() {
            lines.push(format!("  {}", probe.advice));
        }
    }
    lines
}
