//! What the roles need, in the form in which it is held against a list.

use std::collections::BTreeMap;

use crate::address::{Entry, PortSpec, Scheme};
use crate::allowlist::{Ports, Schemes, Wanted};
use crate::catalogue::{Catalogue, Need, RoleId, Source};
use crate::hostset::HostSet;
use crate::plan::{Plan, Requirement, Unasked};

/// One endpoint on one port that at least one role needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needed {
    /// The entry as its vendor documents it.
    pub pattern: String,
    /// The hosts that it stands for.
    pub hosts: HostSet,
    /// The port, or the range of ports of which any may be used.
    pub port: PortSpec,
    /// The scheme.
    pub scheme: Scheme,
    /// Everything under this path is needed; none for every path, and inside TLS, where nobody on
    /// the way sees it.
    pub path: Option<String>,
    /// Who needs it.
    pub askers: Vec<Asker>,
}

/// A role that needs an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asker {
    /// The role, `targets` for what was named on the command line.
    pub role: String,
    /// How much it depends on it.
    pub need: Need,
    /// What for, in the words of the list.
    pub purpose: Option<String>,
    /// Where the catalogue says so: file and line.
    pub place: Option<String>,
    /// The documents, by title.
    pub documents: Vec<String>,
}

/// Something that a role needs and that no list of hosts can be held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// The entry as its vendor documents it.
    pub pattern: String,
    /// The role.
    pub role: String,
    /// How much it depends on it.
    pub need: Need,
    /// Why.
    pub why: String,
}

impl Unjudged {
    /// True when the role cannot do without it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.need == Need::Required
    }
}

impl Needed {
    /// True when some role cannot do without it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.askers.iter().any(|asker| asker.need == Need::Required)
    }

    /// The roles, each once.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        let mut roles: Vec<String> = self.askers.iter().map(|asker| asker.role.clone()).collect();
        roles.dedup();
        roles
    }

    /// The ports.
    #[must_use]
    pub fn ports(&self) -> Ports {
        Ports::of_specs([&self.port])
    }

    /// The same, as a writer takes it.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        let mut sources: Vec<String> =
            self.askers.iter().flat_map(|asker| asker.documents.iter().cloned()).collect();
        sources.sort_unstable();
        sources.dedup();
        Wanted {
            text: self.pattern.clone(),
            hosts: self.hosts.clone(),
            ports: self.ports(),
            schemes: Schemes::one(self.scheme),
            path: self.path.clone(),
            roles: self.roles(),
            sources,
        }
    }
}

/// What the roles of a plan need, each endpoint and port once, sorted by entry; and what cannot be
/// judged.
#[must_use]
pub fn needed(plan: &Plan, catalogue: &Catalogue) -> (Vec<Needed>, Vec<Unjudged>) {
    let mut found: BTreeMap<(String, PortSpec), Needed> = BTreeMap::new();
    let mut unjudged = Vec::new();
    for role in &plan.roles {
        for requirement in &role.requirements {
            let entry: Option<Entry> = requirement.pattern.parse().ok();
            let hosts = match (&requirement.unasked, &requirement.hosts) {
                // What lists let through is read for TCP.
                (Some(Unasked::Protocol(_)), _) => None,
                (_, hosts) => hosts.as_ref().and_then(HostSet::of_pattern),
            };
            let Some(hosts) = hosts else {
                let one = Unjudged {
                    pattern: requirement.pattern.clone(),
                    role: role.id.clone(),
                    need: requirement.need,
                    why: no_hosts(requirement),
                };
                // One entry on two ports is left out for one reason.
                if !unjudged.contains(&one) {
                    unjudged.push(one);
                }
                continue;
            };
            let asker = asker(&role.id, requirement, catalogue);
            let key = (requirement.pattern.clone(), requirement.port);
            let scheme = scheme(entry.as_ref(), requirement);
            // Inside TLS nobody on the way sees the path, so the host is what is needed.
            let path = entry.filter(|_| scheme == Scheme::Http).and_then(|entry| entry.path);
            let needed = found.entry(key).or_insert_with(|| Needed {
                pattern: requirement.pattern.clone(),
                hosts,
                port: requirement.port,
                scheme,
                path: path.and_then(|path| prefix(&path)),
                askers: Vec::new(),
            });
            if !needed.askers.contains(&asker) {
                needed.askers.push(asker);
            }
        }
    }
    let mut all: Vec<Needed> = found.into_values().collect();
    for needed in &mut all {
        needed.askers.sort_unstable();
    }
    (all, unjudged)
}

/// Why no list is held against a requirement.
fn no_hosts(requirement: &Requirement) -> String {
    match &requirement.unasked {
        Some(Unasked::Protocol(protocol)) => format!(
            "port {} goes over {protocol}, and lists are read for TCP: look it up in the firewall",
            requirement.port
        ),
        Some(Unasked::AddressRange) => "addresses that the vendor's list gives beside the names, \
             for firewalls that know no names"
            .to_owned(),
        Some(other) => other.text(),
        None => "it stands for no host".to_owned(),
    }
}

/// The scheme of an entry: as written where it fits the port, else the port's own.
fn scheme(entry: Option<&Entry>, requirement: &Requirement) -> Scheme {
    let of_port = match requirement.port {
        PortSpec::One(port) => Scheme::of_port(port),
        PortSpec::Range(..) => Scheme::Tcp,
    };
    match (entry.and_then(|entry| entry.scheme), of_port) {
        // A list that prints `https://` and both ports means plain HTTP on port 80.
        (Some(written), Scheme::Tcp) => written,
        (_, of_port) => of_port,
    }
}

/// The path under which everything is needed; none where that is every path.
fn prefix(path: &str) -> Option<String> {
    let path = path.split(['*', '{', '<', '?', '#']).next().unwrap_or_default();
    (path.len() > 1 && path.starts_with('/')).then(|| path.to_owned())
}

fn asker(role: &str, requirement: &Requirement, catalogue: &Catalogue) -> Asker {
    let listed = requirement.listed_by.as_deref().unwrap_or(role);
    let listed = listed.parse::<RoleId>().ok().and_then(|id| catalogue.role(&id));
    let endpoint = listed.and_then(|role| {
        role.endpoints.iter().find(|endpoint| endpoint.pattern.text == requirement.pattern)
    });
    let documents = listed.zip(endpoint).map(|(role, endpoint)| {
        let ids = if endpoint.documented_in.is_empty() {
            &role.documented_in
        } else {
            &endpoint.documented_in
        };
        ids.iter().filter_map(|id| role.sources.get(id)).map(Source::citation).collect()
    });
    Asker {
        role: role.to_owned(),
        need: requirement.need,
        purpose: requirement.purpose.clone(),
        place: listed
            .zip(endpoint)
            .map(|(role, endpoint)| format!("{}:{}", role.file.display(), endpoint.line)),
        documents: documents.unwrap_or_default(),
    }
}
