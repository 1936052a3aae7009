//! How long it took: the distribution, each stage, and the slowest.

use super::waterfall::{name, steps};
use super::words::{STAGES, badge, count, millis};
use super::{Html, table};
use crate::saved::{Probe, Report};

/// Upper ends of the classes of the distribution, in milliseconds; the last has none.
const CLASSES: [f64; 11] =
    [5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 15_000.0];

/// Probes that are shown step by step.
const SLOWEST: usize = 8;

/// Latency of everything that was asked.
pub(super) fn timing(html: &mut Html, report: &Report) {
    let mut timed: Vec<(usize, &Probe, f64)> = report
        .probes
        .iter()
        .enumerate()
        .filter_map(|(at, probe)| Some((at, probe, probe.ms()?)))
        .collect();
    if timed.is_empty() {
        return;
    }
    timed.sort_by(|a, b| b.2.total_cmp(&a.2));
    html.within("section", &[("aria-labelledby", "timing")], |html| {
        html.element("h2", &[("id", "timing")], "How long it took");
        distribution(html, &timed);
        stages(html, report);
        html.element("h3", &[], "The slowest, step by step");
        html.within("ul", &[("class", "slowest")], |html| {
            for (at, probe, ms) in timed.iter().take(SLOWEST) {
                html.within("li", &[], |html| {
                    html.within("p", &[], |html| {
                        let target = format!("#probe-{at}");
                        html.within("a", &[("href", &target)], |html| {
                            html.breakable(&probe.place());
                        });
                        html.text(" ");
                        badge(html, &probe.status);
                        html.element("span", &[("class", "number")], &format!(" {}", millis(*ms)));
                    });
                    steps(html, probe);
                });
            }
        });
    });
}

fn distribution(html: &mut Html, timed: &[(usize, &Probe, f64)]) {
    let mut classes = [[0_usize; 2]; CLASSES.len() + 1];
    for (_, probe, ms) in timed {
        let place = CLASSES.iter().position(|end| ms < end).unwrap_or(CLASSES.len());
        classes[place][usize::from(probe.status != "reachable")] += 1;
    }
    let used = |class: &[usize; 2]| class[0] + class[1] > 0;
    let first = classes.iter().position(used).unwrap_or(0);
    let last = classes.iter().rposition(used).unwrap_or(0);
    let most = classes.iter().map(|class| class[0] + class[1]).max().unwrap_or(1);
    let caption = "Probes by how long they took";
    table(html, caption, &["Took", "Probes", "Share"], |html| {
        for (place, class) in classes.iter().enumerate().take(last + 1).skip(first) {
            let [good, bad] = *class;
            html.within("tr", &[], |html| {
                let label = match (place.checked_sub(1), CLASSES.get(place)) {
                    (None, _) => format!("under {}", round(CLASSES[0])),
                    (Some(from), Some(end)) => {
                        format!("{} to {}", round(CLASSES[from]), round(*end))
                    }
                    (Some(from), None) => format!("{} or more", round(CLASSES[from])),
                };
                html.element("th", &[("scope", "row")], &label);
                let text = match bad {
                    0 => good.to_string(),
                    _ => format!("{} ({bad} not reachable)", good + bad),
                };
                html.element("td", &[("class", "number")], &text);
                html.within("td", &[("class", "chart")], |html| bars(html, good, bad, most));
            });
        }
    });
}

fn round(ms: f64) -> String {
    if ms < 1_000.0 { format!("{ms:.0} ms") } else { format!("{:.0} s", ms / 1_000.0) }
}

fn bars(html: &mut Html, good: usize, bad: usize, most: usize) {
    let share = |part: usize| {
        f64::from(u32::try_from(part).unwrap_or(u32::MAX)) * 100.0
            / f64::from(u32::try_from(most.max(1)).unwrap_or(u32::MAX))
    };
    let frame = [
        ("class", "hist"),
        ("viewBox", "0 0 100 10"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    html.within("svg", &frame, |html| {
        let (from, width) = (format!("{:.2}", share(good)), format!("{:.2}", share(bad)));
        html.element("rect", &[("class", "s-http"), ("width", &from), ("height", "10")], "");
        html.element(
            "rect",
            &[("class", "s-bad"), ("x", &from), ("width", &width), ("height", "10")],
            "",
        );
    });
}

fn stages(html: &mut Html, report: &Report) {
    let columns = ["Step", "Probes", "Median", "90 of 100 within", "Longest", "Failed here"];
    table(html, "Each step of the probes", &columns, |html| {
        for (stage, _) in STAGES {
            let steps = || {
                let all = report.probes.iter().flat_map(|probe| &probe.stages);
                all.filter(|step| step.stage == stage)
            };
            let mut times: Vec<f64> = steps().map(|step| step.ms).collect();
            if times.is_empty() {
                continue;
            }
            times.sort_by(f64::total_cmp);
            let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
            let failed = steps().filter(|step| step.outcome != "ok").count();
            html.within("tr", &[], |html| {
                html.element("th", &[("scope", "row")], name(stage));
                let cells = [
                    times.len().to_string(),
                    millis(at(50)),
                    millis(at(90)),
                    millis(times[times.len() - 1]),
                    failed.to_string(),
                ];
                for cell in cells {
                    html.element("td", &[("class", "number")], &cell);
                }
            });
        }
    });
    let starved = report.probes.iter().filter(|probe| probe.starved).count();
    if starved > 0 {
        let text = format!(
            "This machine was short of processor time during {}: their times say little.",
            count(starved, "probe", "probes")
        );
        html.element("p", &[("class", "note")], &text);
    }
}
