//! What the roles of a server need from outside, and by which way they ask for it.
//!
//! A [`Need`] is one purpose of one role: the lists that it asks for, the way that its settings
//! give it, and why. Nothing is guessed: a role that needs nothing says why it does not.

use super::{
    Feature, Hierarchy, Mode, Role, RoleKind, Server, ServiceConnectionPoint, Settings, Site,
    SiteKind, SoftwareUpdatePoint,
};

/// By which way a role asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Through the proxy of its server, with that server's account.
    Proxy,
    /// Through the same proxy, and never with credentials.
    ProxyWithoutSignIn,
    /// Through no proxy.
    Direct,
    /// It asks for nothing outside.
    Nothing,
}

impl Way {
    /// `proxy`, `proxy_without_sign_in`, `direct` or `nothing`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::ProxyWithoutSignIn => "proxy_without_sign_in",
            Self::Direct => "direct",
            Self::Nothing => "nothing",
        }
    }
}

/// One purpose of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The role.
    pub role: RoleKind,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// The lists that it asks for, by their ids in the catalogue; empty where it asks for nothing.
    pub lists: &'static [&'static str],
    /// By which way.
    pub way: Way,
    /// Why by this way, in one sentence.
    pub because: String,
    /// The log files in which a failure would show.
    pub logs: &'static [&'static str],
}

/// What all roles of a server need, in the order of the file.
#[must_use]
pub fn needs(hierarchy: &Hierarchy, site: &Site, server: &Server) -> Vec<Need> {
    let place = Standing { hierarchy, site, server };
    server.roles.iter().flat_map(|role| place.of(role)).collect()
}

/// A server in its place.
struct Standing<'a> {
    hierarchy: &'a Hierarchy,
    site: &'a Site,
    server: &'a Server,
}

/// What a purpose asks for, and where it would complain.
#[derive(Clone, Copy)]
struct Purpose {
    words: &'static str,
    lists: &'static [&'static str],
    logs: &'static [&'static str],
}

