//! A SOCKS5 proxy said no (RFC 1928, section 6). The products mean different things by one code.

use crate::auth::AuthOutcome;
use crate::measurement::{FailureKind, Measurement, NativeCode};

use super::super::{Cause, Finding, Party};
use super::Rule;
use super::authentication::spared;

/// A reply other than success.
pub(super) struct SocksReply;

impl Rule for SocksReply {
    fn name(&self) -> &'static str {
        "socks_reply"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (_, failure) = seen.failed()?;
        match failure.kind {
            FailureKind::SocksReply => {}
            FailureKind::LoginRefused => {
                return Some(match seen.auth.as_ref().map(|auth| &auth.outcome) {
                    Some(AuthOutcome::NotTriedAgain(after)) => spared(*after),
                    _ => Finding::blocked(Cause::ProxyAuthRejected, Party::Proxy),
                });
            }
            FailureKind::NotSocks => {
                return Some(Finding::failed(Cause::ProxyWrongProtocol, Party::ThisMachine));
            }
            _ => return None,
        }
        let Some(NativeCode::SocksReply(code)) = failure.native else {
            return Some(upstream_open());
        };
        Some(match code {
            // One product also says so where credentials are missing.
            2 => Finding::blocked(Cause::ProxyDenied, Party::Proxy)
                .likely()
                .or(&[Cause::ProxyAuthRequired]),
            3 => Finding::failed(Cause::ProxyUpstreamUnreachable, Party::BeyondProxy),
            // Two products say so for every name that is not resolved, and for a missing route.
            4 => Finding::open(
                Cause::ProxyUpstreamNameNotResolved,
                &[Cause::ProxyUpstreamUnreachable],
            ),
            // One product also says so for time-outs and a missing route.
            5 => Finding::failed(Cause::ProxyUpstreamConnectFailed, Party::BeyondProxy)
                .likely()
                .or(&[Cause::ProxyUpstreamRefused]),
            6 => Finding::failed(Cause::ProxyUpstreamTimedOut, Party::BeyondProxy).likely(),
            7 => Finding::failed(Cause::ProxyMethodDenied, Party::Proxy).likely(),
            // SOCKS 4 has one word for a denial and for every failure.
            91 => Finding::open(
                Cause::ProxyUpstreamFailed,
                &[Cause::ProxyUpstreamNameNotResolved, Cause::ProxyDenied],
            ),
            92 | 93 | 0xff => Finding::blocked(Cause::ProxyAuthRequired, Party::Proxy).likely(),
            _ => upstream_open(),
        })
    }
}

fn upstream_open() -> Finding {
    let mut finding = Finding::failed(Cause::ProxyUpstreamFailed, Party::BeyondProxy)
        .or(&[Cause::ProxyUpstreamNameNotResolved]);
    finding.confidence = super::super::Confidence::Open;
    finding
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{stopped, through_proxy};
    use super::*;
    use crate::measurement::Stage;

    fn said(kind: FailureKind, code: u8) -> Option<Finding> {
        let mut seen = stopped(through_proxy("https://x.test/"), Stage::Tunnel, kind);
        let step = seen.steps.last_mut().unwrap();
        let failure = step.outcome.clone().unwrap_err().with(NativeCode::SocksReply(code));
        step.outcome = Err(failure);
        SocksReply.explains(&seen)
    }

    #[test]
    fn only_two_is_a_denial() {
        for code in 1..=8 {
            let found = said(FailureKind::SocksReply, code).unwrap();
            assert_eq!(found.status == Status::Blocked, code == 2, "reply {code}");
        }
        assert_eq!(said(FailureKind::SocksReply, 4).unwrap().status, Status::Inconclusive);
    }

    #[test]
    fn other_failures_are_not_this() {
        assert_eq!(said(FailureKind::Closed, 2), None);
    }
}
