//! TLS with the proxy itself failed.

use crate::measurement::{ChainTrust, Dates, FailureKind, Measurement, NameFit, Stage, Trust};

use super::super::{Cause, Finding, Party};
use super::Rule;

/// The setting says `https://`, and the proxy port does not complete TLS, or shows a certificate that
/// is not accepted: nothing was asked of it then.
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
        let trust = seen.proxy_tls.as_ref().and_then(|session| session.trust.as_ref());
        if let Some(finding) = trust.and_then(refused) {
            return Some(match seen.probe.routing.route.proxy() {
                Some(proxy) => finding.note(format!(
                    "this concerns the certificate of the proxy {proxy}: nothing was asked of it"
                )),
                None => finding,
            });
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

/// What is wrong with the proxy's own certificate: the chain first, then the dates, then the name.
fn refused(trust: &Trust) -> Option<Finding> {
    let dates = trust.dates != Dates::Valid;
    let name = trust.name != NameFit::Fits;
    let cause = match trust.chain {
        ChainTrust::SelfSigned => Cause::TlsCertSelfSigned,
        ChainTrust::UnknownIssuer => Cause::TlsCertUnknownIssuer,
        ChainTrust::Revoked => Cause::TlsCertRevoked,
        ChainTrust::Invalid => Cause::TlsCertInvalid,
        ChainTrust::Trusted if dates => Cause::TlsCertDateInvalid,
        ChainTrust::Trusted if name => Cause::TlsCertNameInvalid,
        ChainTrust::Trusted => return None,
    };
    let mut finding = Finding::failed(cause, Party::Proxy);
    if dates && cause != Cause::TlsCertDateInvalid {
        finding = finding.note("the certificate is not valid today, either");
    }
    if name && cause != Cause::TlsCertNameInvalid {
        finding = finding.note("the certificate is for another name, too");
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{good, session, stopped, through_proxy, unknown_issuer};
    use super::super::super::{advice, judge};
    use super::*;

    fn shown(trust: Trust) -> (Measurement, crate::verdict::Verdict) {
        let seen = stopped(through_proxy("https://x.test/"), Stage::ProxyTls, FailureKind::Tls);
        let proxy_tls = Some(session(trust, "Proxy Root"));
        let seen = Measurement { proxy_tls, ..seen };
        let verdict = judge(&seen);
        (seen, verdict)
    }

    #[test]
    fn each_fault_of_the_proxys_certificate_has_its_cause() {
        let cause = |trust| {
            let (_, found) = shown(trust);
            assert_eq!(found.refused_by, Some(Party::Proxy), "{found:?}");
            assert!(found.notes.iter().any(|note| note.contains("http://proxy:8080")));
            assert!(found.evidence.iter().any(|line| line.contains("CN=Proxy Root")), "{found:?}");
            found.cause
        };
        let of = |chain| Trust { chain, ..good() };
        assert_eq!(cause(unknown_issuer()), Some(Cause::TlsCertUnknownIssuer));
        assert_eq!(cause(of(ChainTrust::SelfSigned)), Some(Cause::TlsCertSelfSigned));
        assert_eq!(cause(of(ChainTrust::Revoked)), Some(Cause::TlsCertRevoked));
        let expired = Trust { dates: Dates::Expired, ..good() };
        assert_eq!(cause(expired), Some(Cause::TlsCertDateInvalid));
        let other = Trust { name: NameFit::Differs, ..good() };
        assert_eq!(cause(other), Some(Cause::TlsCertNameInvalid));
    }

    #[test]
    fn a_second_fault_of_the_certificate_is_noted() {
        let (_, found) = shown(Trust { name: NameFit::Differs, ..unknown_issuer() });
        assert!(found.notes.iter().any(|note| note.contains("another name")), "{found:?}");
    }

    #[test]
    fn the_advice_is_about_the_proxy_and_not_about_the_endpoint() {
        let chains = [ChainTrust::SelfSigned, ChainTrust::UnknownIssuer, ChainTrust::Invalid];
        for chain in chains {
            let (seen, found) = shown(Trust { chain, ..good() });
            let told = advice(&found, &seen.probe);
            assert!(told.contains("http://proxy:8080") && !told.contains("x.test"), "{told}");
        }
        for trust in
            [Trust { dates: Dates::Expired, ..good() }, Trust { name: NameFit::Differs, ..good() }]
        {
            let (seen, found) = shown(trust);
            let told = advice(&found, &seen.probe);
            assert!(told.contains("proxy") && !told.contains("x.test"), "{told}");
        }
        let seen = stopped(through_proxy("https://x.test/"), Stage::ProxyTls, FailureKind::Tls);
        let told = advice(&judge(&seen), &seen.probe);
        assert!(told.contains("TLS 1.2") && !told.contains("x.test"), "{told}");
    }

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
