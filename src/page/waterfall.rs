//! The steps of a probe, one after the other, as bars.

use super::Html;
use super::words::{STAGES, millis};
use crate::saved::{Probe, Stage};

/// All steps in one bar, for a cell of a table. The time beside it says how long they took.
pub(super) fn strip(html: &mut Html, probe: &Probe) {
    let Some(whole) = probe.ms().filter(|ms| *ms > 0.0) else { return };
    let frame = [
        ("class", "strip"),
        ("viewBox", "0 0 100 8"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    html.within("svg", &frame, |html| {
        let mut from = 0.0;
        for stage in &probe.stages {
            rect(html, stage, from / whole * 100.0, stage.ms / whole * 100.0);
            from += stage.ms;
        }
    });
}

/// One line for each step: its name, its bar, how long it took and what came of it.
pub(super) fn steps(html: &mut Html, probe: &Probe) {
    let whole = probe.ms().unwrap_or(0.0).max(f64::MIN_POSITIVE);
    let mut from = 0.0;
    html.within("ol", &[("class", "steps")], |html| {
        for stage in &probe.stages {
            html.within("li", &[], |html| {
                html.element("span", &[("class", "step")], name(&stage.stage));
                let frame = [
                    ("class", "fall"),
                    ("viewBox", "0 0 100 8"),
                    ("preserveAspectRatio", "none"),
                    ("aria-hidden", "true"),
                ];
                html.within("svg", &frame, |html| {
                    rect(html, stage, from / whole * 100.0, stage.ms / whole * 100.0);
                });
                html.element("span", &[("class", "number")], &millis(stage.ms));
                html.within("span", &[("class", "came")], |html| {
                    if stage.outcome != "ok" {
                        html.element("strong", &[], &stage.outcome);
                        html.text(" ");
                    }
                    html.text(&stage.detail);
                    if let Some(native) = &stage.native {
                        html.text(&format!(" [{native}]"));
                    }
                });
            });
            from += stage.ms;
        }
    });
}

fn rect(html: &mut Html, stage: &Stage, x: f64, width: f64) {
    let class = match (stage.outcome.as_str(), stage.stage.as_str()) {
        ("ok", "resolve") => "s-resolve",
        ("ok", "connect") => "s-connect",
        ("ok", "proxy_tls") => "s-proxy",
        ("ok", "tunnel" | "forward") => "s-tunnel",
        ("ok", "tls") => "s-tls",
        ("ok", _) => "s-http",
        _ => "s-bad",
    };
    let (x, width) = (format!("{:.2}", x.min(99.0)), format!("{:.2}", width.max(1.0)));
    html.element("rect", &[("class", class), ("x", &x), ("width", &width), ("height", "8")], "");
}

/// What a step does, in words.
pub(super) fn name(stage: &str) -> &str {
    STAGES.iter().find(|(known, _)| *known == stage).map_or(stage, |(_, name)| name)
}