impl Standing<'_> {
    fn of(&self, role: &Role) -> Vec<Need> {
        let kind = role.kind();
        let usual = |purpose| vec![need(kind, purpose, self.usual_way(role))];
        match &role.settings {
            Settings::ServiceConnectionPoint(point) => self.connection_point(role, point),
            Settings::SoftwareUpdatePoint(point) => self.update_point(role, *point),
            Settings::DistributionPoint(point) if point.connected_cache => {
                let (way, because) = self.usual_way(role);
                let way = match way {
                    Way::Proxy => (
                        Way::ProxyWithoutSignIn,
                        format!("{because}; Connected Cache uses unauthenticated proxies only"),
                    ),
                    other => (other, because),
                };
                vec![need(kind, CONNECTED_CACHE, way)]
            }
            Settings::DistributionPoint(_) => vec![need(
                kind,
                Purpose { words: "content", lists: &[], logs: &[] },
                nothing("without Connected Cache it gets its content from the site"),
            )],
            Settings::Console(console) => vec![need(
                kind,
                CONSOLE,
                match console.uses_system_default {
                    Some(false) => {
                        let why = "`usesystemdefault` is False: it leaves the workstation's proxy \
                                   alone";
                        (Way::Direct, why.to_owned())
                    }
                    Some(true) | None => self.usual_way(role),
                },
            )],
            Settings::Other(RoleKind::CmgConnectionPoint) => usual(CMG_CONNECTION_POINT),
            Settings::Other(RoleKind::ExchangeConnector) => usual(EXCHANGE_CONNECTOR),
            Settings::Other(RoleKind::AssetIntelligencePoint) => usual(ASSET_INTELLIGENCE),
            Settings::Other(RoleKind::CloudDistributionPoint) => {
                let (way, because) = self.usual_way(role);
                let because = format!("{because}; the point in Azure has no proxy of its own");
                vec![need(kind, CLOUD_DISTRIBUTION_POINT, (way, because))]
            }
            Settings::Other(_) => usual(CLIENT),
        }
    }

    /// The way of a role without an option of its own.
    fn usual_way(&self, role: &Role) -> (Way, String) {
        if role.direct {
            return (Way::Direct, "the file says `direct: true` of this role".to_owned());
        }
        let name = &self.server.name;
        match &self.server.proxy {
            Some(proxy) if proxy.enabled => {
                (Way::Proxy, format!("all roles of {name} share its proxy"))
            }
            Some(_) => (Way::Direct, format!("the proxy of {name} is switched off")),
            None => (Way::Direct, format!("{name} has no proxy")),
        }
    }

    fn connection_point(&self, role: &Role, point: &ServiceConnectionPoint) -> Vec<Need> {
        let kind = role.kind();
        if point.mode == Mode::Offline {
            let purpose = Purpose { words: "offline mode", lists: &[], logs: &[] };
            let why = "in offline mode it connects to nothing: the service connection tool carries \
                       its files by hand, on a computer with a way out of its own";
            return vec![need(kind, purpose, nothing(why))];
        }
        let of = |feature: &Feature| {
            let (way, because) = self.usual_way(role);
            let because = match feature {
                Feature::EntraUserDiscovery
                | Feature::EntraGroupDiscovery
                | Feature::CollectionSync => format!(
                    "{because}, and this goes by the server of the service connection point, \
                     whichever site asks for it"
                ),
                _ => because,
            };
            need(kind, of_feature(*feature), (way, because))
        };
        point.features.iter().map(of).collect()
    }

    fn update_point(&self, role: &Role, point: SoftwareUpdatePoint) -> Vec<Need> {
        let kind = role.kind();
        let name = &self.server.name;
        let by_option = |option: &str, on: bool| match self.usual_way(role) {
            (Way::Proxy, _) if on => {
                (Way::Proxy, format!("`{option}` is on, so it uses the proxy of {name}"))
            }
            (Way::Proxy, _) => {
                (Way::Direct, format!("`{option}` is off, so it leaves the proxy of {name} alone"))
            }
            other => other,
        };
        let synchronising = match &self.site.parent {
            None => by_option("proxy_when_synchronizing", point.proxy_when_synchronizing),
            Some(parent) => nothing(&format!(
                "it synchronises with the software update point of the parent site {parent}"
            )),
        };
        let downloading = if self.site.kind == SiteKind::Secondary {
            nothing("only the central administration site and primary sites download content")
        } else {
            by_option("proxy_for_automatic_deployment", point.proxy_for_automatic_deployment)
        };
        let mut all = vec![
            need(kind, SYNCHRONIZING, synchronising.clone()),
            need(kind, AUTOMATIC_DEPLOYMENT, downloading),
        ];
        if point.third_party && self.hierarchy.is_top(self.site) {
            all.push(need(kind, THIRD_PARTY, synchronising));
        }
        all
    }
}

fn need(role: RoleKind, purpose: Purpose, (way, because): (Way, String)) -> Need {
    let Purpose { words, mut lists, mut logs } = purpose;
    if way == Way::Nothing {
        (lists, logs) = (&[], &[]);
    }
    Need { role, purpose: words, lists, way, because, logs }
}

fn nothing(why: &str) -> (Way, String) {
    (Way::Nothing, why.to_owned())
}

const SYNCHRONIZING: Purpose = Purpose {
    words: "synchronising software updates",
    lists: &["configmgr/software-update-point", "wsus/wsus-to-microsoft-update"],
    logs: &["wsyncmgr.log", "WCM.log", "SoftwareDistribution.log"],
};

const AUTOMATIC_DEPLOYMENT: Purpose = Purpose {
    words: "downloading by automatic deployment rules",
    lists: &["configmgr/software-update-point"],
    logs: &["ruleengine.log", "PatchDownloader.log"],
};

const THIRD_PARTY: Purpose = Purpose {
    words: "third-party catalogs",
    lists: &["configmgr/third-party-updates"],
    logs: &["SMS_ISVUPDATES_SYNCAGENT.log"],
};

