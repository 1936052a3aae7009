//! For build servers: a suite for each role, a case for each endpoint that it needs, and a suite
//! for the findings about entries. What was accepted is skipped, with the reason.

use std::fmt::Write as _;
use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Shown, Writer};
use crate::audit::{Asker, Finding, Needed, Severity, Verdict};
use crate::harmless::visible;
use crate::standard::junit;
use crate::text::Style;

/// `junit`.
pub(super) struct Junit;

impl Writer for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn write(&self, shown: &Shown<'_>, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut report = Report::new("clearway audit");
        for role in shown.roles().into_keys() {
            let mut suite = TestSuite::new(visible(role).as_ref());
            for (needed, verdict) in shown.rows() {
                let Some(asker) = needed.askers.iter().find(|asker| asker.role == role) else {
                    continue;
                };
                let status = outcome(shown, needed, verdict, asker);
                let name = format!("{} port {}", needed.pattern, needed.port);
                let mut case = TestCase::new(visible(&name).into_owned(), status);
                case.set_classname(visible(role).into_owned());
                suite.add_test_case(case);
            }
            report.add_test_suite(suite);
        }
        let mut suite = TestSuite::new("entries");
        for finding in shown.audit.findings.iter().filter(|finding| finding.port.is_none()) {
            let mut status = match finding.severity {
                Severity::Note => TestCaseStatus::skipped(),
                Severity::Warning | Severity::Error => {
                    TestCaseStatus::non_success(NonSuccessKind::Failure)
                }
            };
            status.set_message(visible(&finding.text).into_owned());
            status.set_type(finding.code);
            describe(&mut status, finding);
            let place = finding.place.as_ref().map_or(String::new(), ToString::to_string);
            let mut case =
                TestCase::new(visible(&format!("{place} {}", finding.subject)).trim(), status);
            case.set_classname(finding.code);
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
        // Set in memory first, so that errors of `out` are passed up as they are.
        out.write_all(junit(&report)?.as_bytes())
    }
}

/// How an endpoint stands for a role that needs it.
fn outcome(shown: &Shown<'_>, needed: &Needed, verdict: &Verdict, asker: &Asker) -> TestCaseStatus {
    let coverage = &verdict.coverage;
    let accepted = shown.accepted(needed).filter(|_| !coverage.is_covered());
    let mut status = match (coverage.is_covered(), coverage.is_open()) {
        (true, _) => return TestCaseStatus::success(),
        _ if accepted.is_some() => TestCaseStatus::skipped(),
        (false, true) => TestCaseStatus::non_success(NonSuccessKind::Error),
        (false, false) => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    let detail = coverage.detail().map_or(String::new(), |text| format!(": {text}"));
    let mut message = format!("{}: {}{detail}", asker.need, coverage.status());
    if let Some(accepted) = accepted {
        let _ = write!(message, "; accepted until {}: {}", accepted.expires, accepted.reason);
    }
    status.set_message(visible(&message).into_owned());
    status.set_type(coverage.code());
    if let Some(finding) = shown.about(needed) {
        describe(&mut status, finding);
    }
    status
}

/// Where in the list it is and what to write, line by line.
fn describe(status: &mut TestCaseStatus, finding: &Finding) {
    let place = finding.place.iter().map(|place| format!("at: {place}"));
    let write = finding.write.iter().map(|line| format!("write: {line}"));
    let lines: Vec<String> = place.chain(write).map(|line| visible(&line).into_owned()).collect();
    if !lines.is_empty() {
        status.set_description(lines.join("\n"));
    }
}
