//! A matrix for people, on a terminal.

use std::io;

use super::{Group, Matrix, Writer};
use crate::harmless::visible;

/// `human`.
pub(super) struct Human;

/// Machines that are named; more are counted.
pub(super) const NAMED: usize = 8;

impl Writer<Matrix> for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn write(&self, matrix: &Matrix, out: &mut dyn io::Write) -> io::Result<()> {
        let mut line = |text: String| writeln!(out, "{}", visible(&text));
        line(sentence(matrix))?;
        for note in &matrix.notes {
            line(format!("note: {note}"))?;
        }
        for role in &matrix.roles {
            let name = if role.role.is_empty() { "asked for by no role" } else { &role.role };
            line(String::new())?;
            line(format!("{name}: {}", standings(&role.standings)))?;
            let mut well = 0;
            for endpoint in &role.endpoints {
                if endpoint.works_everywhere() {
                    well += 1;
                    continue;
                }
                line(format!("  {}", endpoint.place))?;
                for group in &endpoint.states {
                    let count = group.machines.len();
                    let names = matrix.names(&group.machines, NAMED);
                    let names = if group.status == "reachable" {
                        String::new()
                    } else {
                        format!(": {names}")
                    };
                    line(format!("      {} on {count}{names}", group.text()))?;
                }
            }
            if well > 0 {
                line(format!("  {well} reachable from everywhere"))?;
            }
        }
        Ok(())
    }
}

/// `12 machines: 3 not ready, 9 ready`.
pub(super) fn sentence(matrix: &Matrix) -> String {
    let count = matrix.machines.len();
    let told: Vec<String> =
        matrix.outcomes().iter().map(|(outcome, count)| format!("{count} {outcome}")).collect();
    format!("{count} {}: {}", if count == 1 { "machine" } else { "machines" }, told.join(", "))
}

/// `9 ready, 3 not ready`.
pub(super) fn standings(groups: &[Group]) -> String {
    let told = groups.iter().map(|group| format!("{} {}", group.machines.len(), group.status));
    let told: Vec<String> = told.collect();
    told.join(", ")
}
