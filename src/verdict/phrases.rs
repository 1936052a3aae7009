//! What measured proxies write on their own pages, and what it means.
//!
//! Each phrase was seen in answers of the named product with the truth known. Commercial products,
//! which were not measured, are in `signatures.yaml`.

use crate::measurement::HttpAnswer;

use super::Cause;
use super::spoken::{Place, Spoken};

/// Where a phrase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// Anywhere in the reason phrase.
    Reason,
    /// Anywhere in the title.
    Title,
    /// Anywhere in the visible text or in `X-Smokescreen-Error`.
    Text,
}

/// Where a phrase may be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    /// In any answer: no endpoint writes it.
    Anywhere,
    /// Only where nobody but the proxy can speak: endpoints behind the same software write it too.
    FromTheProxy,
    /// Only where the request did not go into a TLS session of the proxy's own: inside one, the
    /// same page also stands for a session that the endpoint cut.
    BeforeTls,
}

/// A phrase, in lower case, and its meaning.
struct Phrase {
    at: Where,
    text: &'static str,
    heard: Heard,
    cause: Cause,
    /// Who writes it.
    product: &'static str,
}

const fn phrase(
    at: Where,
    text: &'static str,
    heard: Heard,
    cause: Cause,
    product: &'static str,
) -> Phrase {
    Phrase { at, text, heard, cause, product }
}

/// Words about names before words about connections before words about policy: a page that speaks
/// of a name that was not found often also says that access was not possible.
const PHRASES: &[Phrase] = {
    use Cause::{
        ProxyChain as Chain, ProxyDenied as Denied, ProxyPortDenied as Port,
        ProxyUpstreamConnectFailed as Connect, ProxyUpstreamNameNotResolved as Dns,
        ProxyUpstreamRefused as Refused, ProxyUpstreamReset as Reset,
        ProxyUpstreamTimedOut as TimedOut, ProxyUpstreamTls as Tls,
        ProxyUpstreamUnreachable as Unreachable,
    };
    use Heard::{Anywhere, BeforeTls, FromTheProxy};
    use Where::{Reason, Text, Title};
    &[
        phrase(Text, "dns lookup failure for", Anywhere, Dns, "Apache httpd"),
        phrase(Reason, "cannot find server.", Anywhere, Dns, "Traffic Server"),
        phrase(Title, "unknown host", Anywhere, Dns, "Traffic Server"),
        phrase(Reason, "no such domain", Anywhere, Dns, "Privoxy"),
        phrase(Text, "dns resolution failure", Anywhere, Dns, "Envoy"),
        phrase(Text, "name or service not known", Anywhere, Dns, "getaddrinfo"),
        phrase(Text, "temporary failure in name resolution", Anywhere, Dns, "getaddrinfo"),
        phrase(Text, "no address associated with hostname", Anywhere, Dns, "getaddrinfo"),
        phrase(Text, "failed to resolve remote hostname", Anywhere, Dns, "Smokescreen"),
        phrase(Text, "timed out connecting to remote host: lookup ", Anywhere, Dns, "Smokescreen"),
        phrase(Text, "the site requested does not exist", Anywhere, Dns, "E2Guardian"),
        phrase(Text, "does not have an ipv4 address", Anywhere, Dns, "E2Guardian"),
        phrase(Text, "temporary dns service failure", Anywhere, Dns, "E2Guardian"),
        phrase(Text, "unable to determine ip address from host name", Anywhere, Dns, "Squid"),
        phrase(Text, "certificate verify failed", Anywhere, Tls, "mitmproxy"),
        phrase(Reason, "certificate validation failed", Anywhere, Tls, "Privoxy"),
        phrase(Reason, "certificateincident", Anywhere, Tls, "Skyhigh Web Gateway"),
        phrase(Text, "unable to load website ssl site", Anywhere, Tls, "E2Guardian"),
        phrase(Reason, "parent proxy unreacheable", Anywhere, Chain, "Cntlm"),
        phrase(Text, "timed out connecting to remote host", Anywhere, TimedOut, "Smokescreen"),
        phrase(Text, "reset reason: connection timeout", Anywhere, TimedOut, "Envoy"),
        phrase(Text, "upstream request timeout", Anywhere, TimedOut, "Envoy"),
        phrase(Title, "inactivity timeout", Anywhere, TimedOut, "Traffic Server"),
        phrase(Text, "the server didn't respond in time", Anywhere, TimedOut, "HAProxy"),
        phrase(Text, "[errno 111]", Anywhere, Refused, "mitmproxy"),
        phrase(Text, "[errno 110]", Anywhere, TimedOut, "mitmproxy"),
        phrase(Text, "[errno 113]", Anywhere, Unreachable, "mitmproxy"),
        phrase(Text, "[errno 101]", Anywhere, Unreachable, "mitmproxy"),
        phrase(Text, "delayed connect error: 111", Anywhere, Refused, "Envoy"),
        phrase(Text, "delayed connect error: connection refused", Anywhere, Refused, "Envoy"),
        phrase(Reason, "connection refused", BeforeTls, Refused, "Traffic Server"),
        phrase(Reason, "no route to host", BeforeTls, Unreachable, "Traffic Server"),
        phrase(Reason, "connect failed", BeforeTls, Connect, "Traffic Server and Privoxy"),
        phrase(Title, "could not connect", BeforeTls, Connect, "Traffic Server"),
        phrase(Reason, "bad destination address", BeforeTls, Connect, "Traffic Server"),
        phrase(Text, "reset reason: remote connection failure", BeforeTls, Connect, "Envoy"),
        phrase(Text, "failed to connect to remote host", FromTheProxy, Connect, "Smokescreen"),
        // For a name that it cannot resolve, Apache httpd has another page.
        phrase(
            Text,
            "due to maintenance downtime or capacity",
            FromTheProxy,
            Connect,
            "Apache httpd",
        ),
        phrase(Text, "the site requested is not responding", BeforeTls, Connect, "E2Guardian"),
        phrase(Text, "reset reason: connection termination", Anywhere, Reset, "Envoy"),
        phrase(Reason, "no data received from server or forwarder", Anywhere, Reset, "Privoxy"),
        phrase(Reason, "malformed server response status", Anywhere, Reset, "Traffic Server"),
        phrase(Text, "reason: error reading from remote server", Anywhere, Reset, "Apache httpd"),
        phrase(Text, "502 bad gateway server closed connection", Anywhere, Reset, "mitmproxy"),
        phrase(Text, "502 bad gateway connection closed", Anywhere, Reset, "mitmproxy"),
        phrase(Reason, "could not send data to remote server", Anywhere, Reset, "Tinyproxy"),
        phrase(Text, "connect method not allowed with the port", Anywhere, Port, "Tinyproxy"),
        phrase(Reason, "tunnel forbidden", Anywhere, Port, "Traffic Server"),
        phrase(Text, "connect to remote machine blocked", Anywhere, Denied, "Apache httpd"),
        phrase(Text, "egress proxying is denied", Anywhere, Denied, "Smokescreen"),
        phrase(Reason, "filtered", Anywhere, Denied, "Tinyproxy"),
        phrase(Reason, "request blocked by privoxy", Anywhere, Denied, "Privoxy"),
        phrase(Title, "e2guardian - access denied", Anywhere, Denied, "E2Guardian"),
        phrase(Text, "access control list denies you", Anywhere, Denied, "3proxy"),
        phrase(Reason, "i'm a tea pot", Anywhere, Denied, "proxy.py"),
        phrase(Text, "forbidden by administrative rules", FromTheProxy, Denied, "HAProxy"),
        phrase(Text, "rbac: access denied", FromTheProxy, Denied, "Envoy"),
    ]
};

