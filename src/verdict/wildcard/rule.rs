//! The verdict on one rule, from the answers for the names made up under it.

use crate::measurement::FailureKind;
use crate::plan::{Control, LabelKind, PlannedRule};

use super::super::{Cause, Status};
use super::Seen;
use super::by_plain_request::by_plain_request;
use super::calibration::{Calibration, CalibrationState, calibrate, words};
use super::class::{Meaning, are_alike, is_by_category, meaning};
use super::standing::RuleStanding;

/// What was found about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleVerdict {
    /// Where it stands.
    pub standing: RuleStanding,
    /// What the controls showed.
    pub calibration: Calibration,
    /// What was answered for each name that was made up.
    pub answers: Vec<LabelAnswer>,
    /// Why, in one sentence.
    pub text: String,
}

/// The answer for a name that was made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelAnswer {
    /// What it asked.
    pub kind: LabelKind,
    /// The probe, by its index in the plan.
    pub probe: usize,
    /// What the answer means.
    pub meaning: Meaning,
    /// What came back, in the words of whoever said it.
    pub words: String,
}

/// Judges all rules of a run, in their order. A rule that CONNECT cannot settle may be settled by
/// plain requests to the same pattern on port 80, where both methods treat names alike.
#[must_use]
pub fn judge_rules(
    rules: &[PlannedRule],
    controls: &[Control],
    seen: Seen<'_>,
) -> Vec<RuleVerdict> {
    let alone: Vec<RuleVerdict> =
        rules.iter().map(|rule| judge_rule(rule, controls, seen)).collect();
    let settled = |(at, rule): (usize, &PlannedRule)| {
        let own = &alone[at];
        by_plain_request(rule, own, rules, &alone, controls, seen).unwrap_or_else(|| own.clone())
    };
    rules.iter().enumerate().map(settled).collect()
}

fn judge_rule(rule: &PlannedRule, controls: &[Control], seen: Seen<'_>) -> RuleVerdict {
    let control = rule.control.and_then(|place| controls.get(place));
    let Some(control) = control else {
        let why = rule.unasked.clone().unwrap_or_else(|| "it was not asked".to_owned());
        let calibration = Calibration { state: CalibrationState::NotAsked, text: why.clone() };
        return RuleVerdict {
            standing: RuleStanding::Inconclusive,
            calibration,
            answers: Vec::new(),
            text: why,
        };
    };
    let calibration = calibrate(control, seen);
    let cut_means_refused = calibration.state == CalibrationState::Conclusive
        && says_so_when_a_name_is_unknown(control, seen);
    let answers: Vec<LabelAnswer> = rule
        .labels
        .iter()
        .filter_map(|label| {
            let (measured, verdict) = seen.at(label.probe)?;
            if measured.failed().is_some_and(|(_, why)| why.kind == FailureKind::Cancelled) {
                return None;
            }
            // Another proxy's word says nothing about this one's rule.
            if measured.probe.routing.route.proxy() != Some(&control.proxy) {
                return None;
            }
            let mut means = meaning(measured, verdict);
            let unknown = control.unknown.and_then(|place| seen.at(place));
            if means == Meaning::Open
                && verdict.status != Status::Failed
                && calibration.state == CalibrationState::Conclusive
                && unknown.is_some_and(|(unknown, _)| are_alike(unknown, measured))
            {
                means = Meaning::Refused;
            }
            if means == Meaning::Cut && cut_means_refused {
                means = Meaning::Refused;
            }
            // The name itself may exist: whoever answers for it shows that it is let through.
            if label.kind == LabelKind::Apex && verdict.status == Status::Reachable {
                means = Meaning::Passed;
            }
            let words = words(verdict);
            Some(LabelAnswer { kind: label.kind, probe: label.probe, meaning: means, words })
        })
        .collect();
    if !calibration.state.is_conclusive() {
        let text = calibration.text.clone();
        return RuleVerdict { standing: RuleStanding::Inconclusive, calibration, answers, text };
    }
    let by_category = answers.iter().any(|answer| {
        answer.meaning == Meaning::Refused
            && seen.at(answer.probe).is_some_and(|(_, verdict)| is_by_category(verdict))
    });
    let (standing, text) = if by_category {
        let text = "this proxy refuses by category: a made-up name may be refused for being unknown, \
                    whatever real names under the wildcard get";
        (RuleStanding::Inconclusive, text.to_owned())
    } else {
        weigh(&answers)
    };
    RuleVerdict { standing, calibration, answers, text }
}

