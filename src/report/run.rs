//! What is true of a run as a whole, and of each role in it.

use jiff::Timestamp;
use serde::Serialize;

use super::{Counts, Duty, Readiness, RouteShown, RuleTraffic, Standing};
use crate::address::PortSpec;
use crate::catalogue::Need;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// Every probe has its answer.
    Complete,
    /// Somebody stopped it.
    Interrupted,
    /// The deadline came first.
    Deadline,
}

/// The circumstances of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunFacts {
    /// Version of clearway.
    pub version: String,
    /// Name of this machine, the source of all traffic.
    pub machine: String,
    /// The account that ran; in the JSON report it stands at the top.
    #[serde(skip)]
    pub account: String,
    /// When the first probe was begun.
    pub started: Timestamp,
    /// When the last one ended.
    pub finished: Timestamp,
    /// How the run ended.
    pub ending: Ending,
    /// The route of HTTPS targets; `mixed` when some went another way.
    pub route: RouteShown,
    /// Who looks up names on this machine.
    pub resolver: String,
    /// The user name given to the proxy, never the password.
    pub proxy_user: Option<String>,
    /// What was sent to ask about rules; none when nothing was.
    pub rule_traffic: Option<RuleTraffic>,
    /// What a reader should know before the results.
    pub notes: Vec<String>,
}

/// One role with where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleReport {
    /// The role's id; `targets` for plain targets.
    pub role: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: Readiness,
    /// How that came about.
    pub counts: Counts,
    /// Requirements that are not proven, in the order of the list.
    pub open: Vec<RequirementShown>,
    /// Roles that it needs too and that were not part of the run.
    pub also_needs: Vec<String>,
    /// The server that it is on; none for a role that was selected by itself.
    pub server: Option<String>,
    /// What it does there.
    pub duty: Option<Duty>,
    /// Which of the joined runs asked for it.
    #[serde(skip)]
    pub(super) run: usize,
}

impl RoleReport {
    /// True when this requirement decides about the role; the others warn. Where a role has no
    /// required one, all decide.
    #[must_use]
    pub fn is_decided_by(&self, open: &RequirementShown) -> bool {
        open.need == Need::Required || self.counts.optional == 0
    }
}

/// A requirement that is not proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequirementShown {
    /// The entry as documented.
    pub endpoint: String,
    /// The port.
    pub port: PortSpec,
    /// How much it counts.
    pub need: Need,
    /// Where it stands.
    pub standing: Standing,
    /// True when it is a wildcard.
    pub wildcard: bool,
    /// The rows that speak for it, by their index in the report.
    pub rows: Vec<usize>,
    /// Its rule, by its index in `rules`; none when that was not asked.
    pub rule: Option<usize>,
    /// One sentence.
    pub text: String,
}
