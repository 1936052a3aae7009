//! The HTTP answer that may be the proxy's own, and where it was said.

use super::interception::interception;
use crate::measurement::{ChainTrust, HttpAnswer, Measurement, Stage};

/// Where an answer was said, which decides who may have said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In answer to CONNECT, other than 2xx: the proxy's words.
    Connect,
    /// In clear text inside a tunnel that was to carry TLS: the proxy's words.
    Clear,
    /// In answer to an absolute-form request: the proxy's words, or the endpoint's passed on.
    Forward,
    /// Inside TLS through a tunnel: the endpoint's words, or those of a proxy that inspects.
    Inside,
    /// Without a proxy: the endpoint's words, or those of a filter on the path.
    Direct,
}

/// An answer and where it was said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken<'a> {
    /// The answer.
    pub answer: &'a HttpAnswer,
    /// Where.
    pub place: Place,
}

impl<'a> Spoken<'a> {
    /// The last answer of a measurement. A 2xx to CONNECT is none: it is a promise. Clear text where
    /// TLS was expected is none without a proxy: it is an endpoint that does not speak TLS.
    pub fn of(seen: &'a Measurement) -> Option<Self> {
        if let Some(answer) = seen.tunnel_answer.as_ref().filter(|_| seen.proxied()) {
            return Some(Self { answer, place: Place::Clear });
        }
        if let Some(answer) = &seen.answer {
            let place = if seen.proxied() { Place::Inside } else { Place::Direct };
            return Some(Self { answer, place });
        }
        let answer = seen.proxy_answer.as_ref()?;
        if seen.step(Stage::Tunnel).is_none() {
            return Some(Self { answer, place: Place::Forward });
        }
        (!answer.is_success()).then_some(Self { answer, place: Place::Connect })
    }

    /// True where nobody but the proxy can have said it.
    pub fn is_the_proxys(self) -> bool {
        matches!(self.place, Place::Connect | Place::Clear)
    }
}

/// True when the certificate in the tunnel does not vouch for the endpoint, so that whoever
/// answers under it may be the proxy: it is not trusted, was not judged, or is that of somebody who
/// is known to inspect, trusted or not.
pub(super) fn certificate_is_doubtful(seen: &Measurement) -> bool {
    seen.tls.as_ref().is_some_and(|tls| {
        if interception(seen).is_some_and(|found| found.is_seen()) {
            return true;
        }
        tls.trust.as_ref().is_none_or(|trust| {
            matches!(trust.chain, ChainTrust::UnknownIssuer | ChainTrust::SelfSigned)
        })
    })
}

/// The product that an answer's `Server` header names, without its version, in lower case.
pub(super) fn server(answer: &HttpAnswer) -> Option<String> {
    let text = answer.header("Server")?;
    let name = text.split(['/', ' ', ';', '(']).next().unwrap_or("");
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// Products that may stand in the `Server` header of an answer that a forward proxy made itself,
/// or that overwrite the header of what they pass on. Any other name shows that the answer was
/// passed on.
const MAY_BE_A_PROXY: &[&str] = &[
    "apache",
    "ats",
    "barracuda",
    "barracudahttp",
    "bigip",
    "bluecoat",
    "cisco-wsa",
    "e2guardian",
    "envoy",
    "fortiproxy",
    "fortiweb",
    "haproxy",
    "iboss",
    "mcafee",
    "mitmproxy",
    "netskope",
    "nginx",
    "olfeo",
    "openresty",
    "privoxy",
    "proxy",
    "proxy.py",
    "skyhigh",
    "sonicwall",
    "squid",
    "tinyproxy",
    "trafficserver",
    "varnish",
    "wingate",
    "zscaler",
];

/// Words on a page that smell of a filter, so that its `Server` header is not believed.
const FILTER_WORDS: &[&str] = &[
    "proxy",
    "filter",
    "blocked",
    "policy",
    "firewall",
    "gateway",
    "category",
    "administrator",
    "not allowed",
    "denied by",
];

/// True when an answer was passed on: it names a server that is no proxy, and its page does not
/// speak like a filter. A `Via` header alone shows nothing: proxies also put it on their own
/// answers, and networks before the endpoint send one too.
pub(super) fn shows_an_origin(answer: &HttpAnswer) -> bool {
    let Some(server) = server(answer) else { return false };
    if MAY_BE_A_PROXY.iter().any(|known| server.starts_with(known)) {
        return false;
    }
    let page = format!("{} {}", answer.page.title, answer.page.text).to_lowercase();
    !FILTER_WORDS.iter().any(|word| page.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{connect, forward, page};
    use super::*;

    #[test]
    fn a_promise_is_no_answer() {
        assert!(Spoken::of(&connect(200, "Connection established")).is_none());
        assert_eq!(Spoken::of(&connect(403, "Forbidden")).unwrap().place, Place::Connect);
        assert_eq!(Spoken::of(&forward(200, "OK")).unwrap().place, Place::Forward);
    }

    #[test]
    fn only_a_foreign_server_shows_an_origin() {
        let from =
            |server: &str, text: &str| shows_an_origin(&page(403, &[("Server", server)], text));
        assert!(from("Microsoft-IIS/10.0", "You do not have permission"));
        assert!(!from("Apache/2.4", "You do not have permission"));
        assert!(!from("squid/6.13", ""));
        assert!(!from("Contoso/1", "Blocked by company policy"));
        assert!(!shows_an_origin(&page(403, &[("Via", "1.1 x")], "")));
    }
}
