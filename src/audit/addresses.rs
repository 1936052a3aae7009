//! How much of a needed range of addresses passes.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Missing;
use super::candidates::Candidate;
use super::judge::Judge;
use super::passing::Passing;
use crate::hostset::HostSet;

impl Judge<'_> {
    /// How much of some needed addresses passes; none where a rule is held against the text of an
    /// address.
    pub(super) fn addresses(&self, needed: IpNet, candidates: &[Candidate<'_>]) -> Option<Passing> {
        let single = needed.prefix_len() == needed.max_prefix_len();
        let sets = || candidates.iter().filter_map(|one| one.hosts.as_ref());
        let by_value = |set: &HostSet| matches!(set, HostSet::Everything | HostSet::Network(_));
        if !single && !sets().all(by_value) {
            return None;
        }
        // Up to where the next range begins or ends, all addresses are alike.
        let mut starts = vec![needed.network()];
        for set in sets() {
            if let HostSet::Network(net) = set {
                starts.extend([Some(net.network()), after(net.broadcast())].into_iter().flatten());
            }
        }
        starts.retain(|address| needed.contains(address));
        starts.sort_unstable();
        starts.dedup();
        let (mut passing, mut stopped) = (None, None);
        for address in starts {
            match self.fate_of(&address.to_string(), candidates) {
                Passing::All | Passing::Some(_) => passing = passing.or(Some(address)),
                Passing::None => stopped = stopped.or(Some(address)),
                Passing::Unknown(why) if single => return Some(Passing::Unknown(why)),
                Passing::Unknown(why) => {
                    return Some(Passing::Unknown(format!("{why} (asked for {address})")));
                }
            }
        }
        Some(match (passing, stopped) {
            (_, None) => Passing::All,
            (None, Some(_)) => Passing::None,
            (Some(one), Some(other)) => Passing::Some(Missing::Names {
                passing: vec![one.to_string()],
                missing: other.to_string(),
            }),
        })
    }
}

/// The address behind another; none behind the last.
fn after(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(v4) => u32::from(v4).checked_add(1).map(|next| IpAddr::V4(next.into())),
        IpAddr::V6(v6) => u128::from(v6).checked_add(1).map(|next| IpAddr::V6(next.into())),
    }
}
