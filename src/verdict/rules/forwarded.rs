//! An ordinary answer to an absolute-form request: the endpoint's, passed on, or the proxy's own.

use crate::address::Scheme;
use crate::measurement::{HttpAnswer, Measurement};

use super::super::spoken::{Place, Spoken, shows_an_origin};
use super::super::{Cause, Confidence, Finding, Party, Proof};
use super::Rule;
use super::origin::counts_as_failure;

/// What no other rule recognised as the proxy's.
pub(super) struct Forwarded;

/// Headers that endpoints and the networks before them send, and proxies' own pages do not.
const ORIGIN_HEADERS: &[&str] = &[
    "ETag",
    "Last-Modified",
    "Strict-Transport-Security",
    "X-Powered-By",
    "X-AspNet-Version",
    "X-MSEdge-Ref",
    "X-Azure-Ref",
    "X-MS-Request-Id",
    "MS-CV",
    "Akamai-GRN",
    "CF-RAY",
    "X-Amz-Cf-Id",
];

impl Rule for Forwarded {
    fn name(&self) -> &'static str {
        "forwarded"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen).filter(|spoken| spoken.place == Place::Forward)?;
        let answer = spoken.answer;
        let sign = shows_an_origin(answer)
            || ORIGIN_HEADERS.iter().any(|name| answer.header(name).is_some());
        let finding = match (answer.status, sign) {
            (status, true) if counts_as_failure(status) => {
                Finding::failed(Cause::HttpError, Party::Origin).likely().shown(Some(Proof::Http))
            }
            (_, true) => Finding::reachable(Proof::Http).likely(),
            (200..=299, false) => Finding::reachable(Proof::Http)
                .likely()
                .note("nothing in the answer shows who wrote it; no block page is recognised"),
            (300..=399, false) if stays(answer, seen) => {
                Finding::reachable(Proof::Http).likely().note("a redirect within the same host")
            }
            (300..=399, false) => Finding::open(Cause::Unknown, &[Cause::ProxyDenied])
                .note("a redirect to another host: a block page, or the endpoint's own"),
            (408 | 500..=599, false) => Finding {
                confidence: Confidence::Open,
                ..Finding::open(Cause::ProxyUpstreamFailed, &[Cause::HttpError])
            }
            .note("nothing in the answer shows whether the proxy or the endpoint wrote it"),
            (status, false) => Finding::open(
                Cause::Unknown,
                &[Cause::ProxyDenied, Cause::HttpError],
            )
            .note(format!(
                "nothing shows whether the proxy or the endpoint wrote this {status}; HTTPS to \
                     the same name would tell"
            )),
        };
        Some(if seen.probe.target.scheme == Scheme::Https {
            finding.note(
                "the proxy was to speak TLS in this machine's place: the endpoint's certificate \
                 was not seen",
            )
        } else {
            finding
        })
    }
}

/// True for a redirect to the host that was asked.
fn stays(answer: &HttpAnswer, seen: &Measurement) -> bool {
    let Some(location) = answer.header("Location") else { return false };
    let Some((_, rest)) = location.split_once("://") else {
        return location.starts_with('/') && !location.starts_with("//");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = seen.probe.target.host.authority();
    let rest = authority.get(..host.len()).filter(|start| start.eq_ignore_ascii_case(&host));
    rest.is_some() && matches!(authority[host.len()..].chars().next(), None | Some(':'))
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect, forward, forward_with, page};
    use super::*;

    fn said(answer: HttpAnswer) -> Status {
        Forwarded.explains(&forward_with(answer)).unwrap().status
    }

    #[test]
    fn an_endpoint_that_shows_itself_is_reachable_whatever_its_status() {
        for status in [200, 302, 403, 404, 503] {
            assert_eq!(said(page(status, &[("Server", "Kestrel")], "no")), Status::Reachable);
            assert_eq!(said(page(status, &[("ETag", "x")], "no")), Status::Reachable);
        }
        assert_eq!(said(page(502, &[("Server", "Kestrel")], "")), Status::Failed);
    }

    #[test]
    fn without_a_sign_a_refusal_stays_open() {
        for status in [302, 400, 403, 404, 500, 503] {
            assert_eq!(
                said(page(status, &[("Via", "1.1 x")], "")),
                Status::Inconclusive,
                "{status}"
            );
        }
        assert_eq!(said(page(200, &[], "")), Status::Reachable);
    }

    #[test]
    fn redirects_within_the_host_are_the_endpoints() {
        let to = |location| said(page(302, &[("Location", location)], ""));
        assert_eq!(to("https://go.example.test/login"), Status::Reachable);
        assert_eq!(to("https://go.example.test.evil.test/"), Status::Inconclusive);
    }

    #[test]
    fn an_answer_to_connect_is_not_this() {
        assert_eq!(Forwarded.explains(&connect(200, "OK")), None);
        assert!(Forwarded.explains(&forward(200, "OK")).is_some());
    }
}
