//! Smokescreen: a denial is a 407 without a challenge, and `X-Smokescreen-Error` says why.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

pub(super) struct Smokescreen;

impl Voice for Smokescreen {
    fn established(&self) -> String {
        "HTTP/1.0 200 OK\r\n\r\n".to_owned()
    }

    fn denied(&self, asked: &Asked, _denied_for: DeniedFor) -> Response {
        let whom = asked.authority();
        let text = format!("Egress proxying is denied to host '{whom}': default rule policy used.");
        answer(asked, 407, "Request rejected by proxy", &text)
    }

    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response {
        let (host, port) = (&asked.host, asked.port);
        match failure {
            Upstream::NameNotFound => {
                let text =
                    format!("Failed to resolve remote hostname: lookup {host}: no such host");
                answer(asked, 502, "Bad gateway", &text)
            }
            Upstream::NameServerFailed => {
                let text =
                    format!("Failed to resolve remote hostname: lookup {host}: server misbehaving");
                answer(asked, 502, "Bad gateway", &text)
            }
            Upstream::Refused => {
                let text = "Failed to connect to remote host: <nil> (*net.OpError)";
                answer(asked, 502, "Bad gateway", text)
            }
            Upstream::TimedOut => {
                let text = format!(
                    "Timed out connecting to remote host: dial tcp {host}:{port}: connection timed out"
                );
                answer(asked, 504, "Gateway timeout", &text)
            }
            Upstream::Closed => {
                let text = "Failed to connect to remote host: EOF";
                answer(asked, 502, "Bad gateway", text)
            }
        }
    }

    /// Smokescreen knows no credentials; this is what it passes on from a parent.
    fn auth_required(&self, asked: &Asked, challenges: &[String]) -> Response {
        let text = "The parent proxy wants credentials.";
        challenge(answer(asked, 407, reason(407), text), challenges)
    }

    fn bad_request(&self, found: BadRequest) -> Option<Response> {
        let status = match found {
            BadRequest::OriginForm => 500,
            BadRequest::ClientHello | BadRequest::Malformed => 400,
        };
        Some(Response::new(status, reason(status)).closes())
    }
}

/// CONNECT gets its own reason phrases; other methods get the registered ones.
fn answer(asked: &Asked, status: u16, phrase: &str, text: &str) -> Response {
    let phrase = if asked.tunnel { phrase } else { reason(status) };
    let response = Response::new(status, phrase)
        .header("Content-Type", "text/plain")
        .header("X-Smokescreen-Error", text)
        .body(text);
    if asked.tunnel { response.ends() } else { response }
}
