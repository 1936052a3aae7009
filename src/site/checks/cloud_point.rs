//! A proxy on a cloud distribution point in place of its primary site server.

use super::super::{Hierarchy, RoleKind, SiteKind};
use super::{Check, Fault, Severity};

/// A proxy on a cloud distribution point in place of its primary site server.
pub(super) struct CloudPoint;

impl Check for CloudPoint {
    fn code(&self) -> &'static str {
        "cloud_distribution_point.proxy_place"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["cloud-dp-proxy-place", "cloud-dp-no-proxy-in-azure", "cloud-dp-site-server-needs"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter(|(site, server, role)| {
            role.kind() == RoleKind::CloudDistributionPoint
                && server.proxy.is_some()
                && (site.kind != SiteKind::Primary || server.roles.len() == 1)
        });
        points
            .map(|(site, server, role)| {
                let text = format!(
                    "a cloud distribution point uses the proxy of the primary site server that \
                     manages it: set the proxy of `{}` there, and list the role with that server \
                     (this is site {})",
                    server.name, site.code
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
