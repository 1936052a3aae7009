//! Measurements for tests, made in a few words.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::address::Target;
use crate::measurement::{
    Certificate, ChainTrust, Dates, Failure, FailureKind, HttpAnswer, Measurement, NameFit, Page,
    RootStore, Stage, Step, TlsSession, Trust,
};
use crate::plan::Probe;
use crate::proxy::{Route, Routing};

/// A measurement of `https://go.example.test/` through `http://proxy:8080`, not begun.
pub fn through_proxy(target: &str) -> Measurement {
    let route = Route::Proxy("http://proxy:8080".parse().unwrap());
    of(target, route)
}

/// The same without a proxy.
pub fn direct(target: &str) -> Measurement {
    of(target, Route::Direct)
}

fn of(target: &str, route: Route) -> Measurement {
    let target: Target = target.parse().unwrap();
    let routing = Routing::new(route, "test", "");
    Measurement::of(Arc::new(Probe::new(target, Arc::new(routing))), Timestamp::UNIX_EPOCH)
}

/// The same, asked of another host and port.
pub fn at(mut seen: Measurement, host: &str, port: u16) -> Measurement {
    let scheme = seen.probe.target.scheme;
    let target = Target::new(host.parse().unwrap(), port, scheme);
    let routing = Arc::clone(&seen.probe.routing);
    seen.probe = Arc::new(Probe::new(target, routing));
    seen
}

/// Adds a step that went well.
pub fn passed(mut seen: Measurement, stage: Stage) -> Measurement {
    seen.steps.push(step(stage, Ok(())));
    seen
}

/// Adds a step that failed.
pub fn stopped(mut seen: Measurement, stage: Stage, kind: FailureKind) -> Measurement {
    seen.steps.push(step(stage, Err(Failure::new(kind, "for a test"))));
    seen
}

fn step(stage: Stage, outcome: Result<(), Failure>) -> Step {
    let took = Duration::from_millis(5);
    Step { stage, began: Duration::ZERO, took, outcome, detail: String::new() }
}

/// An answer.
pub fn page(status: u16, headers: &[(&str, &str)], text: &str) -> HttpAnswer {
    HttpAnswer {
        minor_version: 1,
        status,
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        page: Page::read(text.as_bytes()),
        ..HttpAnswer::default()
    }
}

/// An answer with a reason phrase.
pub fn head(status: u16, reason: &str) -> HttpAnswer {
    HttpAnswer { reason: reason.to_owned(), ..page(status, &[], "") }
}

/// CONNECT was answered so.
pub fn connect(status: u16, reason: &str) -> Measurement {
    connect_with(head(status, reason))
}

/// CONNECT was answered so.
pub fn connect_with(answer: HttpAnswer) -> Measurement {
    let mut seen = passed(through_proxy("https://go.example.test/"), Stage::Resolve);
    seen = passed(passed(seen, Stage::Connect), Stage::Tunnel);
    seen.proxy_answer = Some(answer);
    seen
}

/// An absolute-form request was answered so.
pub fn forward(status: u16, reason: &str) -> Measurement {
    forward_with(head(status, reason))
}

/// An absolute-form request was answered so.
pub fn forward_with(answer: HttpAnswer) -> Measurement {
    let mut seen = passed(through_proxy("http://go.example.test/"), Stage::Resolve);
    seen = passed(passed(seen, Stage::Connect), Stage::Forward);
    seen.proxy_answer = Some(answer);
    seen
}

/// A tunnel with TLS in it, judged so, and this answer inside.
pub fn inside(trust: Trust, issuer: &str, answer: Option<HttpAnswer>) -> Measurement {
    let mut seen = passed(connect(200, "OK"), Stage::Tls);
    seen.tls = Some(session(trust, issuer));
    if answer.is_some() {
        seen = passed(seen, Stage::Http);
        seen.answer = answer;
    }
    seen
}

/// A session with a chain of one.
pub fn session(trust: Trust, issuer: &str) -> TlsSession {
    let leaf = Certificate {
        subject: "CN=go.example.test".to_owned(),
        issuer: format!("CN={issuer}"),
        issuer_common_name: issuer.to_owned(),
        issuer_organisation: String::new(),
        not_before: Timestamp::UNIX_EPOCH,
        not_after: Timestamp::UNIX_EPOCH,
        names: vec!["go.example.test".to_owned()],
        name_count: 1,
        ..Certificate::default()
    };
    TlsSession { version: "TLS 1.3", chain: Arc::from([leaf]), trust: Some(trust) }
}

/// A judgement without fault.
pub fn good() -> Trust {
    Trust {
        chain: ChainTrust::Trusted,
        dates: Dates::Valid,
        name: NameFit::Fits,
        by: vec![RootStore::Platform, RootStore::Public],
        text: String::new(),
    }
}

/// A judgement whose chain leads nowhere.
pub fn unknown_issuer() -> Trust {
    Trust { chain: ChainTrust::UnknownIssuer, ..good() }
}
