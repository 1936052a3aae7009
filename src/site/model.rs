//! A hierarchy of sites, with the place in the file at which each thing stands.

use std::collections::BTreeSet;

use crate::address::Host;

/// A place in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
}

/// All sites of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hierarchy {
    /// In the order of the file.
    pub sites: Vec<Site>,
}

impl Hierarchy {
    /// Every server with its site.
    pub fn servers(&self) -> impl Iterator<Item = (&Site, &Server)> {
        self.sites.iter().flat_map(|site| site.servers.iter().map(move |server| (site, server)))
    }

    /// Every role with its server and site.
    pub fn roles(&self) -> impl Iterator<Item = (&Site, &Server, &Role)> {
        self.servers()
            .flat_map(|(site, server)| server.roles.iter().map(move |role| (site, server, role)))
    }

    /// The site of a code, compared without case.
    #[must_use]
    pub fn site(&self, code: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.code.eq_ignore_ascii_case(code))
    }

    /// True for the site that has no parent.
    #[must_use]
    pub fn is_top(&self, site: &Site) -> bool {
        site.parent.is_none()
    }
}

/// One site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Three letters or digits.
    pub code: String,
    /// What kind of site it is.
    pub kind: SiteKind,
    /// The site above it.
    pub parent: Option<String>,
    /// Its servers.
    pub servers: Vec<Server>,
    /// Where it stands.
    pub place: Place,
}

/// What kind of site it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteKind {
    /// The central administration site.
    CentralAdministration,
    /// A primary site, stand-alone or below the central one.
    Primary,
    /// A secondary site.
    Secondary,
}

/// A site system server, or another computer of the hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its full name.
    pub name: String,
    /// The proxy of the computer, which all its roles share.
    pub proxy: Option<ServerProxy>,
    /// Its roles.
    pub roles: Vec<Role>,
    /// Where it stands.
    pub place: Place,
}

impl Server {
    /// The proxy, if it is switched on.
    #[must_use]
    pub fn used_proxy(&self) -> Option<&ServerProxy> {
        self.proxy.as_ref().filter(|proxy| proxy.enabled)
    }
}

/// The proxy tab of a site system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerProxy {
    /// Host name or full name.
    pub name: String,
    /// The port; none when it is not given, which means 80.
    pub port: Option<u16>,
    /// The check box.
    pub enabled: bool,
    /// Who signs in.
    pub account: Account,
    /// Where it stands.
    pub place: Place,
}

impl ServerProxy {
    /// The port that Configuration Manager uses when none is given.
    pub const DEFAULT_PORT: u16 = 80;

    /// The proxy as a URL, without credentials.
    #[must_use]
    pub fn url(&self) -> String {
        let host = self.name.parse::<Host>();
        let host = host.map_or_else(|_| self.name.clone(), |host| host.authority());
        format!("http://{host}:{}", self.port.unwrap_or(Self::DEFAULT_PORT))
    }
}

/// Who signs in at a proxy. Never a password: only where one is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// The computer's account.
    System,
    /// The site system proxy server account.
    Stored {
        /// `DOMAIN\user`.
        user: String,
        /// Where the password is kept; none when somebody has to type it.
        secret: Option<Secret>,
        /// Where it stands.
        place: Place,
    },
}

/// Where a password is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// An environment variable.
    Variable(String),
    /// A file whose first line it is, relative to the file of sites.
    File(String),
    /// A command that prints it as its first line, run by the system's shell.
    Command(String),
}

/// A role on a server, with its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The settings.
    pub settings: Settings,
    /// True when its traffic must not go through a proxy.
    pub direct: bool,
    /// Where it stands.
    pub place: Place,
}

/// A role's own settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settings {
    /// Service connection point.
    ServiceConnectionPoint(ServiceConnectionPoint),
    /// Software update point.
    SoftwareUpdatePoint(SoftwareUpdatePoint),
    /// Distribution point.
    DistributionPoint(DistributionPoint),
    /// Configuration Manager console.
    Console(Console),
    /// A role without settings of its own that matter here.
    Other(RoleKind),
}

impl Role {
    /// Which role it is.
    #[must_use]
    pub fn kind(&self) -> RoleKind {
        match &self.settings {
            Settings::ServiceConnectionPoint(_) => RoleKind::ServiceConnectionPoint,
            Settings::SoftwareUpdatePoint(_) => RoleKind::SoftwareUpdatePoint,
            Settings::DistributionPoint(_) => RoleKind::DistributionPoint,
            Settings::Console(_) => RoleKind::Console,
            Settings::Other(kind) => *kind,
        }
    }
}

/// Which role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoleKind {
    /// Service connection point.
    ServiceConnectionPoint,
    /// Software update point.
    SoftwareUpdatePoint,
    /// Distribution point.
    DistributionPoint,
    /// Cloud management gateway connection point.
    CmgConnectionPoint,
    /// Exchange Server connector.
    ExchangeConnector,
    /// Asset Intelligence synchronization point.
    AssetIntelligencePoint,
    /// Cloud-based distribution point.
    CloudDistributionPoint,
    /// A console on a workstation.
    Console,
    /// A client.
    Client,
}

impl RoleKind {
    /// The word in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServiceConnectionPoint => "service-connection-point",
            Self::SoftwareUpdatePoint => "software-update-point",
            Self::DistributionPoint => "distribution-point",
            Self::CmgConnectionPoint => "cmg-connection-point",
            Self::ExchangeConnector => "exchange-server-connector",
            Self::AssetIntelligencePoint => "asset-intelligence-synchronization-point",
            Self::CloudDistributionPoint => "cloud-distribution-point",
            Self::Console => "console",
            Self::Client => "client",
        }
    }
}

/// Settings of a service connection point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceConnectionPoint {
    /// Online or offline.
    pub mode: Mode,
    /// What it is used for.
    pub features: BTreeSet<Feature>,
}

/// How a service connection point works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It downloads by itself.
    Online,
    /// The service connection tool carries files by hand.
    Offline,
}

/// What a service connection point is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Updates and servicing.
    Updates,
    /// A Microsoft Intune subscription.
    Intune,
    /// Tenant attach.
    TenantAttach,
    /// Discovery of users in Microsoft Entra.
    EntraUserDiscovery,
    /// Discovery of user groups in Microsoft Entra.
    EntraGroupDiscovery,
    /// Synchronisation of collections to Microsoft Entra groups.
    CollectionSync,
    /// A cloud management gateway that it deploys and watches.
    CloudManagementGateway,
}

impl Feature {
    /// The word in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Updates => "updates",
            Self::Intune => "intune",
            Self::TenantAttach => "tenant-attach",
            Self::EntraUserDiscovery => "entra-user-discovery",
            Self::EntraGroupDiscovery => "entra-group-discovery",
            Self::CollectionSync => "collection-sync",
            Self::CloudManagementGateway => "cloud-management-gateway",
        }
    }
}

/// Settings of a software update point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoftwareUpdatePoint {
    /// "Use a proxy server when synchronizing software updates".
    pub proxy_when_synchronizing: bool,
    /// "Use a proxy server when downloading content by using automatic deployment rules".
    pub proxy_for_automatic_deployment: bool,
    /// Third-party catalogs.
    pub third_party: bool,
}

/// Settings of a distribution point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint {
    /// Microsoft Connected Cache.
    pub connected_cache: bool,
}

/// Settings of a console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Console {
    /// What its configuration says about `usesystemdefault`; none when it says nothing.
    pub uses_system_default: Option<bool>,
}
