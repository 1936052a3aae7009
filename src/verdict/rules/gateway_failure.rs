//! The proxy could not do it and does not say why.

use crate::measurement::Measurement;

use super::super::phrases::vague;
use super::super::spoken::{Place, Spoken, certificate_is_doubtful, shows_an_origin};
use super::super::{Cause, Confidence, Finding, Party};
use super::Rule;

/// A 5xx, or another status, without a text that is known: never policy.
pub(super) struct GatewayFailure;

/// What such an answer may stand for.
const MAY_BE: &[Cause] = &[
    Cause::ProxyUpstreamNameNotResolved,
    Cause::ProxyUpstreamRefused,
    Cause::ProxyUpstreamTimedOut,
];

impl Rule for GatewayFailure {
    fn name(&self) -> &'static str {
        "gateway_failure"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        let status = spoken.answer.status;
        match spoken.place {
            Place::Connect if status == 504 => Some(
                Finding::failed(Cause::ProxyUpstreamTimedOut, Party::BeyondProxy)
                    .likely()
                    .or(&[Cause::ProxyUpstreamNameNotResolved]),
            ),
            // A server of plain HTTP says 400 to a TLS greeting: the endpoint does not speak TLS.
            Place::Clear if status == 400 => None,
            // After a promise a redirect is how one product reports its own failures.
            Place::Connect | Place::Clear => Some(not_said(spoken)),
            // Only where the proxy's own text stands there, or the certificate is the proxy's.
            Place::Forward if vague(spoken.answer).is_some() => Some(not_said(spoken)),
            Place::Inside if status >= 500 && certificate_is_doubtful(seen) => {
                (!shows_an_origin(spoken.answer)).then(|| not_said(spoken))
            }
            Place::Forward | Place::Inside | Place::Direct => None,
        }
    }
}

fn not_said(spoken: Spoken<'_>) -> Finding {
    let mut finding = Finding::failed(Cause::ProxyUpstreamFailed, Party::BeyondProxy).or(MAY_BE);
    finding.confidence = Confidence::Open;
    match vague(spoken.answer) {
        Some(product) => {
            finding.note(format!("{product} says this for names and connections alike"))
        }
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect, forward, forward_with, page};
    use super::*;

    #[test]
    fn a_502_to_connect_fails_and_is_no_policy() {
        let found = GatewayFailure.explains(&connect(502, "Bad Gateway")).unwrap();
        assert_eq!(found.status, Status::Failed);
        assert_eq!(
            (found.cause, found.confidence),
            (Some(Cause::ProxyUpstreamFailed), Confidence::Open)
        );
    }

    #[test]
    fn a_400_in_the_tunnel_is_an_endpoint_without_tls() {
        let mut seen = connect(200, "Connection established");
        seen.tunnel_answer = Some(page(400, &[("Server", "nginx")], "400 Bad Request"));
        assert_eq!(GatewayFailure.explains(&seen), None);
        seen.tunnel_answer = Some(page(502, &[], ""));
        assert!(GatewayFailure.explains(&seen).is_some());
    }

    #[test]
    fn a_502_to_a_plain_request_may_be_the_endpoints() {
        assert_eq!(GatewayFailure.explains(&forward(502, "Bad Gateway")), None);
        let own = page(502, &[], "502 Bad Gateway Host Not Found or connection failed");
        assert!(GatewayFailure.explains(&forward_with(own)).is_some());
    }
}
