//! A run in the making: roles, what they ask for, and what the network says to it.

use std::sync::Arc;

use clearway::address::{PortSpec, Target};
use clearway::catalogue::Need;
use clearway::measurement::Measurement;
use clearway::plan::{
    Ask, Demands, NamedProbe, Plan, PlannedRole, Probe, Requirement, Source, Unasked,
};
use clearway::proxy::{Route, Routing};
use clearway::report::{Ending, Finished, Report, RouteShown, RunFacts};
use jiff::Timestamp;

const STARTED: &str = "2026-03-01T02:14:07Z";
const PROXY: &str = "http://proxy.corp.example";

/// What a target will say.
type Says = fn(Measurement) -> Measurement;

/// A run in the making.
pub struct World {
    roles: Vec<PlannedRole>,
    asked: Vec<(Target, Arc<Routing>, Says, Vec<Ask>)>,
    ending: Ending,
}

impl World {
    /// A run that asks nothing.
    pub fn empty() -> Self {
        Self { roles: Vec::new(), asked: Vec::new(), ending: Ending::Complete }
    }

    /// The same, cut short.
    pub fn interrupted(mut self) -> Self {
        self.ending = Ending::Interrupted;
        self
    }

    /// Begins a role. What follows belongs to it.
    pub fn role(mut self, id: &str, title: &str, also_needs: &[&str]) -> Self {
        self.roles.push(PlannedRole {
            id: id.to_owned(),
            title: title.to_owned(),
            requirements: Vec::new(),
            also_needs: also_needs.iter().map(|&id| id.to_owned()).collect(),
        });
        self
    }

    /// A host that the role needs, through the proxy.
    pub fn host(self, need: Need, target: &str, says: Says) -> Self {
        self.ask(need, target, None, through_proxy(), says)
    }

    /// A host that `NO_PROXY` sends around the proxy.
    pub fn around(self, need: Need, target: &str, says: Says) -> Self {
        let routing = Routing::new(
            Route::Direct,
            "NO_PROXY",
            "NO_PROXY says `.corp.example` goes around the proxy",
        );
        self.ask(need, target, None, routing, says)
    }

    /// A name under a wildcard; names given one after the other speak for the same wildcard.
    pub fn under(self, need: Need, pattern: &str, target: &str, says: Says) -> Self {
        self.ask(need, target, Some(pattern), through_proxy(), says)
    }

    /// An entry that nobody can be asked about.
    pub fn unasked(mut self, need: Need, pattern: &str, port: PortSpec, why: Unasked) -> Self {
        let mut requirement = requirement(pattern, port, need);
        requirement.wildcard = pattern.contains('*');
        requirement.unasked = Some(why);
        self.last_role().requirements.push(requirement);
        self
    }

    /// The report on this run.
    pub fn report(self) -> Report {
        let mut order: Vec<usize> = (0..self.asked.len()).collect();
        let key = |at: &usize| {
            let target = &self.asked[*at].0;
            (target.host.clone(), target.port, target.scheme)
        };
        order.sort_by_key(key);
        let place = |old: usize| order.iter().position(|at| *at == old).unwrap();
        let mut roles = self.roles;
        let requirements = roles.iter_mut().flat_map(|role| &mut role.requirements);
        for named in requirements.flat_map(|requirement| &mut requirement.probes) {
            named.index = place(named.index);
        }
        let mut probes = Vec::new();
        let mut measurements = Vec::new();
        let started: Timestamp = STARTED.parse().unwrap();
        for at in order {
            let (target, routing, says, asks) = self.asked[at].clone();
            let source = Source::Catalogue;
            let probe = Arc::new(Probe { asks, source, ..Probe::new(target, routing) });
            measurements.push(says(Measurement::of(Arc::clone(&probe), started)));
            probes.push(probe);
        }
        let notes = vec!["HTTPS_PROXY gives no port: 80 is assumed".to_owned()];
        Report::of(Finished {
            plan: Plan { probes, roles, notes, ..Plan::default() },
            measurements,
            run: RunFacts {
                version: "0.1.0".to_owned(),
                machine: "cm01.corp.example".to_owned(),
                account: "CORP\\CM01$".to_owned(),
                started,
                finished: "2026-03-01T02:14:19.4Z".parse().unwrap(),
                ending: self.ending,
                route: RouteShown {
                    kind: "proxy",
                    proxy: through_proxy().route.proxy().map(ToString::to_string),
                    source: "HTTPS_PROXY".to_owned(),
                    because: "set in the environment".to_owned(),
                    tried: Vec::new(),
                },
                resolver: "10.0.0.53".to_owned(),
                proxy_user: None,
                rule_traffic: None,
                notes: Vec::new(),
            },
        })
    }

    fn ask(
        mut self,
        need: Need,
        target: &str,
        wildcard: Option<&str>,
        routing: Routing,
        says: Says,
    ) -> Self {
        let target: Target = target.parse().unwrap();
        let role = self.last_role().id.clone();
        let host = target.host.to_string();
        let pattern = wildcard.unwrap_or(&host).to_owned();
        let known = self.asked.iter().position(|(other, ..)| *other == target);
        let index = known.unwrap_or(self.asked.len());
        if known.is_none() {
            self.asked.push((target.clone(), Arc::new(routing), says, Vec::new()));
        }
        self.asked[index].3.push(Ask {
            role,
            pattern: pattern.clone(),
            need,
            demands: Demands::default(),
            place: Some(listed_at(&pattern)),
        });
        let source = if wildcard.is_some() { "documented" } else { "catalogue" };
        let named = NamedProbe { index, source };
        let requirements = &mut self.last_role().requirements;
        match requirements.last_mut() {
            Some(last) if wildcard.is_some() && last.pattern == pattern => last.probes.push(named),
            _ => {
                let mut new = requirement(&pattern, PortSpec::One(target.port), need);
                new.wildcard = wildcard.is_some();
                new.probes.push(named);
                requirements.push(new);
            }
        }
        self
    }

    fn last_role(&mut self) -> &mut PlannedRole {
        self.roles.last_mut().expect("a role comes first")
    }
}

fn through_proxy() -> Routing {
    Routing::new(Route::Proxy(PROXY.parse().unwrap()), "HTTPS_PROXY", "set in the environment")
}

fn requirement(pattern: &str, port: PortSpec, need: Need) -> Requirement {
    Requirement {
        pattern: pattern.to_owned(),
        hosts: None,
        listed_by: None,
        port,
        need,
        documented_need: None,
        state: None,
        wildcard: false,
        purpose: None,
        when: None,
        conditions: Vec::new(),
        probes: Vec::new(),
        unasked: None,
        rule: None,
        place: Some(listed_at(pattern)),
    }
}

/// A made-up place in a list, the same for each entry.
fn listed_at(pattern: &str) -> String {
    format!("endpoints/made-up.yaml:{}", pattern.len())
}
