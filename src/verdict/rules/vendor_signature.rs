//! The answer carries the signature of a product that is known from public material.

use crate::measurement::Measurement;

use super::super::signature::{self, Meaning, Strength};
use super::super::spoken::{Place, Spoken, certificate_is_doubtful};
use super::super::{Cause, Confidence, Finding, Party};
use super::Rule;

/// A signature of medium or high confidence fits.
pub(super) struct VendorSignature;

impl Rule for VendorSignature {
    fn name(&self) -> &'static str {
        "vendor_signature"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        let signature = signature::of_answer(spoken)?;
        // Under a certificate that is believed, only a well-founded block page is believed more.
        let believed = match spoken.place {
            Place::Connect | Place::Clear | Place::Forward => true,
            Place::Inside => certificate_is_doubtful(seen) || is_strong_denial(signature),
            Place::Direct => is_strong_denial(signature),
        };
        if !believed {
            return None;
        }
        let by = if spoken.place == Place::Direct { Party::Path } else { Party::Proxy };
        let mut finding = explain(signature.meaning, by)?;
        if signature.confidence < Strength::High || !spoken.is_the_proxys() {
            finding = finding.likely();
        }
        Some(finding.note(format!("the answer looks like {}", signature.product)))
    }
}

fn is_strong_denial(signature: &signature::Signature) -> bool {
    signature.meaning == Meaning::PolicyDenied && signature.confidence == Strength::High
}

fn explain(meaning: Meaning, by: Party) -> Option<Finding> {
    let beyond = |cause| Some(Finding::failed(cause, Party::BeyondProxy));
    match meaning {
        Meaning::PolicyDenied => Some(Finding::blocked(Cause::ProxyDenied, by)),
        Meaning::AuthRequired => Some(Finding::blocked(Cause::ProxyAuthRequired, by)),
        Meaning::AuthFailed => Some(Finding::blocked(Cause::ProxyAuthRejected, by)),
        Meaning::DnsFailure => beyond(Cause::ProxyUpstreamNameNotResolved),
        Meaning::UpstreamTimeout => beyond(Cause::ProxyUpstreamTimedOut),
        Meaning::UpstreamRefused => beyond(Cause::ProxyUpstreamRefused),
        Meaning::UpstreamFailure => beyond(Cause::ProxyUpstreamFailed)
            .map(|found| Finding { confidence: Confidence::Open, ..found }),
        Meaning::OriginCertRejected => Some(Finding::failed(Cause::ProxyUpstreamTls, by)),
        Meaning::ProxyChainProblem => beyond(Cause::ProxyChain),
        Meaning::TlsInterception | Meaning::ProxyPresent | Meaning::Behaviour => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect, forward_with, good, head, inside, page};
    use super::*;

    #[test]
    fn a_502_with_these_words_is_a_denial() {
        let reason =
            "Proxy Error ( Forefront TMG denied the specified Uniform Resource Locator (URL).  )";
        let found = VendorSignature.explains(&connect(502, reason)).unwrap();
        assert_eq!((found.status, found.cause), (Status::Blocked, Some(Cause::ProxyDenied)));
        assert_eq!(VendorSignature.explains(&connect(502, "Proxy Error")), None);
    }

    #[test]
    fn presence_is_not_denial() {
        let headers = [("Via", "1.1 gw (McAfee Web Gateway 10)"), ("Server", "Kestrel")];
        assert_eq!(VendorSignature.explains(&forward_with(page(403, &headers, ""))), None);
    }

    #[test]
    fn a_medium_signature_is_not_believed_under_a_good_certificate() {
        let answer = page(200, &[], "Blocked by ContentKeeper");
        assert!(VendorSignature.explains(&forward_with(answer.clone())).is_some());
        assert_eq!(VendorSignature.explains(&inside(good(), "Public CA", Some(answer))), None);
        assert_eq!(
            VendorSignature.explains(&inside(good(), "Public CA", Some(head(403, "x")))),
            None
        );
    }
}
