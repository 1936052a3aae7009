//! A comparison for tickets and pull requests (GitHub Flavored Markdown).
//!
//! What does not fit into one comment is cut, and that is said.

use std::fmt::Write as _;
use std::io;

use super::diff_human::became;
use super::{Diff, Kind, Writer};
use crate::harmless::{fitted, markdown as escaped};

/// `markdown`.
pub(super) struct Markdown;

impl Writer<Diff> for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
        let mut text = format!("# clearway: {}\n\n", escaped(&diff.sentence()));
        let _ = writeln!(text, "- **before**: {}", escaped(&diff.before.text()));
        let _ = writeln!(text, "- **after**: {}", escaped(&diff.after.text()));
        for role in &diff.roles {
            let word = |status: &Option<String>| escaped(status.as_deref().unwrap_or("not there"));
            let (before, after) = (word(&role.before), word(&role.after));
            let _ = writeln!(text, "- **{}**: {before}, now {after}", escaped(&role.role));
        }
        for kind in Kind::ALL {
            let count = diff.count(kind);
            if count == 0 {
                continue;
            }
            let _ = writeln!(text, "\n## {} ({count})\n", capital(kind.title()));
            if kind == Kind::Slower {
                let _ = writeln!(text, "{}\n", escaped(&diff.noise.rule()));
            }
            text += "| endpoint | what | roles | next step |\n| --- | --- | --- | --- |\n";
            for change in diff.of_kind(kind) {
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} |",
                    escaped(&change.place),
                    escaped(&became(change)),
                    escaped(&change.roles.join(", ")),
                    escaped(&change.advice)
                );
            }
        }
        let text = fitted(text, "`clearway diff --format json` has all of it");
        out.write_all(text.as_bytes())
    }
}

fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}
