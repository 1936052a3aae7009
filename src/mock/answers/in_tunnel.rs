//! The proxy says 2xx first and speaks itself afterwards.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::{BlockPage, Play};
use crate::mock::exchange::{Exchange, Played};
use crate::mock::response::Response;
use crate::mock::status::Status;

/// The tunnel opens, and after the `ClientHello` an HTTP response comes in clear where the
/// `ServerHello` should, as from a Squid that splices. A request for a URL gets that response.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClearInTunnel {
    status: Status,
    reason: Option<String>,
    headers: std::collections::BTreeMap<String, String>,
    body: Option<String>,
}

impl Default for ClearInTunnel {
    fn default() -> Self {
        let error = ("X-Squid-Error".to_owned(), "ERR_CANNOT_FORWARD 0".to_owned());
        Self {
            status: Status::INTERNAL_SERVER_ERROR,
            reason: None,
            headers: [error].into(),
            body: None,
        }
    }
}

impl ClearInTunnel {
    fn response(&self) -> Response {
        Response::new(self.status.code(), self.status.reason())
            .changed(
                Some((self.status.code(), self.reason.as_deref())),
                &self.headers,
                self.body.as_deref(),
            )
            .closes()
    }
}

impl Play for ClearInTunnel {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        let response = self.response();
        if !exchange.asked.tunnel {
            return exchange.answer(&response).await;
        }
        exchange.shared.travel().await;
        let head = exchange.voice(None).established();
        exchange.wire.write_all(head.as_bytes()).await?;
        if exchange.wire.peek().await?.is_some() {
            exchange.shared.travel().await;
            response.send(&mut exchange.wire, "GET").await?;
        }
        exchange.wire.finish().await;
        Ok(None)
    }
}

/// The tunnel opens, and more bytes come in the same packet, before the client has said anything.
/// Unless told otherwise they are a second head, a redirect to a block page, as from `E2Guardian`.
/// A request for a URL gets a block page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EarlyBytes {
    text: String,
}

impl Default for EarlyBytes {
    fn default() -> Self {
        let text = "HTTP/1.1 302 Redirect\r\nLocation: http://blocked.corp.test/\r\n\
                    Server: e2guardian\r\nConnection: close\r\n\r\n";
        Self { text: text.to_owned() }
    }
}

impl Play for EarlyBytes {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        if !exchange.asked.tunnel {
            let page = BlockPage::default().response();
            return exchange.answer(&page).await;
        }
        exchange.shared.travel().await;
        let bytes = exchange.voice(None).established() + &self.text;
        exchange.wire.write_all(bytes.as_bytes()).await?;
        exchange.wire.finish().await;
        Ok(None)
    }
}
