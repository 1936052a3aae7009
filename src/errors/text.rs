//! An explanation as plain text of 80 columns.

use std::fmt;

use super::class_text::class_text;
use super::explain::Explanation;
use super::logs::Claim;
use super::source::Source;

const WIDTH: usize = 80;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        wrapped(f, "", "  ", &self.heading())?;
        for name in &self.names {
            wrapped(f, "  ", "    ", &format!("{} ({})", name.name, name.family))?;
        }
        section(f, "Meaning", [self.meaning.clone()])?;
        section(f, "Two meanings", self.ambiguities.clone())?;
        let class = self.class.map(|class| {
            let mark = self.class_basis.as_ref().map(|basis| format!(" ({basis})"));
            format!("{}{}", class_text(class).title, mark.unwrap_or_default())
        });
        section(f, "Kind", class)?;
        section(f, "Usual causes", self.usual_causes.clone())?;
        section(f, "Who must act", self.who_must_act.iter().map(ToString::to_string))?;
        section(f, "What a probe sees (assumed)", self.probe.clone())?;
        section(f, "Logs that show it", self.logs_of(Claim::Documented))?;
        section(f, "Logs expected to show it (assumed)", self.logs_of(Claim::Expected))?;
        section(f, "Cause shared with other codes", self.cause.clone())?;
        let related = self.related.iter().map(|related| {
            let name = related.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
            format!("{}{name} ({}): {}", related.code, related.family, related.meaning)
        });
        section(f, "Same cause elsewhere", related)?;
        section(f, "Notes", self.notes.clone())?;
        section(f, "Sources", self.sources.iter().map(Source::to_string))
    }
}

impl Explanation {
    fn heading(&self) -> String {
        let number = match self.http_status {
            Some(status) => Some(format!("HTTP {status}")),
            None => self.number.map(|number| number.to_string()),
        };
        let parts = [
            number,
            self.hresult.map(|hresult| hresult.to_string()),
            self.signed.map(|signed| signed.to_string()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
    }

    fn logs_of(&self, claim: Claim) -> Vec<String> {
        let logs = self.logs.iter().filter(|log| log.claim == claim);
        logs.map(|log| {
            let mark = if log.basis == "listed" { "" } else { "; file name unchecked" };
            let appears = log.appears_as.join(", ");
            let place = format!("{} ({}; as {appears}{mark})", log.file, log.computer);
            if log.lines.is_empty() {
                format!("{place}: {}", log.shows)
            } else {
                format!("{place}: {}; \"{}\"", log.shows, log.lines.join("\", \""))
            }
        })
        .collect()
    }
}

impl fmt::Display for Source {
    /// Title, then repository and date as far as they are known; the path is for machines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)?;
        for part in [&self.repository, &self.date].into_iter().flatten() {
            write!(f, ", {part}")?;
        }
        Ok(())
    }
}

fn section(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: impl IntoIterator<Item = String>,
) -> fmt::Result {
    let mut items = items.into_iter().peekable();
    if items.peek().is_some() {
        write!(f, "\n{title}\n")?;
    }
    items.try_for_each(|item| wrapped(f, "  - ", "    ", &item))
}

/// A paragraph, broken at spaces; a word longer than the line stays whole.
fn wrapped(f: &mut fmt::Formatter<'_>, first: &str, next: &str, text: &str) -> fmt::Result {
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{}", line.trim_end())?;
            next.clone_into(&mut line);
        } else if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    writeln!(f, "{line}")
}
