//! From a selection to probes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Ask, Control, Demands, Further, Lead, NamedProbe, Picked, PlannedRule, Probe, Requirement,
    Selection, SelectionError, Source, Unasked,
};
use crate::address::{Entry, Host, HostPattern, PortSpec, Scheme, Target};
use crate::catalogue::{
    Catalogue, ConditionKind, Endpoint, Lifecycle, Listed, NameOrigin, Need, Protocol, Role,
    RoleId, State,
};
use crate::proxy::{Route, Router};

/// Everything a run will ask, and everything it knows it cannot ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Probes of the first wave sorted by host, port and scheme, then those of later waves.
    pub probes: Vec<Arc<Probe>>,
    /// Roles sorted by id, plain targets last.
    pub roles: Vec<PlannedRole>,
    /// Remarks for the first lines of a report.
    pub notes: Vec<String>,
    /// What later waves may add.
    pub further: Further,
    /// What answers named.
    pub leads: Vec<Lead>,
    /// Questions about wildcards.
    pub rules: Vec<PlannedRule>,
    /// Controls for these questions.
    pub controls: Vec<Control>,
}

/// A role with what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedRole {
    /// The id, or [`PlannedRole::TARGETS`].
    pub id: String,
    /// The title.
    pub title: String,
    /// What it needs, in the order of the list.
    pub requirements: Vec<Requirement>,
    /// Roles that it needs too and that were not selected.
    pub also_needs: Vec<String>,
}

impl PlannedRole {
    /// The id under which plain targets are reported.
    pub const TARGETS: &'static str = "targets";
}

impl Plan {
    /// Expands a selection. Names nothing on the network and asks nobody.
    ///
    /// # Errors
    /// When the selection picks nothing that exists.
    pub fn expand(
        selection: &Selection,
        catalogue: &Catalogue,
        router: &Router,
    ) -> Result<Self, SelectionError> {
        let Picked { roles: ids, notes } = selection.pick(catalogue)?;
        let known = KnownHosts::of(&ids, selection, catalogue);
        let mut probes = ProbeTable { router, rows: BTreeMap::new() };
        let mut roles = Vec::new();
        for id in &ids {
            let Some(role) = catalogue.role(id) else { continue };
            roles.push(planned_role(role, &ids, selection, catalogue, &known, &mut probes));
        }
        if !selection.targets.is_empty() {
            roles.push(plain_targets(selection, &mut probes));
        }
        Ok(probes.finish(roles, notes))
    }

    /// The wildcards of all roles, each once.
    #[must_use]
    pub fn wildcards(&self) -> Vec<HostPattern> {
        let requirements = self.roles.iter().flat_map(|role| &role.requirements);
        let mut patterns: Vec<HostPattern> = requirements
            .filter_map(|requirement| requirement.hosts.clone())
            .filter(HostPattern::is_wildcard)
            .collect();
        patterns.sort_unstable();
        patterns.dedup();
        patterns
    }

    /// Requirements without a probe, with their role.
    pub fn unasked(&self) -> impl Iterator<Item = (&PlannedRole, &Requirement, &Unasked)> {
        self.roles.iter().flat_map(|role| {
            role.requirements.iter().filter_map(move |requirement| {
                requirement.unasked.as_ref().map(|unasked| (role, requirement, unasked))
            })
        })
    }
}

/// Concrete hosts of the selected roles with the ports that the lists give them.
struct KnownHosts {
    hosts: Vec<(Host, u16)>,
}

impl KnownHosts {
    fn of(ids: &[RoleId], selection: &Selection, catalogue: &Catalogue) -> Self {
        let mut hosts: Vec<(Host, u16)> = Vec::new();
        for listed in ids.iter().flat_map(|id| catalogue.resolve(id)) {
            let endpoint = listed.endpoint;
            if !selection.cloud().admits(endpoint.cloud) {
                continue;
            }
            let Ok(Entry { host: HostPattern::Exact(host), .. }) =
                endpoint.entry(&selection.values)
            else {
                continue;
            };
            for port in &endpoint.ports {
                if let PortSpec::One(port) = port {
                    hosts.push((host.clone(), *port));
                }
            }
        }
        hosts.sort_unstable();
        hosts.dedup();
        Self { hosts }
    }

    /// The hosts that fall under a pattern and are documented with this port.
    fn under(&self, pattern: &HostPattern, port: u16) -> Vec<Host> {
        let fits = |(host, own): &&(Host, u16)| *own == port && pattern.covers(host);
        self.hosts.iter().filter(fits).map(|(host, _)| host.clone()).collect()
    }
}

