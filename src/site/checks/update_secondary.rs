//! The option for automatic deployment rules at a secondary site.

use super::super::{Hierarchy, Settings, SiteKind};
use super::{Check, Fault, Severity};

/// The option for automatic deployment rules at a secondary site.
pub(super) struct UpdateSecondary;

impl Check for UpdateSecondary {
    fn code(&self) -> &'static str {
        "update_point.rules_at_secondary_site"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn facts(&self) -> &'static [&'static str] {
        &["sup-adr-secondary", "sup-adr-which-sites"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter(|(site, _, role)| {
            site.kind == SiteKind::Secondary
                && matches!(&role.settings, Settings::SoftwareUpdatePoint(point)
                    if point.proxy_for_automatic_deployment)
        });
        points
            .map(|(site, _, role)| {
                let text = format!(
                    "`proxy_for_automatic_deployment` is offered at the secondary site {} and never \
                     used: only the central administration site and primary sites download content",
                    site.code
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
