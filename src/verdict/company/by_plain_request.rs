//! A plain request to the same host says what a tunnel leaves open.

use std::collections::HashMap;

use super::super::spoken::Place;
use super::super::{Cause, Confidence, Finding, Party, Proof, Status};
use super::connected_first::connecting_first;
use super::{Judged, RunRule};

/// Proxies that promise a tunnel first and connect or judge afterwards can only cut it, or say
/// little inside it. In answer to a plain request they have words.
pub(super) struct ByPlainRequest;

impl RunRule for ByPlainRequest {
    fn name(&self) -> &'static str {
        "by_plain_request"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut plain = HashMap::new();
        for probe in run.iter().filter(|probe| probe.is_plain() && !probe.is_open()) {
            if let Some(pair) = probe.pair() {
                plain.entry(pair).or_insert(probe);
            }
        }
        let connect_first = connecting_first(run);
        let settled = |probe: &Judged<'_>| {
            let (proxy, host) = probe.pair()?;
            let other = plain.get(&(proxy, host))?;
            let cause = other.verdict.cause?;
            let fits = match doubt(*probe)? {
                Doubt::Cut | Doubt::Words if cause == Cause::ProxyDenied => {
                    other.verdict.status == Status::Blocked
                        && other.verdict.confidence == Confidence::Sure
                }
                // Behind a true connection nothing before it can have failed.
                Doubt::Cut if connect_first.contains(proxy) => cause == Cause::ProxyUpstreamReset,
                Doubt::Cut | Doubt::Words => is_upstream(cause),
                Doubt::Silence => {
                    matches!(cause, Cause::ProxyUpstreamTimedOut | Cause::ProxyNoVerdict)
                }
            };
            let cause =
                if cause == Cause::ProxyNoVerdict { Cause::ProxyUpstreamTimedOut } else { cause };
            let finding = if cause == Cause::ProxyDenied {
                Finding::blocked(cause, Party::Proxy).or(&[Cause::ProxyUpstreamReset])
            } else {
                Finding::failed(cause, Party::BeyondProxy)
            };
            let note = format!("settled by the same host: {}", other.in_words());
            fits.then(|| finding.likely().shown(Some(Proof::Tunnel)).note(note))
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// What a tunnel left open.
enum Doubt {
    /// It was cut before TLS was up.
    Cut,
    /// Nothing came.
    Silence,
    /// The proxy itself said in it that something failed, and not what.
    Words,
}

fn doubt(probe: Judged<'_>) -> Option<Doubt> {
    let cause = probe.verdict.cause?;
    if cause == Cause::TunnelClosed {
        return Some(Doubt::Cut);
    }
    if cause == Cause::TunnelOpen {
        return Some(Doubt::Silence);
    }
    let in_tunnel = matches!(probe.spoken()?.place, Place::Clear | Place::Inside);
    (in_tunnel && cause == Cause::ProxyUpstreamFailed).then_some(Doubt::Words)
}

fn is_upstream(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ProxyUpstreamNameNotResolved
            | Cause::ProxyUpstreamRefused
            | Cause::ProxyUpstreamTimedOut
            | Cause::ProxyUpstreamUnreachable
            | Cause::ProxyUpstreamConnectFailed
            | Cause::ProxyUpstreamReset
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::super::samples::{
        at, connect, connect_with, forward, forward_with, head, page, stopped,
    };
    use super::super::super::{Cause, Status, Verdict};
    use super::super::judge_run;
    use crate::measurement::{FailureKind, HttpAnswer, Measurement, Stage};

    fn tunnel(kind: FailureKind) -> Measurement {
        stopped(connect(200, "OK"), Stage::Tls, kind)
    }

    fn beside(kind: FailureKind, plain: HttpAnswer) -> Verdict {
        judge_run(&[tunnel(kind), forward_with(plain)]).remove(0)
    }

    fn squid(error: &str) -> HttpAnswer {
        page(503, &[("X-Squid-Error", error)], "")
    }

    #[test]
    fn a_cut_is_what_the_plain_request_says() {
        let said = |error| beside(FailureKind::Closed, squid(error)).cause;
        assert_eq!(said("ERR_CONNECT_FAIL 111"), Some(Cause::ProxyUpstreamRefused));
        assert_eq!(said("ERR_ZERO_SIZE_OBJECT 0"), Some(Cause::ProxyUpstreamReset));
        assert_eq!(said("ERR_ACCESS_DENIED 0"), Some(Cause::ProxyDenied));
        let refused = head(502, "Connection refused");
        let verdict = beside(FailureKind::Closed, refused);
        assert_eq!(verdict.cause, Some(Cause::ProxyUpstreamRefused));
        assert!(verdict.notes[0].contains("GET go.example.test:80"), "{:?}", verdict.notes);
    }

    #[test]
    fn silence_is_only_explained_by_silence() {
        let said = |error| beside(FailureKind::TimedOut, squid(error));
        assert_eq!(said("ERR_CONNECT_FAIL 110").cause, Some(Cause::ProxyUpstreamTimedOut));
        assert_eq!(said("ERR_CONNECT_FAIL 111").status, Status::Inconclusive);
        assert_eq!(said("ERR_ACCESS_DENIED 0").status, Status::Inconclusive);
    }

    #[test]
    fn words_in_clear_are_explained_too() {
        let mut seen = tunnel(FailureKind::NotTls);
        seen.tunnel_answer = Some(head(302, "Redirect"));
        let text = "The site requested does not exist";
        let run = [seen, forward_with(page(200, &[], text))];
        assert_eq!(judge_run(&run)[0].cause, Some(Cause::ProxyUpstreamNameNotResolved));
    }

    #[test]
    fn a_denial_that_is_only_likely_settles_nothing() {
        let likely = page(403, &[("Server", "mitmproxy 11.0.2")], "");
        assert_eq!(beside(FailureKind::Closed, likely).status, Status::Inconclusive);
    }

    #[test]
    fn behind_a_true_connection_a_refused_one_explains_nothing() {
        let refused = connect_with(squid("ERR_CONNECT_FAIL 111"));
        let mut cut = tunnel(FailureKind::Closed);
        cut.steps.last_mut().unwrap().took = Duration::from_mins(1);
        let run =
            [cut, forward_with(squid("ERR_CONNECT_FAIL 111")), at(refused, "other.test", 443)];
        assert_eq!(judge_run(&run)[0].status, Status::Inconclusive);
    }

    #[test]
    fn an_endpoint_that_answers_plain_requests_or_an_unsigned_403_settles_nothing() {
        for plain in [forward(200, "OK"), forward(403, "Forbidden")] {
            let run = [tunnel(FailureKind::Closed), plain];
            assert_eq!(judge_run(&run)[0].status, Status::Inconclusive);
        }
    }
}