/// Probes by what makes them one: host, port, scheme.
struct ProbeTable<'a> {
    router: &'a Router,
    rows: BTreeMap<(Host, u16, Scheme), Row>,
}

#[derive(Default)]
struct Row {
    paths: Vec<String>,
    asks: Vec<Ask>,
}

/// A place in the table before the table is sorted into a list.
type Key = (Host, u16, Scheme);

impl ProbeTable<'_> {
    fn add(&mut self, target: Target, ask: Ask) -> Key {
        let key = (target.host, target.port, target.scheme);
        let row = self.rows.entry(key.clone()).or_default();
        row.paths.push(target.path);
        row.asks.push(ask);
        key
    }

    fn is_proxied(&self, host: &Host, port: u16, scheme: Scheme) -> bool {
        let target = Target::new(host.clone(), port, scheme);
        self.router.route(&target).route != Route::Direct
    }

    /// Numbers the probes and puts the numbers in place of the keys.
    fn finish(self, roles: Vec<(PlannedRole, Vec<Vec<Key>>)>, notes: Vec<String>) -> Plan {
        let mut probes = Vec::with_capacity(self.rows.len());
        let mut index = BTreeMap::new();
        for (key, mut row) in self.rows {
            index.insert(key.clone(), probes.len());
            let (host, port, scheme) = key;
            Ask::tidy(&mut row.asks);
            // A documented path says more than the root; the first by the alphabet, so that the
            // plan does not depend on the order of roles.
            row.paths.sort_unstable();
            let path = row.paths.iter().find(|path| *path != "/").or(row.paths.first()).cloned();
            let path = path.unwrap_or_else(|| "/".to_owned());
            let target = Target { host, port, scheme, path };
            let routing = self.router.route(&target);
            let plain = row.asks.iter().any(|ask| ask.role == PlannedRole::TARGETS);
            let source = if plain { Source::Target } else { Source::Catalogue };
            probes.push(Arc::new(Probe { asks: row.asks, source, ..Probe::new(target, routing) }));
        }
        let roles = roles
            .into_iter()
            .map(|(mut role, keys)| {
                for (requirement, keys) in role.requirements.iter_mut().zip(keys) {
                    for (named, key) in requirement.probes.iter_mut().zip(keys) {
                        named.index = index[&key];
                    }
                }
                role
            })
            .collect();
        Plan { probes, roles, notes, ..Plan::default() }
    }
}

fn planned_role(
    role: &Role,
    selected: &[RoleId],
    selection: &Selection,
    catalogue: &Catalogue,
    known: &KnownHosts,
    probes: &mut ProbeTable<'_>,
) -> (PlannedRole, Vec<Vec<Key>>) {
    let mut requirements = Vec::new();
    let mut keys = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for listed in catalogue.resolve(&role.id) {
        let endpoint = listed.endpoint;
        let need = effective_need(endpoint, role);
        if !selection.cloud().admits(endpoint.cloud) || !selection.need.admits(need) {
            continue;
        }
        // A uniting role meets the same entry in several parts.
        if !seen.insert((endpoint.pattern.text.clone(), endpoint.ports.clone(), need)) {
            continue;
        }
        let expansion = Expansion { role, listed, need, selection, catalogue, known };
        for (requirement, own) in expansion.requirements(probes) {
            requirements.push(requirement);
            keys.push(own);
        }
    }
    if selection.need.admits(Need::Optional) {
        for requirement in address_ranges(role) {
            requirements.push(requirement);
            keys.push(Vec::new());
        }
    }
    let also_needs = role.also_needs.iter().filter(|id| !selected.contains(id));
    let planned = PlannedRole {
        id: role.id.to_string(),
        title: role.title.clone(),
        requirements,
        also_needs: also_needs.map(ToString::to_string).collect(),
    };
    (planned, keys)
}

/// An entry that only an older edition has, or one weak source, does not decide about a current
/// role: the name may be gone, and its absence would be a false alarm.
fn effective_need(endpoint: &Endpoint, role: &Role) -> Need {
    let doubtful = matches!(endpoint.state, State::Historical | State::Unconfirmed);
    if doubtful && role.lifecycle == Lifecycle::Current { Need::Optional } else { endpoint.need }
}

fn address_ranges(role: &Role) -> impl Iterator<Item = Requirement> {
    role.addresses.iter().filter_map(|group| {
        let first = group.ranges.first()?;
        let pattern = match group.ranges.len() {
            1 => first.to_string(),
            many => format!("{first} and {} more", many - 1),
        };
        Some(Requirement {
            pattern,
            hosts: None,
            listed_by: Some(role.id.to_string()),
            port: group.ports.first().copied().unwrap_or(PortSpec::One(443)),
            need: Need::Optional,
            documented_need: None,
            state: None,
            wildcard: false,
            purpose: group.label.clone(),
            when: None,
            conditions: Vec::new(),
            probes: Vec::new(),
            unasked: Some(Unasked::AddressRange),
            rule: None,
            place: None,
        })
    })
}

