//! On top: ready or not, per role, and who must act.

use super::change_request::requests;
use super::refusals::Refusal;
use super::words::{self, badge, count, time, way, worst_first};
use super::{Html, Lexicon, table};
use crate::saved::{Report, Role};

/// The result, from where and by which way.
pub(super) fn header(html: &mut Html, report: &Report) {
    let class = match report.outcome.as_str() {
        "ready" => "top good",
        "unproven" => "top doubt",
        _ => "top bad",
    };
    html.within("header", &[("class", class)], |html| {
        html.within("p", &[("class", "from")], |html| {
            html.element("span", &[("class", "mark")], "clearway");
            html.text(" ");
            html.element("strong", &[], report.machine());
            html.text(", ");
            html.text(&way(&report.route));
        });
        html.within("h1", &[], |html| {
            let word = words::capital(&report.outcome);
            words::marked(html, &report.outcome, &word);
        });
        html.element("p", &[("class", "sentence")], &sentence(report));
        html.within("p", &[("class", "when")], |html| {
            time(html, report.run.started);
            if let Some(took) = report.took() {
                html.text(&format!(", took {took:.1} s"));
            }
            html.text(&format!(", account {}", report.account));
        });
        if let "interrupted" | "deadline" = report.run.ending.as_str() {
            let text = format!(
                "The run was cut short ({}): what is missing here was not asked.",
                report.run.ending
            );
            html.element("p", &[("class", "note")], &text);
        }
    });
}

/// One sentence for whoever reads no further.
fn sentence(report: &Report) -> String {
    let of = |status: &str| report.roles.iter().filter(|role| role.status == status).count();
    let counts = &report.counts;
    let roles = count(report.roles.len(), "role", "roles");
    let parts: Vec<String> =
        [("not ready", of("not ready")), ("unproven", of("unproven")), ("ready", of("ready"))]
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|(word, number)| format!("{number} {word}"))
            .collect();
    let stand = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
    format!(
        "{roles}{stand}; {} of {} proven.",
        counts.proven,
        count(counts.required, "requirement", "requirements")
    )
}

/// Roles, and who must act.
pub(super) fn answer(
    html: &mut Html,
    report: &Report,
    refusals: &[Refusal<'_>],
    lexicon: &Lexicon,
) {
    html.within("section", &[("aria-labelledby", "roles")], |html| {
        html.element("h2", &[("id", "roles")], "Roles");
        for note in &report.run.notes {
            html.element("p", &[("class", "note")], note);
        }
        let columns = [
            "Result",
            "Role",
            "Required proven",
            "Refused",
            "Not proven",
            "Optional",
            "Also needs",
        ];
        table(html, "Where each role stands", &columns, |html| {
            for role in worst_first(report) {
                row(html, role);
            }
        });
    });
    let requests = requests(report, refusals, lexicon);
    if requests.is_empty() {
        return;
    }
    html.within("section", &[("aria-labelledby", "act")], |html| {
        html.element("h2", &[("id", "act")], "Who must act");
        for request in &requests {
            html.within("article", &[("class", "request")], |html| {
                html.element("h3", &[], &words::capital(request.who));
                html.within("p", &[], |html| {
                    let names = count(request.endpoints, "endpoint", "endpoints");
                    html.text(&format!("{names}: "));
                    for (at, (number, code)) in request.refusals.iter().enumerate() {
                        if at > 0 {
                            html.text(", ");
                        }
                        let target = format!("#refusal-{number}");
                        html.element("a", &[("href", &target)], &format!("[{number}] {code}"));
                    }
                });
                html.within("details", &[], |html| {
                    html.element("summary", &[], "Change request to send");
                    html.within("pre", &[("data-copy", "the change request")], |html| {
                        html.lines(request.text.iter().map(String::as_str));
                    });
                });
            });
        }
    });
}

fn row(html: &mut Html, role: &Role) {
    let counts = &role.counts;
    html.within("tr", &[], |html| {
        html.within("td", &[], |html| badge(html, &role.status));
        html.within("th", &[("scope", "row")], |html| {
            html.breakable(&role.label());
            if !role.title.is_empty() {
                html.element("span", &[("class", "under")], &role.title);
            }
        });
        html.within("td", &[], |html| {
            html.element(
                "span",
                &[("class", "number")],
                &format!("{} of {}", counts.proven, counts.required),
            );
            bar(html, counts.proven, counts.required);
        });
        for number in [counts.refused, counts.unproven] {
            let class = if number == 0 { "number zero" } else { "number" };
            html.element("td", &[("class", class)], &number.to_string());
        }
        let optional = match counts.optional {
            0 => "none".to_owned(),
            many => format!("{} of {many}", many.saturating_sub(counts.warnings)),
        };
        html.element("td", &[("class", "number")], &optional);
        html.element("td", &[], &role.also_needs.join(", "));
    });
}

/// A part of a whole. The number beside it says the same.
fn bar(html: &mut Html, part: usize, whole: usize) {
    let (part, whole) = (u32::try_from(part).unwrap_or(0), u32::try_from(whole).unwrap_or(0));
    let share = if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) * 100.0 };
    let frame = [
        ("class", "bar"),
        ("viewBox", "0 0 100 6"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    html.within("svg", &frame, |html| {
        html.element("rect", &[("class", "ground"), ("width", "100"), ("height", "6")], "");
        let width = format!("{share:.1}");
        let full = if part == whole { words::ink("ready") } else { words::ink("unproven") };
        html.element("rect", &[("class", full), ("width", &width), ("height", "6")], "");
    });
}
