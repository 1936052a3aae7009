//! What answers lead to: the further waves of a plan.
//!
//! A [`Follower`] looks at what a run has measured and adds probes to the plan, within
//! [`crate::plan::Further`]: names under wildcards, addresses that certificates and redirects name,
//! and questions about rules. It asks nobody itself. What it adds goes by the same routes and is
//! judged by the same rules as everything else.

mod asked;
mod closure;
mod labels;
mod leads;
mod names;
mod rules;

use std::sync::Arc;

use crate::measurement::Measurement;
use crate::plan::{Plan, Probe, Source};
use crate::proxy::Router;
use crate::verdict::judge_run;
use crate::verdict::wildcard::Seen;

use asked::Asked;
use closure::Closure;
use rules::Rules;

/// Adds wave after wave to a plan until nothing is left to follow.
pub struct Follower<'a> {
    router: &'a Router,
    asked: Asked,
    waves: usize,
    closure: Closure,
    rules: Rules,
}

/// A wave in the making.
struct Wave<'a> {
    plan: &'a mut Plan,
    asked: &'a mut Asked,
    router: &'a Router,
    seen: Seen<'a>,
}

impl<'a> Follower<'a> {
    /// Follows what the probes of a plan lead to, by these routes.
    #[must_use]
    pub fn new(plan: &Plan, router: &'a Router) -> Self {
        Self {
            router,
            asked: Asked::of(plan),
            waves: 0,
            closure: Closure::default(),
            rules: Rules::new(),
        }
    }

    /// A plan with what its second wave will add whatever the first one measures: the names that
    /// somebody uses, and the wildcards that proxies are asked about.
    #[must_use]
    pub fn foresee(plan: &Plan, router: &Router) -> Plan {
        let mut plan = plan.clone();
        let mut follower = Follower::new(&plan, router);
        for _ in 0..2 {
            follower.next(&mut plan, &[]);
        }
        plan
    }

    /// The next wave, which is also added to the plan: its own probes at first, then what the
    /// measurements lead to. Empty when nothing is left.
    pub fn next(&mut self, plan: &mut Plan, seen: &[Measurement]) -> Vec<Arc<Probe>> {
        self.waves += 1;
        if self.waves == 1 && !plan.probes.is_empty() {
            return plan.probes.clone();
        }
        let verdicts = judge_run(seen);
        let first = plan.probes.len();
        let seen = Seen { measurements: seen, verdicts: &verdicts };
        let mut wave = Wave { plan, asked: &mut self.asked, router: self.router, seen };
        if self.waves <= 2 {
            names::follow(&mut wave);
        }
        if wave.plan.further.closure.is_some() {
            self.closure.follow(&mut wave);
        }
        if wave.plan.further.rules.is_some() {
            // A step that has nothing to ask is followed by the next at once.
            while !self.rules.is_done() && !wave.asks_about_rules(first) {
                self.rules.follow(&mut wave);
            }
        }
        plan.probes[first..].to_vec()
    }
}

impl Wave<'_> {
    /// True when this wave, which begins there, has a question about a rule.
    fn asks_about_rules(&self, first: usize) -> bool {
        self.plan.probes[first..].iter().any(|probe| probe.source == Source::Rule)
    }
}
