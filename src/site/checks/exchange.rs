//! An Exchange connector behind a proxy.

use super::super::{Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// An Exchange connector behind a proxy.
pub(super) struct Exchange;

impl Check for Exchange {
    fn code(&self) -> &'static str {
        "exchange_connector.through_proxy"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn facts(&self) -> &'static [&'static str] {
        &["exchange-connector"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let connectors = hierarchy.roles().filter(|(_, server, role)| {
            role.kind() == RoleKind::ExchangeConnector && server.used_proxy().is_some()
        });
        connectors
            .map(|(_, server, role)| {
                let text = format!(
                    "the connector asks for its Exchange server through the proxy of `{}`, also \
                     when it stands in the own network",
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
