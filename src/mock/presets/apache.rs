//! Apache httpd with `mod_proxy`: 502 and 500 are failed lookups, 503 is a failed connection.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge, page};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

pub(super) struct Apache;

const VERSION: &str = "Apache/2.4.71 (Debian)";

impl Voice for Apache {
    fn established(&self) -> String {
        format!("HTTP/1.0 200 Connection Established\r\nProxy-agent: {VERSION}\r\n\r\n")
    }

    fn passed_on(&self) -> Vec<(String, String)> {
        vec![("Via".to_owned(), "1.1 mock.proxy.test".to_owned())]
    }

    fn denied(&self, _asked: &Asked, denied_for: DeniedFor) -> Response {
        match denied_for {
            DeniedFor::Host => answer(403, "Forbidden", "No permission for this resource."),
            DeniedFor::Port => answer(
                403,
                "Proxy Error",
                "Reason: <strong>Connect to remote machine blocked</strong>",
            ),
        }
    }

    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response {
        match failure {
            Upstream::NameNotFound | Upstream::NameServerFailed => {
                let text =
                    format!("Reason: <strong>DNS lookup failure for: {}</strong>", asked.host);
                if asked.tunnel {
                    answer(502, "Proxy Error", &text)
                } else {
                    answer(500, "Proxy Error", &text).closes()
                }
            }
            Upstream::Refused | Upstream::TimedOut => answer(
                503,
                reason(503),
                "Out of service for now due to maintenance downtime or capacity problems.",
            )
            .closes(),
            Upstream::Closed => answer(
                502,
                "Proxy Error",
                "Reason: <strong>Error reading from remote server</strong>",
            ),
        }
    }

    fn auth_required(&self, _asked: &Asked, challenges: &[String]) -> Response {
        challenge(answer(407, reason(407), "This server could not verify you."), challenges)
    }

    /// A proxy by configuration is still a web server for requests with another target form.
    fn bad_request(&self, found: BadRequest) -> Option<Response> {
        Some(match found {
            BadRequest::OriginForm => answer(404, reason(404), "There is no such URL here."),
            BadRequest::ClientHello | BadRequest::Malformed => {
                answer(400, reason(400), "The request could not be understood.").closes()
            }
        })
    }
}

fn answer(status: u16, phrase: &str, text: &str) -> Response {
    Response::new(status, phrase)
        .header("Server", VERSION)
        .header("Content-Type", "text/html; charset=iso-8859-1")
        .body(page(&format!("{status} {phrase}"), text))
}
