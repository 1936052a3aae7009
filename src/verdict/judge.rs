//! The verdict, and how the rules make it.

use crate::measurement::Measurement;

use super::evidence::evidence;
use super::windows::{certificate_number, logged, winhttp};
use super::{Cause, Confidence, Finding, Party, Proof, RULES, Status};

/// What a measurement means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Where the endpoint stands.
    pub status: Status,
    /// Why; none when it is reachable.
    pub cause: Option<Cause>,
    /// What else would look the same from here.
    pub could_also_be: Vec<Cause>,
    /// Who said no, or where it went wrong; none when that is not known.
    pub refused_by: Option<Party>,
    /// How far the evidence carries.
    pub confidence: Confidence,
    /// What was seen, in the words of whoever said it. Never holds credentials or cookies.
    pub evidence: Vec<String>,
    /// The furthest point that was shown to work.
    pub proof: Option<Proof>,
    /// The rule that decided.
    pub rule: &'static str,
    /// The nearest `WinHTTP` error number ([`winhttp`]).
    pub winhttp: Option<u32>,
    /// What a Windows product's own log will show; empty when it is reachable.
    pub logged: String,
    /// Remarks for people.
    pub notes: Vec<String>,
}

/// Judges a measurement by the first rule that explains it.
#[must_use]
pub fn judge(seen: &Measurement) -> Verdict {
    let explained =
        RULES.iter().find_map(|rule| rule.explains(seen).map(|finding| (rule.name(), finding)));
    let (rule, finding) = explained.unwrap_or_else(|| {
        ("unknown", Finding::open(Cause::Unknown, &[]).note("no rule explains what was seen"))
    });
    verdict(seen, rule, finding)
}

/// A rule's finding, with what was seen and under which numbers it is known.
pub(super) fn verdict(seen: &Measurement, rule: &'static str, finding: Finding) -> Verdict {
    let cause = finding.cause;
    let logged = logged(seen, &finding);
    let mut notes = finding.notes;
    notes.extend(cause.and_then(certificate_number).map(str::to_owned));
    if seen.starved {
        notes.push("this machine was short of processor time or descriptors meanwhile".to_owned());
    }
    Verdict {
        status: finding.status,
        cause,
        could_also_be: finding.could_also_be,
        refused_by: finding.refused_by,
        confidence: finding.confidence,
        evidence: evidence(seen),
        proof: finding.proof,
        rule,
        winhttp: cause.and_then(winhttp),
        logged,
        notes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{passed, through_proxy};
    use super::*;
    use crate::measurement::Stage;

    #[test]
    fn what_no_rule_explains_is_inconclusive() {
        let seen = passed(through_proxy("https://x.test/"), Stage::Connect);
        let verdict = judge(&seen);
        assert_eq!((verdict.status, verdict.cause), (Status::Inconclusive, Some(Cause::Unknown)));
        assert_eq!(verdict.rule, "unknown");
    }

    #[test]
    fn every_rule_has_a_name_of_its_own() {
        let mut names: Vec<_> = RULES.iter().map(|rule| rule.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }
}
