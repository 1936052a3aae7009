//! A role: one line, and beneath it what it met.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::refusal::{Part, Refusals};
use super::super::words;
use super::page::Page;
use crate::catalogue::Need;
use crate::plan::Source;
use crate::report::{Counts, Report, RequirementShown, RoleReport, Row};
use crate::text::Ink;

/// Columns before a number in brackets, its text, the names under it.
const NUMBER: usize = 2;
const TEXT: usize = 6;
const NAMES: usize = 8;

/// Names that a later role repeats one by one; more are counted, where they are all it asked.
const REPEATED: usize = 3;

/// Tells role after role, and remembers what was told.
pub(super) struct RoleText<'a> {
    report: &'a Report,
    refusals: &'a Refusals<'a>,
    told: Vec<bool>,
    asked: HashMap<(usize, &'a str), usize>,
    shown: BTreeSet<usize>,
}

/// A name that met a refusal, and the requirement on whose behalf it was asked.
struct Met<'a> {
    row: usize,
    open: Option<&'a RequirementShown>,
}

impl<'a> RoleText<'a> {
    /// Nothing is told yet.
    pub fn new(report: &'a Report, refusals: &'a Refusals<'a>) -> Self {
        let mut asked: HashMap<(usize, &str), usize> = HashMap::new();
        let named = |row: &&Row| row.host.is_some() && row.source != Source::Rule;
        for row in report.probes.iter().filter(named) {
            for role in &row.roles {
                *asked.entry((row.run, role)).or_default() += 1;
            }
        }
        let told = vec![false; refusals.all.len() + 1];
        Self { report, refusals, told, asked, shown: BTreeSet::new() }
    }

    /// The line of a role and everything beneath it.
    pub fn role(&mut self, role: &'a RoleReport, page: &mut Page) {
        let (word, ink) = words::readiness(role.status);
        page.item(0, &format!("{word:<9}  "), ink, &summary(role));
        for (name, value) in words::duty(role) {
            page.item(NUMBER, &format!("{name:<4} "), Ink::Mark, &value);
        }
        for part in Part::ALL {
            let met = self.met(part.of(role));
            if met.is_empty() {
                continue;
            }
            let heading = match part {
                Part::Refused => None,
                Part::Unproven => Some("not proven:"),
                Part::Warning => Some("not required, and not proven:"),
            };
            if let Some(heading) = heading {
                page.item(NUMBER, heading, Ink::Doubt, "");
            }
            for (number, names) in met {
                self.refusal(number, &names, Some(role), page);
            }
        }
        if !role.also_needs.is_empty() {
            let roles = role.also_needs.join(", ");
            let how = if role.server.is_some() { "check" } else { "add" };
            let text = format!("{roles} (not part of this run; {how} with --role)");
            page.item(NUMBER, "also needs ", Ink::Mark, &text);
        }
    }

    /// What was met under requirements that are proven by other names: dead names under a
    /// wildcard. It decides nothing, and is told all the same.
    pub fn besides(&mut self, page: &mut Page) {
        let left: Vec<usize> = (0..self.report.probes.len())
            .filter(|row| self.refusals.number(*row).is_some() && !self.shown.contains(row))
            .collect();
        if left.is_empty() {
            return;
        }
        let mut met: BTreeMap<usize, Vec<Met<'a>>> = BTreeMap::new();
        for row in left {
            if let Some(number) = self.refusals.number(row) {
                met.entry(number).or_default().push(Met { row, open: None });
            }
        }
        page.blank();
        let text = "no role depends on these: names under wildcards beside others that answer, and \
                    what certificates and redirects name";
        page.item(0, "BESIDES    ", Ink::Doubt, text);
        for (number, names) in met {
            self.refusal(number, &names, None, page);
        }
    }

