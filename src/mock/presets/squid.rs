//! Squid: `X-Squid-Error` names the reason, and so does the id of the page's body.

use super::{BadRequest, DeniedFor, Upstream, Voice, challenge};
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

/// A version from which on a failed lookup has its own name (bug 5294 is fixed in 6.3).
pub(super) const SQUID_6: Squid = Squid { version: "6.13", lookup: Lookup::Named };

/// A version before that.
pub(super) const SQUID_5: Squid = Squid { version: "5.7", lookup: Lookup::Unnamed };

pub(super) struct Squid {
    version: &'static str,
    lookup: Lookup,
}

enum Lookup {
    Named,
    Unnamed,
}

impl Voice for Squid {
    fn passed_on(&self) -> Vec<(String, String)> {
        vec![
            ("Via".to_owned(), self.via()),
            ("Cache-Status".to_owned(), "mock.proxy.test;detail=no-cache".to_owned()),
        ]
    }

    fn denied(&self, asked: &Asked, _denied_for: DeniedFor) -> Response {
        let text = "Access control configuration prevents this request at this time.";
        self.page(403, "ERR_ACCESS_DENIED 0", &asked.url(), text)
            .header("Via", self.via())
            .header("Connection", "keep-alive")
    }

    fn upstream(&self, asked: &Asked, failure: Upstream) -> Response {
        let unnamed = matches!(self.lookup, Lookup::Unnamed);
        let host = asked.host.authority();
        let (status, error, text) = match failure {
            Upstream::NameNotFound | Upstream::NameServerFailed if unnamed && asked.tunnel => {
                (500, "ERR_CANNOT_FORWARD 0", "Unable to forward this request now.".to_owned())
            }
            Upstream::NameNotFound | Upstream::NameServerFailed if unnamed => {
                (502, "ERR_READ_ERROR 0", "The system returned: [No Error]".to_owned())
            }
            Upstream::NameNotFound => (
                503,
                "ERR_DNS_FAIL 0",
                format!("Unable to determine IP address from host name {host}"),
            ),
            Upstream::NameServerFailed => (
                503,
                "ERR_DNS_FAIL 0",
                format!(
                    "Unable to determine IP address from host name {host}. The DNS server \
                     returned: Server Failure: The name server was unable to process this query."
                ),
            ),
            Upstream::Refused => (
                503,
                "ERR_CONNECT_FAIL 111",
                format!("Connection to {host} failed: (111) Connection refused"),
            ),
            Upstream::TimedOut => (
                503,
                "ERR_CONNECT_FAIL 110",
                format!("Connection to {host} failed: (110) Connection timed out"),
            ),
            Upstream::Closed => {
                (502, "ERR_READ_ERROR 104", "Read error: (104) Connection reset by peer".to_owned())
            }
        };
        let page = self.page(status, error, &asked.url(), &text);
        if asked.tunnel {
            return page.ends();
        }
        page.header("Via", self.via()).header("Connection", "keep-alive")
    }

    fn auth_required(&self, asked: &Asked, challenges: &[String]) -> Response {
        let text = "Authenticate yourself before you ask for this.";
        let page = self.page(407, "ERR_CACHE_ACCESS_DENIED 0", &asked.url(), text);
        challenge(page, challenges).header("Via", self.via()).header("Connection", "keep-alive")
    }

    fn bad_request(&self, found: BadRequest) -> Option<Response> {
        let error = match found {
            BadRequest::ClientHello => "ERR_PROTOCOL_UNKNOWN 0",
            BadRequest::OriginForm => "ERR_INVALID_URL 0",
            BadRequest::Malformed => "ERR_INVALID_REQ 0",
        };
        Some(self.page(400, error, "error:invalid-request", "Invalid request.").closes())
    }
}

impl Squid {
    fn via(&self) -> String {
        format!("1.1 mock.proxy.test (squid/{})", self.version)
    }

    fn page(&self, status: u16, error: &str, url: &str, text: &str) -> Response {
        let id = error.split(' ').next().unwrap_or(error);
        Response::new(status, reason(status))
            .header("Server", format!("squid/{}", self.version))
            .header("Mime-Version", "1.0")
            .header("Content-Type", "text/html;charset=utf-8")
            .header("X-Squid-Error", error)
            .header("Content-Language", "en")
            .body(format!(
                "<html><head><title>ERROR: The requested URL could not be retrieved</title></head>\n\
                 <body id={id}><h1>ERROR</h1>\n<p>{url}</p>\n<p>{text}</p>\n</body></html>\n"
            ))
    }
}
