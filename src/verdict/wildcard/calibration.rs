//! Whether a proxy judges before it resolves, for one method and port.

use crate::measurement::{FailureKind, Measurement, Stage};
use crate::plan::Control;

use super::super::company::refuses;
use super::super::spoken::{Place, Spoken};
use super::super::{Cause, Status, Verdict};
use super::Seen;
use super::class::{Meaning, meaning};

/// What two controls showed about a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calibration {
    /// What can be said through it.
    pub state: CalibrationState,
    /// In one sentence, with what was answered.
    pub text: String,
}

/// What can be said about rules through a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalibrationState {
    /// It judges before it resolves: a refusal and everything else can be told apart.
    Conclusive,
    /// The same, and it refuses by cutting the connection.
    ConclusiveByCut,
    /// It resolves first, or allows by default.
    ResolvesFirst,
    /// It wants credentials before it says anything.
    LoginFirst,
    /// It answers for names that do not exist.
    AnswersAnyName,
    /// Its answer to the control has more than one meaning.
    Open,
    /// No name is known that works through it.
    NoKnownName,
    /// The controls were not asked.
    NotAsked,
}

impl CalibrationState {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conclusive | Self::ConclusiveByCut => "conclusive",
            Self::ResolvesFirst => "resolves_first",
            Self::LoginFirst => "login_first",
            Self::AnswersAnyName => "answers_any_name",
            Self::Open => "open",
            Self::NoKnownName => "no_known_name",
            Self::NotAsked => "not_asked",
        }
    }

    /// True when a question about a rule is worth asking.
    #[must_use]
    pub fn is_conclusive(self) -> bool {
        matches!(self, Self::Conclusive | Self::ConclusiveByCut)
    }
}

/// Judges the controls of one proxy, method and port: a name that works must work, and a random name
/// under `.invalid`, which never resolves and is on nobody's allowlist, must be refused.
#[must_use]
pub fn calibrate(control: &Control, seen: Seen<'_>) -> Calibration {
    let Some((known, verdict)) = control.known.and_then(|place| seen.at(place)) else {
        return said(
            CalibrationState::NoKnownName,
            "no name is known that works by this method on this port, so that nothing can be \
             compared; give one with --known-allowed HOST"
                .to_owned(),
        );
    };
    let known_name = known.probe.target.authority();
    if !works(known, verdict) {
        let text = format!(
            "{known_name}, which should work, does not ({}): nothing can be compared",
            words(verdict)
        );
        return said(CalibrationState::NoKnownName, text);
    }
    let Some((unknown, verdict)) = control.unknown.and_then(|place| seen.at(place)) else {
        return said(CalibrationState::NotAsked, "the control was not asked".to_owned());
    };
    if unknown.failed().is_some_and(|(_, failure)| failure.kind == FailureKind::Cancelled) {
        return said(CalibrationState::NotAsked, "the run ended before the control".to_owned());
    }
    let name = unknown.probe.target.authority();
    let answered = words(verdict);
    let (state, text) = match control_meaning(unknown, verdict) {
        Meaning::Refused => (
            CalibrationState::Conclusive,
            format!(
                "{known_name} works and {name}, which cannot exist, was refused ({answered}): \
                     this proxy judges before it resolves"
            ),
        ),
        Meaning::Cut => (
            CalibrationState::ConclusiveByCut,
            format!(
                "{known_name} works and the connection for {name}, which cannot exist, was cut \
                     ({answered})"
            ),
        ),
        Meaning::Passed => (
            CalibrationState::ResolvesFirst,
            format!(
                "{name}, which nobody lists, was not refused ({answered}): this proxy resolves \
                     before it judges, or allows what it does not know"
            ),
        ),
        Meaning::LoginFirst => (
            CalibrationState::LoginFirst,
            format!("this proxy wants credentials before it judges ({answered})"),
        ),
        Meaning::Answered => (
            CalibrationState::AnswersAnyName,
            format!(
                "somebody answered for {name}, which cannot exist ({answered}): answers through \
                     this proxy do not show that an endpoint is there"
            ),
        ),
        Meaning::Open => (
            CalibrationState::Open,
            format!(
                "the answer for {name}, which cannot exist, has more than one meaning \
                     ({answered})"
            ),
        ),
    };
    said(state, text)
}

