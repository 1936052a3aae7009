//! One endpoint on one port, as a role wants it.

use crate::address::{HostPattern, PortSpec};
use crate::catalogue::{ConditionKind, Need, State};

/// What a role needs: an endpoint on one port, and the probes that show whether it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The entry exactly as documented, or a target as typed.
    pub pattern: String,
    /// The hosts that it stands for; none when it stands for none, or for addresses.
    pub hosts: Option<HostPattern>,
    /// The role in whose file it stands; for a uniting role, the part. None for a plain target.
    pub listed_by: Option<String>,
    /// The port, or the range of ports.
    pub port: PortSpec,
    /// How much it counts in this role.
    pub need: Need,
    /// How much it counts according to the list. An entry that is only in an older edition counts
    /// as optional in a current role.
    pub documented_need: Option<Need>,
    /// How fresh the entry is.
    pub state: Option<State>,
    /// True when the pattern stands for many names, of which only some can be asked.
    pub wildcard: bool,
    /// What it is for.
    pub purpose: Option<String>,
    /// When it is used, in the words of the list.
    pub when: Option<String>,
    /// What the endpoint or its role asks of the path.
    pub conditions: Vec<ConditionKind>,
    /// The probes that speak for it, by their index in the plan.
    pub probes: Vec<NamedProbe>,
    /// Why nobody is asked, when there is no probe.
    pub unasked: Option<Unasked>,
    /// The question about the rule that a proxy has for it, by its index in the plan.
    pub rule: Option<usize>,
    /// Where it is listed: file and line. None for a plain target.
    pub place: Option<String>,
}

/// A probe and where its name comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedProbe {
    /// Index in [`super::Plan::probes`].
    pub index: usize,
    /// Where the name comes from: `catalogue` for a host of the list itself, `documented` and
    /// `community` for names known under a wildcard, `entry` for another entry of the selection, and for what a
    /// run found the word of its [`super::Source`].
    pub source: &'static str,
}

/// On whose behalf a probe is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ask {
    /// The role.
    pub role: String,
    /// The entry.
    pub pattern: String,
    /// How much it counts there.
    pub need: Need,
    /// What it asks of the path.
    pub demands: Demands,
    /// Where it is listed: file and line. None for a plain target.
    pub place: Option<String>,
}

impl Ask {
    /// On behalf of a requirement of a role.
    #[must_use]
    pub fn of(role: &str, requirement: &Requirement) -> Self {
        Self {
            role: role.to_owned(),
            pattern: requirement.pattern.clone(),
            need: requirement.need,
            demands: Demands::of(&requirement.conditions),
            place: requirement.place.clone(),
        }
    }

    /// Sorts, and keeps the first of those that differ only in where they are listed.
    pub fn tidy(asks: &mut Vec<Self>) {
        asks.sort_unstable();
        asks.dedup_by(|other, kept| {
            let key = |ask: &Self| (ask.need, ask.demands);
            other.role == kept.role && other.pattern == kept.pattern && key(other) == key(kept)
        });
    }
}

/// What an entry asks of the path that a probe can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demands {
    /// TLS must not be opened on the way.
    pub no_inspection: bool,
    /// The proxy must not ask for a sign-in.
    pub no_sign_in: bool,
}

impl Demands {
    /// Of the conditions of an entry and its role.
    #[must_use]
    pub fn of(conditions: &[ConditionKind]) -> Self {
        Self {
            no_inspection: conditions.contains(&ConditionKind::NoTlsInspection),
            no_sign_in: conditions.contains(&ConditionKind::NoProxyAuthentication),
        }
    }
}

/// Why a requirement has no probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// A wildcard without a concrete name to ask for.
    NoKnownName,
    /// Places in the host that no `--set` fills.
    Placeholder(Vec<String>),
    /// An address range.
    AddressRange,
    /// A range of ports, of which a service uses some.
    PortRange,
    /// Neither HTTP nor TLS over TCP, or not over TCP at all.
    Protocol(&'static str),
    /// With its values in place the entry is no host.
    Unreadable(String),
}

impl Unasked {
    /// The cause code of a report.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKnownName => "untested.wildcard",
            Self::Placeholder(_) => "untested.placeholder",
            Self::AddressRange => "untested.address_range",
            Self::PortRange => "untested.port_range",
            Self::Protocol(_) => "untested.protocol",
            Self::Unreadable(_) => "untested.unreadable",
        }
    }

    /// The reason in words, with what would settle it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::NoKnownName => {
                "a wildcard, and no name under it is known: a name that you use (--names FILE), or \
                 asking the proxy about its rule (--probe-rules), would settle it"
                    .to_owned()
            }
            Self::Placeholder(names) => {
                let quote = |name: &String| {
                    if name.contains(' ') {
                        format!("\"{name}=...\"")
                    } else {
                        format!("{name}=...")
                    }
                };
                let set: Vec<String> =
                    names.iter().map(|name| format!("--set {}", quote(name))).collect();
                format!("a place to fill: {}", set.join(" "))
            }
            Self::AddressRange => {
                "an address range: never probed address by address, useful for firewall rules only"
                    .to_owned()
            }
            Self::PortRange => "a range of ports, of which each service uses its own".to_owned(),
            Self::Protocol(what) => format!("not HTTP or TLS over TCP: {what}"),
            Self::Unreadable(why) => format!("with the values given, {why}"),
        }
    }

    /// True for a wildcard without a name, the one open point that `--allow-untested` forgives.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        matches!(self, Self::NoKnownName)
    }
}
