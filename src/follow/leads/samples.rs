//! Measurements with something to follow, for tests.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::measurement::{
    Certificate, ChainTrust, Dates, HttpAnswer, Measurement, NameFit, RootStore, Stage, Step,
    TlsSession, Trust,
};
use crate::plan::Probe;
use crate::proxy::{Route, Routing};

/// A certificate of this subject, issued by an authority.
pub fn certificate(subject: &str) -> Certificate {
    Certificate {
        subject: format!("CN={subject}"),
        issuer: "CN=Authority".to_owned(),
        issuer_common_name: "Authority".to_owned(),
        ..Certificate::default()
    }
}

/// An endpoint that answered 200, under this chain where it spoke TLS.
pub fn reached(target: &str, chain: Vec<Certificate>) -> Measurement {
    let stages = [Stage::Resolve, Stage::Connect, Stage::Tls, Stage::Http];
    let mut seen = begun(target, Route::Direct, &stages);
    if !chain.is_empty() {
        let trust = Trust {
            chain: ChainTrust::Trusted,
            dates: Dates::Valid,
            name: NameFit::Fits,
            by: vec![RootStore::Platform, RootStore::Public],
            text: String::new(),
        };
        let chain = Arc::from(chain);
        seen.tls = Some(TlsSession { version: "TLS 1.3", chain, trust: Some(trust) });
    }
    seen.answer = Some(answer(200, &[]));
    seen
}

/// An endpoint that answered with a redirect.
pub fn redirected(target: &str, status: u16, location: &str) -> Measurement {
    let mut seen = reached(target, vec![certificate("x")]);
    seen.answer = Some(answer(status, &[("Location", location)]));
    seen
}

/// A redirect that came by way of a proxy, in clear.
pub fn forwarded(target: &str, headers: &[(&str, &str)]) -> Measurement {
    let route = Route::Proxy("http://proxy.test:8080".parse().unwrap());
    let mut seen = begun(target, route, &[Stage::Resolve, Stage::Connect, Stage::Forward]);
    seen.proxy_answer = Some(answer(302, headers));
    seen
}

fn begun(target: &str, route: Route, stages: &[Stage]) -> Measurement {
    let routing = Routing::new(route, "test", "");
    let probe = Probe::new(target.parse().unwrap(), Arc::new(routing));
    let mut seen = Measurement::of(Arc::new(probe), Timestamp::UNIX_EPOCH);
    let step = |stage: &Stage| Step {
        stage: *stage,
        began: Duration::ZERO,
        took: Duration::from_millis(5),
        outcome: Ok(()),
        detail: String::new(),
    };
    seen.steps = stages.iter().map(step).collect();
    seen
}

fn answer(status: u16, headers: &[(&str, &str)]) -> HttpAnswer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    HttpAnswer { minor_version: 1, status, headers: headers.collect(), ..HttpAnswer::default() }
}
