//! A matrix for tickets and wikis (GitHub Flavored Markdown): what does not work everywhere.

use std::fmt::Write as _;
use std::io;

use super::matrix_human::{NAMED, sentence, standings};
use super::{Matrix, Writer};
use crate::harmless::{fitted, markdown as escaped};

/// `markdown`.
pub(super) struct Markdown;

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
        for role in &matrix.roles {
            for endpoint in role.endpoints.iter().filter(|own| !own.works_everywhere()) {
                for group in endpoint.states.iter().filter(|own| own.status != "reachable") {
                    let names = matrix.names(&group.machines, NAMED);
                    let _ = writeln!(
                        text,
                        "| {} | {} | {} | {}: {} |",
                        escaped(&role.role),
                        escaped(&endpoint.place),
                        escaped(&group.text()),
                        group.machines.len(),
                        escaped(&names)
                    );
                }
            }
        }
        let text = fitted(text, "`clearway merge --format csv` has all of it");
        out.write_all(text.as_bytes())
    }
}
