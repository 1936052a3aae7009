//! One line of a report: a probe with its verdict, or an endpoint that nobody could be asked about.

use jiff::Timestamp;
use serde::Serialize;

use super::shown::millis;
use super::{
    AnswerShown, AskShown, Attempt, AuthShown, BaselineShown, RouteShown, StageShown, TlsShown,
};
use crate::address::{Host, PortSpec, Scheme};
use crate::catalogue::Need;
use crate::measurement::{HttpAnswer, Measurement};
use crate::plan::{Ask, Probe, Requirement, Source, Unasked};
use crate::verdict::{Confidence, Party, Proof, Status, Verdict, advice};

/// A probe with its verdict, or an untested endpoint. The fields are those of the JSON report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The entry as documented; the first by the alphabet where several asked.
    pub endpoint: String,
    /// The host asked for; none when nobody was asked.
    pub host: Option<Host>,
    /// The port, or the range of ports of an untested endpoint.
    pub port: PortSpec,
    /// How it was spoken to; none when nobody was asked.
    #[serde(serialize_with = "scheme")]
    pub scheme: Option<Scheme>,
    /// The roles that want it, sorted.
    pub roles: Vec<String>,
    /// The most that any of them needs it.
    pub need: Need,
    /// What led to it: `target`, `catalogue`, `names`, `log`, `cname`, `san`, `rule`, `crl`, `ocsp`,
    /// `aia`, `redirect`.
    pub source: Source,
    /// Where its name is known from: `target`, `catalogue` for a host of the list itself, `entry`
    /// for another entry, `documented` or `community` for a name under a wildcard, else the word of
    /// its source.
    pub known_from: &'static str,
    /// True for what an endpoint's answer dragged in: it counts for no role.
    pub derived: bool,
    /// Why it was asked, where no list says so.
    pub because: Option<String>,
    /// Where it stands.
    #[serde(serialize_with = "status")]
    pub status: Status,
    /// The cause code; none when it is reachable.
    pub cause: Option<&'static str>,
    /// Causes that would look the same from here.
    pub could_also_be: Vec<&'static str>,
    /// The nearest `WinHTTP` error number.
    pub winhttp: Option<u32>,
    /// What a Windows product's own log will show; empty when it is reachable.
    pub logged: String,
    /// Who said no: `this_machine`, `proxy`, `beyond_proxy`, `path`, `origin`.
    #[serde(serialize_with = "party")]
    pub refused_by: Option<Party>,
    /// How far the evidence carries: `sure`, `likely`, `open`.
    #[serde(serialize_with = "confidence")]
    pub confidence: Confidence,
    /// What was seen, in the words of whoever said it.
    pub evidence: Vec<String>,
    /// The furthest point that was shown to work: `tcp`, `tunnel`, `tls`, `http`.
    #[serde(serialize_with = "proof")]
    pub proof: Option<Proof>,
    /// Remarks for people.
    pub notes: Vec<String>,
    /// The next step; empty when there is none.
    pub advice: String,
    /// The rule that decided; `plan` for an untested endpoint.
    pub rule: &'static str,
    /// Every entry that asked, with its role.
    pub asked_by: Vec<AskShown>,
    /// By which way; none when nobody was asked.
    pub route: Option<RouteShown>,
    /// How the proxy came to know who asks; none where nobody could ask.
    pub auth: Option<AuthShown>,
    /// When the last attempt began.
    pub started: Option<Timestamp>,
    /// The steps of the last attempt.
    pub stages: Vec<StageShown>,
    /// The attempts before it.
    pub earlier: Vec<Attempt>,
    /// The proxy's own answer, where it is evidence.
    pub proxy_answer: Option<AnswerShown>,
    /// The answer of the endpoint, or of whoever spoke in its place.
    pub answer: Option<AnswerShown>,
    /// The TLS session with the proxy itself, where its certificate was refused.
    pub proxy_tls: Option<TlsShown>,
    /// The TLS session.
    pub tls: Option<TlsShown>,
    /// True when this machine was starved while it was measured.
    pub starved: bool,
    /// How the same endpoint stood in the report of `--baseline`; none without one, for a row that
    /// works, and where that report says nothing about it.
    pub baseline: Option<BaselineShown>,
    /// The servers whose roles asked for it; empty for roles that were selected by themselves.
    pub servers: Vec<String>,
    /// The log files of these roles in which a failure would show; empty for a success.
    pub log_files: Vec<String>,
    /// Which of the joined runs asked.
    #[serde(skip)]
    pub(super) run: usize,
}

