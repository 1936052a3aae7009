//! The request goes to an origin of this process.

use serde::Deserialize;

use super::Play;
use crate::mock::exchange::{Exchange, Played};
use crate::mock::origin::Origin;

/// To an origin that has nothing special about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {}

impl Play for Allow {
    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.pass(&Origin::default()).await
    }
}

impl Play for Origin {
    async fn play(&self, exchange: Exchange<'_>) -> Played {
        exchange.pass(self).await
    }
}
