//! A service connection point below the top-tier site.

use super::super::{Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// A service connection point below the top-tier site.
pub(super) struct PointBelow;

impl Check for PointBelow {
    fn code(&self) -> &'static str {
        "connection_point.not_at_top"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["scp-single-instance", "scp-expansion"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter(|(site, _, role)| {
            role.kind() == RoleKind::ServiceConnectionPoint && !hierarchy.is_top(site)
        });
        points
            .map(|(site, _, role)| {
                let text = format!(
                    "the service connection point belongs to the top-tier site, and {} has the \
                     parent {}: remove it there and install it at the top",
                    site.code,
                    site.parent.as_deref().unwrap_or_default()
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
