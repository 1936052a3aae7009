//! A saved report and what is true of its run, its roles and its rules.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Probe;
use crate::address::PortSpec;

/// A saved report, with the parts of probes that the reader asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report<P = Probe> {
    /// Name and version of the form.
    pub schema: String,
    /// `ready`, `unproven`, `not ready` or `incomplete`.
    #[serde(default)]
    pub outcome: String,
    /// The account that ran.
    #[serde(default)]
    pub account: String,
    /// The route of the run; its `kind` is `mixed` when some probes went another way.
    #[serde(default)]
    pub route: Route,
    /// The circumstances.
    #[serde(default)]
    pub run: Run,
    /// Roles, sorted by id.
    #[serde(default = "Vec::new")]
    pub roles: Vec<Role>,
    /// Sums over everything.
    #[serde(default)]
    pub counts: Counts,
    /// Whether the proxy has a rule for each wildcard.
    #[serde(default = "Vec::new")]
    pub rules: Vec<Rule>,
    /// What answers named and no list covers.
    #[serde(default = "Vec::new")]
    pub gaps: Vec<Gap>,
    /// Probes and untested endpoints.
    pub probes: Vec<P>,
}

impl<P> Report<P> {
    /// Seconds that the run took; none when one of the times is missing.
    #[must_use]
    pub fn took(&self) -> Option<f64> {
        let (started, finished) = (self.run.started?, self.run.finished?);
        Some(finished.duration_since(started).as_secs_f64())
    }

    /// The name of the machine, or a word where the report has none.
    #[must_use]
    pub fn machine(&self) -> &str {
        if self.run.machine.is_empty() { "an unnamed machine" } else { &self.run.machine }
    }
}

/// A way to a target.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Route {
    /// `direct`, `proxy`, `mixed` or `unknown`.
    pub kind: String,
    /// The proxy, without credentials.
    pub proxy: Option<String>,
    /// The setting that won.
    pub source: String,
    /// One sentence.
    pub because: String,
    /// Ways that were given up before.
    pub tried: Vec<Tried>,
}

/// A way that was given up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tried {
    /// `direct`, or the proxy.
    pub way: String,
    /// Where it failed.
    pub stage: String,
    /// How.
    pub failure: String,
    /// Milliseconds that it took.
    pub ms: f64,
}

/// The circumstances of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// Version of clearway.
    pub version: String,
    /// Name of the machine.
    pub machine: String,
    /// When the first probe was begun.
    pub started: Option<Timestamp>,
    /// When the last one ended.
    pub finished: Option<Timestamp>,
    /// `complete`, `interrupted` or `deadline`.
    pub ending: String,
    /// The route of the run.
    pub route: Route,
    /// Who looks up names.
    pub resolver: String,
    /// The user name given to the proxy.
    pub proxy_user: Option<String>,
    /// What was sent to ask about rules.
    pub rule_traffic: Option<RuleTraffic>,
    /// What a reader should know before the results.
    pub notes: Vec<String>,
}

/// What was sent to ask about rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleTraffic {
    /// Requests for made-up names.
    pub sent: usize,
    /// When the first one began.
    pub first: Option<Timestamp>,
    /// When the last one began.
    pub last: Option<Timestamp>,
    /// The machine that sent them.
    pub from: String,
    /// Its addresses towards the proxy.
    pub addresses: Vec<String>,
    /// The proxies that were asked.
    pub proxies: Vec<String>,
    /// How to recognise them in a log.
    pub looks_like: String,
}

/// How a role or a run came to its result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Requirements that decide.
    pub required: usize,
    /// Of these, proven.
    pub proven: usize,
    /// Of these, refused.
    pub refused: usize,
    /// Of these, unproven.
    pub unproven: usize,
    /// Requirements that only warn.
    pub optional: usize,
    /// Of these, not proven.
    pub warnings: usize,
    /// Rows with this status.
    pub reachable: usize,
    /// Rows with this status.
    pub blocked: usize,
    /// Rows with this status.
    pub failed: usize,
    /// Rows with this status.
    pub untested: usize,
    /// Rows with this status.
    pub inconclusive: usize,
}