    /// The refusals under some requirements, by number, each name once.
    fn met(
        &mut self,
        open: impl Iterator<Item = &'a RequirementShown>,
    ) -> BTreeMap<usize, Vec<Met<'a>>> {
        let mut met: BTreeMap<usize, Vec<Met<'a>>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for open in open {
            for &row in &open.rows {
                if let Some(number) = self.refusals.number(row)
                    && seen.insert(row)
                {
                    met.entry(number).or_default().push(Met { row, open: Some(open) });
                    self.shown.insert(row);
                }
            }
        }
        met
    }

    fn refusal(
        &mut self,
        number: usize,
        names: &[Met<'a>],
        role: Option<&RoleReport>,
        page: &mut Page,
    ) {
        let example = self.refusals.get(number).example();
        let lead = format!("[{number}] ");
        if std::mem::replace(&mut self.told[number], true) {
            let code = example.cause.unwrap_or(example.status.as_str());
            let again = self.again(names, role);
            let text = format!("{code}, as above: {again}");
            page.hanging(NUMBER, &lead, Ink::Mark, &text, TEXT);
            return;
        }
        heading(&lead, example, page);
        if let Some(meaning) = words::meaning(example) {
            page.item(TEXT, "", Ink::Plain, meaning);
        }
        if example.host.is_none() {
            for note in &example.notes {
                page.item(TEXT, "", Ink::Plain, note);
            }
            let patterns: Vec<String> = names.iter().map(|met| self.entry(met)).collect();
            page.item(NAMES, "", Ink::Plain, &patterns.join(", "));
            return;
        }
        for met in names {
            let row = &self.report.probes[met.row];
            page.place(NAMES, &row.place(), &remark(row, met.open));
        }
        self.details(number, page);
    }

    /// What was seen, what the product logs, and what to do.
    fn details(&self, number: usize, page: &mut Page) {
        let refusal = self.refusals.get(number);
        let example = refusal.example();
        let mut label = "seen    ";
        if refusal.words_differ() && !example.evidence.is_empty() {
            page.item(TEXT, label, Ink::Mark, &format!("(asking for {})", example.place()));
            label = "        ";
        }
        for line in &example.evidence {
            page.item(TEXT, label, Ink::Mark, line);
            label = "        ";
        }
        for note in &example.notes {
            page.item(TEXT, "note    ", Ink::Mark, note);
        }
        for attempt in &example.earlier {
            let text =
                format!("an earlier attempt failed at {}: {}", attempt.stage, attempt.failure);
            page.item(TEXT, "note    ", Ink::Mark, &text);
        }
        let files = refusal.log_files().join(", ");
        let logged = match (words::logged(example), files.as_str()) {
            (Some(logged), "") => Some(logged),
            (Some(logged), files) => Some(format!("{logged}, in {files}")),
            (None, "") => None,
            (None, files) => Some(format!("in {files}")),
        };
        if let Some(logged) = logged {
            page.item(TEXT, "logged  ", Ink::Mark, &logged);
        }
        if let Some(advice) = refusal.advice(number) {
            page.item(TEXT, "next    ", Ink::Mark, &advice);
        }
    }

    /// The names of a refusal that was told under another role.
    fn again(&self, names: &[Met<'_>], role: Option<&RoleReport>) -> String {
        let asked = role.and_then(|role| self.asked.get(&(role.run, role.role.as_str()))).copied();
        let all = names.iter().all(|met| self.report.probes[met.row].host.is_some());
        if all && names.len() > REPEATED && asked == Some(names.len()) {
            return format!("all {} names of this role", names.len());
        }
        let names: Vec<String> = names.iter().map(|met| self.entry(met)).collect();
        names.join(", ")
    }

    /// One name in running text.
    fn entry(&self, met: &Met<'_>) -> String {
        let row = &self.report.probes[met.row];
        let place = match &row.host {
            Some(_) => row.place(),
            None if row.endpoint.contains('/') => format!("{} (port {})", row.endpoint, row.port),
            None => format!("{}:{}", row.endpoint, row.port),
        };
        match remark(row, met.open) {
            remark if remark.is_empty() => place,
            remark => format!("{place} {remark}"),
        }
    }
}

/// `configmgr/x: 14 of 15 required proven, 1 refused; 2 of 3 optional`.
fn summary(role: &RoleReport) -> String {
    if role.duty.as_ref().is_some_and(|duty| duty.way == "nothing") {
        return format!("{}: needs nothing", role.role);
    }
    format!("{}: {}", role.role, counts(&role.counts))
}

/// `14 of 15 required proven, 1 refused; 2 of 3 optional`.
pub(super) fn counts(counts: &Counts) -> String {
    if counts.required == 0 && counts.optional == 0 {
        return "nothing to check".to_owned();
    }
    let decisive = format!("{} of {} required proven", counts.proven, counts.required);
    let others = [(counts.refused, "refused"), (counts.unproven, "not proven")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"));
    let decisive: Vec<String> = std::iter::once(decisive).chain(others).collect();
    let optional = match counts.optional {
        0 => String::new(),
        many => format!("; {} of {many} optional", many - counts.warnings),
    };
    format!("{}{optional}", decisive.join(", "))
}

/// `[1] blocked by the proxy (sure): proxy.denied`.
fn heading(lead: &str, row: &Row, page: &mut Page) {
    let (standing, ink) = words::standing(row);
    let certainty = words::certainty(row).map(|word| format!(" ({word})")).unwrap_or_default();
    let cause = row.cause.unwrap_or_default();
    // Where they decide about the next step, the advice names them.
    let text = if row.could_also_be.iter().all(|cause| row.advice.contains(cause)) {
        cause.to_owned()
    } else {
        format!("{cause}; could also be {}", row.could_also_be.join(", "))
    };
    page.hanging(NUMBER, &format!("{lead}{standing}{certainty}: "), ink, &text, TEXT);
}

/// For which wildcard a name was asked, and how much it is needed where that is not plain.
fn remark(row: &Row, open: Option<&RequirementShown>) -> String {
    let wildcard = open
        .filter(|open| open.wildcard && row.host.is_some())
        .map(|open| format!("for {}", open.endpoint));
    let need = open.filter(|open| open.need == Need::Conditional).map(|open| open.need.to_string());
    let parts: Vec<String> = wildcard.into_iter().chain(need).chain(row.because.clone()).collect();
    if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) }
}
