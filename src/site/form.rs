//! The file as it is written, field by field.

use serde::Deserialize;
use serde_saphyr::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    pub(super) schema: Spanned<String>,
    pub(super) sites: Vec<SiteForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteForm {
    pub(super) code: Spanned<String>,
    pub(super) kind: SiteKindForm,
    pub(super) parent: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) servers: Vec<ServerForm>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SiteKindForm {
    CentralAdministration,
    Primary,
    Secondary,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServerForm {
    pub(super) name: Spanned<String>,
    pub(super) proxy: Option<ProxyForm>,
    #[serde(default)]
    pub(super) roles: Vec<RoleForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProxyForm {
    pub(super) name: Spanned<String>,
    pub(super) port: Option<Spanned<u32>>,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
    pub(super) account: Option<AccountForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountForm {
    pub(super) user: Spanned<String>,
    pub(super) password_env: Option<String>,
    pub(super) password_file: Option<String>,
    pub(super) password_command: Option<String>,
    /// Only to refuse it with a good word.
    pub(super) password: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleForm {
    pub(super) role: Spanned<RoleName>,
    pub(super) direct: Option<bool>,
    pub(super) mode: Option<Spanned<ModeForm>>,
    pub(super) features: Option<Spanned<Vec<FeatureForm>>>,
    pub(super) proxy_when_synchronizing: Option<Spanned<bool>>,
    pub(super) proxy_for_automatic_deployment: Option<Spanned<bool>>,
    pub(super) third_party_catalogs: Option<Spanned<bool>>,
    pub(super) connected_cache: Option<Spanned<bool>>,
    pub(super) uses_system_default: Option<Spanned<bool>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RoleName {
    ServiceConnectionPoint,
    SoftwareUpdatePoint,
    DistributionPoint,
    CmgConnectionPoint,
    ExchangeServerConnector,
    AssetIntelligenceSynchronizationPoint,
    CloudDistributionPoint,
    Console,
    Client,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ModeForm {
    Online,
    Offline,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FeatureForm {
    Updates,
    Intune,
    TenantAttach,
    EntraUserDiscovery,
    EntraGroupDiscovery,
    CollectionSync,
    CloudManagementGateway,
}

fn yes() -> bool {
    true
}
