//! Nothing is said where something is expected.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Play;
use crate::mock::exchange::{Exchange, Played};

/// The request is read and never answered, as by a proxy that itself waits for the origin. The
/// connection stays open until the client gives up, ten minutes at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hang {}

impl Play for Hang {
    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.wire.hold().await;
        Ok(None)
    }
}

/// The tunnel opens and nothing comes through it. A request for a URL hangs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilentTunnel {}

impl Play for SilentTunnel {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        if exchange.asked.tunnel {
            exchange.shared.travel().await;
            let head = exchange.voice(None).established();
            exchange.wire.write_all(head.as_bytes()).await?;
        }
        exchange.wire.hold().await;
        Ok(None)
    }
}
