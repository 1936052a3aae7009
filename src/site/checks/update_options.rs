//! Proxy options of a software update point on a server without a proxy.

use super::super::{Hierarchy, Settings};
use super::{Check, Fault, Severity};

/// Proxy options of a software update point on a server without a proxy.
pub(super) struct UpdateOptions;

impl Check for UpdateOptions {
    fn code(&self) -> &'static str {
        "update_point.options_without_proxy"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["sup-options-need-server-proxy", "sup-site-system-first"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter(|(_, server, role)| {
            server.used_proxy().is_none()
                && matches!(&role.settings, Settings::SoftwareUpdatePoint(point)
                    if point.proxy_when_synchronizing || point.proxy_for_automatic_deployment)
        });
        points
            .map(|(_, server, role)| {
                let text = format!(
                    "the proxy options of the software update point need a proxy, and `{}` has \
                     none: set it on the server first, then the options",
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
