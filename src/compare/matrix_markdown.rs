//! A matrix for tickets and wikis (GitHub Flavored Markdown): what does not work everywhere.

use std::fmt::Write as _;
use std::io;

use super::matrix_human::{NAMED, sentence, standings};
use super::{Matrix, Writer};
use crate::harmless::markdown as escaped;

/// `markdown`.
pub(super) struct Markdown;

/// Characters of the whole text: GitHub takes 65,536 in a comment.
const MOST: usize = 65_000;

impl Writer<Matrix> for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let mut text = format!("# clearway: {}\n\n", escaped(&sentence(matrix)));
        for note in &matrix.notes {
            let _ = writeln!(text, "- {}", escaped(note));
        }
        text += "\n| role | machines |\n| --- | --- |\n";
        for role in matrix.roles.iter().filter(|role| !role.role.is_empty()) {
            let _ = writeln!(text, "| {} | {} |", escaped(&role.role), standings(&role.standings));
        }
        text += "\n## Not reachable from everywhere\n\n| role | endpoint | what | machines |\n\
                 | --- | --- | --- | --- |\n";
        let mut left = 0;
        let mut length = text.chars().count();
        for role in &matrix.roles {
            for endpoint in role.endpoints.iter().filter(|own| !own.works_everywhere()) {
                for group in endpoint.states.iter().filter(|own| own.status != "reachable") {
                    let names = matrix.names(&group.machines, NAMED);
                    let row = format!(
                        "| {} | {} | {} | {}: {} |\n",
                        escaped(&role.role),
                        escaped(&endpoint.place),
                        escaped(&group.text()),
                        group.machines.len(),
                        escaped(&names)
                    );
                    length += row.chars().count();
                    if length > MOST {
                        left += 1;
                    } else {
                        text += &row;
                    }
                }
            }
        }
        if left > 0 {
            let _ = write!(
                text,
                "\n{left} more did not fit into one comment; `clearway merge --format csv` has all.\n"
            );
        }
        out.write_all(text.as_bytes())
    }
}
