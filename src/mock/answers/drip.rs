//! The answer comes a byte at a time.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Play;
use crate::mock::exchange::{Exchange, Played, passed_on};
use crate::mock::origin::{self, Origin};

/// The head that opens the tunnel, or the origin's whole answer, a byte at a time. What follows in
/// the tunnel comes at its usual speed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drip {
    bytes_per_second: NonZeroU32,
}

impl Default for Drip {
    fn default() -> Self {
        Self { bytes_per_second: NonZeroU32::MIN }
    }
}

impl Play for Drip {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        let bytes = if exchange.asked.tunnel {
            exchange.voice(None).established().into_bytes()
        } else {
            let answer = passed_on(&Origin::default(), &exchange.asked, exchange.voice(None));
            answer.bytes(&exchange.request.method)
        };
        let pause = Duration::from_secs(1) / self.bytes_per_second.get();
        for byte in bytes {
            tokio::time::sleep(pause).await;
            exchange.wire.write_all(&[byte]).await?;
        }
        if !exchange.asked.tunnel {
            exchange.wire.finish().await;
            return Ok(None);
        }
        let host = exchange.asked.host.authority();
        origin::serve(exchange.shared, &Origin::default(), &host, exchange.wire).await?;
        Ok(None)
    }
}
