//! Per need: seen allowed, seen denied, never seen.

use std::cmp::Reverse;

use serde::Serialize;

use super::{HostAnswer, Need};
use crate::allowlist::Ports;
use crate::hostset::Index;
use crate::traffic::Verdict;
use crate::traffic::seen::{Seen, Traffic};

/// Hosts that are listed for one need. All are counted.
const LISTED: usize = 100;

/// What logs say about one need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NeedAnswer<'a> {
    /// The role.
    pub role: &'a str,
    /// The entry as its vendor documents it.
    pub text: &'a str,
    /// The ports that are needed.
    pub ports: String,
    /// What became of it.
    pub state: NeedState,
    /// Requests that were let through.
    pub allowed: u64,
    /// Requests that were refused.
    pub denied: u64,
    /// How many hosts and ports were seen.
    pub seen: usize,
    /// Those, the refused first and then the most frequent; at most a hundred.
    pub hosts: Vec<HostAnswer<'a>>,
    /// Needed ports, of those that are few, on which nothing was seen.
    pub unseen_ports: Vec<u16>,
    /// Ports beside the needed ones on which these hosts were seen.
    pub other_ports: Vec<u16>,
}

/// What became of a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedState {
    /// Every request was refused.
    Denied,
    /// Some requests were refused and others let through.
    Mixed,
    /// Every request was let through.
    Allowed,
    /// It was asked for, and what became of it is not said.
    Unclear,
    /// Its hosts were asked for on other ports only.
    OtherPort,
    /// It was not asked for in the time that the logs cover. Whether it would pass nobody can say.
    NeverSeen,
    /// The logs had too many hosts to be kept, or the pattern cannot be decided.
    CannotTell,
}

impl NeedState {
    /// Its words in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Mixed => "denied and allowed",
            Self::Allowed => "allowed",
            Self::Unclear => "unclear",
            Self::OtherPort => "seen on other ports only",
            Self::NeverSeen => "never seen",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// What is found for a need on the way.
#[derive(Clone, Default)]
struct Found {
    hits: Vec<usize>,
    ports: Vec<u16>,
    /// A line did not say its port, which then may be any.
    any_port: bool,
    others: Vec<u16>,
    undecided: bool,
}

/// The answer to each need, and which of the seen are asked for by any.
pub(super) fn answer<'a>(
    traffic: &'a Traffic,
    needs: &'a [Need],
) -> (Vec<NeedAnswer<'a>>, Vec<bool>) {
    let index = Index::of_each(needs.iter().map(|need| &need.hosts));
    let mut found = vec![Found::default(); needs.len()];
    let mut asked = vec![false; traffic.seen.len()];
    let mut last: (&str, Vec<usize>) = ("", Vec::new());
    for (number, seen) in traffic.seen.iter().enumerate() {
        if last.0 != seen.host {
            last = (&seen.host, index.of_host(&seen.host));
        }
        for &candidate in &last.1 {
            let (need, found) = (&needs[candidate], &mut found[candidate]);
            match need.hosts.matches(&seen.host) {
                Ok(true) if seen.port.is_none_or(|port| need.ports.admit(port)) => {
                    asked[number] = true;
                    found.hits.push(number);
                    found.any_port |= seen.port.is_none();
                    found.ports.extend(seen.port);
                }
                Ok(true) => found.others.extend(seen.port),
                Ok(false) => {}
                Err(_) => {
                    // It may be asked for, so nobody is told that it is not.
                    asked[number] = true;
                    found.undecided = true;
                }
            }
        }
    }
    let answers = needs.iter().zip(found).map(|(need, found)| one(traffic, need, found)).collect();
    (answers, asked)
}

fn one<'a>(traffic: &'a Traffic, need: &'a Need, mut found: Found) -> NeedAnswer<'a> {
    let mut hosts: Vec<(Reverse<(u64, u64)>, &Seen)> = found
        .hits
        .iter()
        .map(|hit| &traffic.seen[*hit])
        .map(|seen| (Reverse((seen.denied(), seen.count(Verdict::Allowed))), seen))
        .collect();
    let (denied, allowed) = hosts
        .iter()
        .fold((0, 0), |sum, (Reverse(requests), _)| (sum.0 + requests.0, sum.1 + requests.1));
    let state = match (denied > 0, allowed > 0) {
        (true, false) => NeedState::Denied,
        (true, true) => NeedState::Mixed,
        (false, true) => NeedState::Allowed,
        (false, false) if !hosts.is_empty() => NeedState::Unclear,
        _ if found.undecided || traffic.beyond > 0 => NeedState::CannotTell,
        _ if !found.others.is_empty() => NeedState::OtherPort,
        _ => NeedState::NeverSeen,
    };
    let seen = hosts.len();
    // By name where it is equal, as they are in that order already.
    hosts.sort_by_key(|(requests, _)| *requests);
    hosts.truncate(LISTED);
    found.others.sort_unstable();
    found.others.dedup();
    NeedAnswer {
        role: &need.role,
        text: &need.text,
        ports: need.ports.to_string(),
        state,
        allowed,
        denied,
        seen,
        hosts: hosts.into_iter().map(|(_, seen)| HostAnswer::of(seen)).collect(),
        unseen_ports: if found.any_port || seen == 0 {
            Vec::new()
        } else {
            few(&need.ports).into_iter().filter(|port| !found.ports.contains(port)).collect()
        },
        other_ports: found.others,
    }
}

/// The ports one by one, where they are few.
fn few(ports: &Ports) -> Vec<u16> {
    let count: u32 = ports.ranges().iter().map(|(low, high)| u32::from(high - low) + 1).sum();
    if count > 16 {
        return Vec::new();
    }
    ports.ranges().iter().flat_map(|(low, high)| *low..=*high).collect()
}
