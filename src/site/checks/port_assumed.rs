//! A proxy without a port.

use super::super::{Hierarchy, ServerProxy};
use super::{Check, Fault, Severity};

/// A proxy without a port.
pub(super) struct PortAssumed;

impl Check for PortAssumed {
    fn code(&self) -> &'static str {
        "proxy.port_assumed"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn facts(&self) -> &'static [&'static str] {
        &["default-port", "settings-fields"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let proxies = hierarchy.servers().filter_map(|(_, server)| server.proxy.as_ref());
        let without = proxies.filter(|proxy| proxy.port.is_none());
        without
            .map(|proxy| {
                let text = format!(
                    "`{}` has no port: Configuration Manager uses {}",
                    proxy.name,
                    ServerProxy::DEFAULT_PORT
                );
                self.fault(proxy.place, text)
            })
            .collect()
    }
}
