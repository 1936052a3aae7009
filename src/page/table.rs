//! The full table: every probe with everything that is known about it.

use super::Html;
use super::failures::reproduce;
use super::waterfall::{steps, strip};
use super::words::{badge, certainty, millis, party, standing, time, way};
use crate::saved::{Answer, Probe, Report};

const COLUMNS: [(&str, &str); 7] = [
    ("Status", "status"),
    ("Endpoint", "text"),
    ("Cause", "text"),
    ("Refused by", "text"),
    ("Roles", "text"),
    ("Took", "number"),
    ("Steps", ""),
];

/// The table. Each probe is a group of two rows: what it is, and behind it the details.
pub(super) fn table(html: &mut Html, report: &Report) {
    html.within("section", &[("aria-labelledby", "probes")], |html| {
        html.element("h2", &[("id", "probes")], "All probes");
        // The script puts search, filters and the number of rows here.
        html.within("div", &[("id", "controls")], |_| {});
        let caption = "Every probe of the run";
        let region =
            [("class", "wide"), ("role", "region"), ("tabindex", "0"), ("aria-label", caption)];
        html.within("div", &region, |html| {
            html.within("table", &[("id", "table")], |html| {
                html.element("caption", &[], caption);
                html.within("thead", &[], |html| {
                    html.within("tr", &[], |html| {
                        for (name, sort) in COLUMNS {
                            html.element("th", &[("scope", "col"), ("data-sort", sort)], name);
                        }
                    });
                });
                for (at, probe) in report.probes.iter().enumerate() {
                    row(html, at, probe);
                }
            });
        });
        html.within("div", &[("id", "more")], |_| {});
    });
}

fn row(html: &mut Html, at: usize, probe: &Probe) {
    let id = format!("probe-{at}");
    let cause = probe.cause.as_deref().unwrap_or_default();
    // The script takes them apart again; no id of a role has a bar in it.
    let roles = probe.roles.join("|");
    let about = [
        ("id", id.as_str()),
        ("data-status", &probe.status),
        ("data-cause", cause),
        ("data-roles", &roles),
        ("data-source", &probe.source),
    ];
    html.within("tbody", &about, |html| {
        html.within("tr", &[], |html| {
            html.within("td", &[], |html| badge(html, &probe.status));
            html.within("th", &[("scope", "row")], |html| html.breakable(&probe.place()));
            html.within("td", &[], |html| html.breakable(cause));
            html.element("td", &[], probe.refused_by.as_deref().map_or("", party));
            html.element("td", &[], &probe.roles.join(", "));
            let took = probe.ms().map(millis).unwrap_or_default();
            let ms = probe.ms().map(|ms| format!("{ms:.3}")).unwrap_or_default();
            html.element("td", &[("class", "number"), ("data-value", &ms)], &took);
            html.within("td", &[("class", "chart")], |html| strip(html, probe));
        });
        html.within("tr", &[("class", "more")], |html| {
            html.within("td", &[("colspan", "7")], |html| {
                html.within("details", &[], |html| {
                    html.element("summary", &[], &format!("Details of {}", probe.place()));
                    if !probe.stages.is_empty() {
                        steps(html, probe);
                    }
                    html.within("dl", &[], |html| details(html, probe));
                });
            });
        });
    });
}

fn details(html: &mut Html, probe: &Probe) {
    if probe.status != "reachable" {
        let sure = certainty(probe).map(|sure| format!(" ({sure})")).unwrap_or_default();
        fact(html, "Verdict", &format!("{}{sure}, by rule {}", standing(probe), probe.rule));
    }
    fact(html, "Could also be", &probe.could_also_be.join(", "));
    for ask in &probe.asked_by {
        fact(html, "Asked by", &format!("{} ({}): {}", ask.role, ask.need, ask.pattern));
    }
    fact(html, "For the servers", &probe.servers.join(", "));
    fact(html, "Because", probe.because.as_deref().unwrap_or_default());
    if let Some(route) = &probe.route {
        fact(html, "Way", &format!("{} (from {})", way(route), route.source));
    }
    if let Some(at) = probe.started {
        html.element("dt", &[], "Began");
        html.within("dd", &[], |html| time(html, Some(at)));
    }
    fact(html, "Shown to work up to", probe.proof.as_deref().unwrap_or_default());
    if !probe.evidence.is_empty() {
        html.element("dt", &[], "Seen");
        html.within("dd", &[], |html| {
            html.within("pre", &[], |html| html.lines(probe.evidence.iter().map(String::as_str)));
        });
    }
    for note in &probe.notes {
        fact(html, "Note", note);
    }
    for attempt in &probe.earlier {
        let text = format!(
            "failed at {} after {}: {}",
            attempt.stage,
            millis(attempt.ms),
            attempt.failure
        );
        fact(html, "Earlier attempt", &text);
    }
    if let Some(answer) = &probe.proxy_answer {
        shown(html, "The proxy's answer", answer);
    }
    if let Some(answer) = &probe.answer {
        shown(html, "The answer", answer);
    }
    if let Some(tls) = &probe.tls {
        let opened = match tls.intercepted {
            Some(true) => "opened on the way",
            Some(false) => "not opened on the way",
            None => "whether it is opened on the way cannot be told",
        };
        let subject = tls.chain.first().map(|own| format!(", {} from {}", own.subject, own.issuer));
        fact(html, "TLS", &format!("{}, {opened}{}", tls.version, subject.unwrap_or_default()));
    }
    fact(html, "In the product's log", &probe.logged);
    fact(html, "In the files", &probe.log_files.join(", "));
    fact(html, "Ask for", &probe.advice);
    if let Some(baseline) = &probe.baseline {
        html.element("dt", &[], "Baseline");
        html.within("dd", &[], |html| {
            let cause =
                baseline.cause.as_deref().map(|cause| format!(" ({cause})")).unwrap_or_default();
            html.text(&format!(
                "{}: {}{cause} on {}, ",
                baseline.says, baseline.status, baseline.machine
            ));
            time(html, baseline.started);
        });
    }
    reproduce(html, probe);
}

fn fact(html: &mut Html, name: &str, value: &str) {
    if !value.is_empty() {
        html.element("dt", &[], name);
        html.element("dd", &[], value);
    }
}

fn shown(html: &mut Html, name: &str, answer: &Answer) {
    html.element("dt", &[], name);
    html.within("dd", &[], |html| {
        let lines = std::iter::once(&answer.status_line).chain(&answer.headers);
        let text = (!answer.text.is_empty()).then_some(&answer.text);
        html.within("pre", &[], |html| html.lines(lines.chain(text).map(String::as_str)));
    });
}
