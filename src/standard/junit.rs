//! `JUnit`'s XML as Jenkins' schema has it
//! (<https://github.com/jenkinsci/xunit-plugin>, `junit-10.xsd`).

use std::io;

use quick_junit::Report;

/// The report as XML. `skipped` is left out of its first element: the schema has it in test suites
/// only, and a validating reader refuses the whole file.
///
/// # Errors
/// When the report holds what XML cannot.
pub fn junit(report: &Report) -> io::Result<String> {
    let text = report.to_string().map_err(io::Error::other)?;
    let Some(start) = text.find("<testsuites ") else { return Ok(text) };
    // Values have no `>` of their own: it is written as `&gt;`.
    let end = text[start..].find('>').map_or(text.len(), |end| start + end);
    let (head, rest) = text.split_at(end);
    let own = format!(" skipped=\"{}\"", skipped(report));
    let kept = head.rfind(&own).map(|at| [&head[..at], &head[at + own.len()..]].concat());
    Ok(kept.map_or_else(|| text.clone(), |kept| kept + rest))
}

fn skipped(report: &Report) -> usize {
    report.test_suites.iter().map(|suite| suite.skipped).sum()
}

#[cfg(test)]
mod tests {
    use quick_junit::{TestCase, TestCaseStatus, TestSuite};

    use super::*;

    #[test]
    fn only_suites_count_what_was_skipped() {
        let mut report = Report::new("a > b \" skipped=\"1\"");
        let mut suite = TestSuite::new("suite");
        suite.add_test_case(TestCase::new("case", TestCaseStatus::skipped()));
        report.add_test_suite(suite);
        let text = junit(&report).unwrap();
        let heads: Vec<&str> = text.lines().filter(|line| line.contains("<testsuite")).collect();
        assert_eq!(heads.len(), 2, "{text}");
        assert!(!heads[0].contains(" skipped=\"1\""), "{text}");
        assert!(heads[1].contains(" skipped=\"1\""), "{text}");
        assert_eq!(Report::deserialize_from_str(&text).unwrap().name, report.name);
    }
}
