//! A refusal of a name under `.invalid` is the proxy's own: no endpoint could have sent it.

use std::collections::HashSet;

use super::super::{Cause, Finding, Party};
use super::{Judged, RunRule};

/// A status that refuses, or a redirect, in answer to a plain request for such a name, from
/// something that has shown to be a proxy.
pub(super) struct Control;

/// Statuses with which measured and documented proxies refuse by policy.
pub(in super::super) fn refuses(status: u16) -> bool {
    matches!(status, 300..=399 | 403 | 404 | 418 | 451 | 470)
}

impl RunRule for Control {
    fn name(&self) -> &'static str {
        "control"
    }

    fn settle(&self, run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
        // A web server also answers 404 to a name that it does not know, and no CONNECT.
        let proxies: HashSet<_> = run
            .iter()
            .filter(|probe| probe.asked_for_tunnel())
            .filter(|probe| {
                let status = probe.seen.proxy_answer.as_ref().map(|answer| answer.status);
                matches!(status, Some(200..=299 | 403 | 407))
            })
            .filter_map(|probe| probe.proxy())
            .collect();
        let refused = |probe: &Judged<'_>| {
            probe.is_open()
                && probe.is_control()
                && probe.forwarded().is_some_and(|spoken| refuses(spoken.answer.status))
                && probe.proxy().is_some_and(|proxy| proxies.contains(proxy))
        };
        let finding = Finding::blocked(Cause::ProxyDenied, Party::Proxy).likely().note(
            "nobody owns a name under .invalid (RFC 6761), so that this answer is the proxy's own",
        );
        let places = run.iter().enumerate().filter(|(_, probe)| refused(probe));
        places.map(|(place, _)| (place, finding.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{at, connect, forward_with, page};
    use super::super::super::{Cause, Status, Verdict};
    use super::super::judge_run;

    fn said(host: &str, status: u16, connect_status: u16) -> Verdict {
        let asked = at(forward_with(page(status, &[("Server", "envoy")], "")), host, 80);
        judge_run(&[asked, connect(connect_status, "")]).remove(0)
    }

    #[test]
    fn a_refusal_of_a_name_that_nobody_owns_is_the_proxys() {
        for status in [302, 403, 404] {
            let verdict = said("x7k2.invalid", status, 200);
            assert_eq!(verdict.cause, Some(Cause::ProxyDenied), "{status}");
        }
    }

    #[test]
    fn a_name_that_somebody_owns_a_gateway_error_or_a_web_server_is_not() {
        assert_eq!(said("x7k2.test", 403, 200).status, Status::Inconclusive);
        assert_eq!(said("x7k2.invalid", 503, 200).status, Status::Inconclusive);
        assert_eq!(said("x7k2.invalid", 404, 405).status, Status::Inconclusive);
    }
}
