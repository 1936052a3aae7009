//! Privoxy: no server header; the reason phrase says everything, and a failed lookup is a 404.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge, page};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

pub(super) struct Privoxy;

impl Voice for Privoxy {
    fn passed_on(&self) -> Vec<(String, String)> {
        vec![("Proxy-Connection".to_owned(), "keep-alive".to_owned())]
    }

    fn denied(&self, asked: &Asked, _denied_for: DeniedFor) -> Response {
        answer(403, "Request blocked by Privoxy", &format!("BLOCKED: {}", asked.url()))
    }

    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response {
        let host = &asked.host;
        match failure {
            Upstream::NameNotFound | Upstream::NameServerFailed => answer(
                404,
                "No such domain",
                &format!("The domain name {host} could not be resolved."),
            ),
            Upstream::Refused | Upstream::TimedOut => {
                let text = format!("The connection to {host} could not be established.");
                answer(503, "Connect failed", &text)
            }
            Upstream::Closed => answer(
                502,
                "No data received from server or forwarder",
                &format!("The server {host} closed without data."),
            ),
        }
    }

    /// Privoxy itself never asks for credentials; this is what it passes on from a parent.
    fn auth_required(&self, _asked: &Asked, challenges: &[String]) -> Response {
        challenge(answer(407, reason(407), "The parent proxy wants credentials."), challenges)
    }

    /// A `ClientHello` has no line end, and Privoxy waits for one.
    fn bad_request(&self, found: BadRequest) -> Option<Response> {
        match found {
            BadRequest::ClientHello => None,
            BadRequest::OriginForm | BadRequest::Malformed => {
                Some(answer(400, "Invalid header received from client", "Invalid header."))
            }
        }
    }
}

fn answer(status: u16, phrase: &str, text: &str) -> Response {
    Response::new(status, phrase)
        .header("Content-Type", "text/html")
        .body(page(&format!("{status} - {phrase} (Privoxy@mock)"), text))
        .closes()
}
