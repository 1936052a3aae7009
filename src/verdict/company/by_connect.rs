//! What the proxy answered to CONNECT for the same host says what a plain request leaves open.

use std::collections::HashMap;

use crate::measurement::FailureKind;

use super::super::phrases::vague;
use super::super::spoken::Place;
use super::super::{Cause, Finding, Party, Status};
use super::control::refuses;
use super::{Judged, RunRule};

/// The answer to CONNECT is the proxy's own. What it says of a name holds for plain requests too;
/// what it says of a connection holds where the plain answer is the proxy's as well.
pub(super) struct ByConnect;

impl RunRule for ByConnect {
    fn name(&self) -> &'static str {
        "by_connect"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut tunnels = HashMap::new();
        // On 443 a refusal is never one of the port.
        let asked = |probe: &&Judged<'_>| {
            probe.asked_for_tunnel() && probe.seen.probe.target.port == 443 && !probe.is_open()
        };
        for probe in run.iter().filter(asked) {
            if let Some(pair) = probe.pair() {
                tunnels.entry(pair).or_insert(probe);
            }
        }
        let settled = |probe: &Judged<'_>| {
            let other = tunnels.get(&probe.pair()?)?;
            let cause = other.verdict.cause?;
            let note = format!("settled by the same host: {}", other.in_words());
            let finding = if cause == Cause::ProxyDenied {
                is_the_same_refusal(*probe, **other)
                    .then(|| Finding::blocked(cause, Party::Proxy).or(&[Cause::HttpError]))
            } else {
                is_the_same_trouble(*probe, cause)
                    .then(|| Finding::failed(cause, Party::BeyondProxy))
            };
            Some(finding?.likely().note(note))
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// The same status refused both, and CONNECT for sure.
fn is_the_same_refusal(plain: Judged<'_>, tunnel: Judged<'_>) -> bool {
    let status = plain.forwarded().map(|spoken| spoken.answer.status);
    let refused = tunnel.spoken().filter(|spoken| spoken.place == Place::Connect);
    tunnel.verdict.status == Status::Blocked
        && status.is_some_and(refuses)
        && status == refused.map(|spoken| spoken.answer.status)
}

/// True where a plain request failed in a way that the cause explains.
fn is_the_same_trouble(plain: Judged<'_>, cause: Cause) -> bool {
    if let Some(spoken) = plain.forwarded() {
        // Without an address no endpoint can have answered.
        if cause == Cause::ProxyUpstreamNameNotResolved {
            return spoken.answer.status >= 500;
        }
        // An endpoint may fail on one port and say 503 on another: the text must be the proxy's.
        return is_of_a_connection(cause) && vague(spoken.answer).is_some();
    }
    let cut = plain.is_plain()
        && plain.seen.failed().is_some_and(|(_, failure)| {
            matches!(failure.kind, FailureKind::Closed | FailureKind::Reset)
        });
    cut && matches!(cause, Cause::ProxyUpstreamReset | Cause::ProxyUpstreamTimedOut)
}

fn is_of_a_connection(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ProxyUpstreamRefused
            | Cause::ProxyUpstreamTimedOut
            | Cause::ProxyUpstreamUnreachable
            | Cause::ProxyUpstreamConnectFailed
            | Cause::ProxyUpstreamReset
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{
        at, connect, connect_with, forward, forward_with, page, passed, stopped, through_proxy,
    };
    use super::super::super::{Cause, Status, Verdict};
    use super::super::judge_run;
    use crate::measurement::{FailureKind, Measurement, Stage};

    fn beside(tunnel: Measurement, plain: Measurement) -> Verdict {
        judge_run(&[tunnel, plain]).remove(1)
    }

    fn dns_failure() -> Measurement {
        connect_with(page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], ""))
    }

    fn refused() -> Measurement {
        connect_with(page(503, &[("X-Squid-Error", "ERR_CONNECT_FAIL 111")], ""))
    }

    #[test]
    fn a_refusal_of_connect_explains_the_same_refusal_of_a_plain_request() {
        let verdict = beside(connect(403, "Forbidden"), forward(403, "Forbidden"));
        assert_eq!(verdict.cause, Some(Cause::ProxyDenied));
        assert_eq!(verdict.could_also_be, [Cause::HttpError]);
    }

    #[test]
    fn another_status_another_host_or_another_port_does_not() {
        let open = |tunnel, plain| beside(tunnel, plain).status == Status::Inconclusive;
        assert!(open(connect(403, ""), forward(404, "")));
        assert!(open(connect(403, ""), at(forward(403, ""), "other.test", 80)));
        assert!(open(at(connect(403, ""), "go.example.test", 8443), forward(403, "")));
        assert!(open(connect(407, ""), forward(400, "")));
    }

    #[test]
    fn a_name_without_an_address_explains_any_gateway_error() {
        let verdict = beside(dns_failure(), forward(502, "Bad Gateway"));
        assert_eq!(verdict.cause, Some(Cause::ProxyUpstreamNameNotResolved));
        assert_eq!(beside(dns_failure(), forward(403, "")).status, Status::Inconclusive);
    }

    #[test]
    fn a_failed_connection_explains_the_proxys_own_words_only() {
        let own = page(502, &[], "Failed to connect to remote host: <nil>");
        let verdict = beside(refused(), forward_with(own));
        assert_eq!(verdict.cause, Some(Cause::ProxyUpstreamRefused));
        assert_eq!(beside(refused(), forward(503, "")).status, Status::Inconclusive);
    }

    #[test]
    fn a_cut_on_both_ways_is_one_cut() {
        let tunnel = stopped(connect(200, "OK"), Stage::Tls, FailureKind::Closed);
        let plain = passed(through_proxy("http://go.example.test/"), Stage::Connect);
        let plain = stopped(plain, Stage::Forward, FailureKind::Closed);
        let elsewhere = at(refused(), "other.test", 443);
        let verdicts = judge_run(&[tunnel.clone(), plain.clone(), elsewhere]);
        assert_eq!(verdicts[1].cause, Some(Cause::ProxyUpstreamReset));
        assert_eq!(judge_run(&[tunnel, plain])[1].status, Status::Inconclusive);
    }
}
