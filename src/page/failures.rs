//! The failures, grouped by refusal: what was seen, what the product logs, the rule to ask for.

use super::commands::{curl, powershell};
use super::refusals::Refusal;
use super::words::{badge, capital, certainty, count, standing};
use super::{Html, Lexicon};
use crate::saved::{Probe, Report};

/// Endpoints that are named before the rest is folded away.
const NAMED: usize = 12;

/// One article for each refusal.
pub(super) fn failures(
    html: &mut Html,
    report: &Report,
    refusals: &[Refusal<'_>],
    lexicon: &Lexicon,
) {
    html.within("section", &[("aria-labelledby", "failures")], |html| {
        html.element("h2", &[("id", "failures")], "What did not work, and why");
        if refusals.is_empty() {
            let text = if report.probes.is_empty() {
                "Nothing was asked."
            } else {
                "Everything that was asked was reached."
            };
            html.element("p", &[("class", "lead")], text);
        }
        for refusal in refusals {
            article(html, refusal, lexicon);
        }
    });
}

fn article(html: &mut Html, refusal: &Refusal<'_>, lexicon: &Lexicon) {
    let example = refusal.example();
    let id = format!("refusal-{}", refusal.number);
    html.within("article", &[("class", "refusal"), ("id", &id)], |html| {
        html.within("h3", &[], |html| {
            html.element("span", &[("class", "number")], &format!("[{}]", refusal.number));
            html.text(" ");
            badge(html, &example.status);
            html.text(" ");
            html.within("code", &[], |html| html.breakable(refusal.code()));
        });
        html.within("p", &[("class", "lead")], |html| {
            let meaning = example.cause.as_deref().and_then(lexicon.meaning);
            if let Some(meaning) = meaning {
                html.text(&format!("{meaning} "));
            }
            let sure = certainty(example).map(|sure| format!(" ({sure})")).unwrap_or_default();
            html.text(&format!("{}{sure}. ", capital(&standing(example))));
            if !example.could_also_be.is_empty() {
                html.text(&format!("Could also be {}. ", example.could_also_be.join(", ")));
            }
            html.text(&format!("Who can act: {}.", refusal.who_acts(lexicon)));
        });
        endpoints(html, refusal);
        html.within("dl", &[], |html| details(html, refusal));
    });
}

fn endpoints(html: &mut Html, refusal: &Refusal<'_>) {
    let list = |html: &mut Html, probes: &[(usize, &Probe)]| {
        html.within("ul", &[("class", "places")], |html| {
            for (row, probe) in probes {
                html.within("li", &[], |html| {
                    let target = format!("#probe-{row}");
                    html.within("a", &[("href", &target)], |html| html.breakable(&probe.place()));
                    if probe.need != "required" && !probe.need.is_empty() {
                        html.text(&format!(" ({})", probe.need));
                    }
                });
            }
        });
    };
    let (first, rest) = refusal.probes.split_at(refusal.probes.len().min(NAMED));
    list(html, first);
    if !rest.is_empty() {
        html.within("details", &[], |html| {
            html.element("summary", &[], &format!("and {} more", rest.len()));
            list(html, rest);
        });
    }
}

fn details(html: &mut Html, refusal: &Refusal<'_>) {
    let example = refusal.example();
    let several = refusal.probes.iter().any(|(_, probe)| probe.evidence != example.evidence);
    if !example.evidence.is_empty() {
        html.element("dt", &[], "Seen");
        html.within("dd", &[], |html| {
            if several {
                html.element(
                    "p",
                    &[("class", "under")],
                    &format!("asking for {}", example.place()),
                );
            }
            html.within("pre", &[], |html| html.lines(example.evidence.iter().map(String::as_str)));
        });
    }
    for note in &example.notes {
        html.element("dt", &[], "Note");
        html.element("dd", &[], note);
    }
    for attempt in &example.earlier {
        html.element("dt", &[], "Note");
        let text = format!("an earlier attempt failed at {}: {}", attempt.stage, attempt.failure);
        html.element("dd", &[], &text);
    }
    if !example.logged.is_empty() {
        html.element("dt", &[], "In the product's log");
        html.within("dd", &[], |html| {
            html.element("code", &[], &example.logged);
            if let Some(winhttp) = example.winhttp.filter(|code| code.to_string() != example.logged)
                && !example.logged.starts_with(&winhttp.to_string())
            {
                html.text(&format!(" (nearest WinHTTP error: {winhttp})"));
            }
        });
    }
    if !example.advice.is_empty() {
        html.element("dt", &[], "Ask for");
        html.within("dd", &[], |html| {
            html.within("p", &[("class", "advice")], |html| html.text(&example.advice));
            let others = refusal.probes.len() - 1;
            if refusal.probes.iter().any(|(_, probe)| probe.advice != example.advice) {
                let names = count(others, "other name", "other names");
                let text =
                    format!("Likewise for the {names} above; the change request names them all.");
                html.element("p", &[], &text);
            }
        });
    }
    reproduce(html, example);
}

/// The lines that reproduce a probe, where they can be made.
pub(super) fn reproduce(html: &mut Html, probe: &Probe) {
    for (name, line, what) in [
        ("With curl", curl(probe), "the curl line"),
        ("With PowerShell", powershell(probe), "the PowerShell line"),
    ] {
        if let Some(line) = line {
            html.element("dt", &[], name);
            html.within("dd", &[], |html| {
                html.element("code", &[("class", "line"), ("data-copy", what)], &line);
            });
        }
    }
}
