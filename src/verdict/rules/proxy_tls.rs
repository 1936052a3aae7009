//! TLS with the proxy itself failed.

use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::{Cause, Finding, Party};
use super::Rule;

/// The setting says `https://`, and the proxy port does not complete TLS.
pub(super) struct ProxyTls;

impl Rule for ProxyTls {
    fn name(&self) -> &'static str {
        "proxy_tls"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (step, failure) = seen.failed()?;
        if step.stage != Stage::ProxyTls {
            return None;
        }
        Some(match failure.kind {
            FailureKind::NotTls => Finding::failed(Cause::ProxyWrongProtocol, Party::Proxy)
                .note("the setting says https://, and the proxy port does not speak TLS"),
            FailureKind::Reset | FailureKind::Closed | FailureKind::TimedOut => {
                Finding::failed(Cause::ProxyWrongProtocol, Party::Proxy)
                    .likely()
                    .or(&[super::first_hop::connection(failure.kind)])
                    .note("some plain proxies answer TLS with silence or a cut")
            }
            FailureKind::NameNotFound
            | FailureKind::NoAddress
            | FailureKind::NotPublic
            | FailureKind::NameServerSilent
            | FailureKind::NameServerFailed
            | FailureKind::Refused
            | FailureKind::Unreachable
            | FailureKind::Tls
            | FailureKind::NotHttp
            | FailureKind::TooLarge
            | FailureKind::LocalResources
            | FailureKind::LocalPolicy
            | FailureKind::SocksReply
            | FailureKind::LoginRefused
            | FailureKind::NotSocks
            | FailureKind::Cancelled
            | FailureKind::Other => Finding::failed(Cause::TlsFailed, Party::Proxy),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{stopped, through_proxy};
    use super::*;

    #[test]
    fn a_plain_port_is_a_wrong_protocol() {
        let seen = stopped(through_proxy("https://x.test/"), Stage::ProxyTls, FailureKind::NotTls);
        assert_eq!(ProxyTls.explains(&seen).unwrap().cause, Some(Cause::ProxyWrongProtocol));
    }

    #[test]
    fn tls_in_the_tunnel_is_not_this() {
        let seen = stopped(through_proxy("https://x.test/"), Stage::Tls, FailureKind::NotTls);
        assert_eq!(ProxyTls.explains(&seen), None);
    }
}
