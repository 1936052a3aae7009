//! Verdicts of a whole run: what other probes through the same proxy showed settles some doubts.
//!
//! A file per way in which probes settle each other, asked in order; each sees what the ones before
//! it settled. Only verdicts that are open are ever changed, and what is settled is never surer than
//! likely; in one case others raise a doubt instead (`no_proxy.rs`). A 5xx is never called a policy here either, and time settles nothing.

mod by_connect;
mod by_plain_request;
mod connected_first;
mod control;
mod dead_parent;
mod endpoint_look;
mod general_failure;
mod judged;
mod living_parent;
mod look;
mod no_proxy;
mod own_look;
mod reset_by_name;

use crate::measurement::Measurement;

use super::judge::verdict;
use super::{Finding, Verdict, judge};
pub(super) use control::refuses;
use judged::Judged;

/// One way in which the probes of a run settle each other's doubts.
trait RunRule: Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// What it says of the probes that it settles, by their places in the run. It takes time in
    /// proportion to the length of the run, however often a host or a proxy occurs.
    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)>;
}

/// In this order: whether the proxy's parent is alive; who wrote an answer; what became of a
/// tunnel; what a plain request's answer stands for; and what is left.
const RUN_RULES: &[&dyn RunRule] = &[
    &living_parent::LivingParent,
    &dead_parent::DeadParent,
    &endpoint_look::EndpointLook,
    &control::Control,
    &own_look::OwnLook,
    &connected_first::ConnectedFirst,
    &by_plain_request::ByPlainRequest,
    &by_connect::ByConnect,
    &reset_by_name::ResetByName,
    &general_failure::GeneralFailure,
];

/// Judges every measurement of a run, each alone first and then in the company of the others.
///
/// What one probe alone leaves open may be settled by others through the same proxy; its notes then
/// say by which. Everything that one probe alone shows is kept.
#[must_use]
pub fn judge_run(run: &[Measurement]) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = run.iter().map(judge).collect();
    for rule in RUN_RULES {
        let judged: Vec<Judged<'_>> =
            run.iter().zip(&verdicts).map(|(seen, verdict)| Judged { seen, verdict }).collect();
        let mut settled = rule.settle(&judged);
        settled.retain(|(at, _)| judged[*at].is_open());
        for (at, finding) in settled {
            verdicts[at] = verdict(&run[at], rule.name(), finding.likely());
        }
    }
    let judged: Vec<Judged<'_>> =
        run.iter().zip(&verdicts).map(|(seen, verdict)| Judged { seen, verdict }).collect();
    let doubts = no_proxy::doubts(&judged);
    for (at, finding) in doubts {
        verdicts[at] = verdict(&run[at], no_proxy::NAME, finding);
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::samples::{at, connect_with, forward_with, page};
    use super::super::{Confidence, RULES};
    use super::*;

    #[test]
    fn run_rules_have_names_of_their_own() {
        let mut names: Vec<_> = RUN_RULES.iter().map(|rule| rule.name()).collect();
        names.extend(RULES.iter().map(|rule| rule.name()));
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn what_is_sure_alone_stays_as_it_is_and_what_is_settled_is_likely() {
        let denied = page(403, &[("Server", "Apache/2.4.71")], "Forbidden");
        let run = [connect_with(denied.clone()), forward_with(denied)];
        let verdicts = judge_run(&run);
        assert_eq!(verdicts[0], judge(&run[0]));
        assert_eq!(verdicts[1].confidence, Confidence::Likely);
        assert!(verdicts[1].notes.iter().any(|note| note.contains("CONNECT go.example.test:443")));
    }

    #[test]
    fn the_order_of_a_run_does_not_matter() {
        let denied = page(403, &[("Server", "Apache/2.4.71")], "Forbidden");
        let run = [connect_with(denied.clone()), forward_with(denied)];
        let turned = [run[1].clone(), run[0].clone()];
        let (mut one, other) = (judge_run(&run), judge_run(&turned));
        one.reverse();
        assert_eq!(one, other);
    }

    #[test]
    fn ten_times_the_probes_of_one_host_take_about_ten_times_as_long() {
        let run = |count: u16| -> Vec<Measurement> {
            let cut = |port| at(forward_with(page(403, &[], "x")), "go.example.test", port);
            (1..=count).map(cut).collect()
        };
        let time = |count| {
            let run = run(count);
            let begun = Instant::now();
            assert_eq!(judge_run(&run).len(), usize::from(count));
            begun.elapsed()
        };
        time(100);
        let (few, many) = (time(1_000), time(10_000));
        let generous = few * 40 + Duration::from_millis(200);
        assert!(many < generous, "{few:?} for 1,000 and {many:?} for 10,000");
    }
}
