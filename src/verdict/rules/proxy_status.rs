//! A proxy says what went wrong in `Proxy-Status` (RFC 9209).

use crate::measurement::Measurement;

use super::super::spoken::{Place, Spoken, certificate_is_doubtful};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// `Proxy-Status` with an `error` parameter.
pub(super) struct ProxyStatus;

impl Rule for ProxyStatus {
    fn name(&self) -> &'static str {
        "proxy_status"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let spoken = Spoken::of(seen)?;
        // Under the endpoint's own certificate it is the endpoint's network that speaks.
        let heard = match spoken.place {
            Place::Connect | Place::Clear | Place::Forward => true,
            Place::Inside => certificate_is_doubtful(seen),
            Place::Direct => false,
        };
        if !heard {
            return None;
        }
        // Members stand in the order of the hops, the nearest one last (RFC 9209, section 2).
        let members: Vec<&str> =
            spoken.answer.headers_named("Proxy-Status").flat_map(members).collect();
        let member =
            members.into_iter().rev().find(|member| parameter(member, "error").is_some())?;
        let error = parameter(member, "error")?;
        let details = parameter(member, "details").unwrap_or_default().to_lowercase();
        let finding = explain(&error, &details)?;
        Some(if spoken.is_the_proxys() {
            finding
        } else {
            finding.likely().note("a network before the endpoint may also say this")
        })
    }
}

/// What the registered error types mean (RFC 9209, section 2.3).
fn explain(error: &str, details: &str) -> Option<Finding> {
    let beyond = |cause| Some(Finding::failed(cause, Party::BeyondProxy));
    match error {
        "dns_error" | "dns_timeout" => beyond(Cause::ProxyUpstreamNameNotResolved),
        // One product writes this for time-outs and missing routes too, and tells in the details.
        "connection_refused" => beyond(connection(details)),
        "connection_timeout"
        | "connection_read_timeout"
        | "connection_write_timeout"
        | "http_response_timeout" => beyond(Cause::ProxyUpstreamTimedOut),
        "connection_terminated" => beyond(Cause::ProxyUpstreamReset),
        "destination_ip_unroutable" => beyond(Cause::ProxyUpstreamUnreachable),
        "destination_ip_prohibited" | "http_request_denied" => {
            Some(Finding::blocked(Cause::ProxyDenied, Party::Proxy))
        }
        "tls_protocol_error" | "tls_certificate_error" | "tls_alert_received" => {
            Some(Finding::failed(Cause::ProxyUpstreamTls, Party::Proxy))
        }
        "proxy_loop_detected" => beyond(Cause::ProxyChain),
        "destination_not_found"
        | "destination_unavailable"
        | "connection_limit_reached"
        | "http_response_incomplete"
        | "http_protocol_error"
        | "proxy_internal_error"
        | "proxy_configuration_error" => beyond(Cause::ProxyUpstreamFailed).map(Finding::likely),
        _ => None,
    }
}

fn connection(details: &str) -> Cause {
    let says = |words: &[&str]| words.iter().any(|word| details.contains(word));
    if says(&["timeout", "timed out", "timed_out", "error: 110"]) {
        Cause::ProxyUpstreamTimedOut
    } else if says(&["unreachable", "no route", "error: 113", "error: 101"]) {
        Cause::ProxyUpstreamUnreachable
    } else if says(&["refused", "error: 111"]) {
        Cause::ProxyUpstreamRefused
    } else {
        Cause::ProxyUpstreamConnectFailed
    }
}

/// The members of a list, cut at commas outside quotes.
fn members(value: &str) -> impl Iterator<Item = &str> {
    outside_quotes(value, ',')
}

/// The value of a parameter, without its quotes.
fn parameter(member: &str, name: &str) -> Option<String> {
    outside_quotes(member, ';').skip(1).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c: char| {
        if c == '"' {
            quoted = !quoted;
        }
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect_with, good, inside, page};
    use super::*;

    fn said(value: &str) -> Option<Cause> {
        ProxyStatus.explains(&connect_with(page(503, &[("Proxy-Status", value)], "")))?.cause
    }

    #[test]
    fn details_are_read_where_the_error_is_vague() {
        assert_eq!(said("envoy; error=dns_error"), Some(Cause::ProxyUpstreamNameNotResolved));
        assert_eq!(
            said("envoy; error=connection_refused; details=\"connect error: 110; timeout\""),
            Some(Cause::ProxyUpstreamTimedOut)
        );
        assert_eq!(
            said("envoy; error=connection_refused; details=\"delayed connect error: 111\""),
            Some(Cause::ProxyUpstreamRefused)
        );
        assert_eq!(
            said("envoy; error=connection_refused"),
            Some(Cause::ProxyUpstreamConnectFailed)
        );
    }

    #[test]
    fn the_nearest_hop_is_heard() {
        let two = "far; error=dns_error, near; error=http_request_denied";
        assert_eq!(said(two), Some(Cause::ProxyDenied));
    }

    #[test]
    fn a_status_without_an_error_or_from_the_endpoints_network_is_not_this() {
        assert_eq!(said("envoy; next-hop=x"), None);
        let answer = page(502, &[("Proxy-Status", "cdn; error=dns_error")], "");
        assert_eq!(ProxyStatus.explains(&inside(good(), "Public CA", Some(answer))), None);
    }
}
