//! For build servers: a suite for each role, a case for each endpoint that it needs, and a suite
//! for the findings about entries.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Shown, Writer};
use crate::audit::Severity;
use crate::harmless::visible;
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
                let coverage = &verdict.coverage;
                let mut status = match (coverage.is_covered(), coverage.is_open()) {
                    (true, _) => TestCaseStatus::success(),
                    (false, true) => TestCaseStatus::non_success(NonSuccessKind::Error),
                    (false, false) => TestCaseStatus::non_success(NonSuccessKind::Failure),
                };
                let detail = coverage.detail().map_or(String::new(), |text| format!(": {text}"));
                let message = format!("{}: {}{detail}", asker.need, coverage.status());
                status.set_message(visible(&message).into_owned());
                status.set_type(coverage.code());
                let name = format!("{} port {}", needed.pattern, needed.port);
                let mut case = TestCase::new(visible(&name).into_owned(), status);
                case.set_classname(visible(role).into_owned());
                suite.add_test_case(case);
            }
            report.add_test_suite(suite);
        }
        let mut suite = TestSuite::new("entries");
        for finding in &shown.audit.findings {
            if !finding.code.starts_with("entry.") {
                continue;
            }
            let mut status = match finding.severity {
                Severity::Note => TestCaseStatus::skipped(),
                Severity::Warning | Severity::Error => {
                    TestCaseStatus::non_success(NonSuccessKind::Failure)
                }
            };
            status.set_message(visible(&finding.text).into_owned());
            status.set_type(finding.code);
            let place = finding.place.as_ref().map_or(String::new(), ToString::to_string);
            let mut case =
                TestCase::new(visible(&format!("{place} {}", finding.subject)).trim(), status);
            case.set_classname(finding.code);
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
        let text = report.to_string().map_err(io::Error::other)?;
        out.write_all(text.as_bytes())
    }
}
