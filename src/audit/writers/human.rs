//! For people: roles, then findings with the line of the list underlined.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Shown, Writer, counted};
use crate::allowlist::{Origin, Place};
use crate::audit::{Finding, Severity};
use crate::harmless::visible;
use crate::text::{Ink, Style, columns, flow};

/// Characters of a line of the list that are shown around an entry.
const EXCERPT: usize = 100;

/// What stands for the part of a line that is left out.
const CUT: &str = "...";

/// `human`.
pub(super) struct Human;

impl Writer for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn write(&self, shown: &Shown<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let lines = shown.sources.iter().map(|(file, text)| (&**file, text.lines().collect()));
        let mut page = Page { shown, lines: lines.collect(), style, text: Vec::new() };
        page.head()?;
        page.roles()?;
        page.findings()?;
        page.foot()?;
        out.write_all(&page.text)
    }
}

struct Page<'a> {
    shown: &'a Shown<'a>,
    /// The lines of each source.
    lines: BTreeMap<&'a str, Vec<&'a str>>,
    style: Style,
    text: Vec<u8>,
}

impl Page<'_> {
    fn paint(&self, ink: Ink, text: &str) -> String {
        ink.paint(text, self.style.colour)
    }

    /// A paragraph behind a lead that is already coloured; `lead` is the same without colours.
    fn paragraph(&mut self, painted: &str, lead: &str, text: &str) -> io::Result<()> {
        let width = self.style.width.max(Style::NARROWEST);
        let at = columns(lead);
        let set = flow(&visible(text), at, at.min(4), width);
        writeln!(self.text, "{painted}{set}")
    }

    fn head(&mut self) -> io::Result<()> {
        let list = &self.shown.audit.list;
        let why = match self.shown.recognised_by {
            Some(why) => format!("recognised: {why}"),
            None => "as stated".to_owned(),
        };
        let text = format!(
            "{}: {} of {} ({why})",
            self.shown.file,
            counted(list.rules.len(), "entry", "entries"),
            self.shown.format_title
        );
        self.paragraph("", "", &text)?;
        for mode in &list.modes {
            let origin = match mode.origin {
                Origin::Default => "by default",
                Origin::Given => "as given",
                Origin::Found => "as the file says",
            };
            self.paragraph("  ", "  ", &format!("{} is {}, {origin}", mode.name, mode.value))?;
        }
        for note in list.notes.iter().chain(&self.shown.audit.notes) {
            self.paragraph("  note: ", "  note: ", note)?;
        }
        Ok(())
    }

    fn roles(&mut self) -> io::Result<()> {
        let roles: Vec<_> = self
            .shown
            .roles()
            .into_iter()
            .map(|(role, counts)| (role.to_owned(), counts))
            .collect();
        if roles.is_empty() {
            return writeln!(self.text, "\nNothing is needed: no role and no target was selected.");
        }
        writeln!(self.text)?;
        for (role, counts) in roles {
            let (ink, status) = match (counts.missing, counts.open) {
                (0, 0) => (Ink::Good, "COVERED    "),
                (0, _) => (Ink::Doubt, "UNDECIDED  "),
                _ => (Ink::Bad, "NOT COVERED"),
            };
            let mut text = format!("{role}: {} covered", counts.covered);
            for (number, what) in [
                (counts.missing, "missing"),
                (counts.optional_missing, "optional missing"),
                (counts.open, "undecided"),
            ] {
                if number > 0 {
                    let _ = write!(text, ", {number} {what}");
                }
            }
            let painted = format!("{} ", self.paint(ink, status));
            self.paragraph(&painted, &format!("{status} "), &text)?;
        }
        Ok(())
    }

    fn findings(&mut self) -> io::Result<()> {
        let shown = self.shown;
        for finding in &shown.audit.findings {
            writeln!(self.text)?;
            let ink = match finding.severity {
                Severity::Error => Ink::Bad,
                Severity::Warning => Ink::Doubt,
                Severity::Note => Ink::Mark,
            };
            let lead = format!("{}: ", finding.severity);
            let painted = self.paint(ink, &lead);
            self.paragraph(&painted, &lead, &format!("{} [{}]", finding.text, finding.code))?;
            self.place(finding)?;
            if !finding.roles.is_empty() {
                let mut text = finding.roles.join(", ");
                if let Some(place) = finding.asked_at.first() {
                    let _ = write!(text, " ({place})");
                }
                self.paragraph("    needed by ", "    needed by ", &text)?;
            }
            for (number, line) in finding.write.iter().enumerate() {
                let lead = if number == 0 { "    write     " } else { "              " };
                writeln!(self.text, "{lead}{}", self.paint(Ink::Place, &visible(line)))?;
            }
        }
        Ok(())
    }

    /// The line of the list, with the entry underlined.
    fn place(&mut self, finding: &Finding) -> io::Result<()> {
        let Some(place) = &finding.place else { return Ok(()) };
        writeln!(self.text, "    --> {}", visible(&place.to_string()))?;
        let Some((line, before, marked)) = self.excerpt(place) else { return Ok(()) };
        let number = place.line.to_string();
        writeln!(self.text, "    {number} | {line}")?;
        let pad = " ".repeat(number.len() + 7 + before);
        let marks = self.paint(Ink::Bad, &"^".repeat(marked.max(1)));
        writeln!(self.text, "{pad}{marks}")
    }

    /// A piece of the line around the entry, the columns before it and those that it takes.
    fn excerpt(&self, place: &Place) -> Option<(String, usize, usize)> {
        let lines = self.lines.get(&*place.file)?;
        let line = lines.get(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
        let start = usize::try_from(place.column).ok()?.checked_sub(1)?;
        let length = usize::try_from(place.length).ok()?;
        let lead = place.line.to_string().len() + 7;
        let width = self.style.width.max(Style::NARROWEST);
        // Room for what is put where something was left out.
        let room = EXCERPT.min(width.saturating_sub(lead + 2 * CUT.len()));
        // A list in one long line is shown from shortly before the entry.
        let from = if start + length > room { start.saturating_sub(10) } else { 0 };
        let part = |from: usize, count: usize| -> String {
            let characters: String = line.chars().skip(from).take(count).collect();
            visible(&characters).into_owned()
        };
        let (head, tail) = (if from > 0 { CUT } else { "" }, line.chars().count() > from + room);
        let before = columns(head) + columns(&part(from, start - from));
        let marked = columns(&part(start, length.min(room - (start - from))));
        let shown = format!("{head}{}{}", part(from, room), if tail { CUT } else { "" });
        Some((shown, before, marked))
    }

    fn foot(&mut self) -> io::Result<()> {
        let audit = self.shown.audit;
        writeln!(self.text)?;
        let count = |severity: Severity| {
            audit.findings.iter().filter(|finding| finding.severity == severity).count()
        };
        let text = format!(
            "{}, {}, {}, {} accepted",
            counted(count(Severity::Error), "error", "errors"),
            counted(count(Severity::Warning), "warning", "warnings"),
            counted(count(Severity::Note), "note", "notes"),
            audit.suppressed.len()
        );
        self.paragraph("", "", &text)?;
        let (required, others): (Vec<_>, Vec<_>) =
            audit.unjudged.iter().partition(|one| one.is_required());
        for one in required {
            let text = format!("{} ({}): {}", one.pattern, one.role, one.why);
            self.paragraph("held against nothing: ", "held against nothing: ", &text)?;
        }
        if !others.is_empty() {
            let text = format!(
                "held against nothing: {} (--report json=PATH says which, and why)",
                counted(others.len(), "optional entry", "optional entries")
            );
            self.paragraph("", "", &text)?;
        }
        Ok(())
    }
}
