//! The rules, a file each.

mod account_roles;
mod cloud_point;
mod connected_cache;
mod console;
mod deprecated;
mod exchange;
mod gateway_channel;
mod needs_no_proxy;
mod offline;
mod other_server;
mod point_below;
mod port_assumed;
mod server_twice;
mod several_points;
mod structure;
mod update_direct;
mod update_options;
mod update_secondary;

use super::{Hierarchy, Place};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It will not work.
    Error,
    /// It will mostly not do what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The check's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, and what to do.
    pub text: String,
    /// The documented facts behind it, by their ids.
    pub facts: &'static [&'static str],
}

/// One documented rule.
pub trait Check: Sync {
    /// Its stable code.
    fn code(&self) -> &'static str;

    /// How bad its faults are.
    fn severity(&self) -> Severity;

    /// The documented facts that it enforces, by their ids; empty for what needs no source.
    fn facts(&self) -> &'static [&'static str];

    /// Everything that breaks it.
    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault>;

    /// A fault at a place.
    fn fault(&self, place: Place, text: String) -> Fault {
        let (code, severity, facts) = (self.code(), self.severity(), self.facts());
        Fault { code, severity, place, text, facts }
    }
}

/// All of them.
pub const CHECKS: &[&dyn Check] = &[
    &structure::Structure,
    &server_twice::ServerTwice,
    &needs_no_proxy::NeedsNoProxy,
    &connected_cache::ConnectedCache,
    &update_options::UpdateOptions,
    &several_points::SeveralPoints,
    &point_below::PointBelow,
    &offline::Offline,
    &cloud_point::CloudPoint,
    &update_secondary::UpdateSecondary,
    &update_direct::UpdateDirect,
    &other_server::OtherServer,
    &account_roles::AccountRoles,
    &deprecated::Deprecated,
    &port_assumed::PortAssumed,
    &console::ConsoleDefault,
    &gateway_channel::GatewayChannel,
    &exchange::Exchange,
];

/// What all checks find, by place.
#[must_use]
pub fn check_all(hierarchy: &Hierarchy) -> Vec<Fault> {
    let mut found: Vec<Fault> = CHECKS.iter().flat_map(|check| check.find(hierarchy)).collect();
    found.sort_by_key(|fault| (fault.place, fault.code));
    found
}