/// From the answers for the three kinds of names to a standing.
fn weigh(answers: &[LabelAnswer]) -> (RuleStanding, String) {
    let of = |kind| answers.iter().find(|answer| answer.kind == kind);
    let Some(name) = of(LabelKind::Name) else {
        return (RuleStanding::Inconclusive, "the run ended before it was asked".to_owned());
    };
    let (deep, apex) = (of(LabelKind::Deep), of(LabelKind::Apex));
    let is = |answer: Option<&LabelAnswer>, meaning| answer.is_some_and(|a| a.meaning == meaning);
    let said = |answer: &LabelAnswer| format!(" ({})", answer.words);
    match name.meaning {
        Meaning::Refused => {
            let but = if is(apex, Meaning::Passed) {
                "; only the name itself is let through"
            } else {
                ""
            };
            let text = format!("a made-up name under it was refused by policy{}{but}", said(name));
            (RuleStanding::Absent, text)
        }
        Meaning::Passed if is(deep, Meaning::Refused) => {
            let text = "a made-up name one label below was let through, and one two labels below \
                        was refused by policy";
            (RuleStanding::Partial, text.to_owned())
        }
        Meaning::Passed if is(apex, Meaning::Refused) => {
            let text = "made-up names below were let through, and the name itself was refused by \
                        policy";
            (RuleStanding::Partial, text.to_owned())
        }
        Meaning::Passed => {
            let open = [deep, apex].into_iter().flatten().find(|a| a.meaning != Meaning::Passed);
            match open {
                None => {
                    let text =
                        format!("made-up names under it were let through by policy{}", said(name));
                    (RuleStanding::Present, text)
                }
                Some(open) => {
                    let text = format!(
                        "a made-up name one label below was let through; the answer for {} has more \
                         than one meaning{}",
                        if open.kind == LabelKind::Deep {
                            "a deeper one"
                        } else {
                            "the name itself"
                        },
                        said(open)
                    );
                    (RuleStanding::Inconclusive, text)
                }
            }
        }
        Meaning::LoginFirst => {
            let text = "the proxy wants credentials before it judges: a made-up name was not refused \
                        before that";
            (RuleStanding::Inconclusive, text.to_owned())
        }
        Meaning::Cut => {
            let text = format!(
                "the connection for a made-up name was cut{}, which may be a refusal or the way in \
                 which this proxy says that a name does not resolve",
                said(name)
            );
            (RuleStanding::Inconclusive, text)
        }
        Meaning::Answered => {
            let text = format!(
                "somebody answered for a made-up name{}: a page of the proxy's, or a zone in which \
                 every name exists",
                said(name)
            );
            (RuleStanding::Inconclusive, text)
        }
        Meaning::Open => {
            let text =
                format!("the answer for a made-up name has more than one meaning{}", said(name));
            (RuleStanding::Inconclusive, text)
        }
    }
}

