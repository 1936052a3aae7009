//! One thing to ask on the network.

use std::sync::Arc;

use crate::address::Target;
use crate::proxy::Routing;

/// One (host, port, scheme) to be asked once, whoever wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Whom to ask.
    pub target: Target,
    /// By which way, and why.
    pub routing: Arc<Routing>,
}

impl Probe {
    /// A probe of a target by a route.
    #[must_use]
    pub fn new(target: Target, routing: Arc<Routing>) -> Self {
        Self { target, routing }
    }
}
