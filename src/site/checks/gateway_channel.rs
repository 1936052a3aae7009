//! A cloud management gateway connection point behind a proxy.

use super::super::{Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// A cloud management gateway connection point behind a proxy.
pub(super) struct GatewayChannel;

impl Check for GatewayChannel {
    fn code(&self) -> &'static str {
        "cmg_connection_point.no_tcp_tls"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn facts(&self) -> &'static [&'static str] {
        &["cmg-tcp-tls-no-proxy", "cmg-connection-point", "cmg-http-verbs", "cmg-http-headers"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let points = hierarchy.roles().filter(|(_, server, role)| {
            role.kind() == RoleKind::CmgConnectionPoint && server.used_proxy().is_some()
        });
        points
            .map(|(_, server, role)| {
                let text = format!(
                    "through the proxy of `{}` only HTTPS works, not TCP-TLS on 10140-10155; the \
                     proxy must pass the verbs HEAD, CCM_POST, BITS_POST, GET and PROPFIND",
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
