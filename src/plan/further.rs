//! What may follow the first wave of a plan, and what did.

use std::time::Duration;

use crate::address::{Host, HostName, HostPattern, Scheme, Target};
use crate::proxy::ProxyUrl;

use super::Source;

/// What later waves may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Further {
    /// Names under wildcards are looked for in what a run sees.
    pub discover: bool,
    /// Names that somebody uses, best first: asked where they fall under a wildcard.
    pub candidates: Vec<Candidate>,
    /// Discovered names that are asked for one wildcard on one port.
    pub names_per_wildcard: usize,
    /// How proxies are asked about wildcards with names made up for it; none when they are not.
    pub rules: Option<RuleQuestions>,
    /// How revocation addresses, issuers and redirects are followed; none when they are not.
    pub closure: Option<Closure>,
    /// What the network names may be at private addresses, too.
    pub allow_private: bool,
}

impl Default for Further {
    fn default() -> Self {
        Self {
            discover: false,
            candidates: Vec::new(),
            names_per_wildcard: 3,
            rules: None,
            closure: None,
            allow_private: false,
        }
    }
}

/// How proxies are asked about rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleQuestions {
    /// The least time between two questions.
    pub interval: Duration,
    /// A host that the proxy is known to allow, for control where the run shows none.
    pub known_allowed: Option<Host>,
}

/// How far what endpoints drag in is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Redirects that are followed one after the other.
    pub redirects: u8,
}

/// A name that may fall under a wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name.
    pub name: HostName,
    /// Where it was found.
    pub source: Source,
    /// In one sentence, for the report.
    pub because: String,
}

/// Something that an answer named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// What named it.
    pub source: Source,
    /// What is named.
    pub target: Target,
    /// Who named it, in one sentence.
    pub because: String,
    /// The probe whose answer named it, by its index in the plan.
    pub from: usize,
    /// The probe that asks it, by its index in the plan.
    pub probe: Option<usize>,
    /// True when an entry of the selection covers it.
    pub listed: bool,
    /// Why it is not asked, when it is not.
    pub unasked: Option<String>,
}

/// The question whether a proxy has a rule for a wildcard on one port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRule {
    /// The entry as documented.
    pub pattern: String,
    /// The hosts that it stands for.
    pub hosts: HostPattern,
    /// The port.
    pub port: u16,
    /// How it is asked: HTTPS by CONNECT, HTTP by a plain request.
    pub scheme: Scheme,
    /// The controls for this proxy, method and port, by their index in the plan.
    pub control: Option<usize>,
    /// The names made up for it.
    pub labels: Vec<RuleLabel>,
    /// Why it is not asked, when it is not.
    pub unasked: Option<String>,
}

/// A name made up to ask about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLabel {
    /// What it asks.
    pub kind: LabelKind,
    /// The probe, by its index in the plan.
    pub probe: usize,
}

/// What a name made up under a wildcard asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelKind {
    /// Is a name below allowed?
    Name,
    /// Is a name two labels below allowed?
    Deep,
    /// Is the name itself allowed?
    Apex,
}

impl LabelKind {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Deep => "deep",
            Self::Apex => "apex",
        }
    }
}

/// The controls of one proxy, method and port. Without them nothing is said about a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// The proxy.
    pub proxy: ProxyUrl,
    /// The method: HTTPS by CONNECT, HTTP by a plain request.
    pub scheme: Scheme,
    /// The port.
    pub port: u16,
    /// The probe of a name that works, by its index in the plan.
    pub known: Option<usize>,
    /// The probe of a name that cannot exist and that nobody allows.
    pub unknown: Option<usize>,
}
