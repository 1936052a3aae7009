//! How proxies of several makes word their answers: one file per make, one line in the list.
//!
//! The status lines and telling headers are those that the products send with their default
//! configuration; the bodies are short ones of our own that carry the telling words.

mod apache;
mod envoy;
mod plain;
mod privoxy;
mod smokescreen;
mod squid;
mod tinyproxy;

use serde::Deserialize;

use super::request::Asked;
use super::response::Response;

/// A make of proxy to sound like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Squid 6.13, which names a failed lookup `ERR_DNS_FAIL`.
    #[default]
    Squid,
    /// Squid 5.7, which does not (Squid bug 5294).
    Squid5,
    /// Tinyproxy 1.11.
    Tinyproxy,
    /// Apache httpd 2.4 with `mod_proxy`.
    Apache,
    /// Privoxy 3.0.
    Privoxy,
    /// Envoy 1.39 as a dynamic forward proxy.
    Envoy,
    /// Stripe's Smokescreen.
    Smokescreen,
    /// No make at all: status lines and nothing else.
    Plain,
}

impl Preset {
    /// The voice of this make.
    pub(super) fn voice(self) -> &'static dyn Voice {
        match self {
            Self::Squid => &squid::SQUID_6,
            Self::Squid5 => &squid::SQUID_5,
            Self::Tinyproxy => &tinyproxy::Tinyproxy,
            Self::Apache => &apache::Apache,
            Self::Privoxy => &privoxy::Privoxy,
            Self::Envoy => &envoy::Envoy,
            Self::Smokescreen => &smokescreen::Smokescreen,
            Self::Plain => &plain::Plain,
        }
    }
}

/// Which part of a request a policy refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeniedFor {
    /// The host name.
    #[default]
    Host,
    /// The port.
    Port,
}

/// How the connection to the origin failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upstream {
    /// The name was not found.
    NameNotFound,
    /// The name server failed.
    NameServerFailed,
    /// The origin refused the connection.
    Refused,
    /// The origin did not take the connection in time.
    TimedOut,
    /// The origin took the request and closed without an answer.
    Closed,
}

/// What came in place of a request that a proxy can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadRequest {
    /// A TLS `ClientHello`, from a client that takes the port for an `https` proxy.
    ClientHello,
    /// A request for the proxy itself, as for a web server.
    OriginForm,
    /// No HTTP.
    Malformed,
}

/// The words of one make. Everything it can say, for CONNECT and for absolute-form requests.
pub(super) trait Voice: Send + Sync {
    /// The head that opens a tunnel, with its blank line.
    fn established(&self) -> String {
        "HTTP/1.1 200 Connection established\r\n\r\n".to_owned()
    }

    /// Headers added to what an origin answered.
    fn passed_on(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// A policy refuses.
    fn denied(&self, asked: &Asked, denied_for: DeniedFor) -> Response;

    /// The origin could not be had.
    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response;

    /// Credentials are missing. The challenges go into `Proxy-Authenticate`, one line each.
    fn auth_required(&self, asked: &Asked, challenges: &[String]) -> Response;

    /// Credentials came and are wrong. Most makes ask again.
    fn auth_rejected(&self, asked: &Asked, challenges: &[String]) -> Response {
        self.auth_required(asked, challenges)
    }

    /// The request was none for a proxy. Some makes say nothing at all.
    fn bad_request(&self, found: BadRequest) -> Option<Response>;
}

/// Adds a `Proxy-Authenticate` line for each challenge (RFC 9110, section 11.7.1).
fn challenge(response: Response, challenges: &[String]) -> Response {
    challenges.iter().fold(response, |response, one| response.header("Proxy-Authenticate", one))
}

/// A small HTML page.
fn page(title: &str, text: &str) -> String {
    format!(
        "<html><head><title>{title}</title></head>\n<body><h1>{title}</h1>\n<p>{text}</p>\n</body></html>\n"
    )
}
