//! Features whose traffic goes through the service connection point's proxy, and that server has none.

use super::super::{Feature, Hierarchy, Mode, Settings};
use super::{Check, Fault, Severity};

/// Features whose traffic goes through the service connection point's proxy, and that server has none.
pub(super) struct OtherServer;

impl Check for OtherServer {
    fn code(&self) -> &'static str {
        "connection_point.proxy_elsewhere"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn facts(&self) -> &'static [&'static str] {
        &["scp-features", "scp-proxy", "cloud-connection-point"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let proxied = hierarchy.servers().find(|(_, server)| server.used_proxy().is_some());
        let Some((_, other)) = proxied else { return Vec::new() };
        let points = hierarchy.roles().filter_map(|(_, server, role)| {
            let Settings::ServiceConnectionPoint(point) = &role.settings else { return None };
            let features: Vec<&str> = point
                .features
                .iter()
                .filter(|feature| {
                    matches!(
                        feature,
                        Feature::EntraUserDiscovery
                            | Feature::EntraGroupDiscovery
                            | Feature::CollectionSync
                    )
                })
                .map(|feature| feature.as_str())
                .collect();
            let lost =
                server.used_proxy().is_none() && !features.is_empty() && point.mode == Mode::Online;
            lost.then_some((role, server, features))
        });
        points
            .map(|(role, server, features)| {
                let text = format!(
                    "{} go through the proxy of the service connection point's server, and `{}` \
                     has none (`{}` has one)",
                    features.join(", "),
                    server.name,
                    other.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