fn plain_targets(
    selection: &Selection,
    probes: &mut ProbeTable<'_>,
) -> (PlannedRole, Vec<Vec<Key>>) {
    let mut requirements = Vec::new();
    let mut keys = Vec::new();
    for target in &selection.targets {
        let requirement = Requirement {
            pattern: target.url(),
            hosts: Some(HostPattern::Exact(target.host.clone())),
            listed_by: None,
            port: PortSpec::One(target.port),
            need: Need::Required,
            documented_need: None,
            state: None,
            wildcard: false,
            purpose: None,
            when: None,
            conditions: Vec::new(),
            probes: vec![NamedProbe { index: 0, source: "target" }],
            unasked: None,
            rule: None,
            place: None,
        };
        let ask = Ask::of(PlannedRole::TARGETS, &requirement);
        keys.push(vec![probes.add(target.clone(), ask)]);
        requirements.push(requirement);
    }
    let role = PlannedRole {
        id: PlannedRole::TARGETS.to_owned(),
        title: "Targets of the command line".to_owned(),
        requirements,
        also_needs: Vec::new(),
    };
    (role, keys)
}

/// One endpoint of one role, on its way to requirements.
struct Expansion<'a> {
    role: &'a Role,
    listed: Listed<'a>,
    need: Need,
    selection: &'a Selection,
    catalogue: &'a Catalogue,
    known: &'a KnownHosts,
}

