//! Asks what the answers of endpoints drag in: revocation, issuers, redirects.

use std::collections::HashMap;
use std::sync::Arc;

use super::Wave;
use super::leads::leads;
use crate::address::PortSpec;
use crate::plan::{Lead, Plan, Probe, Requirement, Source};

/// Addresses that are asked for the sake of one run, whatever certificates name.
const MOST: usize = 500;

/// Remarks that are told about what cannot be asked.
const MOST_NOTES: usize = 10;

/// What has been looked at.
#[derive(Default)]
pub(super) struct Closure {
    looked_at: usize,
    asked: usize,
    notes: usize,
    /// How many redirects led to a probe, by its place.
    hops: HashMap<usize, u8>,
}

impl Closure {
    /// Adds what the measurements since the last wave name.
    pub fn follow(&mut self, wave: &mut Wave<'_>) {
        let from = std::mem::replace(&mut self.looked_at, wave.seen.measurements.len());
        for place in from..self.looked_at {
            let Some((seen, verdict)) = wave.seen.at(place) else { continue };
            if seen.probe.source == Source::Rule {
                continue;
            }
            let found = leads(place, seen, verdict, wave.plan.further.allow_private);
            for note in found.notes {
                self.note(note, wave.plan);
            }
            for lead in found.leads {
                self.lead(lead, wave);
            }
        }
    }

    /// Keeps a remark about something that cannot be asked; many are counted and not told.
    fn note(&mut self, note: String, plan: &mut Plan) {
        if plan.notes.contains(&note) {
            return;
        }
        self.notes += 1;
        if self.notes <= MOST_NOTES {
            plan.notes.push(note);
        } else if self.notes == MOST_NOTES + 1 {
            plan.notes.push(
                "further certificates and redirects name what cannot be asked, too".to_owned(),
            );
        }
    }

    fn lead(&mut self, mut lead: Lead, wave: &mut Wave<'_>) {
        let known = |own: &Lead| own.source == lead.source && own.target == lead.target;
        if wave.plan.leads.iter().any(known) {
            return;
        }
        lead.listed = is_listed(wave.plan, &lead);
        let hops = self.hops.get(&lead.from).copied().unwrap_or(0)
            + u8::from(lead.source == Source::Redirect);
        lead.probe = wave.asked.place(&lead.target);
        if lead.probe.is_none() && lead.unasked.is_none() {
            let most = wave.plan.further.closure.map_or(0, |closure| closure.redirects);
            if hops > most {
                lead.unasked = Some(format!("it is more than {most} redirects away"));
            } else if self.asked >= MOST {
                lead.unasked = Some(format!("{MOST} such addresses were asked in this run"));
            } else {
                self.asked += 1;
                let routing = wave.router.route(&lead.target);
                let probe = Probe {
                    source: lead.source,
                    because: Some(lead.because.clone()),
                    public_only: !wave.plan.further.allow_private,
                    ..Probe::new(lead.target.clone(), Arc::clone(&routing))
                };
                let place = wave.asked.add(wave.plan, probe);
                self.hops.insert(place, hops);
                lead.probe = Some(place);
            }
        }
        wave.plan.leads.push(lead);
    }
}

/// True when an entry of the selection covers it on its port.
fn is_listed(plan: &Plan, lead: &Lead) -> bool {
    let covers = |requirement: &Requirement| {
        let port = match requirement.port {
            PortSpec::One(port) => port == lead.target.port,
            PortSpec::Range(first, last) => (first..=last).contains(&lead.target.port),
        };
        port && requirement.hosts.as_ref().is_some_and(|hosts| hosts.covers(&lead.target.host))
    };
    plan.roles.iter().flat_map(|role| &role.requirements).any(covers)
}
