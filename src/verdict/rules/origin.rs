//! The endpoint itself answered.

use crate::address::Scheme;
use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::interception::{Interception, interception, shown_instead};
use super::super::spoken::certificate_is_doubtful;
use super::super::{Cause, Finding, Party, Proof};
use super::Rule;

/// An answer under the endpoint's own certificate, or from an endpoint without a proxy.
pub(super) struct Origin;

/// Statuses that the service connection point's own connection check counts as failure.
pub(super) fn counts_as_failure(status: u16) -> bool {
    matches!(status, 407 | 408 | 426 | 451 | 502 | 511 | 598 | 599)
}

impl Rule for Origin {
    fn name(&self) -> &'static str {
        "origin"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        if let Some(answer) = &seen.answer {
            if counts_as_failure(answer.status) {
                let finding = Finding::failed(Cause::HttpError, Party::Origin);
                return Some(finding.shown(Some(Proof::Http)));
            }
            let finding = certain(seen, Finding::reachable(Proof::Http));
            let Some(Interception::Seen(who)) = interception(seen) else {
                return Some(if must_not_be_inspected_and_may_be(seen) {
                    finding.likely().note(ONLY_GIVEN)
                } else {
                    finding
                });
            };
            let finding = finding.likely().note(format!(
                "TLS is inspected on the way ({who}); products that pin their certificates fail"
            ));
            return Some(match shown_instead(seen) {
                Some(line) => finding.note(line),
                None => finding,
            });
        }
        if seen.tls.is_some() && !certificate_is_doubtful(seen) {
            let finding = Finding::reachable(Proof::Tls).likely().note(
                "the endpoint completed TLS under a good certificate and did not answer the request",
            );
            return Some(if must_not_be_inspected_and_may_be(seen) {
                finding.note(ONLY_GIVEN)
            } else {
                finding
            });
        }
        let bare = seen.probe.target.scheme == Scheme::Tcp && seen.failed().is_none();
        if bare && seen.step(Stage::Connect).is_some() {
            return Some(if seen.proxied() {
                Finding::open(Cause::TunnelOpen, &[Cause::ProxyUpstreamTimedOut])
                    .shown(Some(Proof::Tunnel))
            } else {
                Finding::reachable(Proof::Tcp).note("only the connection was tested")
            });
        }
        without_tls(seen)
    }
}

/// What to know where an entry forbids inspection, and only a root of `--ca` vouches for the chain.
const ONLY_GIVEN: &str = "the list says that this endpoint must not be inspected, and only a root of \
    --ca vouches for its certificate: if that is the root of an inspecting proxy, it is inspected";

/// True where an entry forbids inspection and nobody can tell from the chain whether there is any.
fn must_not_be_inspected_and_may_be(seen: &Measurement) -> bool {
    seen.probe.forbids_inspection()
        && matches!(interception(seen), Some(Interception::Unknown(_)))
        && !certificate_is_doubtful(seen)
}

/// A direct request that failed before an answer, where no TLS was to be spoken.
fn without_tls(seen: &Measurement) -> Option<Finding> {
    let (step, failure) = seen.failed()?;
    if seen.proxied() || step.stage != Stage::Http {
        return None;
    }
    Some(
        match failure.kind {
            FailureKind::NotHttp => Finding::failed(Cause::HttpProtocolError, Party::Origin),
            FailureKind::TooLarge => Finding::failed(Cause::HttpResponseInvalid, Party::Origin),
            kind @ (FailureKind::NameNotFound
            | FailureKind::NoAddress
            | FailureKind::NotPublic
            | FailureKind::NameServerSilent
            | FailureKind::NameServerFailed
            | FailureKind::Refused
            | FailureKind::Unreachable
            | FailureKind::Reset
            | FailureKind::Closed
            | FailureKind::TimedOut
            | FailureKind::NotTls
            | FailureKind::Tls
            | FailureKind::LocalResources
            | FailureKind::LocalPolicy
            | FailureKind::SocksReply
            | FailureKind::LoginRefused
            | FailureKind::NotSocks
            | FailureKind::Cancelled
            | FailureKind::Other) => {
                Finding::failed(super::first_hop::connection(kind), Party::Path).likely()
            }
        }
        .shown(Some(Proof::Tcp)),
    )
}

