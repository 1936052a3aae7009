//! Questions about rules as reports show them, and what was sent for their sake.

use jiff::Timestamp;
use serde::Serialize;

use super::{RouteShown, Row};
use crate::address::Scheme;
use crate::measurement::{FailureKind, Measurement};
use crate::plan::{Control, Plan, PlannedRule, Source};
use crate::verdict::Status;
use crate::verdict::wildcard::{RuleStanding, RuleVerdict};

/// A wildcard on one port, and whether the proxy has a rule for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleReport {
    /// The entry as documented.
    pub pattern: String,
    /// The port.
    pub port: u16,
    /// `CONNECT` or `GET`: how it was asked.
    pub method: &'static str,
    /// Where the rule stands: `present`, `absent`, `partial`, `inconclusive`.
    #[serde(serialize_with = "standing")]
    pub verdict: RuleStanding,
    /// Why, in one sentence.
    pub text: String,
    /// The roles whose lists have it, sorted.
    pub roles: Vec<String>,
    /// What the proxy's answers to the controls showed.
    pub calibration: CalibrationShown,
    /// The names made up under it, and what was answered.
    pub probes: Vec<LabelShown>,
    /// The rule to ask for; empty when it is there or nothing can be said.
    pub advice: String,
    /// Which of the joined runs asked.
    #[serde(skip)]
    pub(super) run: usize,
}

/// Whether answers about rules mean something through this proxy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalibrationShown {
    /// True when a refusal can be told from everything else.
    pub conclusive: bool,
    /// `conclusive`, `resolves_first`, `login_first`, `answers_any_name`, `open`, `no_known_name` or
    /// `not_asked`.
    pub state: &'static str,
    /// In one sentence, with what was answered.
    pub text: String,
    /// The row of the name that works.
    pub known: Option<usize>,
    /// The row of the name that cannot exist.
    pub unknown: Option<usize>,
}

/// A name made up under a wildcard, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LabelShown {
    /// What it asked: `name` below, `deep` two labels below, `apex` for the name itself.
    pub kind: &'static str,
    /// The name.
    pub host: String,
    /// What the answer means: `refused`, `passed`, `login_first`, `cut`, `answered`, `open`.
    pub meaning: &'static str,
    /// What came back.
    pub answer: String,
    /// Its row in `probes`.
    pub row: usize,
}

/// What was sent to ask about rules, for whoever finds it in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleTraffic {
    /// How many made-up names were asked for, controls included.
    pub sent: usize,
    /// When the first one was.
    pub first: Timestamp,
    /// When the last one was.
    pub last: Timestamp,
    /// The machine that sent them.
    pub from: String,
    /// Its addresses towards the proxy.
    pub addresses: Vec<String>,
    /// The proxies that were asked.
    pub proxies: Vec<String>,
    /// How to recognise them in a log.
    pub looks_like: String,
}

impl RuleReport {
    pub(super) fn of(plan: &Plan, rule: &PlannedRule, verdict: RuleVerdict) -> Self {
        let place = plan.rules.iter().position(|own| own == rule);
        let mut roles: Vec<String> = plan
            .roles
            .iter()
            .filter(|role| role.requirements.iter().any(|own| own.rule == place))
            .map(|role| role.id.clone())
            .collect();
        roles.sort_unstable();
        roles.dedup();
        let control = rule.control.map(|place| &plan.controls[place]);
        let calibration = verdict.calibration;
        Self {
            pattern: rule.pattern.clone(),
            port: rule.port,
            method: method(rule.scheme),
            verdict: verdict.standing,
            roles,
            calibration: CalibrationShown {
                conclusive: calibration.state.is_conclusive(),
                state: calibration.state.as_str(),
                text: calibration.text,
                known: control.and_then(|control| control.known),
                unknown: control.and_then(|control| control.unknown),
            },
            probes: verdict
                .answers
                .into_iter()
                .map(|answer| LabelShown {
                    kind: answer.kind.as_str(),
                    host: plan.probes[answer.probe].target.host.to_string(),
                    meaning: answer.meaning.as_str(),
                    answer: answer.words,
                    row: answer.probe,
                })
                .collect(),
            advice: advice(rule, control, verdict.standing),
            text: verdict.text,
            run: 0,
        }
    }
}