impl Expansion<'_> {
    fn requirements(&self, probes: &mut ProbeTable<'_>) -> Vec<(Requirement, Vec<Key>)> {
        let endpoint = self.listed.endpoint;
        let entry = match endpoint.entry(&self.selection.values) {
            Ok(entry) => entry,
            Err(error) => {
                let unasked = Unasked::Unreadable(error.to_string());
                let port = endpoint.ports.first().copied().unwrap_or(PortSpec::One(443));
                return vec![(self.without_probe(port, None, unasked), Vec::new())];
            }
        };
        let mut found = Vec::new();
        for port in &endpoint.ports {
            if endpoint.protocol != Protocol::Udp {
                found.push(self.on_port(&entry, *port, probes));
            }
            if endpoint.protocol != Protocol::Tcp {
                let unasked = Unasked::Protocol("UDP");
                found.push((self.without_probe(*port, Some(&entry.host), unasked), vec![]));
            }
        }
        found
    }

    fn on_port(
        &self,
        entry: &Entry,
        port: PortSpec,
        probes: &mut ProbeTable<'_>,
    ) -> (Requirement, Vec<Key>) {
        let unasked = |reason| (self.without_probe(port, Some(&entry.host), reason), Vec::new());
        let number = match (&entry.host, port) {
            (HostPattern::Network(_), _) => return unasked(Unasked::AddressRange),
            (HostPattern::Template(_), _) => {
                return unasked(Unasked::Placeholder(entry.placeholders.clone()));
            }
            (_, PortSpec::Range(..)) => return unasked(Unasked::PortRange),
            (_, PortSpec::One(number)) => number,
        };
        let scheme = match entry.scheme {
            Some(scheme) if scheme.default_port() == Some(number) || entry.port == Some(port) => {
                scheme
            }
            _ => Scheme::of_port(number),
        };
        let hosts = self.hosts(&entry.host, number);
        if hosts.is_empty() {
            return unasked(Unasked::NoKnownName);
        }
        if scheme == Scheme::Tcp && probes.is_proxied(&hosts[0].0, number, scheme) {
            return unasked(Unasked::Protocol(
                "an HTTP proxy does not carry it the way the product would",
            ));
        }
        let path = request_path(entry);
        let mut requirement = self.requirement(port, Some(&entry.host));
        let mut keys = Vec::new();
        for (host, source) in hosts {
            let target = Target { host, port: number, scheme, path: path.clone() };
            keys.push(probes.add(target, self.ask()));
            requirement.probes.push(NamedProbe { index: 0, source });
        }
        (requirement, keys)
    }

    /// The hosts to ask for: the one that is named, or all that are known under a wildcard.
    fn hosts(&self, pattern: &HostPattern, port: u16) -> Vec<(Host, &'static str)> {
        if let HostPattern::Exact(host) = pattern {
            return vec![(host.clone(), "catalogue")];
        }
        let mut hosts: BTreeMap<Host, &'static str> = BTreeMap::new();
        if let HostPattern::EndsWith(suffix) = pattern
            && let Ok(host) = suffix.parse::<Host>()
        {
            // `*example.com` covers example.com itself.
            hosts.insert(host, "catalogue");
        }
        for name in self.catalogue.names_under(self.listed.endpoint) {
            let source = match name.from {
                NameOrigin::Documented => "documented",
                NameOrigin::Community => "community",
            };
            let host = Host::Name(name.name.clone());
            if pattern.covers(&host) {
                hosts.entry(host).or_insert(source);
            }
        }
        for host in self.known.under(pattern, port) {
            hosts.insert(host, "entry");
        }
        hosts.into_iter().collect()
    }

    fn without_probe(
        &self,
        port: PortSpec,
        hosts: Option<&HostPattern>,
        unasked: Unasked,
    ) -> Requirement {
        Requirement { unasked: Some(unasked), ..self.requirement(port, hosts) }
    }

    fn requirement(&self, port: PortSpec, hosts: Option<&HostPattern>) -> Requirement {
        let Listed { role, endpoint } = self.listed;
        Requirement {
            pattern: endpoint.pattern.text.clone(),
            hosts: hosts.cloned(),
            listed_by: Some(role.id.to_string()),
            port,
            need: self.need,
            documented_need: Some(endpoint.need),
            state: Some(endpoint.state),
            wildcard: hosts.is_some_and(HostPattern::is_wildcard),
            purpose: endpoint.purpose.clone(),
            when: endpoint.when.clone(),
            conditions: self.conditions(),
            probes: Vec::new(),
            unasked: None,
            rule: None,
            place: Some(self.place()),
        }
    }

    fn conditions(&self) -> Vec<ConditionKind> {
        let Listed { role, endpoint } = self.listed;
        let all = endpoint.conditions.iter().chain(&role.conditions);
        let mut kinds: Vec<ConditionKind> = all.map(|condition| condition.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    fn ask(&self) -> Ask {
        Ask {
            role: self.role.id.to_string(),
            pattern: self.listed.endpoint.pattern.text.clone(),
            need: self.need,
            demands: Demands::of(&self.conditions()),
            place: Some(self.place()),
        }
    }

    fn place(&self) -> String {
        let Listed { role, endpoint } = self.listed;
        format!("{}:{}", role.file.display(), endpoint.line)
    }
}

/// The path to ask for: the documented one, unless it is a pattern or has places to fill.
fn request_path(entry: &Entry) -> String {
    match &entry.path {
        Some(path) if !path.contains(['*', '<', '{']) => Target::encode_path(path),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::CloudChoice;
    use crate::plan::NeedChoice;
    use crate::proxy::Routing;

    fn router(proxy: Option<&str>) -> Router {
        let route = match proxy {
            Some(proxy) => Route::Proxy(proxy.parse().unwrap()),
            None => Route::Direct,
        };
        Router::fixed(Routing::new(route, "test", ""), None)
    }

    fn plan(selection: &Selection) -> Plan {
        let catalogue = Catalogue::builtin().unwrap();
        Plan::expand(selection, &catalogue, &router(Some("http://p:8080"))).unwrap()
    }

    fn role(id: &str) -> Selection {
        Selection { roles: vec![id.to_owned()], ..Selection::default() }
    }

    fn requirement<'a>(plan: &'a Plan, pattern: &str, port: u16) -> &'a Requirement {
        let mut all = plan.roles.iter().flat_map(|role| &role.requirements);
        all.find(|requirement| {
            requirement.pattern == pattern && requirement.port == PortSpec::One(port)
        })
        .unwrap_or_else(|| panic!("{pattern}:{port} is not planned"))
    }

    #[test]
    fn the_service_connection_point_is_what_its_administrator_expects() {
        let plan = plan(&role("configmgr/service-connection-point"));
        for pattern in ["go.microsoft.com", "*.manage.microsoft.com", "*manage.microsoft.com"] {
            requirement(&plan, pattern, 443);
        }
        let login = requirement(&plan, "https://login.microsoftonline.com/{TenantID}", 443);
        let probe = &plan.probes[login.probes[0].index];
        assert_eq!(probe.target.url(), "https://login.microsoftonline.com/");
        let updates = requirement(&plan, "download.microsoft.com", 443);
        assert_eq!(updates.need, Need::Required);
    }

    #[test]
    fn one_host_is_asked_once_for_all_its_roles() {
        let plan = plan(&role("configmgr/*"));
        let mut keys: Vec<_> = plan
            .probes
            .iter()
            .map(|probe| (&probe.target.host, probe.target.port, probe.target.scheme))
            .collect();
        let sorted = keys.is_sorted();
        keys.dedup();
        assert!(sorted && keys.len() == plan.probes.len());
        let go = plan.probes.iter().find(|probe| {
            probe.target.host.to_string() == "go.microsoft.com" && probe.target.port == 443
        });
        assert!(go.unwrap().asks.len() > 2);
    }

    #[test]
    fn a_wildcard_without_a_name_stays_in_the_plan() {
        let plan = plan(&role("configmgr/service-connection-point"));
        let edge = requirement(&plan, "*.akamaitechnologies.com", 443);
        assert_eq!(edge.unasked, Some(Unasked::NoKnownName));
        let manage = requirement(&plan, "*.manage.microsoft.com", 443);
        assert!(manage.wildcard && !manage.probes.is_empty());
    }

    #[test]
    fn placeholders_in_the_host_wait_for_their_values() {
        let mut selection = role("configmgr/cmg-connection-point");
        let pattern = "<prefix>.<region>.cloudapp.azure.com";
        let before = plan(&selection);
        let unset = requirement(&before, pattern, 443);
        assert!(matches!(&unset.unasked, Some(Unasked::Placeholder(names)) if names.len() == 2));
        selection.values = BTreeMap::from([
            ("prefix".to_owned(), "contoso".to_owned()),
            ("region".to_owned(), "westeurope".to_owned()),
        ]);
        let after = plan(&selection);
        let set = requirement(&after, pattern, 443);
        let target = &after.probes[set.probes[0].index].target;
        assert_eq!(target.host.to_string(), "contoso.westeurope.cloudapp.azure.com");
        let ranges = after.unasked().filter(|(_, _, why)| **why == Unasked::PortRange);
        assert!(ranges.count() > 0);
    }

    #[test]
    fn ranges_and_datagrams_are_never_asked() {
        let plan = plan(&role("windows-365-avd/*"));
        assert!(plan.unasked().any(|(_, _, why)| matches!(why, Unasked::AddressRange)
            || matches!(why, Unasked::Protocol("UDP"))));
        assert!(plan.probes.iter().all(|probe| probe.target.scheme != Scheme::Tcp));
    }

    #[test]
    fn an_entry_of_an_older_edition_does_not_decide() {
        let plan = plan(&role("configmgr/service-connection-point"));
        let old = requirement(&plan, "sccmconnected-a01.cloudapp.net", 443);
        assert_eq!((old.need, old.documented_need), (Need::Optional, Some(Need::Required)));
    }

    #[test]
    fn nothing_selected_means_configuration_manager_and_says_so() {
        let plan = plan(&Selection::default());
        assert!(plan.notes[0].contains("configmgr"), "{:?}", plan.notes);
        assert!(plan.roles.iter().all(|role| role.id.starts_with("configmgr/")));
        assert!(!plan.roles.iter().any(|role| role.id == "configmgr/cloud-connection-point"));
    }

    #[test]
    fn needs_and_clouds_narrow_the_plan() {
        let all = plan(&role("configmgr/*"));
        let required = Selection { need: NeedChoice::Required, ..role("configmgr/*") };
        let required = plan(&required);
        assert!(required.probes.len() < all.probes.len());
        assert!(required.probes.iter().all(|probe| probe.need() == Need::Required));
        let china = Selection { cloud: Some(CloudChoice::China), ..role("intune/*") };
        let china = plan(&china);
        assert!(china.probes.iter().any(|probe| probe.target.host.to_string().contains(".cn")));
        assert!(!china.roles.iter().any(|role| role.id == "intune/intune-core"));
    }

    #[test]
    fn what_does_not_exist_is_refused_with_the_nearest_name() {
        let catalogue = Catalogue::builtin().unwrap();
        let refused = |selection: &Selection| selection.pick(&catalogue).unwrap_err().to_string();
        let error = refused(&role("configmgr/service-conection-point"));
        assert!(error.contains("did you mean `configmgr/service-connection-point`"), "{error}");
        let products = Selection { products: vec!["sccm".to_owned()], ..Selection::default() };
        assert!(refused(&products).contains("configmgr"));
        assert!(refused(&role("configmgr/[")).contains("no pattern"));
    }

    #[test]
    fn a_plain_target_is_as_short_as_curl() {
        let selection =
            Selection { targets: vec!["example.com:443".parse().unwrap()], ..Selection::default() };
        let plan = plan(&selection);
        assert_eq!(plan.probes.len(), 1);
        assert_eq!(plan.roles[0].id, PlannedRole::TARGETS);
    }
}
