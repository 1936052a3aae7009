//! The connection ends where an answer is expected.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Play;
use crate::mock::access_log::Passage;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::presets::Upstream;

/// A TCP reset in place of an answer, as some filters refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {}

impl Play for Reset {
    fn passage(&self, _tunnel: bool) -> Passage {
        Passage::Refused
    }

    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.wire.reset().map(|()| None)
    }
}

/// An orderly end in place of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {}

impl Play for Close {
    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.wire.finish().await;
        Ok(None)
    }
}

/// The tunnel opens and ends when the client has said something, as when a filter judges the
/// server name in the `ClientHello`. A request for a URL gets the page for an origin that closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseAfter200 {}

impl Play for CloseAfter200 {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        if !exchange.asked.tunnel {
            let page = exchange.voice(None).upstream(&exchange.asked, Upstream::Closed);
            return exchange.answer(&page).await;
        }
        exchange.shared.travel().await;
        let head = exchange.voice(None).established();
        exchange.wire.write_all(head.as_bytes()).await?;
        exchange.wire.peek().await?;
        exchange.wire.finish().await;
        Ok(None)
    }
}
