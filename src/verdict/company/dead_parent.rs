//! Squid says the same for a name and for a missing parent; when it says so for every name, the
//! parent is missing.

use std::collections::{HashMap, HashSet};

use super::super::{Cause, Finding, Party};
use super::{Judged, RunRule};

/// No probe through the proxy got anything but that one page, for a good number of hosts.
pub(super) struct DeadParent;

/// Hosts that must have been asked for: fewer may all happen not to exist.
const HOSTS: usize = 5;

impl RunRule for DeadParent {
    fn name(&self) -> &'static str {
        "dead_parent"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut hosts: HashMap<_, HashSet<_>> = HashMap::new();
        let mut other_answers = HashSet::new();
        for probe in run {
            let Some(proxy) = probe.proxy() else { continue };
            if !probe.is_parent_doubt() {
                other_answers.insert(proxy);
            } else if !probe.is_control() {
                hosts.entry(proxy).or_default().insert(probe.host());
            }
        }
        let settled = |probe: &Judged<'_>| {
            let proxy = probe.proxy().filter(|proxy| !other_answers.contains(proxy))?;
            let count = hosts.get(proxy)?.len();
            (count >= HOSTS).then(|| {
                Finding::failed(Cause::ProxyChain, Party::BeyondProxy)
                    .likely()
                    .or(&[Cause::ProxyUpstreamNameNotResolved])
                    .note(format!(
                        "all {count} hosts were answered in this way and none in another: no \
                         parent proxy is alive; or, less often, the proxy's own name server is not"
                    ))
            })
        };
        let doubts = run.iter().enumerate().filter(|(_, probe)| probe.is_parent_doubt());
        doubts.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Cause;
    use super::super::super::samples::{at, connect_with, page};
    use super::super::judge_run;
    use crate::measurement::Measurement;

    fn doubts(count: usize) -> Vec<Measurement> {
        let headers = [("X-Squid-Error", "ERR_CANNOT_FORWARD 0"), ("Server", "squid/5.7")];
        let doubt = connect_with(page(500, &headers, ""));
        (0..count).map(|host| at(doubt.clone(), &format!("h{host}.test"), 443)).collect()
    }

    #[test]
    fn the_same_page_for_every_host_is_the_parents() {
        for verdict in judge_run(&doubts(5)) {
            assert_eq!(verdict.cause, Some(Cause::ProxyChain));
            assert_eq!(verdict.could_also_be, [Cause::ProxyUpstreamNameNotResolved]);
        }
    }

    #[test]
    fn a_few_hosts_or_one_other_answer_leave_it_open() {
        assert!(judge_run(&doubts(4))[0].cause != Some(Cause::ProxyChain));
        let mut run = doubts(9);
        run.push(at(connect_with(page(403, &[], "")), "other.test", 443));
        assert!(judge_run(&run)[0].cause != Some(Cause::ProxyChain));
    }
}
