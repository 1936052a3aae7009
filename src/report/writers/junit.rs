//! For build servers: a test suite per role, a test case per endpoint that the role asked for.
//!
//! | status | test case |
//! | --- | --- |
//! | reachable | passes |
//! | blocked, failed | `failure` with the cause as its type |
//! | inconclusive | `error`: something was asked and nobody can say that it works |
//! | untested | `skipped` with the reason |
//!
//! A list gap is a skipped test case: no list asks for it, and it fails no role.
//!
//! An optional endpoint fails like any other; its message begins with its need. Whether a role is
//! ready is in the property `status` of its suite; what is true of the whole run is in its properties
//! `note`.

use std::io;
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Style, Writer, words};
use crate::address::Scheme;
use crate::catalogue::Need;
use crate::harmless::visible;
use crate::plan::Source;
use crate::report::{Gap, Report, RoleReport, Row, RuleReport};
use crate::standard::junit;
use crate::verdict::Status;
use crate::verdict::wildcard::RuleStanding;

/// `junit`.
pub(super) struct Junit;

impl Writer for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn write(&self, report: &Report, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut suites = quick_junit::Report::new("clearway");
        let run = report.run.finished.duration_since(report.run.started);
        suites.set_time(Duration::try_from(run).unwrap_or_default());
        let mut rows = std::collections::HashMap::<(usize, &str), Vec<&Row>>::new();
        for row in report.probes.iter().filter(|row| row.source != Source::Rule) {
            for role in &row.roles {
                rows.entry((row.run, role)).or_default().push(row);
            }
        }
        for role in &report.roles {
            let asked = role.duty.as_ref().is_none_or(|duty| duty.way != "nothing");
            let own = rows.get(&(role.run, role.role.as_str())).filter(|_| asked);
            let own = own.map_or(&[][..], Vec::as_slice);
            suites.add_test_suite(suite(report, role, own));
        }
        // Set in memory first, so that errors of `out` are passed up as they are.
        out.write_all(junit(&suites)?.as_bytes())
    }
}

fn suite(report: &Report, role: &RoleReport, rows: &[&Row]) -> TestSuite {
    let mut suite = TestSuite::new(visible(&words::whose(role)).as_ref());
    let route = &report.route;
    let counts = &role.counts;
    for (name, value) in [
        ("title", role.title.as_str()),
        ("status", role.status.as_str()),
        ("required", &format!("{} of {} proven", counts.proven, counts.required)),
        ("outcome", report.outcome.as_str()),
        ("machine", &report.run.machine),
        ("account", &report.account),
        ("started", &report.run.started.to_string()),
        ("route", &format!("{} (from {})", words::way(route), route.source)),
    ] {
        suite.add_property((name, visible(value).as_ref()));
    }
    for (name, value) in words::duty(role) {
        suite.add_property((name, visible(&value).as_ref()));
    }
    for note in &report.run.notes {
        suite.add_property(("note", visible(note).as_ref()));
    }
    suite.add_test_cases(rows.iter().map(|row| case(role, row)));
    let class = words::whose(role);
    let is_own = |run: usize, roles: &[String]| run == role.run && roles.contains(&role.role);
    let own = report.rules.iter().filter(|rule| is_own(rule.run, &rule.roles));
    suite.add_test_cases(own.map(|rule| rule_case(&class, rule)));
    let own = report.gaps.iter().filter(|gap| is_own(gap.run, &gap.roles));
    suite.add_test_cases(own.map(|gap| gap_case(&class, gap)));
    suite
}

/// A list gap: skipped, since no list asks for it and it fails no role, and told all the same.
fn gap_case(class: &str, gap: &Gap) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_type(format!("gap.{}", gap.kind));
    status.set_message(visible(&format!("{}: {}", gap.status, gap.because)).as_ref());
    let name = format!("list gap {}:{} ({})", gap.host, gap.port, gap.kind);
    let mut case = TestCase::new(visible(&name).as_ref(), status);
    case.set_classname(visible(class).as_ref());
    case
}

/// A question about a rule: a failure where the rule is missing, in whole or in part.
fn rule_case(class: &str, rule: &RuleReport) -> TestCase {
    let mut status = match rule.verdict {
        RuleStanding::Present => TestCaseStatus::success(),
        RuleStanding::Absent | RuleStanding::Partial => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
        RuleStanding::Inconclusive => TestCaseStatus::skipped(),
    };
    if rule.verdict != RuleStanding::Present {
        status.set_type(format!("rule.{}", rule.verdict.as_str()));
        let message = format!("{} {}", rule.text, rule.advice);
        status.set_message(visible(message.trim_end()).as_ref());
    }
    let name = format!("rule for {} ({})", words::rule(rule), rule.method);
    let mut case = TestCase::new(visible(&name).as_ref(), status);
    case.set_classname(visible(class).as_ref());
    case
}

fn case(role: &RoleReport, row: &Row) -> TestCase {
    // Build servers take two cases of one name for one, so the name says how it was asked too.
    let how = row.scheme.map_or(row.cause.unwrap_or_default(), Scheme::as_str);
    let name = format!("{} ({how})", row.place());
    let mut case = TestCase::new(visible(&name).as_ref(), outcome(role, row));
    case.set_classname(visible(&words::whose(role)).as_ref());
    if row.started.is_some() {
        case.set_time(Duration::from_secs_f64((words::millis(row) / 1e3).max(0.0)));
    }
    case
}

fn outcome(role: &RoleReport, row: &Row) -> TestCaseStatus {
    let mut status = match row.status {
        Status::Reachable => return TestCaseStatus::success(),
        Status::Blocked | Status::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Inconclusive => TestCaseStatus::non_success(NonSuccessKind::Error),
        Status::Untested => TestCaseStatus::skipped(),
    };
    status.set_type(row.cause.unwrap_or(row.status.as_str()));
    status.set_message(visible(&message(role, row)).as_ref());
    let description = description(row);
    if !description.is_empty() {
        status.set_description(description);
    }
    status
}

/// One line: the need where it is not required, what happened, and the next step.
fn message(role: &RoleReport, row: &Row) -> String {
    let own = row.asked_by.iter().filter(|ask| ask.role == role.role);
    let needs: Vec<Need> = own.map(|ask| ask.need).collect();
    let need = match needs.first() {
        Some(need) if !needs.contains(&Need::Required) => format!("{need}: "),
        Some(_) | None => String::new(),
    };
    let (standing, _) = words::standing(row);
    let certainty = words::certainty(row).map(|word| format!(" ({word})")).unwrap_or_default();
    let reason = match (words::meaning(row), row.notes.first()) {
        (Some(meaning), _) => meaning,
        (None, Some(note)) => note,
        (None, None) => "",
    };
    format!("{need}{standing}{certainty}: {reason}").trim_end_matches(": ").to_owned()
}

/// The evidence line by line, what the product logs, and the next step.
fn description(row: &Row) -> String {
    let mut lines: Vec<String> =
        row.evidence.iter().map(|line| visible(line).into_owned()).collect();
    if row.host.is_some() {
        lines.extend(row.notes.iter().map(|note| format!("note: {}", visible(note))));
    }
    if !row.could_also_be.is_empty() {
        lines.push(format!("could also be: {}", row.could_also_be.join(", ")));
    }
    lines.extend(words::logged(row).map(|logged| format!("logged: {logged}")));
    if !row.advice.is_empty() {
        lines.push(format!("next: {}", visible(&row.advice)));
    }
    lines.join("\n")
}
