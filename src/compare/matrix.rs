//! Many machines in one matrix: machine by role by endpoint.
//!
//! Reports come one at a time and are let go at once; what is kept of a probe is a few numbers.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Serialize;

use super::Side;
use crate::saved::{Brief, ProbeKey, Report};

/// Many machines beside each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// [`Matrix::SCHEMA`].
    pub schema: &'static str,
    /// What a reader should know first.
    pub notes: Vec<String>,
    /// The machines, by name and account. Everything else names them by their place here.
    pub machines: Vec<Machine>,
    /// Roles by id, and behind them what no role asked for.
    pub roles: Vec<RoleMatrix>,
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// The file of its report.
    pub file: String,
    /// From where, as whom, by which way, with what result.
    #[serde(flatten)]
    pub side: Side,
}

/// A role on every machine that has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleMatrix {
    /// Its id; empty for what no role asked for.
    pub role: String,
    /// Machines by where the role stands, the most first.
    pub standings: Vec<Group>,
    /// Its endpoints, by name.
    pub endpoints: Vec<Endpoint>,
}

/// An endpoint of a role on every machine that asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// `host:port`, or the entry where nobody was asked.
    pub place: String,
    /// How it was spoken to; empty where nobody was asked.
    pub scheme: String,
    /// Machines by how it stands there, the most first.
    pub states: Vec<Group>,
}

/// Machines of which the same is true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// A status.
    pub status: String,
    /// The cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The machines, by their place in `machines`.
    pub machines: Vec<u32>,
}

impl Group {
    /// `blocked (proxy.denied)`.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{} ({cause})", self.status),
            None => self.status.clone(),
        }
    }
}

impl Endpoint {
    /// True when it is reachable from every machine that asked.
    #[must_use]
    pub fn works_everywhere(&self) -> bool {
        self.states.iter().all(|group| group.status == "reachable")
    }
}

impl Matrix {
    /// Name and version of the form.
    pub const SCHEMA: &'static str = "clearway/merge/v1";

    /// How many machines have each result, the most first.
    #[must_use]
    pub fn outcomes(&self) -> Vec<(&str, usize)> {
        let mut found: Vec<(&str, usize)> = Vec::new();
        for machine in &self.machines {
            let outcome = machine.side.outcome.as_str();
            match found.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, count)) => *count += 1,
                None => found.push((outcome, 1)),
            }
        }
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }

    /// The names of machines, at most so many, and how many more there are.
    #[must_use]
    pub fn names(&self, machines: &[u32], most: usize) -> String {
        let name = |place: &u32| self.machines[*place as usize].side.machine.as_str();
        let names: Vec<&str> = machines.iter().take(most).map(name).collect();
        let names = names.join(", ");
        if machines.len() > most {
            format!("{names} and {} more", machines.len() - most)
        } else {
            names
        }
    }
}

/// Takes reports one by one.
#[derive(Debug, Default)]
pub struct Merger {
    machines: Vec<(Machine, bool)>,
    known: HashMap<(String, String), usize>,
    words: Words,
    standings: BTreeMap<String, Vec<(u32, u32)>>,
    endpoints: HashMap<(u32, ProbeKey), Cells>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Cells {
    place: String,
    /// Machine and state.
    states: Vec<(u32, u32)>,
}

/// Each text once.
#[derive(Debug, Default)]
struct Words {
    texts: Vec<(String, Option<String>)>,
    places: HashMap<(String, Option<String>), u32>,
}

impl Words {
    fn place(&mut self, status: &str, cause: Option<&str>) -> u32 {
        let key = (status.to_owned(), cause.map(str::to_owned));
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(key.clone());
        self.places.insert(key, place);
        place
    }
}

impl Merger {
    /// Takes in a report. Of two reports about the same machine and account, the later one counts.
    pub fn add(&mut self, file: &str, report: Report<Brief>) {
        let place = self.machines.len();
        let side = Side::of(&report);
        let who = (side.machine.clone(), side.account.clone());
        let mut counts = true;
        if let Some(earlier) = self.known.get(&who).copied() {
            let (kept, left): (&str, &str) = {
                let (other, other_counts) = &mut self.machines[earlier];
                if later(side.started, other.side.started) {
                    *other_counts = false;
                    (file, &other.file)
                } else {
                    counts = false;
                    (&other.file, file)
                }
            };
            self.notes.push(format!(
                "{left} is left out: {kept} is a later report of {} ({})",
                side.machine, side.account
            ));
        }
        if counts {
            self.known.insert(who, place);
        }
        self.machines.push((Machine { file: file.to_owned(), side }, counts));
        if counts {
            self.take(u32::try_from(place).unwrap_or(u32::MAX), report);
        }
    }

