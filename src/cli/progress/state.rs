//! What is known of a run while it lasts.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use clearway::plan::Probe;
use clearway::verdict::{Cause, Status};

/// Failures that are kept for showing.
const KEPT: usize = 8;

/// Of one role, or of all probes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) asked: usize,
    pub(super) reachable: usize,
    pub(super) refused: usize,
    pub(super) open: usize,
}

impl Tally {
    pub(super) fn done(self) -> usize {
        self.reachable + self.refused + self.open
    }

    fn add(&mut self, status: Status) {
        match status {
            Status::Reachable => self.reachable += 1,
            Status::Blocked | Status::Failed => self.refused += 1,
            Status::Untested | Status::Inconclusive => self.open += 1,
        }
    }
}

/// A probe that was refused or failed.
#[derive(Clone, Debug)]
pub(super) struct Bad {
    pub(super) status: Status,
    pub(super) cause: &'static str,
    pub(super) place: String,
}

/// What is known of a run while it lasts.
#[derive(Debug)]
pub(super) struct State {
    pub(super) started: Instant,
    pub(super) all: Tally,
    pub(super) roles: BTreeMap<String, Tally>,
    /// The last ones, the newest at the end.
    pub(super) failures: Vec<Bad>,
    under_way: HashMap<Key, (Instant, String)>,
}

/// A probe of a run, by where it is kept.
type Key = usize;

fn key(probe: &Arc<Probe>) -> Key {
    Arc::as_ptr(probe) as Key
}

impl State {
    pub(super) fn new(started: Instant) -> Self {
        Self {
            started,
            all: Tally::default(),
            roles: BTreeMap::new(),
            failures: Vec::new(),
            under_way: HashMap::new(),
        }
    }

    pub(super) fn wave(&mut self, probes: &[Arc<Probe>]) {
        self.all.asked += probes.len();
        for probe in probes {
            for role in roles_of(probe) {
                self.roles.entry(role.to_owned()).or_default().asked += 1;
            }
        }
    }

    pub(super) fn began(&mut self, probe: &Arc<Probe>, now: Instant) {
        self.under_way.insert(key(probe), (now, probe.target.authority()));
    }

    pub(super) fn finished(&mut self, probe: &Arc<Probe>, status: Status, cause: Option<Cause>) {
        self.under_way.remove(&key(probe));
        self.all.add(status);
        for role in roles_of(probe) {
            self.roles.entry(role.to_owned()).or_default().add(status);
        }
        if matches!(status, Status::Blocked | Status::Failed) {
            if self.failures.len() == KEPT {
                self.failures.remove(0);
            }
            let cause = cause.map_or("", Cause::code);
            self.failures.push(Bad { status, cause, place: probe.target.authority() });
        }
    }

    /// The probes under way, the one that waits longest first.
    pub(super) fn slowest(&self) -> Vec<&(Instant, String)> {
        let mut waiting: Vec<_> = self.under_way.values().collect();
        waiting.sort();
        waiting
    }
}

/// Every role that asks for it, once.
fn roles_of(probe: &Probe) -> Vec<&str> {
    let mut roles: Vec<&str> = probe.asks.iter().map(|ask| ask.role.as_str()).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}
