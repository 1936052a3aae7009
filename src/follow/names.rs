//! Names under wildcards that no list has: what people really use, canonical names that were met,
//! and names in certificates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Wave;
use crate::address::{Host, HostName, HostPattern, PortSpec, Scheme, Target};
use crate::measurement::Measurement;
use crate::plan::{Ask, Candidate, NamedProbe, Plan, Probe, Source, Unasked};
use crate::verdict::Verdict;
use crate::verdict::wildcard::Seen;

/// One place where names are met.
trait Place: Sync {
    /// The names that a measurement shows.
    fn names(&self, seen: &Measurement, verdict: &Verdict) -> Vec<Candidate>;
}

/// Every place, the more telling first.
const PLACES: &[&dyn Place] = &[&CanonicalNames, &Certificates];

/// Names met while an endpoint was looked up.
struct CanonicalNames;

impl Place for CanonicalNames {
    fn names(&self, seen: &Measurement, _: &Verdict) -> Vec<Candidate> {
        let candidate = |name: &HostName| Candidate {
            name: name.clone(),
            source: Source::Cname,
            because: format!("{} is an alias that leads to it", seen.probe.target.host),
        };
        seen.aliases.iter().map(candidate).collect()
    }
}

/// Names in the certificate of an endpoint that answered. One that is itself a wildcard says
/// something about the service and is no name to ask for.
struct Certificates;

impl Place for Certificates {
    fn names(&self, seen: &Measurement, verdict: &Verdict) -> Vec<Candidate> {
        if verdict.proof.is_none_or(|proof| proof < crate::verdict::Proof::Tls) {
            return Vec::new();
        }
        let Some(leaf) = seen.tls.as_ref().and_then(|session| session.chain.first()) else {
            return Vec::new();
        };
        let candidate = |name: HostName| Candidate {
            name,
            source: Source::San,
            because: format!("the certificate of {} names it", seen.probe.target),
        };
        let names = leaf.names.iter().filter_map(|name| name.parse::<HostName>().ok());
        names
            .filter(|name| name.as_str().parse::<std::net::IpAddr>().is_err())
            .map(candidate)
            .collect()
    }
}

/// A wildcard on one port, and who wants it.
struct Wildcard {
    hosts: HostPattern,
    port: u16,
    wanted_by: Vec<(usize, usize)>,
}

/// Adds the names that fall under a wildcard, the best first, a few for each.
pub(super) fn follow(wave: &mut Wave<'_>) {
    let most = wave.plan.further.names_per_wildcard;
    let wildcards = wildcards(wave.plan);
    if most == 0 || wildcards.is_empty() {
        return;
    }
    let candidates = candidates(wave.plan, wave.seen);
    for wildcard in wildcards {
        let scheme = Scheme::of_port(wildcard.port);
        let mut taken = 0;
        for candidate in &candidates {
            if taken == most {
                break;
            }
            let host = Host::Name(candidate.name.clone());
            if !wildcard.hosts.covers(&host) {
                continue;
            }
            let target = Target::new(host, wildcard.port, scheme);
            let known = wave.asked.place(&target);
            // Whatever asks it already speaks for the wildcard, too; a list's own is there anyway.
            let own = known.is_some_and(|place| !wave.plan.probes[place].source.is_discovered());
            if own {
                continue;
            }
            taken += 1;
            let place = known.unwrap_or_else(|| {
                let probe = probe(wave, target, candidate, &wildcard);
                wave.asked.add(wave.plan, probe)
            });
            for (role, requirement) in &wildcard.wanted_by {
                let requirement = &mut wave.plan.roles[*role].requirements[*requirement];
                let source = wave.plan.probes[place].source.as_str();
                if !requirement.probes.iter().any(|named| named.index == place) {
                    requirement.probes.push(NamedProbe { index: place, source });
                }
            }
        }
    }
}

fn probe(wave: &Wave<'_>, target: Target, candidate: &Candidate, wildcard: &Wildcard) -> Probe {
    let ask = |(role, requirement): &(usize, usize)| {
        let role = &wave.plan.roles[*role];
        Ask::of(&role.id, &role.requirements[*requirement])
    };
    let mut asks: Vec<Ask> = wildcard.wanted_by.iter().map(ask).collect();
    Ask::tidy(&mut asks);
    let routing = wave.router.route(&target);
    Probe {
        asks,
        source: candidate.source,
        because: Some(candidate.because.clone()),
        public_only: candidate.source.is_hearsay() && !wave.plan.further.allow_private,
        ..Probe::new(target, Arc::clone(&routing))
    }
}

/// The wildcards of a plan that are asked over HTTP or HTTPS.
fn wildcards(plan: &Plan) -> Vec<Wildcard> {
    let mut found: BTreeMap<(HostPattern, u16), Vec<(usize, usize)>> = BTreeMap::new();
    for (role, planned) in plan.roles.iter().enumerate() {
        for (place, requirement) in planned.requirements.iter().enumerate() {
            let (Some(hosts), PortSpec::One(port)) = (&requirement.hosts, requirement.port) else {
                continue;
            };
            let asked = requirement.unasked.as_ref().is_none_or(Unasked::is_wildcard);
            if hosts.is_wildcard() && asked && Scheme::of_port(port) != Scheme::Tcp {
                found.entry((hosts.clone(), port)).or_default().push((role, place));
            }
        }
    }
    let wildcard = |((hosts, port), wanted_by)| Wildcard { hosts, port, wanted_by };
    found.into_iter().map(wildcard).collect()
}

/// Every name that was met, each once, the best source first.
fn candidates(plan: &Plan, seen: Seen<'_>) -> Vec<Candidate> {
    let mut found = plan.further.candidates.clone();
    if plan.further.discover {
        for place in PLACES {
            found.extend(seen.all().flat_map(|(seen, verdict)| place.names(seen, verdict)));
        }
    }
    let mut known = BTreeSet::new();
    found.retain(|candidate| known.insert(candidate.name.clone()));
    found
}
