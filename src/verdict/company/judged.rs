//! A probe of a run, and what is thought of it so far.

use crate::address::{Host, Scheme};
use crate::measurement::{Measurement, Stage};
use crate::proxy::ProxyUrl;

use super::super::spoken::{Place, Spoken};
use super::super::{Cause, Confidence, Status, Verdict};

/// A measurement and its verdict.
#[derive(Clone, Copy)]
pub(super) struct Judged<'a> {
    pub seen: &'a Measurement,
    pub verdict: &'a Verdict,
}

impl<'a> Judged<'a> {
    /// The proxy it went through.
    pub fn proxy(self) -> Option<&'a ProxyUrl> {
        self.seen.probe.routing.route.proxy()
    }

    /// Whom it asked for.
    pub fn host(self) -> &'a Host {
        &self.seen.probe.target.host
    }

    /// The proxy and the host, under which probes are paired.
    pub fn pair(self) -> Option<(&'a ProxyUrl, &'a Host)> {
        Some((self.proxy()?, self.host()))
    }

    /// The last answer and where it was said.
    pub fn spoken(self) -> Option<Spoken<'a>> {
        Spoken::of(self.seen)
    }

    /// True while it has more than one meaning. A probe that was ended early is not meant: nobody
    /// else can say what it would have seen.
    pub fn is_open(self) -> bool {
        let ended = matches!(self.verdict.cause, Some(Cause::Abandoned | Cause::LocalResources));
        match self.verdict.status {
            Status::Inconclusive => !ended,
            Status::Failed => self.verdict.confidence == Confidence::Open,
            Status::Reachable | Status::Blocked | Status::Untested => false,
        }
    }

    /// True where the proxy was asked for a tunnel.
    pub fn asked_for_tunnel(self) -> bool {
        self.seen.step(Stage::Tunnel).is_some()
    }

    /// True where plain HTTP was asked of the proxy in absolute form.
    pub fn is_plain(self) -> bool {
        self.seen.step(Stage::Forward).is_some() && self.seen.probe.target.scheme == Scheme::Http
    }

    /// The answer to an absolute-form request, whoever wrote it.
    pub fn forwarded(self) -> Option<Spoken<'a>> {
        self.spoken().filter(|spoken| spoken.place == Place::Forward)
    }

    /// True for a name under `.invalid`, which nobody owns and no name server knows (RFC 6761,
    /// section 6.4): whatever answers to it is not an endpoint.
    pub fn is_control(self) -> bool {
        match self.host() {
            Host::Name(name) => name.labels().next_back() == Some("invalid"),
            Host::Ip(_) => false,
        }
    }

    /// Squid's page that stands for a name and for a parent alike.
    pub fn is_parent_doubt(self) -> bool {
        self.verdict.status == Status::Inconclusive
            && self.verdict.cause == Some(Cause::ProxyUpstreamNameNotResolved)
            && self.verdict.could_also_be == [Cause::ProxyChain]
    }

    /// The probe in words: what was asked, and what came back.
    pub fn in_words(self) -> String {
        let method = if self.asked_for_tunnel() { "CONNECT" } else { "GET" };
        let target = &self.seen.probe.target;
        let said = self.verdict.evidence.first().map_or("", String::as_str);
        format!("{method} {}:{} ({said})", target.host.authority(), target.port)
    }
}
