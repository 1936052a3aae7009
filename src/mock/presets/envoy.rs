//! Envoy: a host without a route is a 404 without a body; failures beyond are 503 in plain text.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

pub(super) struct Envoy;

impl Voice for Envoy {
    fn established(&self) -> String {
        "HTTP/1.1 200 OK\r\nserver: envoy\r\n\r\n".to_owned()
    }

    fn passed_on(&self) -> Vec<(String, String)> {
        // Envoy puts its own name in the place of the origin's.
        vec![("server".to_owned(), "envoy".to_owned())]
    }

    fn denied(&self, asked: &Asked, _denied_for: DeniedFor) -> Response {
        answer(asked, 404, "")
    }

    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response {
        let text = match failure {
            Upstream::NameNotFound | Upstream::NameServerFailed => "DNS resolution failure",
            Upstream::Refused => {
                "upstream connect error or disconnect/reset before headers. \
                 reset reason: remote connection failure"
            }
            Upstream::TimedOut => {
                "upstream connect error or disconnect/reset before headers. \
                 reset reason: connection timeout"
            }
            Upstream::Closed => {
                "upstream connect error or disconnect/reset before headers. \
                 reset reason: connection termination"
            }
        };
        answer(asked, 503, text)
    }

    fn auth_required(&self, asked: &Asked, challenges: &[String]) -> Response {
        challenge(answer(asked, 407, ""), challenges)
    }

    fn bad_request(&self, found: BadRequest) -> Option<Response> {
        let (status, text) = match found {
            BadRequest::OriginForm => (404, ""),
            BadRequest::ClientHello | BadRequest::Malformed => (400, ""),
        };
        Some(bare(status, text).closes())
    }
}

fn answer(asked: &Asked, status: u16, text: &str) -> Response {
    let response = bare(status, text);
    if asked.tunnel { response.header("connection", "close").ends() } else { response }
}

fn bare(status: u16, text: &str) -> Response {
    let response = Response::new(status, reason(status)).header("server", "envoy");
    if text.is_empty() {
        return response;
    }
    response.header("content-type", "text/plain").body(text)
}
