//! The parts of a row, as reports show them.

use jiff::Timestamp;
use serde::Serialize;

use crate::auth::{AuthRecord, AuthScheme, Leg, LegResult};
use crate::catalogue::Need;
use crate::measurement::{Certificate, GivenUp, HttpAnswer, Measurement, Step, TlsSession};
use crate::proxy::Routing;
use crate::verdict::interception;

/// An entry that asked for a probe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AskShown {
    /// The role.
    pub role: String,
    /// The entry as documented.
    pub pattern: String,
    /// How much it counts there.
    pub need: Need,
    /// Where it is listed: file and line. None for a plain target.
    pub at: Option<String>,
}

/// A route as reports show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteShown {
    /// `direct`, `proxy`, `mixed` for a run with both, or `none` for one that asks nothing.
    pub kind: &'static str,
    /// `http://host:port`, without credentials.
    pub proxy: Option<String>,
    /// The setting that won.
    pub source: String,
    /// One sentence.
    pub because: String,
    /// Ways of the same setting that were tried before, and given up.
    pub tried: Vec<Tried>,
}

/// A way that was given up for the next one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tried {
    /// `direct`, or `http://host:port` of the proxy.
    pub way: String,
    /// Where it failed.
    pub stage: &'static str,
    /// How.
    pub failure: String,
    /// Milliseconds that it took.
    pub ms: f64,
}

/// A step as reports show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageShown {
    /// Which step.
    pub stage: &'static str,
    /// Milliseconds that it took.
    pub ms: f64,
    /// `ok`, or the kind of failure.
    pub outcome: &'static str,
    /// What it learned, or what the system said.
    pub detail: String,
    /// The number that the system or the peer gave.
    pub native: Option<String>,
}

/// An earlier attempt as reports show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// Where it failed.
    pub stage: &'static str,
    /// How.
    pub failure: String,
    /// Milliseconds that it took.
    pub ms: f64,
    /// True when this machine was starved meanwhile.
    pub starved: bool,
}

/// An HTTP answer as reports show it. Cookies are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerShown {
    /// The status line.
    pub status_line: String,
    /// Header fields, `Name: value`.
    pub headers: Vec<String>,
    /// What a person would read on the page, at most 500 characters.
    pub text: String,
}

/// How the proxy came to know who asks, as reports show it. Never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuthShown {
    /// The schemes that the proxy offered.
    pub offered: Vec<String>,
    /// The scheme that was used last.
    pub used: Option<&'static str>,
    /// Every message of ours, in order.
    pub legs: Vec<LegShown>,
    /// What came of it.
    pub outcome: &'static str,
    /// More words about the outcome, where it has any.
    pub detail: Option<String>,
}

/// One message about who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LegShown {
    /// In which scheme.
    pub scheme: &'static str,
    /// What was sent.
    pub message: &'static str,
    /// What the proxy's challenge said, `name: value`; no nonce and no token.
    pub parameters: Vec<String>,
    /// What came of it.
    pub result: &'static str,
    /// Why it could not be made.
    pub detail: Option<String>,
}

/// A TLS session as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsShown {
    /// `TLS 1.2` or `TLS 1.3`.
    pub version: &'static str,
    /// The chain as presented, leaf first.
    pub chain: Vec<CertificateShown>,
    /// The sets of roots that vouch for it: `platform`, `public`, `vendor`, `ca`.
    pub trusted_by: Vec<&'static str>,
    /// Whether TLS is opened on the way; none when that cannot be told.
    pub intercepted: Option<bool>,
}

/// A certificate as reports show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateShown {
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// How many names it has.
    pub names: usize,
    /// SHA-256 in hex.
    pub sha256: String,
}

impl RouteShown {
    /// Of a routing.
    #[must_use]
    pub fn of(routing: &Routing) -> Self {
        Self {
            kind: routing.route.kind(),
            proxy: routing.route.proxy().map(ToString::to_string),
            source: routing.source.clone(),
            because: routing.because.clone(),
            tried: Vec::new(),
        }
    }

    /// Of the way that a probe took in the end, with those that it gave up.
    pub(super) fn taken(seen: &Measurement) -> Self {
        let tried = |given_up: &GivenUp| Tried {
            way: given_up.route.proxy().map_or_else(|| "direct".to_owned(), ToString::to_string),
            stage: given_up.stage.as_str(),
            failure: given_up.failure.text.clone(),
            ms: millis(given_up.took),
        };
        let tried = seen.given_up.iter().map(tried).collect();
        Self { tried, ..Self::of(&seen.probe.routing) }
    }
}

impl StageShown {
    pub(super) fn of(step: &Step) -> Self {
        let (outcome, detail, native) = match &step.outcome {
            Ok(()) => ("ok", step.detail.clone(), None),
            Err(failure) => (
                failure.kind.as_str(),
                failure.text.clone(),
                failure.native.map(|native| native.to_string()),
            ),
        };
        Self { stage: step.stage.as_str(), ms: millis(step.took), outcome, detail, native }
    }
}

impl AnswerShown {
    pub(super) fn of(answer: &HttpAnswer) -> Self {
        let secret = |name: &str| {
            ["set-cookie", "authorization", "proxy-authorization", "cookie"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        };
        Self {
            status_line: answer.status_line(),
            headers: answer
                .headers
                .iter()
                .filter(|(name, _)| !secret(name))
                .map(|(name, value)| format!("{name}: {value}"))
                .collect(),
            text: answer.page.text.chars().take(500).collect(),
        }
    }
}

impl AuthShown {
    pub(super) fn of(record: &AuthRecord) -> Self {
        let leg = |leg: &Leg| LegShown {
            scheme: leg.scheme.as_str(),
            message: leg.message,
            parameters: leg
                .parameters
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect(),
            result: leg.result.as_str(),
            detail: match &leg.result {
                LegResult::NotMade(why) => Some(why.clone()),
                _ => None,
            },
        };
        Self {
            offered: record.offered.clone(),
            used: record.used.map(AuthScheme::as_str),
            legs: record.legs.iter().map(leg).collect(),
            outcome: record.outcome.as_str(),
            detail: record.outcome.detail().map(str::to_owned),
        }
    }
}

impl TlsShown {
    /// Of the session with whoever stands for the endpoint.
    pub(super) fn of(seen: &Measurement) -> Option<Self> {
        let session = seen.tls.as_ref()?;
        Some(Self::of_session(session, interception(seen).and_then(|found| found.known())))
    }

    /// Of the session with the proxy itself, where its certificate was refused.
    pub(super) fn of_proxy(seen: &Measurement) -> Option<Self> {
        seen.proxy_tls.as_ref().map(|session| Self::of_session(session, None))
    }

    fn of_session(session: &TlsSession, intercepted: Option<bool>) -> Self {
        let shown = |certificate: &Certificate| CertificateShown {
            subject: certificate.subject.clone(),
            issuer: certificate.issuer.clone(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            names: certificate.name_count,
            sha256: certificate.sha256.clone(),
        };
        let stores = session.trust.iter().flat_map(|trust| &trust.by);
        Self {
            version: session.version,
            chain: session.chain.iter().map(shown).collect(),
            trusted_by: stores.map(|store| store.as_str()).collect(),
            intercepted,
        }
    }
}

/// Milliseconds to a thousandth.
pub(super) fn millis(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
