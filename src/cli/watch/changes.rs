//! What changed between two rounds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Zoned;

use clearway::plan::Source;
use clearway::report::{Outcome, Readiness, Report, Row};
use clearway::verdict::Status;

/// What changed between two rounds. Random names that ask about rules are left out: no two rounds
/// ask for the same ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    roles: Vec<(String, Readiness, Readiness)>,
    broken: Vec<String>,
    fixed: Vec<String>,
    changed: Vec<String>,
}

impl Changes {
    pub(super) fn between(before: &Report, after: &Report) -> Self {
        let mut changes = Self::default();
        let stood: BTreeMap<&str, Readiness> =
            before.roles.iter().map(|role| (role.role.as_str(), role.status)).collect();
        for role in &after.roles {
            if let Some(stood) = stood.get(role.role.as_str())
                && *stood != role.status
            {
                changes.roles.push((role.role.clone(), *stood, role.status));
            }
        }
        let (earlier, later) = (rows(before), rows(after));
        for (key, row) in &later {
            changes.row(earlier.get(key).copied(), row);
        }
        let gone = earlier.iter().filter(|(key, row)| is_bad(row) && !later.contains_key(*key));
        for (_, row) in gone {
            changes.changed.push(format!("{}  was {}; not asked any more", row.place(), said(row)));
        }
        changes
    }

    fn row(&mut self, before: Option<&Row>, row: &Row) {
        let place = row.place();
        match before {
            None if is_bad(row) => self.broken.push(format!("{place}  {} (new)", said(row))),
            None => {}
            Some(before) if (before.status, before.cause) == (row.status, row.cause) => {}
            Some(before) if is_bad(row) && !is_bad(before) => {
                self.broken.push(format!("{place}  {}", said(row)));
            }
            Some(before) if is_bad(before) && row.status == Status::Reachable => {
                self.fixed.push(format!("{place}  was {}", said(before)));
            }
            Some(before) => {
                self.changed.push(format!("{place}  was {}; now {}", said(before), said(row)));
            }
        }
    }

    /// The lines of a round.
    pub(super) fn text(&self, number: usize, now: &Zoned, report: &Report) -> String {
        let counts = [
            (self.broken.len(), "newly broken"),
            (self.fixed.len(), "fixed"),
            (self.changed.len(), "changed"),
        ];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let counts = match (counts.is_empty(), self.roles.is_empty()) {
            (true, true) => "nothing changed".to_owned(),
            (true, false) => "roles changed".to_owned(),
            (false, _) => counts.join(", "),
        };
        let outcome = outcome(report.outcome);
        let mut text =
            format!("{}  round {number}: {outcome}; {counts}\n", now.strftime("%H:%M:%S"));
        for (role, before, after) in &self.roles {
            let (before, after) = (before.as_str(), after.as_str());
            let _ = writeln!(text, "  {after:<12}  {role}  was {before}");
        }
        for (word, lines) in
            [("newly broken", &self.broken), ("fixed", &self.fixed), ("changed", &self.changed)]
        {
            for line in lines {
                let _ = writeln!(text, "  {word:<12}  {line}");
            }
        }
        text
    }
}

/// What was asked, by place and scheme.
fn rows(report: &Report) -> BTreeMap<(String, Option<String>), &Row> {
    let asked = report.probes.iter().filter(|row| row.source != Source::Rule && row.host.is_some());
    let scheme = |row: &Row| row.scheme.map(|scheme| scheme.to_string());
    asked.map(|row| ((row.place(), scheme(row)), row)).collect()
}

fn is_bad(row: &Row) -> bool {
    matches!(row.status, Status::Blocked | Status::Failed)
}

fn said(row: &Row) -> String {
    match row.cause {
        Some(cause) => format!("{}: {cause}", row.status.as_str()),
        None => row.status.as_str().to_owned(),
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ready => "READY",
        Outcome::NotReady => "NOT READY",
        Outcome::Unproven => "UNPROVEN",
        Outcome::Incomplete => "INCOMPLETE",
    }
}