const CONNECTED_CACHE: Purpose = Purpose {
    words: "Connected Cache",
    lists: &[
        "configmgr/distribution-point-connected-cache",
        "delivery-optimization/do-windows-update",
    ],
    logs: &["DoincSetup.log", "distmgr.log"],
};

const CONSOLE: Purpose = Purpose {
    words: "sign-in, documentation, community hub and feedback",
    lists: &[
        "configmgr/console-cloud-services",
        "configmgr/console-documentation-node",
        "configmgr/console-community-hub",
        "configmgr/console-feedback",
    ],
    logs: &["SmsAdminUI.log", "AdminUI.ExtensionInstaller.log"],
};

const CMG_CONNECTION_POINT: Purpose = Purpose {
    words: "the cloud management gateway",
    lists: &["configmgr/cmg-connection-point"],
    logs: &["SMS_Cloud_ProxyConnector.log"],
};

const EXCHANGE_CONNECTOR: Purpose = Purpose {
    words: "the Exchange server",
    lists: &["configmgr/exchange-server-connector"],
    logs: &["EasDisc.log"],
};

const ASSET_INTELLIGENCE: Purpose = Purpose {
    words: "the catalog",
    lists: &["configmgr/asset-intelligence-synchronization-point"],
    logs: &["AIUpdateSvc.log"],
};

const CLOUD_DISTRIBUTION_POINT: Purpose = Purpose {
    words: "setting it up, watching it and sending content",
    lists: &["configmgr/cloud-distribution-point"],
    logs: &["CloudMgr.log", "CloudDP-<guid>.log", "PkgXferMgr.log"],
};

const CLIENT: Purpose = Purpose {
    words: "cloud services and content",
    lists: &[
        "configmgr/client-cloud-services",
        "configmgr/delivery-optimization-client",
        "delivery-optimization/do-service",
    ],
    logs: &["CcmMessaging.log", "DataTransferService.log", "DeltaDownload.log"],
};

fn of_feature(feature: Feature) -> Purpose {
    match feature {
        Feature::Updates => Purpose {
            words: "updates and servicing",
            lists: &[
                "configmgr/scp-updates-and-servicing",
                "configmgr/scp-windows-servicing",
                "configmgr/console-push-notifications",
            ],
            logs: &["Dmpdownloader.log", "Dmpuploader.log", "hman.log"],
        },
        Feature::Intune => Purpose {
            words: "Microsoft Intune",
            lists: &["configmgr/scp-intune"],
            logs: &["Dmpuploader.log", "Dmpdownloader.log", "Cloudusersync.log"],
        },
        Feature::TenantAttach => Purpose {
            words: "tenant attach",
            lists: &["configmgr/tenant-attach"],
            logs: &[
                "CMGatewaySyncUploadWorker.log",
                "CMGatewayNotificationWorker.log",
                "EndpointConnectivityCheckWorker.log",
            ],
        },
        Feature::EntraUserDiscovery => Purpose {
            words: "discovery of Entra users",
            lists: &["configmgr/scp-entra-discovery"],
            logs: &["SMS_AZUREAD_DISCOVERY_AGENT.log"],
        },
        Feature::EntraGroupDiscovery => Purpose {
            words: "discovery of Entra groups",
            lists: &["configmgr/scp-entra-discovery"],
            logs: &["SMS_AZUREAD_DISCOVERY_AGENT.log"],
        },
        Feature::CollectionSync => Purpose {
            words: "synchronising collections to Entra groups",
            lists: &["configmgr/scp-entra-discovery"],
            logs: &["CollectionAADGroupSyncWorker.log"],
        },
        Feature::CloudManagementGateway => Purpose {
            words: "deploying and watching a cloud management gateway",
            lists: &["configmgr/scp-cloud-services"],
            logs: &["CloudMgr.log", "CMGSetup.log"],
        },
    }
}
