//! Audits as people and programs want them: one file for each format, listed in [`WRITERS`].

mod csv;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Audit, Finding, Needed, Severity, Suppressed, Verdict};
use crate::text::Style;

/// A format of audits.
pub trait Writer: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// Writes the whole audit. Only formats for people look at the style and at the sources.
    ///
    /// # Errors
    /// Whatever `out` says, unchanged; a broken pipe is for the caller to judge.
    fn write(&self, shown: &Shown<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every format, the one for people first.
pub const WRITERS: &[&dyn Writer] =
    &[&human::Human, &json::Json, &csv::Csv, &markdown::Markdown, &sarif::Sarif, &junit::Junit];

/// The format of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static dyn Writer> {
    WRITERS.iter().copied().find(|writer| writer.name() == name)
}

/// An audit with what is shown around it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The audit.
    pub audit: &'a Audit,
    /// The file that was read.
    pub file: &'a str,
    /// What the format is, in words.
    pub format_title: &'a str,
    /// How the format was recognised; none when it was stated.
    pub recognised_by: Option<&'a str>,
    /// The text of every file that was read, by name.
    pub sources: &'a BTreeMap<String, String>,
    /// The version of the program.
    pub version: &'a str,
    /// The severity from which findings count for the exit code.
    pub fail_on: Option<Severity>,
}

impl Shown<'_> {
    /// Each needed endpoint with its verdict.
    fn rows(&self) -> impl Iterator<Item = (&Needed, &Verdict)> {
        self.audit.needed.iter().zip(&self.audit.verdicts)
    }

    /// What is wrong with an endpoint, unless that was accepted.
    fn about(&self, needed: &Needed) -> Option<&Finding> {
        self.audit.findings.iter().find(|finding| finding.is_about(needed))
    }

    /// What is wrong with an endpoint and was accepted.
    fn accepted(&self, needed: &Needed) -> Option<&Suppressed> {
        self.audit.suppressed.iter().find(|one| one.finding.is_about(needed))
    }

    /// The places and texts of the rules that decide about an endpoint.
    fn deciding(&self, verdict: &Verdict) -> Vec<String> {
        let numbers = verdict.by.iter().chain(&verdict.stopped_by);
        // One entry may stand for several rules.
        let mut seen = BTreeSet::new();
        numbers
            .filter(|number| {
                let rule = &self.audit.list.rules[**number];
                seen.insert((&rule.place, &rule.text))
            })
            .map(|number| {
                let rule = &self.audit.list.rules[*number];
                format!("{} ({}:{})", rule.text, rule.place.file, rule.place.line)
            })
            .collect()
    }

    /// Roles with how many of their endpoints have which status.
    fn roles(&self) -> BTreeMap<&str, Counts> {
        let mut roles: BTreeMap<&str, Counts> = BTreeMap::new();
        for (needed, verdict) in self.rows() {
            for asker in &needed.askers {
                let counts = roles.entry(&asker.role).or_default();
                let required = asker.need == crate::catalogue::Need::Required;
                match (verdict.coverage.is_covered(), verdict.coverage.is_open()) {
                    (true, _) => counts.covered += 1,
                    (false, true) => counts.open += 1,
                    (false, false) if required => counts.missing += 1,
                    (false, false) => counts.optional_missing += 1,
                }
            }
        }
        // What is held against no list is not known to pass.
        for one in self.audit.unjudged.iter().filter(|one| one.is_required()) {
            roles.entry(&one.role).or_default().open += 1;
        }
        roles
    }
}

/// `1 entry`, `2 entries`.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How many endpoints of a role have which status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    covered: usize,
    missing: usize,
    optional_missing: usize,
    open: usize,
}

impl Counts {
    /// The status of the role in one word.
    fn status(self) -> &'static str {
        match (self.missing, self.open) {
            (0, 0) => "covered",
            (0, _) => "undecided",
            _ => "not covered",
        }
    }
}
