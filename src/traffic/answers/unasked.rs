//! Hosts that were let through and that no need asks for: a need that nobody wrote down, or an
//! entry that is too wide.

use std::cmp::Reverse;

use crate::traffic::Verdict;
use crate::traffic::seen::{Seen, Traffic};

pub(super) fn answer<'a>(traffic: &'a Traffic, asked: &[bool]) -> Vec<&'a Seen> {
    let unasked = traffic.seen.iter().zip(asked).filter(|(_, asked)| !**asked);
    let mut found: Vec<(Reverse<u64>, &Seen)> = unasked
        .map(|(seen, _)| (Reverse(seen.count(Verdict::Allowed)), seen))
        .filter(|(allowed, _)| allowed.0 > 0)
        .collect();
    // By name where it is equal, as they are in that order already.
    found.sort_by_key(|(allowed, _)| *allowed);
    found.into_iter().map(|(_, seen)| seen).collect()
}
