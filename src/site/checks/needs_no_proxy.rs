//! A role that must go direct beside one that needs the proxy.

use super::super::Hierarchy;
use super::{Check, Fault, Severity};

/// A role that must go direct beside one that needs the proxy.
pub(super) struct NeedsNoProxy;

impl Check for NeedsNoProxy {
    fn code(&self) -> &'static str {
        "server.roles_differ"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn facts(&self) -> &'static [&'static str] {
        &["separate-proxies-need-separate-servers", "one-config-per-computer"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let roles = hierarchy
            .roles()
            .filter(|(_, server, role)| role.direct && server.used_proxy().is_some());
        roles
            .map(|(_, server, role)| {
                let text = format!(
                    "the {} must go direct, and `{}` has a proxy, which all its roles share: put \
                     roles with different ways out on separate servers",
                    role.kind().as_str(),
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
