//! One thing to ask on the network.

use std::sync::Arc;

use super::Ask;
use crate::address::Target;
use crate::catalogue::Need;
use crate::proxy::Routing;

/// One (host, port, scheme) to be asked once, whoever wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whom to ask.
    pub target: Target,
    /// By which way, and why.
    pub routing: Arc<Routing>,
    /// On whose behalf, sorted; empty for a probe made by hand.
    pub asks: Vec<Ask>,
}

impl Probe {
    /// A probe of a target by a route.
    #[must_use]
    pub fn new(target: Target, routing: Arc<Routing>) -> Self {
        Self { target, routing, asks: Vec::new() }
    }

    /// The most that anybody needs it.
    #[must_use]
    pub fn need(&self) -> Need {
        let rank = |need: Need| match need {
            Need::Required => 0,
            Need::Conditional => 1,
            Need::Optional => 2,
        };
        self.asks
            .iter()
            .map(|ask| ask.need)
            .min_by_key(|need| rank(*need))
            .unwrap_or(Need::Required)
    }
}
