//! The proxy refused CONNECT with a status that has one usual meaning.

use crate::measurement::Measurement;

use super::super::spoken::{Place, Spoken, certificate_is_doubtful, server};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// 403, 404, 405, 407 without a challenge, 418, 470 and redirects in answer to CONNECT; and a 403
/// by a product that writes its name only on its own answers.
pub(super) struct RefusedConnect;

/// Products that leave the `Server` header of what they pass on alone, so that their own name there
/// marks an answer that they made.
const SIGN_ONLY_THEIR_OWN: &[&str] = &["squid", "tinyproxy", "mitmproxy", "e2guardian", "zscaler"];

impl Rule for RefusedConnect {
    fn name(&self) -> &'static str {
        "refused_connect"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        let denied = || Finding::blocked(Cause::ProxyDenied, Party::Proxy);
        let status = spoken.answer.status;
        match (spoken.place, status) {
            // Which of name, port and address is refused stays open; that it is the proxy, not.
            (Place::Connect, 403) => Some(match seen.probe.target.port {
                443 => denied(),
                _ => denied().or(&[Cause::ProxyPortDenied]),
            }),
            (Place::Connect, 404 | 407 | 418 | 451 | 470 | 300..=399)
            | (Place::Clear, 403)
            | (Place::Forward, 407) => Some(denied().likely()),
            (Place::Connect, 405 | 501) => {
                Some(Finding::blocked(Cause::ProxyMethodDenied, Party::Proxy).likely())
            }
            (Place::Forward | Place::Inside, 403) => {
                let own = server(spoken.answer)
                    .is_some_and(|name| SIGN_ONLY_THEIR_OWN.contains(&name.as_str()));
                let doubtful = spoken.place == Place::Forward || certificate_is_doubtful(seen);
                (own && doubtful).then(|| denied().likely())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect, connect_with, forward, forward_with, page};
    use super::*;
    use crate::measurement::Measurement;

    fn said(seen: &Measurement) -> Option<Cause> {
        RefusedConnect.explains(seen)?.cause
    }

    #[test]
    fn connect_is_refused_by_the_proxy() {
        for status in [302, 403, 404, 407, 418, 470] {
            assert_eq!(said(&connect(status, "")), Some(Cause::ProxyDenied), "{status}");
        }
        assert_eq!(said(&connect_with(page(405, &[], ""))), Some(Cause::ProxyMethodDenied));
    }

    #[test]
    fn gateway_errors_are_never_policy() {
        for status in [500, 502, 503, 504] {
            assert_eq!(said(&connect(status, "")), None, "{status}");
        }
    }

    #[test]
    fn a_403_to_a_plain_request_needs_the_proxys_name() {
        assert_eq!(said(&forward(403, "Forbidden")), None);
        assert_eq!(said(&forward_with(page(403, &[("Server", "Kestrel")], ""))), None);
        let own = page(403, &[("Server", "mitmproxy 11.0.2")], "");
        assert_eq!(said(&forward_with(own)), Some(Cause::ProxyDenied));
    }
}