/// Phrases that only say that the endpoint could not be reached, with all causes in one text.
const VAGUE: &[(&str, &str)] = &[
    ("host not found or connection failed", "3proxy"),
    ("unable to connect to the remote web server", "Tinyproxy"),
    ("no server is available to handle this request", "HAProxy"),
    ("the server returned an invalid or incomplete response", "HAProxy"),
    ("failed to connect to remote host", "Smokescreen"),
    ("upstream connect error or disconnect/reset before headers", "Envoy"),
];

/// The meaning of an answer's own words, and the product that writes them.
pub(super) fn meaning(spoken: Spoken<'_>) -> Option<(Cause, &'static str)> {
    let reading = Reading::of(spoken.answer);
    PHRASES
        .iter()
        .find(|phrase| {
            let believed = match phrase.heard {
                Heard::Anywhere => true,
                Heard::FromTheProxy => spoken.is_the_proxys(),
                Heard::BeforeTls => spoken.place != Place::Inside,
            };
            believed && reading.at(phrase.at).contains(phrase.text)
        })
        .map(|phrase| (phrase.cause, phrase.product))
}

/// The product whose text stands for every kind of upstream trouble.
pub(super) fn vague(answer: &HttpAnswer) -> Option<&'static str> {
    let reading = Reading::of(answer);
    VAGUE.iter().find(|(text, _)| reading.text.contains(text)).map(|(_, product)| *product)
}

/// True for a text that stands for all kinds of upstream trouble and speaks of the connection: its
/// writer connects before it answers.
pub(super) fn says_it_could_not_connect(answer: &HttpAnswer) -> bool {
    let reading = Reading::of(answer);
    VAGUE.iter().any(|(text, _)| text.contains("connect") && reading.text.contains(text))
}

/// An answer in lower case.
struct Reading {
    reason: String,
    title: String,
    text: String,
}

impl Reading {
    fn of(answer: &HttpAnswer) -> Self {
        let mut text = answer.header("X-Smokescreen-Error").unwrap_or_default().to_lowercase();
        text.push(' ');
        text.push_str(&answer.page.text.to_lowercase());
        Self { reason: answer.reason.to_lowercase(), title: answer.page.title.to_lowercase(), text }
    }

    fn at(&self, place: Where) -> &str {
        match place {
            Where::Reason => &self.reason,
            Where::Title => &self.title,
            Where::Text => &self.text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{head, page};
    use super::*;

    fn heard(answer: &HttpAnswer, place: Place) -> Option<Cause> {
        meaning(Spoken { answer, place }).map(|(cause, _)| cause)
    }

    #[test]
    fn phrases_are_written_as_they_are_compared() {
        for phrase in PHRASES {
            assert_eq!(phrase.text, phrase.text.to_lowercase());
            assert!(!phrase.product.is_empty());
        }
    }

    #[test]
    fn names_go_before_connections() {
        let answer = page(502, &[], "Failed to connect: Name or service not known");
        assert_eq!(heard(&answer, Place::Connect), Some(Cause::ProxyUpstreamNameNotResolved));
    }

    #[test]
    fn words_that_origins_write_too_count_only_from_the_proxy() {
        let answer = page(403, &[], "Request forbidden by administrative rules.");
        assert_eq!(heard(&answer, Place::Connect), Some(Cause::ProxyDenied));
        assert_eq!(heard(&answer, Place::Forward), None);
    }

    #[test]
    fn connect_failed_inside_tls_may_be_a_cut_session() {
        let answer = head(503, "Connect failed");
        assert_eq!(heard(&answer, Place::Forward), Some(Cause::ProxyUpstreamConnectFailed));
        assert_eq!(heard(&answer, Place::Inside), None);
    }
}
