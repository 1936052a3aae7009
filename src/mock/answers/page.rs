//! Pages that a filter puts in the place of the origin's, or sends the client away to.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Play;
use crate::mock::access_log::Passage;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::Voice;
use crate::mock::request::Asked;
use crate::mock::response::Response;
use crate::mock::status::Status;

/// A page, 200 unless told otherwise. To a CONNECT it is a 200 with a body where a tunnel should
/// be, as real filters send it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlockPage {
    status: Status,
    reason: Option<String>,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Default for BlockPage {
    fn default() -> Self {
        Self {
            status: Status::OK,
            reason: None,
            headers: BTreeMap::new(),
            body: "<html><head><title>Access Denied</title></head>\n<body><h1>Access Denied</h1>\n\
                   <p>This site is blocked by the policy of your organization.</p>\n\
                   </body></html>\n"
                .to_owned(),
        }
    }
}

impl BlockPage {
    pub(super) fn response(&self) -> Response {
        Response::new(self.status.code(), self.status.reason())
            .header("Content-Type", "text/html; charset=utf-8")
            .changed(
                Some((self.status.code(), self.reason.as_deref())),
                &self.headers,
                Some(&self.body),
            )
            .closes()
    }
}

impl Play for BlockPage {
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Refused
    }

    fn page(&self, _asked: &Asked, _voice: &'static dyn Voice) -> Option<Response> {
        Some(self.response())
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.answer(&self.response()).await
    }
}

/// A redirect, 302 unless told otherwise, as filters send clients to a page that explains.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Redirect {
    status: Status,
    location: String,
}

impl Default for Redirect {
    fn default() -> Self {
        Self { status: Status::FOUND, location: "http://blocked.corp.test/why".to_owned() }
    }
}

impl Redirect {
    fn response(&self) -> Response {
        Response::new(self.status.code(), self.status.reason())
            .header("Location", &self.location)
            .closes()
    }
}

impl Play for Redirect {
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Refused
    }

    fn page(&self, _asked: &Asked, _voice: &'static dyn Voice) -> Option<Response> {
        Some(self.response())
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.answer(&self.response()).await
    }
}
