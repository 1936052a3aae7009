//! For tickets and wikis (GitHub Flavored Markdown): roles, refusals and the rest as tables.
//!
//! Text from elsewhere shows as it is: characters that Markdown or HTML would act on are escaped,
//! the pipe of tables and the backtick as entities.

use std::io;

use super::refusal::{Refusal, Refusals, worst_first};
use super::visible::visible;
use super::{Style, Writer, words};
use crate::catalogue::Need;
use crate::plan::Source;
use crate::report::{Ending, Report, Row};
use crate::verdict::Status;

/// `markdown`.
pub(super) struct Markdown;

impl Writer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, report: &Report, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(head(report).as_bytes())?;
        out.write_all(roles(report).as_bytes())?;
        let refusals = Refusals::of(report);
        for (title, part) in [
            ("Refused and failed", &[Status::Blocked, Status::Failed][..]),
            ("Not proven", &[Status::Inconclusive, Status::Untested]),
        ] {
            out.write_all(section(title, part, &refusals).as_bytes())?;
        }
        out.write_all(rules(report).as_bytes())?;
        out.write_all(gaps(report).as_bytes())?;
        out.write_all(reachable(report).as_bytes())
    }
}

fn head(report: &Report) -> String {
    let run = &report.run;
    let mut lines = vec![format!("# clearway: {}\n", report.outcome.as_str())];
    let mut fact = |name: &str, value: &str| {
        lines.push(format!("- **{name}**: {}", escaped(value)));
    };
    fact("machine", &run.machine);
    fact("account", &report.account);
    for (route, rows) in words::routes(report) {
        let probes = words::count(rows, "probe", "probes");
        let way = format!("{} (from {}), {probes}", words::way(route), route.source);
        let because = if route.because.is_empty() { "" } else { ": " };
        fact("route", &format!("{way}{because}{}", route.because));
    }
    if let Some(user) = &run.proxy_user {
        fact("proxy user", user);
    }
    fact("started", &format!("{}, took {}", words::time(run.started), words::took(report)));
    match run.ending {
        Ending::Complete => {}
        Ending::Interrupted => fact("incomplete", "the run was interrupted"),
        Ending::Deadline => fact("incomplete", "the deadline ended the run"),
    }
    for note in &run.notes {
        fact("note", note);
    }
    fact("clearway", &run.version);
    lines.join("\n") + "\n"
}

fn roles(report: &Report) -> String {
    let on_servers = report.roles.iter().any(|role| role.server.is_some());
    let rows = worst_first(report).into_iter().map(|role| {
        let counts = &role.counts;
        let optional = format!("{} of {}", counts.optional - counts.warnings, counts.optional);
        let mut cells = vec![
            role.status.as_str().to_owned(),
            escaped(&role.role),
            format!("{} of {}", counts.proven, counts.required),
            counts.refused.to_string(),
            counts.unproven.to_string(),
            optional,
            escaped(&role.also_needs.join(", ")),
        ];
        if on_servers {
            cells.insert(1, escaped(role.server.as_deref().unwrap_or_default()));
            let duty = words::duty(role).into_iter();
            cells.push(lines(duty.map(|(name, value)| format!("{name}: {value}"))));
        }
        cells
    });
    let mut columns = vec![
        "status",
        "role",
        "required proven",
        "refused",
        "not proven",
        "optional",
        "also needs",
    ];
    if on_servers {
        columns.insert(1, "server");
        columns.push("on the server");
    }
    format!("\n## Roles\n\n{}", table(&columns, rows))
}