fn said(state: CalibrationState, text: String) -> Calibration {
    Calibration { state, text }
}

/// The first line of evidence, or the cause.
pub(super) fn words(verdict: &Verdict) -> String {
    match (verdict.evidence.first(), verdict.cause) {
        (Some(line), _) => line.clone(),
        (None, Some(cause)) => cause.code().to_owned(),
        (None, None) => verdict.status.as_str().to_owned(),
    }
}

/// The endpoint answered; also behind an inspecting proxy whose authority is not trusted here, as
/// long as a success came from inside.
fn works(seen: &Measurement, verdict: &Verdict) -> bool {
    let inspected = verdict.cause == Some(Cause::TlsIntercepted)
        && seen.answer.as_ref().is_some_and(crate::measurement::HttpAnswer::is_success);
    verdict.status == Status::Reachable || inspected
}

/// What the answer for a name under `.invalid` means: no endpoint could have sent a refusal or a
/// redirect.
pub(super) fn control_meaning(seen: &Measurement, verdict: &Verdict) -> Meaning {
    if verdict.status == Status::Reachable {
        return Meaning::Answered;
    }
    let own = meaning(seen, verdict);
    if own != Meaning::Open {
        return own;
    }
    let refusal = Spoken::of(seen).is_some_and(|spoken| {
        matches!(spoken.place, Place::Forward | Place::Inside)
            && refuses(spoken.answer.status)
            // A proxy that does not know a name may say 404 of it.
            && spoken.answer.status != 404
            && seen.step(Stage::Connect).is_some()
    });
    if refusal { Meaning::Refused } else { own }
}

#[cfg(test)]
mod tests {
    use super::super::super::judge_run;
    use super::super::super::samples::{
        at, connect_with, forward_with, good, head, inside, page, passed, stopped, through_proxy,
    };
    use super::*;
    use crate::address::Scheme;

    fn calibrated(known: Measurement, unknown: Measurement) -> CalibrationState {
        let measurements = [known, at(unknown, "clearway-x7k2.invalid", 443)];
        let verdicts = judge_run(&measurements);
        let control = Control {
            proxy: "http://proxy:8080".parse().unwrap(),
            scheme: Scheme::Https,
            port: 443,
            known: Some(0),
            unknown: Some(1),
        };
        calibrate(&control, Seen { measurements: &measurements, verdicts: &verdicts }).state
    }

    fn works() -> Measurement {
        inside(good(), "Public CA", Some(head(200, "OK")))
    }

    #[test]
    fn a_refusal_of_what_cannot_exist_is_conclusive() {
        let denied = connect_with(page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], ""));
        assert_eq!(calibrated(works(), denied), CalibrationState::Conclusive);
    }

    #[test]
    fn a_redirect_or_a_refusal_in_answer_to_a_plain_request_is_the_proxys() {
        let moved = forward_with(page(302, &[("Location", "http://block.test/")], ""));
        assert_eq!(calibrated(works(), moved), CalibrationState::Conclusive);
        assert_eq!(
            calibrated(works(), forward_with(head(403, "No"))),
            CalibrationState::Conclusive
        );
    }

    #[test]
    fn a_name_error_means_that_the_proxy_resolves_first() {
        let dns = connect_with(page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], ""));
        assert_eq!(calibrated(works(), dns), CalibrationState::ResolvesFirst);
    }

    #[test]
    fn whoever_answers_for_anybody_proves_nothing() {
        assert_eq!(calibrated(works(), works()), CalibrationState::AnswersAnyName);
    }

    #[test]
    fn without_a_name_that_works_nothing_is_said() {
        let denied = connect_with(page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], ""));
        assert_eq!(calibrated(denied.clone(), denied), CalibrationState::NoKnownName);
    }

    #[test]
    fn a_cut_is_kept_apart_from_a_refusal() {
        let asked = passed(through_proxy("https://go.example.test/"), Stage::Connect);
        let cut = stopped(asked, Stage::Tunnel, FailureKind::Reset);
        assert_eq!(calibrated(works(), cut), CalibrationState::ConclusiveByCut);
    }
}
