//! The proxy took the request and did not answer it in a way that can be read.

use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::{Cause, Finding, Party};
use super::Rule;

/// A cut, silence, or an answer that is none.
pub(super) struct NoAnswer;

impl Rule for NoAnswer {
    fn name(&self) -> &'static str {
        "no_answer"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (step, failure) = seen.failed()?;
        if !matches!(step.stage, Stage::Tunnel | Stage::Forward | Stage::Http) {
            return None;
        }
        Some(match failure.kind {
            // Waiting is not refusing: policy answers came at once wherever they were measured, and
            // proxies wait longer than clients for names and endpoints.
            FailureKind::TimedOut => Finding::failed(Cause::ProxyNoVerdict, Party::BeyondProxy)
                .likely()
                .or(&[Cause::ProxyUpstreamTimedOut, Cause::ProxyUpstreamNameNotResolved])
                .note(format!(
                    "the proxy took the request and gave no verdict within {} s",
                    step.took.as_secs()
                )),
            // Some proxies refuse by a reset; only other names tell.
            FailureKind::Reset => Finding::open(
                Cause::TcpReset,
                &[Cause::ProxyDenied, Cause::ProxyUpstreamReset, Cause::ProxyWrongProtocol],
            ),
            FailureKind::Closed => Finding::open(
                Cause::TcpClosed,
                &[Cause::ProxyUpstreamReset, Cause::ProxyDenied, Cause::ProxyWrongProtocol],
            ),
            FailureKind::NotHttp | FailureKind::TooLarge => {
                Finding::failed(Cause::ProxyResponseInvalid, Party::Proxy)
            }
            FailureKind::NameNotFound
            | FailureKind::NoAddress
            | FailureKind::NotPublic
            | FailureKind::NameServerSilent
            | FailureKind::NameServerFailed
            | FailureKind::Refused
            | FailureKind::Unreachable
            | FailureKind::NotTls
            | FailureKind::Tls
            | FailureKind::LocalResources
            | FailureKind::LocalPolicy
            | FailureKind::SocksReply
            | FailureKind::LoginRefused
            | FailureKind::NotSocks
            | FailureKind::Cancelled
            | FailureKind::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{stopped, through_proxy};
    use super::*;

    fn said(stage: Stage, kind: FailureKind) -> Option<Finding> {
        NoAnswer.explains(&stopped(through_proxy("https://x.test/"), stage, kind))
    }

    #[test]
    fn silence_is_no_verdict_and_never_a_dead_proxy() {
        let found = said(Stage::Tunnel, FailureKind::TimedOut).unwrap();
        assert_eq!((found.cause, found.status), (Some(Cause::ProxyNoVerdict), Status::Failed));
    }

    #[test]
    fn a_reset_may_be_a_denial_and_is_not_called_one() {
        let found = said(Stage::Tunnel, FailureKind::Reset).unwrap();
        assert_eq!(found.status, Status::Inconclusive);
        assert!(found.could_also_be.contains(&Cause::ProxyDenied));
    }

    #[test]
    fn silence_before_the_request_is_not_this() {
        assert_eq!(said(Stage::Connect, FailureKind::TimedOut), None);
    }
}