/// Under a certificate that was not judged, or without TLS in a tunnel, it is only likely.
fn certain(seen: &Measurement, finding: Finding) -> Finding {
    let judged = seen.tls.as_ref().is_some_and(|tls| tls.trust.is_some());
    if judged {
        finding
    } else if seen.tls.is_some() {
        finding.likely().note("the certificate was not judged")
    } else {
        finding.likely()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect, direct, good, head, inside, passed, stopped};
    use super::*;
    use crate::measurement::{HttpAnswer, RootStore, Trust};
    use crate::plan::{Ask, Demands, Probe};

    /// Under a chain that these vouch for, asked by an entry that may forbid inspection.
    fn vouched(by: &[RootStore], no_inspection: bool, answer: Option<HttpAnswer>) -> Finding {
        let trust = Trust { by: by.to_vec(), ..good() };
        let mut seen = inside(trust, "Lab Root", answer);
        let ask = Ask {
            role: "own/a".to_owned(),
            pattern: "go.example.test".to_owned(),
            need: seen.probe.need(),
            demands: Demands { no_inspection, no_sign_in: false },
            place: None,
        };
        seen.probe = std::sync::Arc::new(Probe { asks: vec![ask], ..(*seen.probe).clone() });
        Origin.explains(&seen).unwrap()
    }

    #[test]
    fn a_root_of_ones_own_does_not_prove_that_nobody_inspects() {
        for answer in [Some(head(200, "OK")), None] {
            let found = vouched(&[RootStore::Given], true, answer.clone());
            assert_eq!(found.status, Status::Reachable);
            assert_eq!(found.confidence, super::super::super::Confidence::Likely);
            assert!(found.notes.iter().any(|note| note.contains("--ca")), "{found:?}");
            let elsewhere = vouched(&[RootStore::Given], false, answer.clone());
            assert!(!elsewhere.notes.iter().any(|note| note.contains("--ca")), "{elsewhere:?}");
            let public = vouched(&[RootStore::Public], true, answer);
            assert!(!public.notes.iter().any(|note| note.contains("--ca")), "{public:?}");
        }
    }

    #[test]
    fn any_status_is_an_answer_but_those_that_the_product_counts_as_failure() {
        for status in [200, 302, 401, 403, 404, 500, 503] {
            let seen = inside(good(), "Public CA", Some(head(status, "")));
            assert_eq!(Origin.explains(&seen).unwrap().status, Status::Reachable, "{status}");
        }
        for status in [407, 408, 426, 451, 502, 511, 598, 599] {
            let found = Origin.explains(&inside(good(), "Public CA", Some(head(status, ""))));
            assert_eq!(found.unwrap().cause, Some(Cause::HttpError), "{status}");
        }
    }

    #[test]
    fn a_trusted_inspector_is_named() {
        let seen = inside(good(), "Corp TLS Inspection CA", Some(head(200, "")));
        let found = Origin.explains(&seen).unwrap();
        assert_eq!(found.status, Status::Reachable);
        assert!(found.notes[0].contains("Corp TLS Inspection CA"));
        let silent = inside(good(), "Corp TLS Inspection CA", None);
        assert_eq!(Origin.explains(&silent), None);
    }

    #[test]
    fn a_promise_proves_nothing() {
        assert_eq!(Origin.explains(&connect(200, "Connection established")), None);
    }

    #[test]
    fn a_bare_connection_is_proof_only_without_a_proxy() {
        let seen = passed(direct("x.test:25"), Stage::Connect);
        assert_eq!(Origin.explains(&seen).unwrap().proof, Some(Proof::Tcp));
    }

    #[test]
    fn a_direct_request_that_is_cut_is_the_paths() {
        let seen = passed(direct("http://x.test/"), Stage::Connect);
        let found = Origin.explains(&stopped(seen, Stage::Http, FailureKind::Reset)).unwrap();
        assert_eq!((found.cause, found.status), (Some(Cause::TcpReset), Status::Failed));
    }
}