/// The refusals of some statuses, one row each, with every name that met them.
fn section(title: &str, part: &[Status], refusals: &Refusals<'_>) -> String {
    let own = refusals.all.iter().enumerate();
    let own = own.filter(|(_, refusal)| part.contains(&refusal.example().status));
    let rows: Vec<Vec<String>> = own
        .map(|(at, refusal)| {
            let row = refusal.example();
            let (standing, _) = words::standing(row);
            let sure = words::certainty(row).map(|word| format!(" ({word})")).unwrap_or_default();
            let codes: Vec<&str> =
                row.cause.into_iter().chain(row.could_also_be.iter().copied()).collect();
            let mut seen = row.evidence.clone();
            if refusal.words_differ() && !seen.is_empty() {
                seen.insert(0, format!("(asking for {})", row.place()));
            }
            seen.extend(row.notes.iter().cloned());
            vec![
                (at + 1).to_string(),
                escaped(&format!("{standing}{sure}")),
                escaped(&codes.join(" or ")),
                lines(refusal.rows.iter().map(|row| named(row))),
                lines(seen),
                escaped(&logged(refusal)),
                escaped(&refusal.advice(at + 1).unwrap_or_default()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let own = refusals.all.iter().filter(|own| part.contains(&own.example().status));
    let names: usize = own.map(|refusal| refusal.rows.len()).sum();
    let columns = ["no.", "what", "cause", "endpoints", "seen", "logged", "next step"];
    format!("\n## {title} ({names})\n\n{}", table(&columns, rows))
}

/// What the product's log will show, and in which files.
fn logged(refusal: &Refusal<'_>) -> String {
    let shown = words::logged(refusal.example()).unwrap_or_default();
    match refusal.log_files().as_slice() {
        [] => shown,
        files => format!("{shown} in {}", files.join(", ")).trim_start().to_owned(),
    }
}

/// Whether the proxy has a rule for each wildcard, and what was sent to find out.
fn rules(report: &Report) -> String {
    if report.rules.is_empty() {
        return String::new();
    }
    let rows = report.rules.iter().map(|rule| {
        let answers = rule
            .probes
            .iter()
            .map(|label| format!("{} ({}): {}", label.host, label.meaning, label.answer));
        vec![
            rule.verdict.as_str().to_owned(),
            escaped(&words::rule(rule)),
            rule.method.to_owned(),
            escaped(&rule.text),
            lines(answers),
            escaped(&rule.advice),
        ]
    });
    let columns = ["rule", "wildcard", "method", "why", "answers", "next step"];
    let sent = report.run.rule_traffic.as_ref().map(words::rule_traffic);
    let sent = sent.map(|sent| format!("{}\n\n", escaped(&sent))).unwrap_or_default();
    format!("\n## Rules ({})\n\n{sent}{}", report.rules.len(), table(&columns, rows))
}

/// What certificates and redirects name and no entry of the selection covers.
fn gaps(report: &Report) -> String {
    if report.gaps.is_empty() {
        return String::new();
    }
    let rows = report.gaps.iter().map(|gap| {
        vec![
            escaped(&format!("{}:{}", gap.host, gap.port)),
            words::gap_kind(gap.kind).to_owned(),
            escaped(&gap.status),
            escaped(&gap.because),
            escaped(&gap.roles.join(", ")),
        ]
    });
    let columns = ["address", "what", "status", "because", "roles"];
    format!("\n## In no selected list ({})\n\n{}", report.gaps.len(), table(&columns, rows))
}

fn reachable(report: &Report) -> String {
    let reached = report
        .probes
        .iter()
        .filter(|row| row.status == Status::Reachable && row.source != Source::Rule);
    let rows: Vec<Vec<String>> = reached
        .map(|row| {
            let proof = row.proof.map_or("", crate::verdict::Proof::as_str);
            vec![escaped(&row.place()), proof.to_owned(), escaped(&row.roles.join(", "))]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let count = rows.len();
    format!("\n## Reachable ({count})\n\n{}", table(&["endpoint", "proof", "roles"], rows))
}

/// A name with its need, where that is not required, and its roles.
fn named(row: &Row) -> String {
    let need = match row.need {
        Need::Required => String::new(),
        Need::Optional | Need::Conditional => format!(", {}", row.need),
    };
    format!("{} ({}{need})", row.place(), row.roles.join(", "))
}

/// Cells that are ready to stand in a table, row by row.
fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let head = format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()));
    let rows = rows.into_iter().map(|row| format!("| {} |\n", row.join(" | ")));
    std::iter::once(head).chain(rows).collect()
}

/// Lines within a cell.
fn lines(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines.into_iter().map(|line| escaped(&line)).collect();
    lines.join("<br>")
}

/// Text that shows as it is, in a table too (GFM, sections 2.4, 4.10, 6.2 and 6.9).
fn escaped(text: &str) -> String {
    let text = visible(text);
    let mut shown = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match character {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '|' => shown.push_str("&#124;"),
            '`' => shown.push_str("&#96;"),
            '\\' | '*' | '_' | '[' | ']' | '~' | '#' | '!' | '$' => {
                shown.push('\\');
                shown.push(character);
            }
            // So that no address becomes a link.
            '/' if before == ':' => shown.push_str("\\/"),
            '.' if ends_in_www(&text[..at]) => shown.push_str("\\."),
            '@' => shown.push_str("&#64;"),
            _ => shown.push(character),
        }
        before = character;
    }
    shown
}

fn ends_in_www(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 3 && bytes[bytes.len() - 3..].eq_ignore_ascii_case(b"www")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_markup_are_not_broken() {
        assert_eq!(
            escaped("a|b `c` <script>&\n*d* [e](f)"),
            "a&#124;b &#96;c&#96; &lt;script&gt;&amp; \\*d\\* \\[e\\](f)"
        );
    }

    #[test]
    fn addresses_become_no_links() {
        assert_eq!(escaped("http://x www.y a@b"), "http:\\//x www\\.y a&#64;b");
    }

    #[test]
    fn a_backslash_does_not_undo_an_escape() {
        assert_eq!(escaped("\\| \\<"), "\\\\&#124; \\\\&lt;");
    }
}
