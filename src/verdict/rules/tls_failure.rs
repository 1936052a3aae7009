//! Somebody spoke TLS, or something that is no TLS, and there was no session.

use crate::measurement::{FailureKind, Measurement, NativeCode, Stage};

use super::super::{Cause, Finding, Party, Proof};
use super::Rule;

/// An alert, a disagreement, or bytes that are no TLS; and, without a proxy, a cut or silence.
pub(super) struct TlsFailure;

impl Rule for TlsFailure {
    fn name(&self) -> &'static str {
        "tls_failure"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (step, failure) = seen.failed()?;
        if step.stage != Stage::Tls {
            return None;
        }
        let proof = if seen.proxied() { Proof::Tunnel } else { Proof::Tcp };
        let finding = match failure.kind {
            FailureKind::Tls => Finding::failed(alert(failure.native), Party::Origin).likely(),
            FailureKind::NotTls => Finding::failed(Cause::TlsProtocolError, Party::Origin)
                .likely()
                .note("a filter that answers in clear text looks the same"),
            kind if !seen.proxied() => {
                Finding::failed(super::first_hop::connection(kind), Party::Path)
                    .likely()
                    .note("after the name was sent in clear: a filter by server name does this too")
            }
            FailureKind::NameNotFound
            | FailureKind::NoAddress
            | FailureKind::NotPublic
            | FailureKind::NameServerSilent
            | FailureKind::NameServerFailed
            | FailureKind::Refused
            | FailureKind::Unreachable
            | FailureKind::Reset
            | FailureKind::Closed
            | FailureKind::TimedOut
            | FailureKind::NotHttp
            | FailureKind::TooLarge
            | FailureKind::LocalResources
            | FailureKind::LocalPolicy
            | FailureKind::SocksReply
            | FailureKind::LoginRefused
            | FailureKind::NotSocks
            | FailureKind::Cancelled
            | FailureKind::Other => return None,
        };
        Some(finding.shown(Some(proof)))
    }
}

/// What an alert is called (RFC 8446, section 6).
fn alert(native: Option<NativeCode>) -> Cause {
    match native {
        Some(NativeCode::TlsAlert(40 | 47 | 70 | 71 | 86)) => Cause::TlsVersionOrCipherMismatch,
        Some(NativeCode::TlsAlert(42 | 43 | 116)) => Cause::TlsBadClientAuthCert,
        Some(NativeCode::TlsAlert(10 | 20 | 22 | 50 | 51)) => Cause::TlsProtocolError,
        _ => Cause::TlsFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect, direct, passed, stopped};
    use super::*;

    #[test]
    fn alerts_have_their_causes() {
        assert_eq!(alert(Some(NativeCode::TlsAlert(70))), Cause::TlsVersionOrCipherMismatch);
        assert_eq!(alert(Some(NativeCode::TlsAlert(116))), Cause::TlsBadClientAuthCert);
        assert_eq!(alert(None), Cause::TlsFailed);
    }

    #[test]
    fn a_cut_without_a_proxy_is_the_paths() {
        let seen = passed(direct("https://x.test/"), Stage::Connect);
        let found = TlsFailure.explains(&stopped(seen, Stage::Tls, FailureKind::Reset)).unwrap();
        assert_eq!((found.cause, found.refused_by), (Some(Cause::TcpReset), Some(Party::Path)));
    }

    #[test]
    fn a_cut_in_a_tunnel_is_not_this() {
        let seen = stopped(connect(200, "OK"), Stage::Tls, FailureKind::Reset);
        assert_eq!(TlsFailure.explains(&seen), None);
    }
}
