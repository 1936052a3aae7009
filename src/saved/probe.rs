//! A probe as a saved report has it, whole or in brief.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Route;
use super::key::{ProbeKey, place};
use crate::address::PortSpec;

/// A probe with its verdict, or an untested endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The entry as documented.
    pub endpoint: String,
    /// The host asked for; none when nobody was asked.
    #[serde(default)]
    pub host: Option<String>,
    /// The port.
    pub port: PortSpec,
    /// `http`, `https` or `tcp`; none when nobody was asked.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The roles that want it.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The most that any of them needs it.
    #[serde(default)]
    pub need: String,
    /// What led to it.
    #[serde(default)]
    pub source: String,
    /// Where its name is known from.
    #[serde(default)]
    pub known_from: String,
    /// True for what an endpoint's answer dragged in.
    #[serde(default)]
    pub derived: bool,
    /// Why it was asked, where no list says so.
    #[serde(default)]
    pub because: Option<String>,
    /// `reachable`, `blocked`, `failed`, `untested` or `inconclusive`.
    pub status: String,
    /// The cause code; none when it is reachable.
    #[serde(default)]
    pub cause: Option<String>,
    /// Causes that would look the same.
    #[serde(default)]
    pub could_also_be: Vec<String>,
    /// The nearest `WinHTTP` error number.
    #[serde(default)]
    pub winhttp: Option<u32>,
    /// What a Windows product's own log will show.
    #[serde(default)]
    pub logged: String,
    /// `this_machine`, `proxy`, `beyond_proxy`, `path` or `origin`.
    #[serde(default)]
    pub refused_by: Option<String>,
    /// `sure`, `likely` or `open`.
    #[serde(default)]
    pub confidence: String,
    /// What was seen.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// `tcp`, `tunnel`, `tls` or `http`.
    #[serde(default)]
    pub proof: Option<String>,
    /// Remarks.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The next step.
    #[serde(default)]
    pub advice: String,
    /// The rule that decided.
    #[serde(default)]
    pub rule: String,
    /// Every entry that asked.
    #[serde(default)]
    pub asked_by: Vec<Ask>,
    /// By which way; none when nobody was asked.
    #[serde(default)]
    pub route: Option<Route>,
    /// How the proxy came to know who asks.
    #[serde(default)]
    pub auth: Option<Auth>,
    /// When the last attempt began.
    #[serde(default)]
    pub started: Option<Timestamp>,
    /// The steps of the last attempt.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// The attempts before it.
    #[serde(default)]
    pub earlier: Vec<Attempt>,
    /// The proxy's own answer.
    #[serde(default)]
    pub proxy_answer: Option<Answer>,
    /// The answer of the endpoint.
    #[serde(default)]
    pub answer: Option<Answer>,
    /// The TLS session with the proxy itself, where its certificate was refused.
    #[serde(default)]
    pub proxy_tls: Option<Tls>,
    /// The TLS session.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// True when the machine was starved while it was measured.
    #[serde(default)]
    pub starved: bool,
    /// The servers whose roles asked for it; empty for roles that were selected by themselves.
    #[serde(default)]
    pub servers: Vec<String>,
    /// The log files of these roles in which a failure would show.
    #[serde(default)]
    pub log_files: Vec<String>,
    /// How the same endpoint stood in the report of `--baseline`.
    #[serde(default)]
    pub baseline: Option<Baseline>,
}

/// As much of a probe as a matrix of machines or a comparison needs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Brief {
    /// The entry as documented.
    pub endpoint: String,
    /// The host asked for; none when nobody was asked.
    #[serde(default)]
    pub host: Option<String>,
    /// The port.
    pub port: PortSpec,
    /// How it was spoken to; none when nobody was asked.
    #[serde(default)]
    pub scheme: Option<String>,
    /// The roles that want it.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What led to it.
    #[serde(default)]
    pub source: String,
    /// Where it stands.
    pub status: String,
    /// The cause code.
    #[serde(default)]
    pub cause: Option<String>,
}

