//! Every request for one host is reset while others are answered: a denial by reset.

use std::collections::{HashMap, HashSet};

use crate::measurement::{FailureKind, Stage};

use super::super::{Cause, Finding, Party};
use super::{Judged, RunRule};

/// Some proxies refuse by a reset. One reset may be anything; here no request for the host had an
/// answer, at least two were reset, one of them a CONNECT, which no endpoint can reset, and the
/// proxy answered for other hosts meanwhile.
pub(super) struct ResetByName;

/// Hosts for which the proxy must have answered.
const ANSWERED: usize = 2;

/// What became of the requests for one host.
#[derive(Default)]
struct Requests {
    resets: usize,
    connect_reset: bool,
    otherwise: bool,
}

impl RunRule for ResetByName {
    fn name(&self) -> &'static str {
        "reset_by_name"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut answered: HashMap<_, HashSet<_>> = HashMap::new();
        let mut requests: HashMap<_, Requests> = HashMap::new();
        for probe in run {
            let Some((proxy, host)) = probe.pair() else { continue };
            let of_host = requests.entry((proxy, host)).or_default();
            let earlier = &probe.seen.earlier;
            if is_reset(*probe)
                && earlier.iter().all(|attempt| attempt.failure.kind == FailureKind::Reset)
            {
                of_host.resets += 1 + earlier.len();
                of_host.connect_reset |= probe.asked_for_tunnel();
            } else {
                of_host.otherwise = true;
            }
            if probe.seen.proxy_answer.is_some() {
                answered.entry(proxy).or_default().insert(host);
            }
        }
        let settled = |probe: &Judged<'_>| {
            let pair = probe.pair().filter(|_| is_reset(*probe))?;
            let of_host = requests.get(&pair)?;
            let others = answered.get(pair.0)?.len();
            let consistent = of_host.resets >= 2 && of_host.connect_reset && !of_host.otherwise;
            (consistent && others >= ANSWERED).then(|| {
                Finding::blocked(Cause::ProxyDenied, Party::Proxy)
                    .likely()
                    .or(&[Cause::ProxyUpstreamReset])
                    .note(format!(
                        "all {} requests for this host were reset, while the proxy answered for \
                         {others} other hosts",
                        of_host.resets
                    ))
            })
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// Reset by the proxy, without an answer, and not while this machine was in trouble.
fn is_reset(probe: Judged<'_>) -> bool {
    let seen = probe.seen;
    !seen.starved
        && seen.failed().is_some_and(|(step, failure)| {
            matches!(step.stage, Stage::Tunnel | Stage::Forward)
                && failure.kind == FailureKind::Reset
        })
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{at, connect, passed, stopped, through_proxy};
    use super::super::super::{Cause, Status};
    use super::super::judge_run;
    use crate::measurement::{FailureKind, Measurement, Stage};

    fn reset(target: &str, stage: Stage) -> Measurement {
        stopped(passed(through_proxy(target), Stage::Connect), stage, FailureKind::Reset)
    }

    fn run(first: Measurement, second: Measurement, others: usize) -> Vec<Measurement> {
        let other = |host| at(connect(200, "OK"), &format!("h{host}.test"), 443);
        [first, second].into_iter().chain((0..others).map(other)).collect()
    }

    #[test]
    fn a_host_that_is_always_reset_is_refused() {
        let first = reset("https://x.test/", Stage::Tunnel);
        let second = reset("http://x.test/", Stage::Forward);
        let verdicts = judge_run(&run(first, second, 2));
        for verdict in &verdicts[..2] {
            assert_eq!(
                (verdict.status, verdict.cause),
                (Status::Blocked, Some(Cause::ProxyDenied))
            );
        }
    }

    #[test]
    fn one_reset_resets_of_endpoints_or_a_proxy_that_resets_all_are_not_this() {
        let open = |run: &[Measurement]| judge_run(run)[0].status == Status::Inconclusive;
        let tunnel = || reset("https://x.test/", Stage::Tunnel);
        let plain = || reset("http://x.test/", Stage::Forward);
        assert!(open(&run(tunnel(), reset("https://y.test/", Stage::Tunnel), 5)));
        assert!(open(&run(plain(), plain(), 5)));
        assert!(open(&run(tunnel(), plain(), 1)));
        let mut answered = run(tunnel(), plain(), 5);
        answered.push(at(connect(502, ""), "x.test", 8443));
        assert!(open(&answered));
        assert!(open(&run(tunnel(), at(connect(502, ""), "x.test", 443), 5)));
    }
}
