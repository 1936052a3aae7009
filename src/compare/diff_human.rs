//! A comparison for people, on a terminal.

use std::io;

use super::{Change, Diff, Kind, Writer};
use crate::harmless::visible;

/// `human`.
pub(super) struct Human;

/// Endpoints of a kind that need no look that are named.
const NAMED: usize = 20;

impl Writer<Diff> for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn write(&self, diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
        let mut line = |text: String| writeln!(out, "{}", visible(&text));
        line(format!("before  {}", diff.before.text()))?;
        line(format!("after   {}", diff.after.text()))?;
        for role in &diff.roles {
            let word =
                |status: &Option<String>| status.clone().unwrap_or_else(|| "not there".into());
            line(format!(
                "role    {}: {}, now {}",
                role.role,
                word(&role.before),
                word(&role.after)
            ))?;
        }
        for kind in Kind::ALL {
            let count = diff.count(kind);
            if count == 0 {
                continue;
            }
            line(String::new())?;
            line(format!("{} ({count})", kind.title().to_uppercase()))?;
            if kind == Kind::Slower {
                line(format!("  {}", diff.noise.rule()))?;
            }
            let most = if kind <= Kind::StillBroken { usize::MAX } else { NAMED };
            for change in diff.of_kind(kind).take(most) {
                for text in lines(change) {
                    line(text)?;
                }
            }
            if count > most {
                line(format!("  and {} more (--format json names them)", count - most))?;
            }
        }
        line(String::new())?;
        line(format!("{}.", diff.sentence()))
    }
}

fn lines(change: &Change) -> Vec<String> {
    let rule = if change.scheme == "rule" { "rule " } else { "" };
    let became = became(change);
    let mut lines = vec![format!("  {rule}{}  {became}", change.place)];
    if change.kind <= Kind::FoundBroken && !change.advice.is_empty() {
        lines.push(format!("      {}", change.advice));
    }
    lines
}

/// `reachable, now blocked (proxy.denied)`.
pub(super) fn became(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if change.kind == Kind::Slower => {
            let ms = |ms: Option<f64>| ms.map_or_else(String::new, |ms| format!("{ms:.0} ms"));
            format!("{}, now {}", ms(before.ms), ms(after.ms))
        }
        (Some(before), Some(after)) if before.text() == after.text() => after.text(),
        (Some(before), Some(after)) => format!("{}, now {}", before.text(), after.text()),
        (None, Some(after)) => format!("{}, only after", after.text()),
        (Some(before), None) => format!("{}, only before", before.text()),
        (None, None) => String::new(),
    }
}