    fn take(&mut self, machine: u32, report: Report<Brief>) {
        for role in report.roles {
            let state = self.words.place(&role.status, None);
            self.standings.entry(role.label()).or_default().push((machine, state));
        }
        // A name that was made up to ask about a rule is another one on every machine.
        for probe in report.probes.into_iter().filter(|probe| probe.source != "rule") {
            let state = self.words.place(&probe.status, probe.cause.as_deref());
            let key = probe.key();
            let none = [String::new()];
            let roles = if probe.roles.is_empty() { &none[..] } else { &probe.roles };
            for role in roles {
                let role = self.words.place(role, None);
                let cells = self
                    .endpoints
                    .entry((role, key.clone()))
                    .or_insert_with(|| Cells { place: probe.place(), states: Vec::new() });
                // Two rows of one endpoint for one role: the first stands.
                if cells.states.last().is_none_or(|(last, _)| *last != machine) {
                    cells.states.push((machine, state));
                }
            }
        }
    }

    /// The matrix of everything that was taken in.
    #[must_use]
    pub fn finish(self) -> Matrix {
        let Self { machines, words, standings, endpoints, notes, .. } = self;
        let mut order: Vec<usize> = (0..machines.len()).filter(|at| machines[*at].1).collect();
        order.sort_by(|a, b| {
            let name = |at: &usize| {
                let side = &machines[*at].0.side;
                (side.machine.clone(), side.account.clone())
            };
            name(a).cmp(&name(b))
        });
        let mut places: Vec<Option<u32>> = vec![None; machines.len()];
        for (place, machine) in order.iter().enumerate() {
            places[*machine] = u32::try_from(place).ok();
        }
        let beside = |states: &[(u32, u32)]| grouped(states, &places, &words);
        let mut roles: BTreeMap<String, RoleMatrix> = BTreeMap::new();
        let empty =
            |role: &str| RoleMatrix { role: role.to_owned(), standings: vec![], endpoints: vec![] };
        for (role, states) in &standings {
            let own = roles.entry(role.clone()).or_insert_with(|| empty(role));
            own.standings = beside(states);
        }
        for ((role, key), cells) in endpoints {
            let states = beside(&cells.states);
            if states.is_empty() {
                continue;
            }
            let role = &words.texts[role as usize].0;
            let own = roles.entry(role.clone()).or_insert_with(|| empty(role));
            own.endpoints.push(Endpoint { place: cells.place, scheme: key.scheme, states });
        }
        let mut roles: Vec<RoleMatrix> = roles
            .into_values()
            .filter(|role| !role.standings.is_empty() || !role.endpoints.is_empty())
            .collect();
        for role in &mut roles {
            role.endpoints.sort_by(|a, b| (&a.place, &a.scheme).cmp(&(&b.place, &b.scheme)));
        }
        // What no role asked for comes last.
        roles.sort_by_key(|role| role.role.is_empty());
        let mut machines: Vec<Option<Machine>> =
            machines.into_iter().map(|(machine, _)| Some(machine)).collect();
        let machines = order.into_iter().filter_map(|at| machines[at].take()).collect();
        Matrix { schema: Matrix::SCHEMA, notes, machines, roles }
    }
}

fn later(new: Option<Timestamp>, old: Option<Timestamp>) -> bool {
    new >= old
}

fn grouped(cells: &[(u32, u32)], places: &[Option<u32>], words: &Words) -> Vec<Group> {
    let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (machine, state) in cells {
        if let Some(place) = places[*machine as usize] {
            found.entry(*state).or_default().push(place);
        }
    }
    let mut groups: Vec<Group> = found
        .into_iter()
        .map(|(state, mut machines)| {
            machines.sort_unstable();
            let (status, cause) = words.texts[state as usize].clone();
            Group { status, cause, machines }
        })
        .collect();
    groups.sort_by(|a, b| {
        let by_many = b.machines.len().cmp(&a.machines.len());
        by_many.then_with(|| (&a.status, &a.cause).cmp(&(&b.status, &b.cause)))
    });
    groups
}
