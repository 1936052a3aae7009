//! A stored account for roles that the list of its users does not name.

use super::super::{Account, Hierarchy, RoleKind};
use super::{Check, Fault, Severity};

/// A stored account for roles that the list of its users does not name.
pub(super) struct AccountRoles;

impl Check for AccountRoles {
    fn code(&self) -> &'static str {
        "proxy.account_not_for_role"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn facts(&self) -> &'static [&'static str] {
        &["proxy-account-roles", "proxy-account", "default-account", "cloud-dp-account"]
    }

    fn find(&self, hierarchy: &Hierarchy) -> Vec<Fault> {
        let named = |kind: RoleKind| {
            matches!(
                kind,
                RoleKind::AssetIntelligencePoint
                    | RoleKind::ExchangeConnector
                    | RoleKind::ServiceConnectionPoint
                    | RoleKind::SoftwareUpdatePoint
                    | RoleKind::CloudDistributionPoint
            )
        };
        let roles = hierarchy.roles().filter(|(_, server, role)| {
            let stored = |account: &Account| matches!(account, Account::Stored { .. });
            server.used_proxy().is_some_and(|proxy| stored(&proxy.account))
                && matches!(role.kind(), RoleKind::CmgConnectionPoint | RoleKind::DistributionPoint)
                && !named(role.kind())
        });
        roles
            .map(|(_, server, role)| {
                let text = format!(
                    "the site system proxy server account is documented for other roles, not for \
                     the {} on `{}`: the computer's account may have to do",
                    role.kind().as_str(),
                    server.name
                );
                self.fault(role.place, text)
            })
            .collect()
    }
}
