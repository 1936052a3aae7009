//! The answer's words are those of a measured product.

use crate::measurement::Measurement;

use super::super::phrases;
use super::super::spoken::{Place, Spoken, certificate_is_doubtful, shows_an_origin};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// A phrase from the table fits.
pub(super) struct KnownPhrase;

impl Rule for KnownPhrase {
    fn name(&self) -> &'static str {
        "known_phrase"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        let heard = match spoken.place {
            Place::Connect | Place::Clear => true,
            Place::Forward => !shows_an_origin(spoken.answer),
            // The endpoint may write the same words, so its certificate must be in doubt.
            Place::Inside => certificate_is_doubtful(seen),
            Place::Direct => false,
        };
        if !heard {
            return None;
        }
        let (cause, product) = phrases::meaning(spoken)?;
        let cause = match cause {
            Cause::ProxyDenied
                if spoken.place == Place::Connect && is_port_refusal(spoken, seen) =>
            {
                Cause::ProxyPortDenied
            }
            other => other,
        };
        let finding = if cause.is_policy() {
            Finding::blocked(cause, Party::Proxy)
        } else if cause == Cause::ProxyUpstreamTls {
            Finding::failed(cause, Party::Proxy)
        } else {
            Finding::failed(cause, Party::BeyondProxy)
        };
        let finding = finding.note(format!("the words are those of {product}"));
        Some(if spoken.is_the_proxys() { finding } else { finding.likely() })
    }
}

/// Apache httpd says the same for a blocked host and for a port that CONNECT may not use; on 443,
/// which it allows from the start, it is the host.
fn is_port_refusal(spoken: Spoken<'_>, seen: &Measurement) -> bool {
    let text = spoken.answer.page.text.to_lowercase();
    text.contains("connect to remote machine blocked")
        && !matches!(seen.probe.target.port, 443 | 563)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect, forward_with, good, inside, page, unknown_issuer};
    use super::*;

    #[test]
    fn the_reason_phrase_decides_where_the_status_does_not() {
        let found = KnownPhrase.explains(&connect(404, "No such domain")).unwrap();
        assert_eq!(found.cause, Some(Cause::ProxyUpstreamNameNotResolved));
        assert_eq!(KnownPhrase.explains(&connect(404, "Not Found")), None);
    }

    #[test]
    fn an_endpoint_may_write_the_same_words() {
        let text = "Name or service not known";
        let origin = page(500, &[("Server", "Kestrel")], text);
        assert_eq!(KnownPhrase.explains(&forward_with(origin.clone())), None);
        assert_eq!(KnownPhrase.explains(&inside(good(), "Public CA", Some(origin))), None);
    }

    #[test]
    fn inside_an_inspected_tunnel_the_proxy_speaks() {
        let denied = page(403, &[], "Egress proxying is denied to host");
        let found = KnownPhrase.explains(&inside(unknown_issuer(), "Corp", Some(denied))).unwrap();
        assert_eq!(found.cause, Some(Cause::ProxyDenied));
    }
}
