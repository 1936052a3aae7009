//! The certificate that was presented in the endpoint's name is bad.

use crate::measurement::{ChainTrust, Dates, Measurement, NameFit, Trust};

use super::super::signature::inspecting;
use super::super::{Cause, Finding, Party, Proof};
use super::Rule;

/// Whatever was answered under it: the product will not accept it.
pub(super) struct BadCertificate;

impl Rule for BadCertificate {
    fn name(&self) -> &'static str {
        "certificate"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let tls = seen.tls.as_ref()?;
        let trust = tls.trust.as_ref().filter(|trust| !trust.is_good())?;
        let proof = seen.proxied().then_some(Proof::Tunnel);
        let finding = match trust.chain {
            ChainTrust::UnknownIssuer | ChainTrust::SelfSigned => {
                if let Some(who) = tls.chain.first().and_then(inspecting) {
                    let by = if seen.proxied() { Party::Proxy } else { Party::Path };
                    Finding::failed(Cause::TlsIntercepted, by)
                        .likely()
                        .shown(proof)
                        .note(format!("the issuer is {who}"))
                } else {
                    untrusted(trust).shown(Some(Proof::Tls))
                }
            }
            ChainTrust::Revoked => origin(Cause::TlsCertRevoked),
            ChainTrust::Invalid => origin(Cause::TlsCertInvalid),
            ChainTrust::Trusted => match (trust.dates, trust.name) {
                (Dates::Expired | Dates::NotYetValid, _) => origin(Cause::TlsCertDateInvalid),
                (Dates::Valid, NameFit::Differs) => origin(Cause::TlsCertNameInvalid),
                (Dates::Valid, NameFit::Fits) => return None,
            },
        };
        Some(finding)
    }
}

fn origin(cause: Cause) -> Finding {
    Finding::failed(cause, Party::Origin).shown(Some(Proof::Tls))
}

/// A chain that leads nowhere: the endpoint's own, or an inspecting proxy that is not known.
fn untrusted(trust: &Trust) -> Finding {
    let finding = match trust.chain {
        ChainTrust::SelfSigned => origin(Cause::TlsCertSelfSigned),
        ChainTrust::UnknownIssuer
        | ChainTrust::Trusted
        | ChainTrust::Revoked
        | ChainTrust::Invalid => origin(Cause::TlsCertUnknownIssuer),
    };
    let finding = finding.likely().or(&[Cause::TlsIntercepted]);
    match (trust.dates, trust.name) {
        (Dates::Valid, NameFit::Fits) => finding,
        (Dates::Valid, NameFit::Differs) => finding.or(&[Cause::TlsCertNameInvalid]),
        (Dates::Expired | Dates::NotYetValid, _) => finding.or(&[Cause::TlsCertDateInvalid]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{good, inside, page, unknown_issuer};
    use super::*;

    fn said(trust: Trust, issuer: &str) -> Option<Cause> {
        let answer = page(200, &[("Server", "Kestrel")], "");
        BadCertificate.explains(&inside(trust, issuer, Some(answer)))?.cause
    }

    #[test]
    fn each_fault_has_its_cause() {
        let expired = Trust { dates: Dates::Expired, ..good() };
        assert_eq!(said(expired, "Public CA"), Some(Cause::TlsCertDateInvalid));
        let other = Trust { name: NameFit::Differs, ..good() };
        assert_eq!(said(other, "Public CA"), Some(Cause::TlsCertNameInvalid));
        let own = Trust { chain: ChainTrust::SelfSigned, ..good() };
        assert_eq!(said(own, "go.example.test"), Some(Cause::TlsCertSelfSigned));
        assert_eq!(said(unknown_issuer(), "Some Root"), Some(Cause::TlsCertUnknownIssuer));
    }

    #[test]
    fn a_known_inspector_is_an_interception() {
        for issuer in ["Zscaler Intermediate Root CA (zscaler.net)", "Corp TLS Inspection CA"] {
            assert_eq!(said(unknown_issuer(), issuer), Some(Cause::TlsIntercepted), "{issuer}");
        }
    }

    #[test]
    fn a_good_certificate_is_not_this() {
        assert_eq!(said(good(), "Corp TLS Inspection CA"), None);
    }
}
