//! Squid says in a header, and in the page's body id, which error page it sent.
//!
//! Source: Squid's `X-Squid-Error` header carries the name of the page and an errno. Squid 5 and
//! 6.0 to 6.2 do not say `ERR_DNS_FAIL` (Squid bug 5294, fixed in 6.3).

use crate::measurement::{HttpAnswer, Measurement};

use super::super::spoken::{Place, Spoken};
use super::super::{Cause, Confidence, Finding, Party};
use super::Rule;

/// `X-Squid-Error`, or `<body id=ERR_...>` where headers were taken out.
pub(super) struct SquidError;

impl Rule for SquidError {
    fn name(&self) -> &'static str {
        "squid_error"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        let (page, number) = error_of(spoken.answer)?;
        let by = if spoken.place == Place::Direct { Party::Path } else { Party::Proxy };
        let finding = explain(seen, spoken, &page, number, by)?;
        Some(match spoken.place {
            Place::Inside => finding.note("said by the proxy, inside a tunnel that it inspects"),
            Place::Connect | Place::Clear | Place::Forward | Place::Direct => finding,
        })
    }
}

fn explain(
    seen: &Measurement,
    spoken: Spoken<'_>,
    page: &str,
    number: Option<u32>,
    by: Party,
) -> Option<Finding> {
    let beyond = |cause| Some(Finding::failed(cause, Party::BeyondProxy));
    match page {
        // A denial by `deny_info` has a status where the name of the page would be.
        _ if page.ends_with("Access Denied") => Some(denied(seen, by)),
        "ERR_ACCESS_DENIED" | "ERR_BLOCKED" | "ERR_FORWARDING_DENIED" => Some(denied(seen, by)),
        "ERR_DNS_FAIL" => beyond(Cause::ProxyUpstreamNameNotResolved),
        "ERR_CONNECT_FAIL" => beyond(connect_errno(number)),
        "ERR_CANNOT_FORWARD" => Some(not_forwarded(spoken.answer)),
        "ERR_READ_ERROR" if number.unwrap_or(0) == 0 => Some(not_forwarded(spoken.answer)),
        "ERR_READ_ERROR" | "ERR_ZERO_SIZE_OBJECT" | "ERR_WRITE_ERROR" => {
            beyond(Cause::ProxyUpstreamReset)
        }
        "ERR_READ_TIMEOUT" | "ERR_LIFETIME_EXP" | "ERR_GATEWAY_FAILURE" => {
            beyond(Cause::ProxyUpstreamTimedOut)
        }
        "ERR_SECURE_CONNECT_FAIL" => match number {
            Some(104 | 10054 | 54) => beyond(Cause::ProxyUpstreamReset),
            Some(110 | 10060 | 60) => beyond(Cause::ProxyUpstreamTimedOut),
            _ if spoken.answer.status == 504 => beyond(Cause::ProxyUpstreamTimedOut),
            _ => Some(Finding::failed(Cause::ProxyUpstreamTls, by)),
        },
        "ERR_UNSUP_REQ" => Some(Finding::blocked(Cause::ProxyMethodDenied, by)),
        "ERR_PROTOCOL_UNKNOWN" => Some(Finding::failed(Cause::ProxyWrongProtocol, by)),
        // Authentication has a rule of its own; what is not known is left to the status code.
        _ => None,
    }
}

/// A denial. Squid does not say whether the name or the port is refused.
fn denied(seen: &Measurement, by: Party) -> Finding {
    let finding = Finding::blocked(Cause::ProxyDenied, by);
    match seen.probe.target.port {
        80 | 443 => finding,
        port => finding
            .or(&[Cause::ProxyPortDenied])
            .note(format!("port {port} may be refused whatever the name")),
    }
}

/// The same page stands for a name that is not resolved and for a missing parent. Only versions
/// that have a page of their own for names leave one meaning.
fn not_forwarded(answer: &HttpAnswer) -> Finding {
    if version(answer).is_some_and(|(major, minor)| major == 4 || (major, minor) >= (6, 3)) {
        return Finding::failed(Cause::ProxyChain, Party::BeyondProxy)
            .likely()
            .or(&[Cause::ProxyUpstreamNameNotResolved]);
    }
    Finding {
        refused_by: Some(Party::BeyondProxy),
        confidence: Confidence::Open,
        ..Finding::open(Cause::ProxyUpstreamNameNotResolved, &[Cause::ProxyChain])
    }
    .note("this version of Squid says the same when it cannot resolve a name and when no parent proxy is alive")
}

