//! A tunnel opened by a status line alone.

use serde::Deserialize;

use super::Play;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::origin::Origin;

/// `HTTP/1.0 200 OK`, a blank line and the tunnel: as little as a client has to understand. A
/// request for a URL is simply allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoHeaders {}

impl Play for NoHeaders {
    async fn play(&self, exchange: Exchange<'_>) -> Played {
        if exchange.asked.tunnel {
            return exchange.tunnel(b"HTTP/1.0 200 OK\r\n\r\n", &Origin::default()).await;
        }
        exchange.pass(&Origin::default()).await
    }
}
