//! Servers of a site file: which ones are meant, and by which ways their roles ask.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use secrecy::SecretString;

use clearway::auth::AuthChoice;
use clearway::probe::SignIn;
use clearway::proxy::{Credentials, ProxyUrl, Route, Router, Routing, Users};
use clearway::report::{Assignment, Duty};
use clearway::site::{
    Account, Fault, Hierarchy, NoServer, Secret, Server, Severity, Site, Way, needs,
};

use super::sign_in::kept;

/// Names that an error shows; more are counted.
const SHOWN: usize = 20;

/// The servers that are meant: the named one, all, or the one whose name is this machine's.
pub(super) fn chosen<'a>(
    hierarchy: &'a Hierarchy,
    file: &Path,
    wanted: Option<&str>,
    all: bool,
    machine: &str,
) -> Result<Vec<(&'a Site, &'a Server)>> {
    let file = file.display();
    let shown = || {
        let names: Vec<&str> =
            hierarchy.servers().map(|(_, server)| server.name.as_str()).collect();
        match names.len() {
            0 => "no server".to_owned(),
            many if many > SHOWN => {
                format!("{}, and {} more", names[..SHOWN].join(", "), many - SHOWN)
            }
            _ => names.join(", "),
        }
    };
    if all {
        if hierarchy.servers().next().is_none() {
            bail!("{file} has no server: nothing can be checked");
        }
        return Ok(hierarchy.servers().collect());
    }
    let found = hierarchy.server(wanted.unwrap_or(machine));
    match (found, wanted) {
        (Ok(found), _) => Ok(vec![found]),
        (Err(error), Some(_)) => Err(anyhow!("--server: {error} In {file}: {}", shown())),
        (Err(NoServer::Several { servers, .. }), None) => bail!(
            "this machine is {machine}, which could be {} of {file}: add --server NAME",
            servers.join(" or ")
        ),
        (Err(_), None) => bail!(
            "this machine is {machine}, and {file} has no server of that name: add --server NAME, \
             or --all for every server as seen from here. In {file}: {}",
            shown()
        ),
    }
}

/// The faults that concern the servers: their own, and those of the hierarchy as a whole. A fault
/// at an entry of the same name is their own, too.
pub(super) fn concerning<'a>(
    faults: &'a [Fault],
    hierarchy: &Hierarchy,
    servers: &[(&Site, &Server)],
) -> (Vec<&'a Fault>, Vec<&'a Fault>) {
    faults.iter().partition(|fault| {
        hierarchy.server_at(fault.place).is_none_or(|at| {
            servers.iter().any(|(_, server)| server.name.eq_ignore_ascii_case(&at.name))
        })
    })
}

/// Says in one line what was found.
pub(super) fn in_words(fault: &Fault) -> String {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "remark",
    };
    format!("{severity} in line {}: {} [{}]", fault.place.line, fault.text, fault.code)
}

/// Who signs in at a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    Nobody,
    /// The account that runs.
    Own,
    Stored {
        user: String,
        secret: Option<Secret>,
    },
}

/// A way out that several roles of several servers share, and what they ask for.
pub(super) struct Lane {
    who: Who,
    proxy: Option<ProxyUrl>,
    /// The servers that go this way.
    servers: Vec<String>,
    /// The lists to ask for.
    pub(super) lists: Vec<String>,
}

impl Lane {
    /// The routes of this way: one for all.
    pub(super) fn router(&self, source: &str) -> Router {
        let servers = match self.servers.as_slice() {
            [one] => one.clone(),
            many => format!("{} servers", many.len()),
        };
        let (route, because) = match &self.proxy {
            None => (Route::Direct, format!("roles of {servers} go direct, each for its reason")),
            Some(proxy) if self.who == Who::Nobody => {
                (Route::Proxy(proxy.clone()), format!("the proxy of {servers}, without a sign-in"))
            }
            Some(proxy) => (Route::Proxy(proxy.clone()), format!("the proxy of {servers}")),
        };
        Router::fixed(Routing::new(route, source, because), None)
    }

    /// The account that is given to the proxy.
    pub(super) fn user(&self) -> Option<&str> {
        match &self.who {
            Who::Stored { user, .. } => Some(user),
            Who::Nobody | Who::Own => None,
        }
    }
}

/// Everything that the servers need, by the ways in which it is asked for.
#[derive(Default)]
pub(super) struct Lanes {
    /// The ways.
    pub(super) all: Vec<Lane>,
    /// What each role of each server asks for, and by which of the ways.
    pub(super) roles: Vec<Assignment>,
}

