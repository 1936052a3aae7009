//! One thing to ask on the network.

use std::sync::Arc;

use super::{Ask, Source};
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
    /// On whose behalf, sorted; empty for a probe made by hand, and for what no list asks for.
    pub asks: Vec<Ask>,
    /// What led to it.
    pub source: Source,
    /// Why it is asked, in one sentence, where no list says so.
    pub because: Option<String>,
    /// True when a direct connection may go to public addresses only.
    pub public_only: bool,
}

impl Probe {
    /// A probe of a target by a route.
    #[must_use]
    pub fn new(target: Target, routing: Arc<Routing>) -> Self {
        Self {
            target,
            routing,
            asks: Vec::new(),
            source: Source::Target,
            because: None,
            public_only: false,
        }
    }

    /// True when an entry that asks for it forbids that TLS is opened on the way.
    #[must_use]
    pub fn forbids_inspection(&self) -> bool {
        self.asks.iter().any(|ask| ask.demands.no_inspection)
    }

    /// True when every entry that asks for it forbids a sign-in at the proxy: it is asked without.
    #[must_use]
    pub fn forbids_sign_in(&self) -> bool {
        !self.asks.is_empty() && self.asks.iter().all(|ask| ask.demands.no_sign_in)
    }

    /// The most that anybody needs it; what no list asks for is optional.
    #[must_use]
    pub fn need(&self) -> Need {
        if self.source != Source::Target && self.source != Source::Catalogue {
            return Need::Optional;
        }
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
