//! A head that does not end for a long time.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Play;
use crate::mock::exchange::{Exchange, Played};

/// One header line, 64 bytes with its end.
const LINE: &[u8; 64] = b"X-Padding: abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmn\r\n";

/// Lines sent at once.
const LINES: usize = 256;

/// A 200 whose head has at least so many bytes, 1 GiB unless told otherwise, sent as fast as the
/// client reads and never held in memory. Then the head ends, and so does the connection.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OversizedHeaders {
    bytes: u64,
}

impl Default for OversizedHeaders {
    fn default() -> Self {
        Self { bytes: 1 << 30 }
    }
}

impl Play for OversizedHeaders {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        let chunk = LINE.repeat(LINES);
        exchange.shared.travel().await;
        exchange.wire.write_all(b"HTTP/1.1 200 OK\r\n").await?;
        let mut left = self.bytes;
        while left > 0 {
            exchange.wire.write_all(&chunk).await?;
            left = left.saturating_sub(chunk.len() as u64);
        }
        exchange.wire.write_all(b"\r\n").await?;
        exchange.wire.finish().await;
        Ok(None)
    }
}
