//! The command that asks again what a log says has failed.

use super::groups::Group;
use crate::address::{Scheme, Target};

/// Which role of the catalogue has the endpoints of a role that writes logs.
const ROLES: &[(&str, &str)] = &[
    ("software-update-point", "configmgr/software-update-point"),
    ("wsus", "wsus/wsus-to-microsoft-update"),
    ("service-connection-point", "configmgr/service-connection-point"),
    ("tenant-attach", "configmgr/tenant-attach"),
    ("entra-discovery", "configmgr/scp-entra-discovery"),
    ("entra-groups", "configmgr/scp-entra-discovery"),
    ("intune-hybrid", "configmgr/scp-intune"),
    ("external-notifications", "configmgr/external-notifications"),
    ("endpoint-analytics", "configmgr/endpoint-analytics-configmgr"),
    ("microsoft-store-for-business", "configmgr/microsoft-store-for-business"),
    ("cloud-management-gateway", "configmgr/scp-azure-services"),
    ("cmg-connection-point", "configmgr/cmg-connection-point"),
    ("cloud-distribution-point", "configmgr/cloud-distribution-point"),
    ("connected-cache", "configmgr/distribution-point-connected-cache"),
    (
        "asset-intelligence-synchronization-point",
        "configmgr/asset-intelligence-synchronization-point",
    ),
    ("exchange-server-connector", "configmgr/exchange-server-connector"),
    ("console", "configmgr/console-internet"),
    ("co-management", "configmgr/co-management"),
    ("client", "configmgr/client-cloud-services"),
];

impl Group {
    /// The `clearway check` command that would show the fault again: for the host where one was
    /// named, else for the role that writes the log. None when neither is known.
    #[must_use]
    pub fn command(&self) -> Option<String> {
        let command = match &self.proxy {
            Some(proxy) => {
                let scheme = if proxy.scheme == Scheme::Https { "https" } else { "http" };
                format!("clearway check --proxy {scheme}://{}", proxy.authority())
            }
            None => "clearway check".to_owned(),
        };
        if let Some(target) = &self.target {
            return Some(format!("{command} {}", endpoint(target)));
        }
        let role = self.roles.iter().find_map(|role| role_of(role))?;
        Some(format!("{command} --role {role}"))
    }
}

/// A host and port, with the scheme where the port does not say it.
fn endpoint(target: &Target) -> String {
    if Scheme::of_port(target.port) == target.scheme {
        target.authority()
    } else {
        format!("{}://{}/", target.scheme, target.authority())
    }
}

fn role_of(role: &str) -> Option<&'static str> {
    ROLES.iter().find(|(known, _)| *known == role).map(|(_, id)| *id)
}

#[cfg(test)]
pub(super) fn all_roles() -> impl Iterator<Item = &'static str> {
    ROLES.iter().map(|(_, id)| *id)
}