/// True when another name through this proxy, by this method, was answered with a readable failure
/// that comes after the policy: then a cut is not this proxy's way to say so.
fn says_so_when_a_name_is_unknown(control: &Control, seen: Seen<'_>) -> bool {
    seen.all().any(|(measured, verdict)| {
        let probe = &measured.probe;
        probe.routing.route.proxy() == Some(&control.proxy)
            && probe.target.scheme == control.scheme
            && verdict.cause == Some(Cause::ProxyUpstreamNameNotResolved)
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::judge_run;
    use super::super::super::samples::{
        at, connect_with, good, head, inside, page, passed, stopped, through_proxy,
    };
    use super::*;
    use crate::address::{Entry, HostPattern, Scheme};
    use crate::measurement::{HttpAnswer, Measurement, Stage};
    use crate::plan::RuleLabel;

    fn denied() -> HttpAnswer {
        page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], "")
    }

    fn unknown_name() -> HttpAnswer {
        page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], "")
    }

    fn works() -> Measurement {
        inside(good(), "Public CA", Some(head(200, "OK")))
    }

    /// A run with controls and one rule; each letter answers name, deep and apex: d(enied),
    /// u(nknown), c(ut), a(nswered), l(ogin), o(pen), `-` not asked.
    fn judged(control: HttpAnswer, letters: &str) -> (RuleStanding, String) {
        let mut run = vec![works(), at(connect_with(control), "clearway-d.invalid", 443)];
        let asked = passed(through_proxy("https://go.example.test/"), Stage::Connect);
        let mut labels = Vec::new();
        let kinds = [LabelKind::Name, LabelKind::Deep, LabelKind::Apex];
        for (letter, kind) in letters.chars().zip(kinds) {
            let seen = match letter {
                'd' => connect_with(denied()),
                'u' => connect_with(unknown_name()),
                'c' => stopped(asked.clone(), Stage::Tunnel, FailureKind::Reset),
                'a' => works(),
                'l' => connect_with(page(407, &[("Proxy-Authenticate", "Basic")], "")),
                'o' => stopped(connect_with(head(200, "OK")), Stage::Tls, FailureKind::Closed),
                _ => continue,
            };
            labels.push(RuleLabel { kind, probe: run.len() });
            let host = format!("clearway-{}.x.test", kind.as_str());
            run.push(at(seen, &host, 443));
        }
        let rule = rule("*.x.test", 443, Scheme::Https, labels);
        let verdicts = judge_run(&run);
        let seen = Seen { measurements: &run, verdicts: &verdicts };
        let verdict = judge_rules(&[rule], &[control_of(443, Scheme::Https, 0, 1)], seen).remove(0);
        (verdict.standing, verdict.text)
    }

    fn rule(pattern: &str, port: u16, scheme: Scheme, labels: Vec<RuleLabel>) -> PlannedRule {
        let entry: Entry = pattern.parse().unwrap();
        assert!(matches!(entry.host, HostPattern::Below(_)));
        let control = Some(usize::from(scheme == Scheme::Http));
        PlannedRule {
            pattern: pattern.to_owned(),
            hosts: entry.host,
            port,
            scheme,
            control,
            labels,
            unasked: None,
        }
    }

    fn control_of(port: u16, scheme: Scheme, known: usize, unknown: usize) -> Control {
        Control {
            proxy: "http://proxy:8080".parse().unwrap(),
            scheme,
            port,
            known: Some(known),
            unknown: Some(unknown),
        }
    }

    macro_rules! stands {
        ($($name:ident: $letters:literal => $standing:ident;)*) => {$(
            #[test]
            fn $name() {
                let (standing, text) = judged(denied(), $letters);
                assert_eq!(standing, RuleStanding::$standing, "{text}");
            }
        )*};
    }

    stands! {
        everything_below_is_let_through: "uu" => Present;
        everything_and_the_name_itself: "uuu" => Present;
        the_name_itself_answers: "uua" => Present;
        a_name_below_is_refused: "d" => Absent;
        only_the_name_itself: "dda" => Absent;
        one_label_only: "ud" => Partial;
        without_the_name_itself: "uud" => Partial;
        depth_is_open: "uo" => Inconclusive;
        nothing_was_asked: "" => Inconclusive;
        a_login_comes_first: "l" => Inconclusive;
        a_cut_alone: "c" => Inconclusive;
        somebody_answers: "a" => Inconclusive;
        a_tunnel_that_ends: "o" => Inconclusive;
        a_cut_where_names_fail_readably: "uc" => Partial;
    }

    #[test]
    fn without_calibration_nothing_is_said() {
        assert_eq!(judged(unknown_name(), "d").0, RuleStanding::Inconclusive);
        assert_eq!(judged(unknown_name(), "uu").0, RuleStanding::Inconclusive);
        assert_eq!(judged(head(200, "OK"), "uu").0, RuleStanding::Inconclusive);
    }

    #[test]
    fn a_refusal_by_category_says_nothing_of_real_names() {
        let by_category = page(403, &[], "Access Denied. Category: newly registered domains");
        let mut run = vec![works(), at(connect_with(denied()), "clearway-d.invalid", 443)];
        run.push(at(connect_with(by_category), "clearway-a.x.test", 443));
        let labels = vec![RuleLabel { kind: LabelKind::Name, probe: 2 }];
        let verdicts = judge_run(&run);
        let seen = Seen { measurements: &run, verdicts: &verdicts };
        let rules = [rule("*.x.test", 443, Scheme::Https, labels)];
        let verdict = judge_rules(&rules, &[control_of(443, Scheme::Https, 0, 1)], seen).remove(0);
        assert_eq!(verdict.standing, RuleStanding::Inconclusive, "{}", verdict.text);
    }
}
