//! A tunnel that fails after a proxy connected: what is in it is the endpoint's, or beyond the proxy.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::measurement::{ChainTrust, NativeCode};
use crate::proxy::ProxyUrl;

use super::super::phrases::says_it_could_not_connect;
use super::super::signature::inspecting;
use super::super::spoken::Place;
use super::super::{Cause, Finding, Party, Proof, Status};
use super::{Judged, RunRule};

/// A proxy that answers CONNECT with failed connections promises a tunnel only after it connected.
/// A cut in such a tunnel is the endpoint's or somebody's beyond the proxy, and so is silence.
pub(super) struct ConnectedFirst;

/// A cut after more than this may be the proxy's own limit for idle tunnels. Time settles nothing
/// here; it only leaves open what would else be settled.
const IDLE: Duration = Duration::from_secs(5);

impl RunRule for ConnectedFirst {
    fn name(&self) -> &'static str {
        "connected_first"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let proxies = connecting_first(run);
        let denied: HashSet<_> = run
            .iter()
            .filter(|probe| probe.verdict.status == Status::Blocked)
            .filter_map(|probe| probe.pair())
            .collect();
        let settled = |probe: &Judged<'_>| {
            let pair = probe.pair()?;
            if !probe.is_open() || !proxies.contains(pair.0) || denied.contains(&pair) {
                return None;
            }
            let at_once = probe.seen.steps.last().is_some_and(|step| step.took < IDLE);
            let doubt = probe.verdict.cause?;
            let cause = if doubt == Cause::TunnelClosed && at_once {
                Cause::ProxyUpstreamReset
            } else if doubt == Cause::TunnelOpen {
                Cause::ProxyUpstreamTimedOut
            } else {
                return None;
            };
            Some(
                Finding::failed(cause, Party::BeyondProxy)
                    .likely()
                    .or(&[Cause::ProxyDenied])
                    .shown(Some(Proof::Tunnel))
                    .note(
                        "this proxy answers CONNECT with the connections that fail, so that it \
                         had connected; a filter by server name beyond it looks the same",
                    ),
            )
        };
        let places = run.iter().enumerate();
        places.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// The proxies that were seen to answer a request for a tunnel with a connection that the network
/// refused or let time out, and not to inspect TLS or to refuse inside a tunnel. Missing routes do
/// not count: a system reports some of them before anything is sent.
pub(super) fn connecting_first<'a>(run: &[Judged<'a>]) -> HashSet<&'a ProxyUrl> {
    let mut proxies = HashSet::new();
    for probe in run.iter().filter(|probe| reports_connections(**probe)) {
        proxies.extend(probe.proxy());
    }
    let mut issued: HashMap<_, HashSet<_>> = HashMap::new();
    for probe in run {
        let Some(proxy) = probe.proxy() else { continue };
        if probe.seen.tunnel_answer.is_some() {
            proxies.remove(proxy);
        }
        let Some(tls) = &probe.seen.tls else { continue };
        let Some(leaf) = tls.chain.first() else { continue };
        let hosts = issued.entry((proxy, &leaf.issuer)).or_default();
        if tls.trust.as_ref().is_some_and(|trust| trust.chain == ChainTrust::UnknownIssuer) {
            hosts.insert(probe.host());
        }
        // One endpoint may have a bad certificate; two by one unknown issuer are an inspector's.
        if hosts.len() > 1 || inspecting(leaf).is_some() {
            proxies.remove(proxy);
        }
    }
    proxies
}

fn reports_connections(probe: Judged<'_>) -> bool {
    if let Some((_, failure)) = probe.seen.failed() {
        return matches!(failure.native, Some(NativeCode::SocksReply(5 | 6)));
    }
    let Some(spoken) = probe.spoken().filter(|spoken| spoken.place == Place::Connect) else {
        return false;
    };
    let refused_or_silent = [Cause::ProxyUpstreamRefused, Cause::ProxyUpstreamTimedOut];
    probe.verdict.cause.is_some_and(|cause| refused_or_silent.contains(&cause))
        || says_it_could_not_connect(spoken.answer)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{
        at, connect, connect_with, forward_with, inside, page, stopped, through_proxy,
        unknown_issuer,
    };
    use super::super::super::{Cause, Status};
    use super::super::judge_run;
    use crate::measurement::{Failure, FailureKind, Measurement, NativeCode, Stage};

    fn cut() -> Measurement {
        stopped(connect(200, "OK"), Stage::Tls, FailureKind::Closed)
    }

    fn refused() -> Measurement {
        let answer = page(503, &[("X-Squid-Error", "ERR_CONNECT_FAIL 111")], "");
        at(connect_with(answer), "b.test", 443)
    }

    #[test]
    fn after_a_true_connection_a_cut_is_not_the_proxys() {
        let silent = stopped(connect(200, "OK"), Stage::Tls, FailureKind::TimedOut);
        let verdicts = judge_run(&[refused(), cut(), silent]);
        assert_eq!(verdicts[1].cause, Some(Cause::ProxyUpstreamReset));
        assert_eq!(verdicts[1].could_also_be, [Cause::ProxyDenied]);
        assert_eq!(verdicts[2].cause, Some(Cause::ProxyUpstreamTimedOut));
    }

    #[test]
    fn a_socks_proxy_that_reports_a_refused_connection_connects_first() {
        let beside = |code| {
            let mut other = stopped(
                at(through_proxy("https://x.test/"), "b.test", 443),
                Stage::Tunnel,
                FailureKind::SocksReply,
            );
            let failure = Failure::new(FailureKind::SocksReply, "for a test");
            other.steps[0].outcome = Err(failure.with(NativeCode::SocksReply(code)));
            judge_run(&[other, cut()]).remove(1)
        };
        assert_eq!(beside(5).cause, Some(Cause::ProxyUpstreamReset));
        assert_eq!(beside(3).status, Status::Inconclusive);
    }

    #[test]
    fn a_proxy_that_only_reports_missing_routes_may_connect_later() {
        let answer = page(503, &[("X-Squid-Error", "ERR_CONNECT_FAIL 101")], "");
        let run = [at(connect_with(answer), "b.test", 443), cut()];
        assert_eq!(judge_run(&run)[1].status, Status::Inconclusive);
    }

    #[test]
    fn a_denied_host_an_inspecting_proxy_or_a_late_cut_stays_open() {
        let denied = forward_with(page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], ""));
        assert_ne!(
            judge_run(&[refused(), cut(), denied])[1].cause,
            Some(Cause::ProxyUpstreamReset)
        );
        let inspected = inside(unknown_issuer(), "Corp", None);
        let two = [at(inspected.clone(), "c.test", 443), at(inspected, "d.test", 443)];
        let [one, other] = two;
        assert_eq!(judge_run(&[refused(), cut(), one, other])[1].status, Status::Inconclusive);
        let mut late = cut();
        late.steps.last_mut().unwrap().took = super::IDLE;
        assert_eq!(judge_run(&[refused(), late])[1].status, Status::Inconclusive);
    }
}
