//! What a probe saw: plain data, judged later and elsewhere.
//!
//! A step records what happened, never what it means. Library errors become a [`Failure`] with
//! its native number inside the step that met them, and go no further.

mod answer;
mod failure;
mod tls;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::address::HostName;
use crate::auth::AuthRecord;
use crate::plan::Probe;
use crate::proxy::Route;

pub use answer::{HttpAnswer, Page};
pub use failure::{Failure, FailureKind, NativeCode};
pub use tls::{Certificate, ChainTrust, Dates, NameFit, RootStore, TlsSession, Trust};

/// A step of a probe, in the order in which steps can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Looking up the first hop: the proxy when there is one, else the target.
    Resolve,
    /// The TCP connection to the first hop.
    Connect,
    /// TLS with the proxy itself.
    ProxyTls,
    /// CONNECT to the proxy, or a request by SOCKS, and its answer.
    Tunnel,
    /// An absolute-form request to the proxy, and the answer that it gave or passed on.
    Forward,
    /// TLS with whoever answers in the tunnel, or with the target.
    Tls,
    /// The request to the target and its answer.
    Http,
}

impl Stage {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::ProxyTls => "proxy_tls",
            Self::Tunnel => "tunnel",
            Self::Forward => "forward",
            Self::Tls => "tls",
            Self::Http => "http",
        }
    }
}

/// One step that was begun: when, for how long, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which step.
    pub stage: Stage,
    /// When it began, counted from the start of the attempt.
    pub began: Duration,
    /// How long it took.
    pub took: Duration,
    /// How it ended. A refusal that arrived as a readable answer is `Ok` here: the step did its
    /// work, and the answer is in the measurement.
    pub outcome: Result<(), Failure>,
    /// What the step learned, in a few words: addresses, a status line, a TLS version.
    pub detail: String,
}

/// A way that was given up for the next one: its first hop was not reached.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    /// The way.
    pub route: Route,
    /// Where it failed.
    pub stage: Stage,
    /// How.
    pub failure: Failure,
    /// How long it took.
    pub took: Duration,
}

/// An attempt that was followed by another one.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlierAttempt {
    /// Where it failed.
    pub stage: Stage,
    /// How.
    pub failure: Failure,
    /// How long the attempt took.
    pub took: Duration,
    /// True when this machine was short of processor time or descriptors meanwhile.
    pub starved: bool,
}

/// What one probe saw on its last attempt, and how the earlier ones ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The question. Its routing is the way that was taken in the end.
    pub probe: Arc<Probe>,
    /// Ways of the same routing that were tried before, in order.
    pub given_up: Vec<GivenUp>,
    /// When the last attempt began.
    pub started: Timestamp,
    /// The steps that were begun, in order. The last one may have failed; none before it did.
    pub steps: Vec<Step>,
    /// The address of this machine on the connection to the first hop.
    pub local: Option<IpAddr>,
    /// Canonical names met while the target's name was looked up here: the name servers of the
    /// user's choice tell the whole chain, the system only its end. Behind a proxy nobody looks
    /// it up unless the user asks for that.
    pub aliases: Vec<HostName>,
    /// True when credentials went to the proxy.
    pub authenticated: bool,
    /// How the proxy came to know who asks; none where nobody could ask.
    pub auth: Option<AuthRecord>,
    /// What the proxy answered to CONNECT, or what it answered or passed on to an absolute-form
    /// request. None when nothing readable came, or when there is no proxy.
    pub proxy_answer: Option<HttpAnswer>,
    /// An HTTP answer in clear text inside a tunnel that was to carry TLS.
    pub tunnel_answer: Option<HttpAnswer>,
    /// The TLS session with the proxy itself, kept where its certificate was refused.
    pub proxy_tls: Option<TlsSession>,
    /// The TLS session with whoever presented itself as the target.
    pub tls: Option<TlsSession>,
    /// The answer inside TLS, or from a target reached without a proxy.
    pub answer: Option<HttpAnswer>,
    /// The first bytes of an answer that could not be read, at most 256.
    pub unreadable: Vec<u8>,
    /// Attempts before this one.
    pub earlier: Vec<EarlierAttempt>,
    /// True when this machine was short of processor time or descriptors during the attempt.
    pub starved: bool,
}

impl Measurement {
    /// A measurement in which nothing has happened yet.
    #[must_use]
    pub fn of(probe: Arc<Probe>, started: Timestamp) -> Self {
        Self {
            probe,
            given_up: Vec::new(),
            started,
            steps: Vec::new(),
            local: None,
            aliases: Vec::new(),
            authenticated: false,
            auth: None,
            proxy_answer: None,
            tunnel_answer: None,
            proxy_tls: None,
            tls: None,
            answer: None,
            unreadable: Vec::new(),
            earlier: Vec::new(),
            starved: false,
        }
    }

    /// The step at which it ended, if it failed.
    #[must_use]
    pub fn failed(&self) -> Option<(&Step, &Failure)> {
        let last = self.steps.last()?;
        last.outcome.as_ref().err().map(|failure| (last, failure))
    }

    /// The record of a stage, if it was begun.
    #[must_use]
    pub fn step(&self, stage: Stage) -> Option<&Step> {
        self.steps.iter().find(|step| step.stage == stage)
    }

    /// True when the probe went through a proxy.
    #[must_use]
    pub fn proxied(&self) -> bool {
        self.probe.routing.route.proxy().is_some()
    }
}
