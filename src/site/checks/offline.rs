//! An offline service connection point with features that need the cloud.

use super::super::{Feature, Hierarchy, Mode, Settings};
use super::{Check, Fault, Severity};

/// An offline service connection point with features that need the cloud.
pub(super) struct Offline;

impl Check for Offline {
    fn code(&self) -> &'static str {
        "connection_point.offline_features"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["scp-offline-mode", "scp-online-mode", "scp-intune-forces-online", "scp-cmg-online"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter_map(|(_, _, role)| {
            let Settings::ServiceConnectionPoint(point) = &role.settings else { return None };
            let online = point.features.iter().filter(|feature| **feature != Feature::Updates);
            let online: Vec<&str> = online.map(|feature| feature.as_str()).collect();
            (point.mode == Mode::Offline && !online.is_empty()).then_some((role, online))
        });
        points
            .map(|(role, online)| {
                let text = format!(
                    "an offline service connection point cannot serve {}: set it online",
                    online.join(", ")
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
