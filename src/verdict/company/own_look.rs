//! An answer to a plain request that looks exactly like one that the proxy wrote itself.

use std::collections::HashMap;

use crate::proxy::ProxyUrl;

use super::super::phrases::vague;
use super::super::spoken::Place;
use super::super::{Cause, Finding, Party, Status};
use super::look::Look;
use super::{Judged, RunRule};

/// The proxy's own answers are known where nobody else can speak: in answer to CONNECT, and in
/// answer to names under `.invalid`. The same status line, headers and page for another name is the
/// same proxy speaking of the same thing.
pub(super) struct OwnLook;

impl RunRule for OwnLook {
    fn name(&self) -> &'static str {
        "own_look"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        let mut known = HashMap::new();
        for probe in run {
            let Some((proxy, look, cause)) = own(*probe) else { continue };
            known.entry((proxy, look)).or_insert((cause, probe));
        }
        let settled = |probe: &Judged<'_>| {
            let spoken = probe.forwarded()?;
            let (cause, other) =
                known.get(&(probe.proxy()?, Look::of(spoken.answer, probe.host())))?;
            let note = format!("the proxy's own answer to {} looks the same", other.in_words());
            let finding = if *cause == Cause::ProxyDenied {
                Finding::blocked(Cause::ProxyDenied, Party::Proxy).or(&[Cause::HttpError])
            } else {
                Finding::failed(*cause, Party::BeyondProxy)
            };
            Some(finding.likely().note(note))
        };
        let open = run.iter().enumerate().filter(|(_, probe)| probe.is_open());
        open.filter_map(|(at, probe)| Some((at, settled(probe)?))).collect()
    }
}

/// An answer that only the proxy can have written, with what it means, if others can be known by it:
/// it has a page, and its text does not stand for every kind of trouble.
fn own(probe: Judged<'_>) -> Option<(&ProxyUrl, Look, Cause)> {
    if probe.is_open() {
        return None;
    }
    let spoken = probe.spoken()?;
    let denied =
        (probe.verdict.status, probe.verdict.cause) == (Status::Blocked, Some(Cause::ProxyDenied));
    let look = Look::of(spoken.answer, probe.host());
    let telling = match spoken.place {
        // A denial without a name on it may be any web server's page; of a port, it says nothing
        // about plain requests.
        Place::Connect if denied => {
            look.is_signed() && !probe.verdict.could_also_be.contains(&Cause::ProxyPortDenied)
        }
        Place::Connect => is_upstream(probe.verdict.cause) && vague(spoken.answer).is_none(),
        Place::Forward => denied && probe.is_control(),
        Place::Clear | Place::Inside | Place::Direct => false,
    };
    (telling && look.has_a_page()).then_some((probe.proxy()?, look, probe.verdict.cause?))
}

fn is_upstream(cause: Option<Cause>) -> bool {
    matches!(
        cause,
        Some(
            Cause::ProxyUpstreamNameNotResolved
                | Cause::ProxyUpstreamRefused
                | Cause::ProxyUpstreamTimedOut
                | Cause::ProxyUpstreamUnreachable
                | Cause::ProxyUpstreamConnectFailed
        )
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{at, connect, connect_with, forward_with, page};
    use super::super::super::{Cause, Status};
    use super::super::judge_run;
    use crate::measurement::HttpAnswer;

    const BUSY: &str = "unable to service your request due to maintenance downtime or capacity";

    fn apache(status: u16, text: &str) -> HttpAnswer {
        page(status, &[("Server", "Apache/2.4.71 (Debian)")], text)
    }

    #[test]
    fn a_page_known_from_connect_is_known_again() {
        let run = [
            at(connect_with(apache(503, BUSY)), "a.test", 443),
            at(forward_with(apache(503, BUSY)), "b.test", 80),
        ];
        assert_eq!(judge_run(&run)[1].cause, Some(Cause::ProxyUpstreamConnectFailed));
    }

    #[test]
    fn a_page_known_from_a_name_that_nobody_owns_is_known_again() {
        let refused = page(403, &[], "Request forbidden by administrative rules.");
        let run = [
            at(forward_with(refused.clone()), "x7k2.invalid", 80),
            at(forward_with(refused), "b.test", 80),
            connect(200, "OK"),
        ];
        assert_eq!(judge_run(&run)[1].cause, Some(Cause::ProxyDenied));
    }

    #[test]
    fn another_version_another_text_no_name_or_no_page_is_not_the_proxys() {
        let denied = at(connect_with(apache(403, "Forbidden")), "a.test", 443);
        let others = [
            page(403, &[("Server", "Apache/2.4.6")], "Forbidden"),
            apache(403, "Forbidden by the owner"),
            page(403, &[("Server", "Apache/2.4.71 (Debian)"), ("Via", "1.1 x")], "Forbidden"),
        ];
        for other in others {
            let run = [denied.clone(), at(forward_with(other), "b.test", 80)];
            assert_eq!(judge_run(&run)[1].status, Status::Inconclusive);
        }
        let unsigned = page(403, &[], "Forbidden");
        let run = [
            at(connect_with(unsigned.clone()), "a.test", 443),
            at(forward_with(unsigned), "b.test", 80),
        ];
        assert_eq!(judge_run(&run)[1].status, Status::Inconclusive);
        let bare = [
            at(connect_with(page(404, &[("Server", "envoy")], "")), "a.test", 443),
            at(forward_with(page(404, &[("Server", "envoy")], "")), "b.test", 80),
        ];
        assert_eq!(judge_run(&bare)[1].status, Status::Inconclusive);
    }

    #[test]
    fn a_text_that_stands_for_all_trouble_is_not_known_again() {
        let text = "Failed to connect to remote host";
        let run = [
            at(connect_with(page(502, &[], text)), "a.test", 443),
            at(forward_with(page(502, &[], text)), "b.test", 80),
        ];
        assert_eq!(judge_run(&run)[1].cause, Some(Cause::ProxyUpstreamFailed));
    }
}