/// A role and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its id; `targets` for the targets of the command line.
    pub role: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// `ready`, `unproven` or `not ready`.
    pub status: String,
    /// How that came about.
    #[serde(default)]
    pub counts: Counts,
    /// Requirements that are not proven.
    #[serde(default)]
    pub open: Vec<Requirement>,
    /// Roles that it needs too and that were not asked about.
    #[serde(default)]
    pub also_needs: Vec<String>,
    /// The server that it is on; none for a role that was selected by itself.
    #[serde(default)]
    pub server: Option<String>,
    /// What it does there.
    #[serde(default)]
    pub duty: Option<Duty>,
}

/// What a role does on a server of a site file, and how it gets out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Duty {
    /// Code of the server's site.
    pub site: String,
    /// The role in the words of the file.
    pub role: String,
    /// What for.
    pub purposes: Vec<String>,
    /// `proxy`, `proxy_without_sign_in`, `direct` or `nothing`.
    pub way: String,
    /// The proxy, without credentials.
    pub proxy: Option<String>,
    /// Why by this way.
    pub because: String,
    /// Who signs in at the proxy if it asks.
    pub signs_in: Option<String>,
    /// The log files in which a failure would show.
    pub logs: Vec<String>,
}

impl Role {
    /// Its id, with its server and its way where it is on one.
    #[must_use]
    pub fn label(&self) -> String {
        match (&self.server, &self.duty) {
            (Some(server), Some(duty)) => format!("{server}: {} ({})", self.role, duty.way),
            (Some(server), None) => format!("{server}: {}", self.role),
            (None, _) => self.role.clone(),
        }
    }

    /// True when this probe was asked for this role: for its id and, where it is on a server, for
    /// that one.
    #[must_use]
    pub fn asked_for(&self, roles: &[String], servers: &[String]) -> bool {
        roles.contains(&self.role)
            && self.server.as_ref().is_none_or(|server| servers.contains(server))
    }

    /// True when this requirement decides about the role; the others warn. Where a role has no
    /// required one, all decide.
    #[must_use]
    pub fn is_decided_by(&self, open: &Requirement) -> bool {
        open.need == "required" || self.counts.optional == 0
    }
}

/// A requirement that is not proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The entry as documented.
    pub endpoint: String,
    /// The port.
    pub port: PortSpec,
    /// `required`, `optional` or `conditional`.
    #[serde(default)]
    pub need: String,
    /// `proven`, `refused` or `unproven`.
    #[serde(default)]
    pub standing: String,
    /// True when it is a wildcard.
    #[serde(default)]
    pub wildcard: bool,
    /// The probes that speak for it, by their place.
    #[serde(default)]
    pub rows: Vec<usize>,
    /// Its rule, by its place.
    #[serde(default)]
    pub rule: Option<usize>,
    /// One sentence.
    #[serde(default)]
    pub text: String,
}

/// A wildcard on one port, and whether the proxy has a rule for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The entry as documented.
    pub pattern: String,
    /// The port.
    pub port: PortSpec,
    /// `CONNECT` or `GET`.
    #[serde(default)]
    pub method: String,
    /// `present`, `absent`, `partial` or `inconclusive`.
    pub verdict: String,
    /// Why.
    #[serde(default)]
    pub text: String,
    /// The roles whose lists have it.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What the answers to the controls showed.
    #[serde(default)]
    pub calibration: Calibration,
    /// The names made up under it, and what was answered.
    #[serde(default)]
    pub probes: Vec<Label>,
    /// The rule to ask for.
    #[serde(default)]
    pub advice: String,
}

/// Whether answers about rules mean something through this proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calibration {
    /// True when a refusal can be told from everything else.
    pub conclusive: bool,
    /// What can be said.
    pub state: String,
    /// In one sentence.
    pub text: String,
    /// The row of the name that works.
    pub known: Option<usize>,
    /// The row of the name that cannot exist.
    pub unknown: Option<usize>,
}

/// A name made up under a wildcard, and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Label {
    /// `name`, `deep` or `apex`.
    pub kind: String,
    /// The name.
    pub host: String,
    /// What the answer means.
    pub meaning: String,
    /// What came back.
    pub answer: String,
    /// Its row.
    pub row: usize,
}

/// What an endpoint drags in and no list covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// `crl`, `ocsp`, `aia` or `redirect`.
    #[serde(default)]
    pub kind: String,
    /// The host.
    pub host: String,
    /// The port.
    pub port: PortSpec,
    /// Who named it.
    #[serde(default)]
    pub because: String,
    /// The roles whose endpoints need it.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Whether it is let through.
    #[serde(default)]
    pub status: String,
    /// Its row.
    #[serde(default)]
    pub row: Option<usize>,
}
