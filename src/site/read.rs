//! From the text of a file to a hierarchy.

use std::collections::BTreeSet;
use std::path::Path;

use serde_saphyr::Spanned;

use crate::address::Host;
use crate::yaml::{self, Kind, Trouble, cut, suggest};

use super::form::{
    AccountForm, FeatureForm, FileForm, ModeForm, ProxyForm, RoleForm, RoleName, ServerForm,
    SiteForm, SiteKindForm,
};
use super::{
    Account, Console, DistributionPoint, Feature, Hierarchy, Mode, Place, Role, RoleKind, Secret,
    Server, ServerProxy, ServiceConnectionPoint, Settings, Site, SiteError, SiteKind,
    SoftwareUpdatePoint,
};

/// The version of the form that is read.
const SCHEMA: &str = "clearway/site/v1";

/// Characters of a message at most, so that a hostile file does not fill the screen.
const LONGEST: usize = 400;

/// The form of these files: `sites` > site > `servers` > server > `roles` > role > `features` is its
/// deepest. A hierarchy may have thousands of servers.
const SITE_FILES: Kind = Kind {
    depth: 16,
    nodes: Some(5_000_000),
    too_deep: "a file of sites needs eight levels; `clearway site init` writes an example",
    too_much: ("more content than a file of sites can have", "split it: a file for each hierarchy"),
    one_document: "write one hierarchy per file",
    whole: "files of sites",
    help: "`clearway site schema` says what can stand here",
    fields: "write fields, such as `schema: clearway/site/v1`",
    missing: |field| match field {
        "schema" => Some("start the file with `schema: clearway/site/v1`"),
        "sites" => Some("add `sites:` with a list; `clearway site init` writes an example"),
        "code" => Some("add the site code, such as `code: P01`"),
        "kind" => Some("add `kind: central-administration`, `primary` or `secondary`"),
        "name" => Some("add the full name, such as `name: cm01.corp.test`"),
        "user" => Some("add the account, such as `user: CORP\\svc-proxy`"),
        _ => None,
    },
    twice: |field| match field {
        "proxy" => Some(
            "a computer has one proxy, and a new setting overwrites the old one: keep one; roles \
             that need different proxies need separate servers",
        ),
        _ => Some("keep one of them: a new setting overwrites the old one"),
    },
};

/// The text of a file: UTF-8, with or without a byte order mark.
///
/// # Errors
/// When it is empty or no UTF-8.
pub fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, SiteError> {
    yaml::decode(bytes).map_err(|trouble| Reader { path }.trouble(trouble))
}

/// Reads the content of the file `path`.
///
/// # Errors
/// When it is no such file: with the place, what was found and what to type.
pub fn read(path: &Path, text: &str) -> Result<Hierarchy, SiteError> {
    let reader = Reader { path };
    let form = yaml::read(text, &SITE_FILES).map_err(|trouble| reader.trouble(trouble))?;
    reader.hierarchy(form)
}

struct Reader<'a> {
    path: &'a Path,
}

/// Text from a file that a terminal does not obey.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn place_of<T>(value: &Spanned<T>) -> Place {
    let (line, column) = yaml::place(value.referenced);
    Place { line: line.max(1), column: column.max(1) }
}