impl Lanes {
    /// Of these servers. `account` is who runs.
    pub(super) fn of(
        hierarchy: &Hierarchy,
        servers: &[(&Site, &Server)],
        choice: AuthChoice,
        account: &str,
    ) -> Result<Self> {
        let mut lanes = Self::default();
        for (site, server) in servers {
            for need in needs(hierarchy, site, server) {
                let proxy = match need.way {
                    Way::Proxy | Way::ProxyWithoutSignIn => Some(proxy_of(server)?),
                    Way::Direct | Way::Nothing => None,
                };
                let who = match need.way {
                    Way::Proxy if choice != AuthChoice::None => who_of(server),
                    _ => Who::Nobody,
                };
                let signs_in = match &who {
                    Who::Nobody => None,
                    Who::Own => Some(format!("the computer's account (in this run: {account})")),
                    Who::Stored { user, .. } => Some(user.clone()),
                };
                let duty = Duty {
                    site: site.code.clone(),
                    role: need.role.as_str().to_owned(),
                    purposes: vec![need.purpose.to_owned()],
                    way: need.way.as_str(),
                    proxy: proxy.as_ref().map(ToString::to_string),
                    because: need.because,
                    signs_in,
                    logs: need.logs.iter().map(ToString::to_string).collect(),
                };
                if need.way == Way::Nothing {
                    lanes.assign(&server.name, need.role.as_str(), None, duty);
                    continue;
                }
                let lane = lanes.lane(who, proxy, &server.name);
                for list in need.lists {
                    let lists = &mut lanes.all[lane].lists;
                    if !lists.iter().any(|known| known == list) {
                        lists.push((*list).to_owned());
                    }
                    lanes.assign(&server.name, list, Some(lane), duty.clone());
                }
            }
        }
        Ok(lanes)
    }

    /// The lane of this way, a new one where there is none yet.
    fn lane(&mut self, who: Who, proxy: Option<ProxyUrl>, server: &str) -> usize {
        let same = |lane: &Lane| lane.who == who && lane.proxy == proxy;
        let at = self.all.iter().position(same).unwrap_or_else(|| {
            self.all.push(Lane { who, proxy, servers: Vec::new(), lists: Vec::new() });
            self.all.len() - 1
        });
        let servers = &mut self.all[at].servers;
        if servers.last().is_none_or(|last| last != server) {
            servers.push(server.to_owned());
        }
        at
    }

    /// Notes what a role asks for; two purposes that ask alike are one.
    fn assign(&mut self, server: &str, role: &str, run: Option<usize>, duty: Duty) {
        let of_server = |other: &&mut Assignment| other.server == server;
        let own = self.roles.iter_mut().rev().take_while(of_server);
        let mut alike = own.filter(|other| other.role == role && other.run == run);
        let Some(known) = alike.next() else {
            let (server, role) = (server.to_owned(), role.to_owned());
            return self.roles.push(Assignment { server, role, run, duty });
        };
        let add = |all: &mut Vec<String>, more: Vec<String>| {
            for text in more {
                if !all.contains(&text) {
                    all.push(text);
                }
            }
        };
        add(&mut known.duty.purposes, duty.purposes);
        add(&mut known.duty.logs, duty.logs);
        if !known.duty.because.contains(&duty.because) {
            known.duty.because = format!("{}; {}", known.duty.because, duty.because);
        }
    }

    /// How each way signs in. A password that several ways share is asked for once, and so is a
    /// proxy: ways that share an account have the same index.
    pub(super) fn sign_ins(
        &self,
        choice: AuthChoice,
        folder: &Path,
    ) -> Result<(Vec<SignIn>, Vec<usize>)> {
        let mut known: Vec<&Who> = Vec::new();
        let mut all = Vec::new();
        let mut places = Vec::new();
        for lane in &self.all {
            if let Some(place) = known.iter().position(|who| **who == lane.who) {
                places.push(place);
                continue;
            }
            known.push(&lane.who);
            places.push(all.len());
            all.push(sign_in(&lane.who, choice, folder)?);
        }
        Ok((all, places))
    }
}

fn sign_in(who: &Who, choice: AuthChoice, folder: &Path) -> Result<SignIn> {
    Ok(match who {
        Who::Nobody => {
            SignIn { choice: AuthChoice::None, users: Users::default(), own_account: false }
        }
        Who::Own => SignIn { choice, users: Users::default(), own_account: true },
        Who::Stored { user, secret } => {
            let about = || format!("the password of {user} cannot be had");
            let password: SecretString = kept(user, secret.as_ref(), folder).with_context(about)?;
            let own = Credentials::new(user.clone(), password).with_context(about)?;
            let users = Users { everywhere: Some(own), in_urls: Vec::new() };
            SignIn { choice, users, own_account: false }
        }
    })
}

fn proxy_of(server: &Server) -> Result<ProxyUrl> {
    let proxy = server.used_proxy().context("a server without a proxy has roles behind one")?;
    let about = || format!("the proxy of {} cannot be used", server.name);
    proxy.url().parse().with_context(about)
}

fn who_of(server: &Server) -> Who {
    match server.used_proxy().map(|proxy| &proxy.account) {
        Some(Account::Stored { user, secret, .. }) => {
            Who::Stored { user: user.clone(), secret: secret.clone() }
        }
        Some(Account::System) => Who::Own,
        None => Who::Nobody,
    }
}
