//! A web server that is no proxy answers a plain request from its own site: that answer is nobody's
//! but its own.

use std::collections::HashSet;

use super::super::{Cause, Confidence, Finding, Status};
use super::Judged;

/// The name in reports.
pub(super) const NAME: &str = "no_proxy_there";

/// Plain answers that were taken for the endpoint's, though another probe showed that no proxy is
/// there and none showed that one is. This is the one doubt that others raise rather than settle.
pub(super) fn doubts(run: &[Judged<'_>]) -> Vec<(usize, Finding)> {
    let mut web_servers = HashSet::new();
    let mut proxies = HashSet::new();
    for probe in run {
        let Some(proxy) = probe.proxy() else { continue };
        if probe.verdict.cause == Some(Cause::ProxyNotAProxy) {
            web_servers.insert(proxy);
        } else if probe.asked_for_tunnel() && probe.verdict.status == Status::Reachable {
            proxies.insert(proxy);
        }
    }
    let doubtful = |probe: &Judged<'_>| {
        let taken_for_the_endpoint = probe.verdict.status == Status::Reachable
            && probe.verdict.confidence != Confidence::Sure
            && !probe.asked_for_tunnel();
        let nothing_there = probe
            .proxy()
            .is_some_and(|proxy| web_servers.contains(proxy) && !proxies.contains(proxy));
        taken_for_the_endpoint && nothing_there
    };
    let finding = || {
        Finding::open(Cause::ProxyNotAProxy, &[Cause::ProxyMethodDenied]).note(
            "another probe was answered as by a web server that is no proxy: this may be a page of \
             its own site",
        )
    };
    let doubted = run.iter().enumerate().filter(|(_, probe)| doubtful(probe));
    doubted.map(|(at, _)| (at, finding())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{at, connect_with, forward_with, page};
    use super::super::super::{Cause, Status};
    use super::super::judge_run;

    #[test]
    fn a_page_of_a_web_server_is_no_proof_of_an_endpoint() {
        let no_connect = page(405, &[("Allow", "GET, HEAD"), ("Server", "Apache/2.4.71")], "");
        let welcome = page(200, &[("Server", "Apache/2.4.71")], "It works");
        let run = [
            at(connect_with(no_connect), "a.test", 443),
            at(forward_with(welcome.clone()), "b.test", 80),
        ];
        let verdicts = judge_run(&run);
        assert_eq!(verdicts[0].cause, Some(Cause::ProxyNotAProxy));
        assert_eq!(verdicts[1].status, Status::Inconclusive);
        assert_eq!(verdicts[1].cause, Some(Cause::ProxyNotAProxy));
        // Without the other probe nothing speaks against it.
        assert_eq!(judge_run(&run[1..])[0].status, Status::Reachable);
    }
}