/// What an errno means, as Linux, Windows and BSD number it.
fn connect_errno(number: Option<u32>) -> Cause {
    match number {
        Some(111 | 10061 | 61) => Cause::ProxyUpstreamRefused,
        Some(110 | 10060 | 60) => Cause::ProxyUpstreamTimedOut,
        Some(113 | 101 | 10065 | 10051 | 65 | 51) => Cause::ProxyUpstreamUnreachable,
        Some(104 | 10054 | 54) => Cause::ProxyUpstreamReset,
        _ => Cause::ProxyUpstreamConnectFailed,
    }
}

/// The name of the error page and its errno.
fn error_of(answer: &HttpAnswer) -> Option<(String, Option<u32>)> {
    if let Some(value) = answer.header("X-Squid-Error") {
        let value = value.trim();
        return Some(match value.rsplit_once(' ') {
            Some((name, number)) if number.parse::<u32>().is_ok() => {
                (name.to_owned(), number.parse().ok())
            }
            _ => (value.to_owned(), None),
        });
    }
    let id = answer.page.body_id.as_str();
    if !id.starts_with("ERR_") {
        return None;
    }
    let text = &answer.page.text;
    let number = text
        .split_once("The system returned: (")
        .and_then(|(_, rest)| rest.split_once(')'))
        .and_then(|(number, _)| number.parse().ok());
    Some((id.to_owned(), number))
}

/// The version in `Server: squid/5.7` or in `Via: 1.1 name (squid/5.7)`, nearest to the client.
fn version(answer: &HttpAnswer) -> Option<(u32, u32)> {
    let text = [answer.header("Server"), answer.header("Via")]
        .into_iter()
        .flatten()
        .find_map(|value| value.rsplit_once("squid/").map(|(_, rest)| rest))?;
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next().and_then(|minor| minor.parse().ok()).unwrap_or(0);
    Some((major, minor))
}

#[cfg(test)]
mod tests {
    use super::super::super::Status;
    use super::super::super::samples::{connect_with, forward_with, page};
    use super::*;

    fn said(status: u16, error: &str, server: &str) -> Option<Finding> {
        let headers = [("X-Squid-Error", error), ("Server", server)];
        SquidError.explains(&connect_with(page(status, &headers, "")))
    }

    fn cause(error: &str) -> Option<Cause> {
        said(503, error, "squid/6.13")?.cause
    }

    #[test]
    fn every_errno_has_its_cause() {
        assert_eq!(cause("ERR_CONNECT_FAIL 111"), Some(Cause::ProxyUpstreamRefused));
        assert_eq!(cause("ERR_CONNECT_FAIL 110"), Some(Cause::ProxyUpstreamTimedOut));
        assert_eq!(cause("ERR_CONNECT_FAIL 113"), Some(Cause::ProxyUpstreamUnreachable));
        assert_eq!(cause("ERR_DNS_FAIL 0"), Some(Cause::ProxyUpstreamNameNotResolved));
        assert_eq!(cause("302 Access Denied"), Some(Cause::ProxyDenied));
    }

    #[test]
    fn old_versions_do_not_say_that_a_name_was_not_resolved() {
        let old = said(500, "ERR_CANNOT_FORWARD 0", "squid/5.7").unwrap();
        assert_eq!(old.status, Status::Inconclusive);
        assert_eq!(old.could_also_be, [Cause::ProxyChain]);
        for server in ["squid/6.3", "squid/7.7", "squid/4.13"] {
            let new = said(500, "ERR_CANNOT_FORWARD 0", server).unwrap();
            assert_eq!(new.cause, Some(Cause::ProxyChain), "{server}");
        }
        assert_eq!(
            said(500, "ERR_CANNOT_FORWARD 0", "squid/6.2").unwrap().status,
            Status::Inconclusive
        );
    }

    #[test]
    fn the_body_id_stands_in_for_the_header() {
        let text = "<body id=ERR_CONNECT_FAIL>The system returned: (111) Connection refused";
        let found = SquidError.explains(&forward_with(page(503, &[], text))).unwrap();
        assert_eq!(found.cause, Some(Cause::ProxyUpstreamRefused));
    }

    #[test]
    fn a_via_of_squid_is_not_this() {
        let headers = [("Via", "1.1 proxy (squid/5.7)"), ("X-Cache", "MISS from proxy")];
        assert_eq!(SquidError.explains(&forward_with(page(503, &headers, ""))), None);
    }
}
