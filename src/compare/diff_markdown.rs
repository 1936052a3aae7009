//! A comparison for tickets and pull requests (GitHub Flavored Markdown).
//!
//! GitHub takes 65,536 characters in a comment. What does not fit is left out, and that is said.

use std::fmt::Write as _;
use std::io;

use super::diff_human::became;
use super::{Diff, Kind, Writer};
use crate::harmless::markdown as escaped;

/// `markdown`.
pub(super) struct Markdown;

/// Characters of the whole text, the remark about what was left out included.
const MOST: usize = 65_000;

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
        let mut left = 0;
        for kind in Kind::ALL {
            let count = diff.count(kind);
            if count == 0 {
                continue;
            }
            let rule = if kind == Kind::Slower {
                format!("{}\n\n", escaped(&diff.noise.rule()))
            } else {
                String::new()
            };
            let head = format!(
                "\n## {} ({count})\n\n{rule}| endpoint | what | roles | next step |\n| --- | --- | --- | --- |\n",
                capital(kind.title())
            );
            let mut headed = false;
            for change in diff.of_kind(kind) {
                let row = format!(
                    "| {} | {} | {} | {} |\n",
                    escaped(&change.place),
                    escaped(&became(change)),
                    escaped(&change.roles.join(", ")),
                    escaped(&change.advice)
                );
                let length = if headed {
                    row.chars().count()
                } else {
                    row.chars().count() + head.chars().count()
                };
                if left > 0 || text.chars().count() + length > MOST {
                    left += 1;
                    continue;
                }
                if !headed {
                    text += &head;
                    headed = true;
                }
                text += &row;
            }
        }
        if left > 0 {
            let _ = write!(
                text,
                "\n{left} more did not fit into one comment; `clearway diff --format json` has all.\n"
            );
        }
        out.write_all(text.as_bytes())
    }
}

fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}
