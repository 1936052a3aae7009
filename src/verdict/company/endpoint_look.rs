//! An answer to a plain request that the endpoint also gave under its own certificate.

use std::collections::HashMap;

use crate::measurement::HttpAnswer;

use super::super::spoken::{Place, certificate_is_doubtful};
use super::super::{Finding, Proof, Status};
use super::{Judged, RunRule};

/// The same status and the same page, from the same host: inside TLS, where only the endpoint
/// speaks, and through the proxy in clear.
pub(super) struct EndpointLook;

impl RunRule for EndpointLook {
    fn name(&self) -> &'static str {
        "endpoint_look"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut known = HashMap::new();
        for probe in run.iter().filter(|probe| probe.verdict.status == Status::Reachable) {
            let spoken = probe.spoken().filter(|spoken| spoken.place == Place::Inside);
            let vouched = probe.seen.tls.is_some() && !certificate_is_doubtful(probe.seen);
            if let (Some(pair), Some(spoken), true) = (probe.pair(), spoken, vouched) {
                known.entry((pair, page(spoken.answer))).or_insert(probe);
            }
        }
        let settled = |probe: &Judged<'_>| {
            let look = page(probe.forwarded()?.answer);
            if look.2.is_empty() {
                return None;
            }
            let other = known.get(&(probe.pair()?, look))?;
            let note = format!("the endpoint said the same inside TLS: {}", other.in_words());
            Some(Finding::reachable(Proof::Http).likely().note(note))
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// What a proxy leaves alone in what it passes on.
fn page(answer: &HttpAnswer) -> (u16, &str, &str) {
    (answer.status, &answer.page.title, &answer.page.text)
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{forward_with, good, inside, page, unknown_issuer};
    use super::super::super::{Status, Verdict};
    use super::super::judge_run;
    use crate::measurement::Trust;

    fn passed_on(trust: Trust, inside_says: &str, passed_on: &str) -> Verdict {
        let answer = page(403, &[("Server", "Kestrel")], inside_says);
        let headers = [("Server", "ATS/9.2"), ("Via", "http/1.1 x")];
        let plain = forward_with(page(403, &headers, passed_on));
        judge_run(&[inside(trust, "Public CA", Some(answer)), plain]).remove(1)
    }

    #[test]
    fn what_the_endpoint_says_inside_tls_it_also_says_in_clear() {
        assert_eq!(passed_on(good(), "no entry", "no entry").status, Status::Reachable);
    }

    #[test]
    fn another_page_no_page_or_a_doubtful_certificate_settles_nothing() {
        assert_eq!(passed_on(good(), "no entry", "Error").status, Status::Inconclusive);
        assert_eq!(passed_on(good(), "", "").status, Status::Inconclusive);
        let said = passed_on(unknown_issuer(), "no entry", "no entry");
        assert_eq!(said.status, Status::Inconclusive);
    }
}
