//! For tickets and wikis. What does not fit into one comment is cut, the end first, and that is said.

use std::io::{self, Write};

use super::{Shown, Writer, counted};
use crate::harmless::{fitted, markdown, visible};
use crate::text::Style;

/// `markdown`.
pub(super) struct Markdown;

impl Writer for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let audit = shown.audit;
        let mut text = Vec::new();
        writeln!(text, "# Audit of {}\n", code(shown.file))?;
        writeln!(
            text,
            "{}, read as {}{}.",
            counted(audit.list.rules.len(), "entry", "entries"),
            markdown(shown.format_title),
            shown.recognised_by.map_or(String::new(), |why| format!(" ({})", markdown(why))),
        )?;
        for mode in &audit.list.modes {
            writeln!(text, "- {} is {}", code(mode.name), code(&mode.value))?;
        }
        for note in audit.list.notes.iter().chain(&audit.notes) {
            writeln!(text, "\n> {}", markdown(note))?;
        }
        writeln!(
            text,
            "\n## Roles\n\n| role | status | covered | missing | optional missing | undecided |"
        )?;
        writeln!(text, "|---|---|---|---|---|---|")?;
        for (role, counts) in shown.roles() {
            writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} |",
                markdown(role),
                counts.status(),
                counts.covered,
                counts.missing,
                counts.optional_missing,
                counts.open
            )?;
        }
        writeln!(text, "\n## Findings\n")?;
        if audit.findings.is_empty() {
            writeln!(text, "None.")?;
        } else {
            writeln!(text, "| severity | code | place | finding | needed by | write |")?;
            writeln!(text, "|---|---|---|---|---|---|")?;
        }
        for finding in &audit.findings {
            let place = finding
                .place
                .as_ref()
                .map_or(String::new(), |place| code(&format!("{}:{}", place.file, place.line)));
            let lines: Vec<String> = finding.write.iter().map(|line| code(line)).collect();
            writeln!(
                text,
                "| {} | {} | {place} | {} | {} | {} |",
                finding.severity,
                code(finding.code),
                markdown(&finding.text),
                markdown(&finding.roles.join(", ")),
                lines.join("<br>")
            )?;
        }
        let mut untold = audit.unjudged.iter().filter(|one| one.is_required()).peekable();
        if untold.peek().is_some() {
            writeln!(text, "\n## Held against nothing\n\n| entry | role | why |\n|---|---|---|")?;
        }
        for one in untold {
            let (pattern, role, why) = (code(&one.pattern), &one.role, &one.why);
            writeln!(text, "| {pattern} | {} | {} |", markdown(role), markdown(why))?;
        }
        if !audit.suppressed.is_empty() {
            writeln!(
                text,
                "\n## Accepted\n\n| code | finding | reason | until |\n|---|---|---|---|"
            )?;
        }
        for one in &audit.suppressed {
            let finding = &one.finding;
            writeln!(
                text,
                "| {} | {} | {} | {} |",
                code(finding.code),
                markdown(&finding.text),
                markdown(&one.reason),
                markdown(&one.expires)
            )?;
        }
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        let text = fitted(text, "the JSON report (--report json=PATH) has all of it");
        out.write_all(text.as_bytes())
    }
}

/// Text as code, whatever is in it, in a cell of a table.
fn code(text: &str) -> String {
    let text = visible(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}
