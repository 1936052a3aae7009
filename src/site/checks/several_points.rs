//! More than one service connection point.

use super::super::{Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// More than one service connection point.
pub(super) struct SeveralPoints;

impl Check for SeveralPoints {
    fn code(&self) -> &'static str {
        "connection_point.several"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["scp-single-instance"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let kind = RoleKind::ServiceConnectionPoint;
        let mut points = hierarchy.roles().filter(|(_, _, role)| role.kind() == kind);
        let Some((_, first, _)) = points.next() else { return Vec::new() };
        points
            .map(|(_, _, role)| {
                let text = format!(
                    "a hierarchy has one service connection point, and `{}` has it already",
                    first.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
