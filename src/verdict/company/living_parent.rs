//! Squid says the same for a name and for a missing parent; another name shows that the parent lives.

use std::collections::HashMap;

use super::super::{Cause, Finding, Party, Status};
use super::{Judged, RunRule};

/// Where another name got through the same proxy, its parent is alive, if it has one.
pub(super) struct LivingParent;

impl RunRule for LivingParent {
    fn name(&self) -> &'static str {
        "living_parent"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut through = HashMap::new();
        for probe in run.iter().filter(|probe| probe.verdict.status == Status::Reachable) {
            if let Some(proxy) = probe.proxy() {
                through.entry(proxy).or_insert(probe);
            }
        }
        let settled = |probe: &Judged<'_>| {
            let other = through.get(probe.proxy()?)?;
            let note = format!(
                "a name that is not resolved: {} got through the same proxy, so that no dead \
                 parent explains it",
                other.in_words()
            );
            let cause = Cause::ProxyUpstreamNameNotResolved;
            Some(Finding::failed(cause, Party::BeyondProxy).likely().note(note))
        };
        let doubts = run.iter().enumerate().filter(|(_, probe)| probe.is_parent_doubt());
        doubts.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect_with, forward_with, page};
    use super::super::super::{Confidence, Status};
    use super::super::judge_run;
    use crate::measurement::Measurement;

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