impl Reader<'_> {
    fn error(&self, place: Place, found: impl Into<String>, fix: impl Into<String>) -> SiteError {
        SiteError {
            path: self.path.to_owned(),
            line: place.line,
            column: place.column,
            found: harmless(&cut(&found.into(), LONGEST)),
            fix: harmless(&cut(&fix.into(), LONGEST)),
        }
    }

    fn trouble(&self, trouble: Trouble) -> SiteError {
        match trouble {
            Trouble::Empty => self.error(
                Place { line: 1, column: 1 },
                "the file is empty",
                "`clearway site init` writes an example",
            ),
            Trouble::At { place: (line, column), found, fix } => {
                self.error(Place { line: line.max(1), column: column.max(1) }, found, fix)
            }
        }
    }

    fn hierarchy(&self, form: FileForm) -> Result<Hierarchy, SiteError> {
        if form.schema.value != SCHEMA {
            let found = format!("unknown schema `{}`", form.schema.value);
            let fix = suggest(&form.schema.value, [SCHEMA]);
            return Err(self.error(place_of(&form.schema), found, fix));
        }
        let sites = form.sites.into_iter().map(|site| self.site(site)).collect::<Result<_, _>>()?;
        Ok(Hierarchy { sites })
    }

    fn site(&self, form: SiteForm) -> Result<Site, SiteError> {
        let place = place_of(&form.code);
        let code = self.code(form.code)?;
        let servers = form.servers.into_iter().map(|server| self.server(server));
        Ok(Site {
            code,
            kind: match form.kind {
                SiteKindForm::CentralAdministration => SiteKind::CentralAdministration,
                SiteKindForm::Primary => SiteKind::Primary,
                SiteKindForm::Secondary => SiteKind::Secondary,
            },
            parent: form.parent.map(|parent| self.code(parent)).transpose()?,
            servers: servers.collect::<Result<_, _>>()?,
            place,
        })
    }

    fn code(&self, code: Spanned<String>) -> Result<String, SiteError> {
        let is_code =
            |code: &str| code.len() == 3 && code.bytes().all(|c| c.is_ascii_alphanumeric());
        if is_code(&code.value) {
            return Ok(code.value);
        }
        let found = format!("`{}` is no site code", code.value);
        Err(self.error(place_of(&code), found, "a site code has three letters or digits"))
    }

    fn host(&self, name: &Spanned<String>) -> Result<String, SiteError> {
        match name.value.parse::<Host>() {
            Ok(_) => Ok(name.value.clone()),
            Err(error) => {
                let found = format!("`{}` is no name of a computer: {error}", name.value);
                Err(self.error(
                    place_of(name),
                    found,
                    "write its full name, such as cm01.corp.test",
                ))
            }
        }
    }

    fn server(&self, form: ServerForm) -> Result<Server, SiteError> {
        let place = place_of(&form.name);
        let name = self.host(&form.name)?;
        let proxy = form.proxy.map(|proxy| self.proxy(proxy)).transpose()?;
        let roles = form.roles.iter().map(|role| self.role(role)).collect::<Result<_, _>>()?;
        Ok(Server { name, proxy, roles, place })
    }

    fn proxy(&self, form: ProxyForm) -> Result<ServerProxy, SiteError> {
        let place = place_of(&form.name);
        let name = self.host(&form.name)?;
        let port = match form.port {
            None => None,
            Some(port) => match u16::try_from(port.value) {
                Ok(number) if number > 0 => Some(number),
                _ => {
                    let found = format!("`{}` is no port", port.value);
                    return Err(self.error(place_of(&port), found, "write 1 to 65535"));
                }
            },
        };
        let account = match form.account {
            None => Account::System,
            Some(account) => {
                if let Some(password) = &account.password {
                    return Err(self.error(
                        place_of(password),
                        "a password stands in the file",
                        "keep it elsewhere: `password_env: NAME`, `password_file: PATH` or `password_command: COMMAND`, and change it",
                    ));
                }
                self.stored(account)?
            }
        };
        Ok(ServerProxy { name, port, enabled: form.enabled, account, place })
    }

    /// An account, whose password is kept in one place at most.
    fn stored(&self, form: AccountForm) -> Result<Account, SiteError> {
        let AccountForm { user, password_env, password_file, password_command, .. } = form;
        let place = place_of(&user);
        let secrets = [
            password_env.map(Secret::Variable),
            password_file.map(Secret::File),
            password_command.map(Secret::Command),
        ];
        let mut secrets = secrets.into_iter().flatten();
        let secret = secrets.next();
        if secrets.next().is_some() {
            return Err(self.error(
                place,
                format!("the password of `{}` is kept in two places", user.value),
                "keep one of `password_env`, `password_file` and `password_command`",
            ));
        }
        if user.value.is_empty() || user.value.chars().any(char::is_control) {
            return Err(self.error(place, "no user is named", r"write `user: DOMAIN\user`"));
        }
        Ok(Account::Stored { user: user.value, secret, place })
    }

    fn role(&self, form: &RoleForm) -> Result<Role, SiteError> {
        let place = place_of(&form.role);
        let settings = match form.role.value {
            RoleName::ServiceConnectionPoint => {
                Settings::ServiceConnectionPoint(ServiceConnectionPoint {
                    mode: match form.mode.as_ref().map(|mode| mode.value) {
                        Some(ModeForm::Offline) => Mode::Offline,
                        Some(ModeForm::Online) | None => Mode::Online,
                    },
                    features: match &form.features {
                        Some(features) => features.value.iter().copied().map(feature).collect(),
                        None => BTreeSet::from([Feature::Updates]),
                    },
                })
            }
            RoleName::SoftwareUpdatePoint => Settings::SoftwareUpdatePoint(SoftwareUpdatePoint {
                proxy_when_synchronizing: is_on(form.proxy_when_synchronizing.as_ref()),
                proxy_for_automatic_deployment: is_on(form.proxy_for_automatic_deployment.as_ref()),
                third_party: is_on(form.third_party_catalogs.as_ref()),
            }),
            RoleName::DistributionPoint => Settings::DistributionPoint(DistributionPoint {
                connected_cache: is_on(form.connected_cache.as_ref()),
            }),
            RoleName::Console => Settings::Console(Console {
                uses_system_default: form.uses_system_default.as_ref().map(|on| on.value),
            }),
            RoleName::CmgConnectionPoint => Settings::Other(RoleKind::CmgConnectionPoint),
            RoleName::ExchangeServerConnector => Settings::Other(RoleKind::ExchangeConnector),
            RoleName::AssetIntelligenceSynchronizationPoint => {
                Settings::Other(RoleKind::AssetIntelligencePoint)
            }
            RoleName::CloudDistributionPoint => Settings::Other(RoleKind::CloudDistributionPoint),
            RoleName::Client => Settings::Other(RoleKind::Client),
        };
        let role = Role { settings, direct: form.direct.unwrap_or(false), place };
        self.only_its_own(&role, form)?;
        Ok(role)
    }

    /// Refuses a setting that another role has.
    fn only_its_own(&self, role: &Role, form: &RoleForm) -> Result<(), SiteError> {
        use RoleKind as Kind;
        let at = |place: Option<Place>, name: &'static str, owner: Kind| (place, name, owner);
        for (place, name, owner) in [
            at(form.mode.as_ref().map(place_of), "mode", Kind::ServiceConnectionPoint),
            at(form.features.as_ref().map(place_of), "features", Kind::ServiceConnectionPoint),
            at(
                form.proxy_when_synchronizing.as_ref().map(place_of),
                "proxy_when_synchronizing",
                Kind::SoftwareUpdatePoint,
            ),
            at(
                form.proxy_for_automatic_deployment.as_ref().map(place_of),
                "proxy_for_automatic_deployment",
                Kind::SoftwareUpdatePoint,
            ),
            at(
                form.third_party_catalogs.as_ref().map(place_of),
                "third_party_catalogs",
                Kind::SoftwareUpdatePoint,
            ),
            at(
                form.connected_cache.as_ref().map(place_of),
                "connected_cache",
                Kind::DistributionPoint,
            ),
            at(
                form.uses_system_default.as_ref().map(place_of),
                "uses_system_default",
                Kind::Console,
            ),
        ] {
            if let Some(place) = place
                && role.kind() != owner
            {
                let found = format!("a {} has no `{name}`", role.kind().as_str());
                return Err(self.error(
                    place,
                    found,
                    format!("it belongs to a {}", owner.as_str()),
                ));
            }
        }
        Ok(())
    }
}

fn is_on(value: Option<&Spanned<bool>>) -> bool {
    value.is_some_and(|value| value.value)
}

fn feature(form: FeatureForm) -> Feature {
    match form {
        FeatureForm::Updates => Feature::Updates,
        FeatureForm::Intune => Feature::Intune,
        FeatureForm::TenantAttach => Feature::TenantAttach,
        FeatureForm::EntraUserDiscovery => Feature::EntraUserDiscovery,
        FeatureForm::EntraGroupDiscovery => Feature::EntraGroupDiscovery,
        FeatureForm::CollectionSync => Feature::CollectionSync,
        FeatureForm::CloudManagementGateway => Feature::CloudManagementGateway,
    }
}
