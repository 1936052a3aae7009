//! Bytes that are no HTTP.

use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Play;
use crate::mock::exchange::{Exchange, Played};

/// So many bytes of no meaning, the same at each run, and then the end.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Garbage {
    bytes: u16,
}

impl Default for Garbage {
    fn default() -> Self {
        Self { bytes: 512 }
    }
}

impl Play for Garbage {
    async fn play(&self, mut exchange: Exchange<'_>) -> Played {
        let bytes: Vec<u8> = noise().take(self.bytes.into()).collect();
        exchange.shared.travel().await;
        exchange.wire.write_all(&bytes).await?;
        exchange.wire.finish().await;
        Ok(None)
    }
}

/// A linear congruential generator with the constants of Numerical Recipes, from a fixed start.
fn noise() -> impl Iterator<Item = u8> {
    let step = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(0xc1ea_u32), step).map(|state| state.to_be_bytes()[0])
}
