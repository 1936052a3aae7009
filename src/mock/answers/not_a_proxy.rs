//! A web server where a proxy was expected.

use serde::Deserialize;

use super::Play;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::Voice;
use crate::mock::request::Asked;
use crate::mock::response::{Response, reason};

/// CONNECT is a method that it does not have, and an absolute URL is a page that it does not have:
/// a server reads only the path of it (RFC 9112, section 3.2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotAProxy {
    server: WebServer,
}

/// A make of web server; they differ in what they say to CONNECT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WebServer {
    #[default]
    Apache,
    Nginx,
}

impl NotAProxy {
    fn response(&self, asked: &Asked) -> Response {
        match (self.server, asked.tunnel) {
            (WebServer::Apache, true) => Response::new(405, reason(405))
                .header("Server", "Apache/2.4.71 (Debian)")
                .header("Allow", "GET,POST,OPTIONS,HEAD,TRACE")
                .body("<title>405 Method Not Allowed</title>\n"),
            (WebServer::Apache, false) => Response::new(404, reason(404))
                .header("Server", "Apache/2.4.71 (Debian)")
                .body("<title>404 Not Found</title>\n"),
            (WebServer::Nginx, true) => Response::new(400, reason(400))
                .header("Server", "nginx/1.22.1")
                .body("<title>400 Bad Request</title>\n")
                .closes(),
            (WebServer::Nginx, false) => Response::new(200, reason(200))
                .header("Server", "nginx/1.22.1")
                .body("<title>Welcome</title>\n"),
        }
    }
}

impl Play for NotAProxy {
    fn page(&self, asked: &Asked, _voice: &'static dyn Voice) -> Option<Response> {
        Some(self.response(asked))
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        let response = self.response(&exchange.asked);
        exchange.answer(&response).await
    }
}
