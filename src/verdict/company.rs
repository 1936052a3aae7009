//! Verdicts of a whole run: what other probes through the same proxy showed settles some doubts.

use std::collections::HashSet;

use crate::measurement::Measurement;

use super::{Cause, Confidence, Status, Verdict, judge};

/// Judges every measurement of a run, each alone first and then in the company of the others.
///
/// One doubt is settled: Squid 5 says the same when it cannot resolve a name and when no parent
/// proxy is alive. Where another name got through the same proxy, its parent is alive, if it has
/// one. Nothing is ever called a policy here that was not one alone.
#[must_use]
pub fn judge_run(run: &[Measurement]) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = run.iter().map(judge).collect();
    let proxy_of = |seen: &Measurement| seen.probe.routing.route.proxy().cloned();
    let gets_through: HashSet<_> = run
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict.status == Status::Reachable)
        .filter_map(|(seen, _)| proxy_of(seen))
        .collect();
    for (seen, verdict) in run.iter().zip(&mut verdicts) {
        let is_in_doubt = verdict.status == Status::Inconclusive
            && verdict.cause == Some(Cause::ProxyUpstreamNameNotResolved)
            && verdict.could_also_be == [Cause::ProxyChain];
        if is_in_doubt && proxy_of(seen).is_some_and(|proxy| gets_through.contains(&proxy)) {
            verdict.status = Status::Failed;
            verdict.confidence = Confidence::Likely;
            verdict.notes.push(
                "other names get through the same proxy, so that no dead parent explains it"
                    .to_owned(),
            );
        }
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::super::samples::{connect_with, forward_with, page};
    use super::*;

    fn doubt() -> Measurement {
        let headers = [("X-Squid-Error", "ERR_CANNOT_FORWARD 0"), ("Server", "squid/5.7")];
        connect_with(page(500, &headers, ""))
    }

    #[test]
    fn a_name_that_gets_through_settles_the_doubt() {
        let run = [doubt(), forward_with(page(200, &[("Server", "Kestrel")], ""))];
        let verdict = &judge_run(&run)[0];
        assert_eq!((verdict.status, verdict.confidence), (Status::Failed, Confidence::Likely));
    }

    #[test]
    fn without_one_it_stays_open() {
        let denied = connect_with(page(403, &[], ""));
        assert_eq!(judge_run(&[doubt(), denied])[0].status, Status::Inconclusive);
    }
}
