//! Which targets a plan asks already: each is asked once, whatever leads to it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::address::{Host, Scheme, Target};
use crate::plan::{Plan, Probe};

/// Probes by what makes them one: host, port, scheme.
pub(super) struct Asked {
    places: HashMap<(Host, u16, Scheme), usize>,
}

impl Asked {
    /// Of the probes of a plan.
    pub fn of(plan: &Plan) -> Self {
        let places = plan.probes.iter().enumerate().map(|(at, probe)| (key(&probe.target), at));
        Self { places: places.collect() }
    }

    /// The place of a target in the plan, if it is asked.
    pub fn place(&self, target: &Target) -> Option<usize> {
        self.places.get(&key(target)).copied()
    }

    /// Adds a probe that is not asked yet, and gives its place.
    pub fn add(&mut self, plan: &mut Plan, probe: Probe) -> usize {
        let place = plan.probes.len();
        self.places.insert(key(&probe.target), place);
        plan.probes.push(Arc::new(probe));
        place
    }
}

fn key(target: &Target) -> (Host, u16, Scheme) {
    (target.host.clone(), target.port, target.scheme)
}
