//! A role that is deprecated.

use super::super::{Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// A role that is deprecated.
pub(super) struct Deprecated;

impl Check for Deprecated {
    fn code(&self) -> &'static str {
        "role.deprecated"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn facts(&self) -> &'static [&'static str] {
        &["ai-sync-point-deprecated", "cloud-dp-deprecated"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let since = |kind: RoleKind| match kind {
            RoleKind::AssetIntelligencePoint => Some("since November 2021"),
            RoleKind::CloudDistributionPoint => Some("no new ones from version 2107"),
            _ => None,
        };
        let roles = hierarchy.roles().filter_map(|(_, _, role)| Some((role, since(role.kind())?)));
        roles
            .map(|(role, since)| {
                let text = format!("the {} is deprecated ({since})", role.kind().as_str());
                self.fault(role.place, text)
            })
            .collect()
    }
}