impl Brief {
    /// What identifies it among reports.
    #[must_use]
    pub fn key(&self) -> ProbeKey {
        ProbeKey::of(self.host.as_deref(), &self.endpoint, self.port, self.scheme.as_deref())
    }

    /// `host:port`, or the entry and port where nobody was asked.
    #[must_use]
    pub fn place(&self) -> String {
        place(self.host.as_deref(), &self.endpoint, self.port)
    }
}

impl Probe {
    /// What identifies it among reports.
    #[must_use]
    pub fn key(&self) -> ProbeKey {
        ProbeKey::of(self.host.as_deref(), &self.endpoint, self.port, self.scheme.as_deref())
    }

    /// `host:port`, or the entry and port where nobody was asked.
    #[must_use]
    pub fn place(&self) -> String {
        place(self.host.as_deref(), &self.endpoint, self.port)
    }

    /// Milliseconds of the last attempt; none when nobody was asked.
    #[must_use]
    pub fn ms(&self) -> Option<f64> {
        (!self.stages.is_empty()).then(|| self.stages.iter().map(|stage| stage.ms).sum())
    }

    /// The proxy that was asked; none when there was none.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        self.route.as_ref()?.proxy.as_deref()
    }

    /// True for a name that was made up to ask about a rule.
    #[must_use]
    pub fn asks_about_a_rule(&self) -> bool {
        self.source == "rule"
    }
}

/// An entry that asked for a probe.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// The role.
    pub role: String,
    /// The entry as documented.
    pub pattern: String,
    /// How much it counts there.
    pub need: String,
    /// Where it is listed: file and line; none for a plain target.
    pub at: Option<String>,
}

/// A step of the last attempt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stage {
    /// Which step.
    pub stage: String,
    /// Milliseconds that it took.
    pub ms: f64,
    /// `ok`, or the kind of failure.
    pub outcome: String,
    /// What it learned.
    pub detail: String,
    /// The number that the system or the peer gave.
    pub native: Option<String>,
}

/// An attempt that was followed by another one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// Where it failed.
    pub stage: String,
    /// How.
    pub failure: String,
    /// Milliseconds that it took.
    pub ms: f64,
    /// True when the machine was starved meanwhile.
    pub starved: bool,
}

/// An HTTP answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The status line.
    pub status_line: String,
    /// Header fields, `Name: value`.
    pub headers: Vec<String>,
    /// What a person would read on the page.
    pub text: String,
}

/// How the proxy came to know who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Auth {
    /// The schemes that the proxy offered.
    pub offered: Vec<String>,
    /// The scheme that was used last.
    pub used: Option<String>,
    /// Every message of ours.
    pub legs: Vec<Leg>,
    /// What came of it.
    pub outcome: String,
    /// More words about the outcome, where it has any.
    pub detail: Option<String>,
}

/// One message about who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Leg {
    /// In which scheme.
    pub scheme: String,
    /// What was sent.
    pub message: String,
    /// What the challenge said.
    pub parameters: Vec<String>,
    /// What came of it.
    pub result: String,
    /// Why it could not be made.
    pub detail: Option<String>,
}

/// A TLS session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tls {
    /// Its version.
    pub version: String,
    /// The chain as presented, leaf first.
    pub chain: Vec<Certificate>,
    /// The sets of roots that vouch for it.
    pub trusted_by: Vec<String>,
    /// Whether TLS is opened on the way; none when that cannot be told.
    pub intercepted: Option<bool>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Certificate {
    /// Subject.
    pub subject: String,
    /// Issuer.
    pub issuer: String,
    /// First second of validity.
    pub not_before: Option<Timestamp>,
    /// Last second of validity.
    pub not_after: Option<Timestamp>,
    /// How many names it has.
    pub names: usize,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// How the same endpoint stood in another report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Baseline {
    /// The machine of that report.
    pub machine: String,
    /// When that run began.
    pub started: Option<Timestamp>,
    /// Its status there.
    pub status: String,
    /// Its cause there.
    pub cause: Option<String>,
    /// What follows for this verdict, in a few words.
    pub says: String,
}
