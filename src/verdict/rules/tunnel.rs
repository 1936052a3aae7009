//! The proxy promised a tunnel, and nothing was proven in it.

use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::{Cause, Finding, Proof};
use super::Rule;

/// 2xx to CONNECT, then a cut or silence: an endpoint, a filter by server name, or a proxy that
/// promises first and connects later.
pub(super) struct Tunnel;

impl Rule for Tunnel {
    fn name(&self) -> &'static str {
        "tunnel"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (step, failure) = seen.failed()?;
        if !seen.proxied() || !matches!(step.stage, Stage::Tls | Stage::Http) {
            return None;
        }
        let cut = Finding::open(
            Cause::TunnelClosed,
            &[Cause::ProxyUpstreamReset, Cause::ProxyDenied, Cause::ProxyUpstreamFailed],
        );
        let silent =
            Finding::open(Cause::TunnelOpen, &[Cause::ProxyUpstreamTimedOut, Cause::ProxyDenied]);
        let finding = match failure.kind {
            FailureKind::Reset | FailureKind::Closed => cut,
            FailureKind::TimedOut => silent,
            FailureKind::NameNotFound
            | FailureKind::NoAddress
            | FailureKind::NotPublic
            | FailureKind::NameServerSilent
            | FailureKind::NameServerFailed
            | FailureKind::Refused
            | FailureKind::Unreachable
            | FailureKind::NotTls
            | FailureKind::Tls
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
        Some(finding.shown(Some(Proof::Tunnel)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect, direct, stopped};
    use super::*;

    #[test]
    fn a_cut_and_silence_stay_open() {
        for (kind, cause) in [
            (FailureKind::Closed, Cause::TunnelClosed),
            (FailureKind::Reset, Cause::TunnelClosed),
            (FailureKind::TimedOut, Cause::TunnelOpen),
        ] {
            let found = Tunnel.explains(&stopped(connect(200, "OK"), Stage::Tls, kind)).unwrap();
            assert_eq!((found.status, found.cause), (Status::Inconclusive, Some(cause)));
        }
    }

    #[test]
    fn without_a_proxy_there_is_no_tunnel() {
        let seen = stopped(direct("https://x.test/"), Stage::Tls, FailureKind::Closed);
        assert_eq!(Tunnel.explains(&seen), None);
    }
}