impl RuleReport {
    /// Gives its rows the numbers that they have behind others.
    pub(super) fn move_rows(&mut self, by: usize) {
        self.calibration.known = self.calibration.known.map(|row| row + by);
        self.calibration.unknown = self.calibration.unknown.map(|row| row + by);
        self.probes.iter_mut().for_each(|label| label.row += by);
    }

    /// Lets the rows of its made-up names and controls ask for the rule, and not for themselves.
    pub(super) fn advise(&self, rows: &mut [Row]) {
        let labels = self.probes.iter().map(|label| label.row);
        for place in labels.chain(self.calibration.known).chain(self.calibration.unknown) {
            let Some(row) = rows.get_mut(place).filter(|row| row.source == Source::Rule) else {
                continue;
            };
            let refused = row.status == Status::Blocked && self.calibration.unknown != Some(place);
            row.advice = if refused { self.advice.clone() } else { String::new() };
        }
    }
}

fn method(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Http => "GET",
        Scheme::Https | Scheme::Tcp => "CONNECT",
    }
}

/// The rule to ask for.
fn advice(rule: &PlannedRule, control: Option<&Control>, standing: RuleStanding) -> String {
    let Some(control) = control else { return String::new() };
    let (method, port) = (method(rule.scheme), rule.port);
    let wanted = match standing {
        RuleStanding::Present | RuleStanding::Inconclusive => return String::new(),
        RuleStanding::Absent => format!("allow {method} to {} on port {port}", rule.hosts),
        RuleStanding::Partial => format!(
            "let the rule for {} on port {port} ({method}) cover all that the list means by it",
            rule.hosts
        ),
    };
    format!(
        "Ask the team that runs {} to {wanted} for this server: {}.",
        control.proxy,
        rule.hosts.meaning()
    )
}

impl RuleTraffic {
    /// What a run sent, if it asked about rules.
    pub(super) fn of(measurements: &[Measurement], machine: &str) -> Option<Self> {
        let sent: Vec<&Measurement> = measurements
            .iter()
            .filter(|seen| seen.probe.source == Source::Rule && was_sent(seen))
            .collect();
        let times = sent.iter().map(|seen| seen.started);
        let (first, last) = (times.clone().min()?, times.max()?);
        let mut proxies: Vec<String> =
            sent.iter().filter_map(|seen| RouteShown::of(&seen.probe.routing).proxy).collect();
        proxies.sort_unstable();
        proxies.dedup();
        let own = sent.iter().filter_map(|seen| seen.local).map(|address| address.to_string());
        let mut addresses: Vec<String> = own.collect();
        addresses.sort_unstable();
        addresses.dedup();
        Some(Self {
            sent: sent.len(),
            first,
            last,
            from: machine.to_owned(),
            addresses,
            proxies,
            looks_like:
                "their labels begin with clearway- and go on with random letters and digits"
                    .to_owned(),
        })
    }
}

/// What two runs sent.
pub(super) fn joined(one: Option<RuleTraffic>, other: Option<RuleTraffic>) -> Option<RuleTraffic> {
    let (mut one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (only, None) | (None, only) => return only,
    };
    one.sent += other.sent;
    one.first = one.first.min(other.first);
    one.last = one.last.max(other.last);
    for (all, more) in [(&mut one.addresses, other.addresses), (&mut one.proxies, other.proxies)] {
        all.extend(more);
        all.sort_unstable();
        all.dedup();
    }
    Some(one)
}

fn was_sent(seen: &Measurement) -> bool {
    let cancelled =
        seen.failed().is_some_and(|(_, failure)| failure.kind == FailureKind::Cancelled);
    !seen.steps.is_empty() && !cancelled
}

// serde hands over a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn standing<S: serde::Serializer>(
    standing: &RuleStanding,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(standing.as_str())
}