impl Row {
    pub(super) fn asked(seen: &Measurement, verdict: Verdict, known_from: &'static str) -> Self {
        let probe = std::sync::Arc::clone(&seen.probe);
        let advice = advice(&verdict, &probe);
        let target = &probe.target;
        let Asked { endpoint, roles, by: asked_by } = Asked::by(&probe);
        let refusal =
            |answer: &HttpAnswer| !answer.is_success() || verdict.status != Status::Reachable;
        Self {
            endpoint,
            host: Some(target.host.clone()),
            port: PortSpec::One(target.port),
            scheme: Some(target.scheme),
            roles,
            need: probe.need(),
            source: probe.source,
            known_from,
            derived: probe.source.is_derived(),
            because: probe.because.clone(),
            status: verdict.status,
            cause: verdict.cause.map(crate::verdict::Cause::code),
            could_also_be: verdict.could_also_be.iter().map(|cause| cause.code()).collect(),
            winhttp: verdict.winhttp,
            logged: verdict.logged,
            refused_by: verdict.refused_by,
            confidence: verdict.confidence,
            evidence: verdict.evidence,
            proof: verdict.proof,
            notes: verdict.notes,
            advice: if verdict.status == Status::Reachable { String::new() } else { advice },
            rule: verdict.rule,
            asked_by,
            route: Some(RouteShown::taken(seen)),
            auth: seen.auth.as_ref().map(AuthShown::of),
            started: Some(seen.started),
            stages: seen.steps.iter().map(StageShown::of).collect(),
            earlier: seen
                .earlier
                .iter()
                .map(|attempt| Attempt {
                    stage: attempt.stage.as_str(),
                    failure: attempt.failure.text.clone(),
                    ms: millis(attempt.took),
                    starved: attempt.starved,
                })
                .collect(),
            proxy_answer: seen.proxy_answer.as_ref().filter(|a| refusal(a)).map(AnswerShown::of),
            answer: seen.tunnel_answer.as_ref().or(seen.answer.as_ref()).map(AnswerShown::of),
            proxy_tls: TlsShown::of_proxy(seen),
            tls: TlsShown::of(seen),
            starved: seen.starved,
            baseline: None,
            servers: Vec::new(),
            log_files: Vec::new(),
            run: 0,
        }
    }

    pub(super) fn unasked(role: &str, requirement: &Requirement, why: &Unasked) -> Self {
        let pattern = requirement.pattern.clone();
        let (need, at) = (requirement.need, requirement.place.clone());
        Self {
            endpoint: pattern.clone(),
            host: None,
            port: requirement.port,
            scheme: None,
            roles: vec![role.to_owned()],
            need,
            source: Source::Catalogue,
            known_from: "catalogue",
            derived: false,
            because: None,
            status: Status::Untested,
            cause: Some(why.code()),
            could_also_be: Vec::new(),
            winhttp: None,
            logged: String::new(),
            refused_by: None,
            confidence: Confidence::Open,
            evidence: Vec::new(),
            proof: None,
            notes: vec![why.text()],
            advice: String::new(),
            rule: "plan",
            asked_by: vec![AskShown { role: role.to_owned(), pattern, need, at }],
            route: None,
            auth: None,
            started: None,
            stages: Vec::new(),
            earlier: Vec::new(),
            proxy_answer: None,
            answer: None,
            proxy_tls: None,
            tls: None,
            starved: false,
            baseline: None,
            servers: Vec::new(),
            log_files: Vec::new(),
            run: 0,
        }
    }

    /// `host:port`, or the entry and port where nobody was asked.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.host {
            Some(host) => format!("{}:{}", host.authority(), self.port),
            None => format!("{} port {}", self.endpoint, self.port),
        }
    }
}

struct Asked {
    endpoint: String,
    roles: Vec<String>,
    by: Vec<AskShown>,
}

impl Asked {
    fn by(probe: &Probe) -> Self {
        let mut roles: Vec<String> = probe.asks.iter().map(|ask| ask.role.clone()).collect();
        roles.sort_unstable();
        roles.dedup();
        let mut patterns: Vec<&str> = probe.asks.iter().map(|ask| ask.pattern.as_str()).collect();
        // The entry that names the host says more than a wildcard that covers it.
        patterns.sort_unstable_by_key(|pattern| (pattern.contains('*'), *pattern));
        let endpoint = patterns.first().map_or_else(|| probe.target.url(), ToString::to_string);
        let shown = |ask: &Ask| AskShown {
            role: ask.role.clone(),
            pattern: ask.pattern.clone(),
            need: ask.need,
            at: ask.place.clone(),
        };
        Self { endpoint, roles, by: probe.asks.iter().map(shown).collect() }
    }
}

macro_rules! by_word {
    ($name:ident, $type:ty) => {
        fn $name<S: serde::Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(value.as_str())
        }
    };
    ($name:ident, optional $type:ty) => {
        #[expect(clippy::ref_option, reason = "serde hands over the field")]
        fn $name<S: serde::Serializer>(
            value: &Option<$type>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match value {
                Some(value) => serializer.serialize_some(value.as_str()),
                None => serializer.serialize_none(),
            }
        }
    };
}

by_word!(status, Status);
by_word!(confidence, Confidence);
by_word!(party, optional Party);
by_word!(proof, optional Proof);
by_word!(scheme, optional Scheme);
