//! Hosts that were let through and that no need asks for: a need that nobody wrote down, or an
//! entry that is too wide.

use super::HostAnswer;
use crate::traffic::Verdict;
use crate::traffic::seen::Traffic;

pub(super) fn answer(traffic: &Traffic, asked: &[bool]) -> Vec<HostAnswer> {
    let unasked = traffic.seen.iter().zip(asked).filter(|(_, asked)| !**asked);
    let mut found: Vec<HostAnswer> = unasked
        .filter(|(seen, _)| seen.count(Verdict::Allowed) > 0)
        .map(|(seen, _)| HostAnswer::of(seen))
        .collect();
    // By name where it is equal, as they are in that order already.
    found.sort_by_key(|host| std::cmp::Reverse(host.allowed));
    found
}
