//! Hosts that were refused on one port and let through on another: a port is missing somewhere.

use serde::Serialize;

use crate::traffic::Verdict;
use crate::traffic::seen::{Seen, Traffic};

/// A host that is refused on some ports and let through on others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PortSplit {
    /// The host.
    pub host: String,
    /// Ports on which every request was refused.
    pub denied: Vec<u16>,
    /// Ports on which requests were let through.
    pub allowed: Vec<u16>,
}

pub(super) fn answer(traffic: &Traffic) -> Vec<PortSplit> {
    let hosts = traffic.seen.chunk_by(|one, other| one.host == other.host);
    hosts.filter_map(split).collect()
}

fn split(of_host: &[Seen]) -> Option<PortSplit> {
    if of_host.len() < 2 || of_host.iter().all(|seen| seen.denied() == 0) {
        return None;
    }
    let ports = |wanted: &dyn Fn(&Seen) -> bool| {
        let mut ports: Vec<u16> =
            of_host.iter().filter(|seen| wanted(seen)).filter_map(|seen| seen.port).collect();
        ports.dedup();
        ports
    };
    let allowed = ports(&|seen| seen.count(Verdict::Allowed) > 0);
    let mut denied = ports(&|seen| seen.denied() > 0);
    denied.retain(|port| !allowed.contains(port));
    let host = of_host.first()?.host.clone();
    (!allowed.is_empty() && !denied.is_empty()).then_some(PortSplit { host, denied, allowed })
}
