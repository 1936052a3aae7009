//! One recorded probe, and the measurement that a client would have made of it.
//!
//! Only what a client sees is used: never the truth, the scenario, or who really answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clearway::address::{Host, Scheme, Target};
use clearway::measurement::{
    Certificate, ChainTrust, Dates, Failure, FailureKind, HttpAnswer, Measurement, NameFit,
    NativeCode, Page, RootStore, Stage, Step, TlsSession, Trust,
};
use clearway::plan::Probe;
use clearway::proxy::{Route, Routing};
use jiff::Timestamp;
use serde::Deserialize;

/// A header value: one text, several under one name, or something else that is not looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Value {
    One(String),
    Many(Vec<String>),
    Other(serde::de::IgnoredAny),
}

type Headers = BTreeMap<String, Value>;

/// One recorded probe. Fields that are not named here are not looked at.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub proxy: String,
    pub scenario: String,
    pub method: String,
    pub truth: String,
    pub auth: Option<String>,
    status_line: Option<String>,
    headers: Option<Headers>,
    body_hint: Option<Body>,
    ended: Option<String>,
    pub tunnel: Option<Tunnel>,
    bytes_after_head: Option<String>,
    socks: Option<Socks>,
    elapsed_s: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names of the file")]
struct Body {
    title: Option<String>,
    text: Option<String>,
    body_id: Option<String>,
    error: Option<String>,
    sysmsg: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Tunnel {
    pub tls: Option<String>,
    pub verify: Option<String>,
    issuer_cn: Option<String>,
    issuer_o: Option<String>,
    subject_cn: Option<String>,
    first_bytes: Option<String>,
    inner_status_line: Option<String>,
    inner_headers: Option<Headers>,
    inner_body_hint: Option<Body>,
    inner_ended: Option<String>,
    tls_elapsed_s: Option<f64>,
    inner_elapsed_s: Option<f64>,
}

#[derive(Clone, Debug, Deserialize)]
struct Socks {
    rep: Option<u8>,
}

#[derive(Deserialize)]
struct Corpus {
    schema: String,
    rows: Vec<Row>,
}

/// Reads a corpus. Each row is a JSON map on a line of its own; what follows the rows is not read.
pub fn read(text: &str) -> Vec<Row> {
    let mut corpus = Corpus { schema: String::new(), rows: Vec::new() };
    let mut in_rows = false;
    for line in text.lines() {
        if let Some(schema) = line.strip_prefix("schema:") {
            schema.trim().clone_into(&mut corpus.schema);
        } else if let Some(row) = line.trim_start().strip_prefix("- {").filter(|_| in_rows) {
            let row = format!("{{{row}");
            corpus
                .rows
                .push(serde_json::from_str(&row).unwrap_or_else(|error| panic!("{error}: {row}")));
        } else if !line.starts_with([' ', '#']) && !line.is_empty() {
            in_rows = line.starts_with("rows:");
        }
    }
    assert_eq!(corpus.schema, "egress-proxy-observations/1");
    corpus.rows
}

/// What a client would have recorded.
pub fn measurement(row: &Row) -> Measurement {
    let connects = row.method == "CONNECT" || row.method.starts_with("SOCKS5");
    let plain_inside = connects && row.tunnel.as_ref().is_some_and(|t| t.tls.is_none());
    let scheme = match row.method.as_str() {
        "GET" | "SOCKS5:80" => Scheme::Http,
        _ if plain_inside => Scheme::Http,
        _ => Scheme::Https,
    };
    let port = if scheme == Scheme::Http { 80 } else { 443 };
    let host: Host = host(&row.scenario).parse().expect("a host");
    let routing = Routing::new(
        Route::Proxy("http://proxy.example:8080".parse().expect("a proxy")),
        "recorded",
        "",
    );
    let probe = Probe::new(Target::new(host, port, scheme), Arc::new(routing));
    let mut seen = Measurement::of(Arc::new(probe), Timestamp::UNIX_EPOCH);
    seen.authenticated = row.auth.as_deref().is_some_and(|auth| auth != "missing");
    let took = seconds(row.elapsed_s);
    push(&mut seen, Stage::Resolve, Duration::ZERO, Ok(()));
    push(&mut seen, Stage::Connect, Duration::ZERO, Ok(()));
    let stage = if connects { Stage::Tunnel } else { Stage::Forward };
    if let Some(rep) = row.socks.as_ref().and_then(|socks| socks.rep) {
        if rep != 0 {
            let failure = Failure::new(FailureKind::SocksReply, format!("SOCKS reply {rep}"))
                .with(NativeCode::SocksReply(rep));
            push(&mut seen, stage, took, Err(failure));
            return seen;
        }
    } else if let Some(line) = &row.status_line {
        seen.proxy_answer = Some(answer(line, row.headers.as_ref(), row.body_hint.as_ref()));
    } else {
        push(&mut seen, stage, took, Err(ended(row.ended.as_deref().unwrap_or(""))));
        return seen;
    }
    push(&mut seen, stage, took, Ok(()));
    if let Some(tunnel) = row.tunnel.as_ref().filter(|_| connects) {
        walk_tunnel(&mut seen, tunnel, row.bytes_after_head.as_deref());
    }
    seen
}

/// The name that was asked for. The recording does not keep it; it was one and the same for all
/// requests of a scenario, and the random control stood under `.invalid`. Nothing else in the name
/// means anything.
fn host(scenario: &str) -> String {
    let top = if scenario == "control_random_invalid" { "invalid" } else { "example" };
    format!("{}.{top}", scenario.replace('_', "-"))
}

fn walk_tunnel(seen: &mut Measurement, tunnel: &Tunnel, early: Option<&str>) {
    let clear = early.or(tunnel.first_bytes.as_deref()).filter(|text| text.starts_with("HTTP/"));
    if let Some(text) = clear {
        seen.tunnel_answer = Some(parse(text));
        let failure = Failure::new(FailureKind::NotTls, "clear text in the tunnel");
        push(seen, Stage::Tls, Duration::ZERO, Err(failure));
        return;
    }
    match tunnel.tls.as_deref() {
        Some("ok") => {
            seen.tls = Some(session(tunnel));
            push(seen, Stage::Tls, Duration::ZERO, Ok(()));
        }
        Some(other) => {
            push(seen, Stage::Tls, seconds(tunnel.tls_elapsed_s), Err(ended(other)));
            return;
        }
        None => {}
    }
    if let Some(line) = &tunnel.inner_status_line {
        let headers = tunnel.inner_headers.as_ref();
        seen.answer = Some(answer(line, headers, tunnel.inner_body_hint.as_ref()));
        push(seen, Stage::Http, Duration::ZERO, Ok(()));
    } else if let Some(how) = &tunnel.inner_ended {
        push(seen, Stage::Http, seconds(tunnel.inner_elapsed_s), Err(ended(how)));
    }
}

fn seconds(took: Option<f64>) -> Duration {
    Duration::from_secs_f64(took.unwrap_or(0.0).max(0.0))
}

fn push(seen: &mut Measurement, stage: Stage, took: Duration, outcome: Result<(), Failure>) {
    let step = Step { stage, began: Duration::ZERO, took, outcome, detail: String::new() };
    seen.steps.push(step);
}

fn ended(how: &str) -> Failure {
    let kind = if how.contains("reset") {
        FailureKind::Reset
    } else if how.contains("no answer") || how.contains("timeout") {
        FailureKind::TimedOut
    } else if how.contains("ssl-error") {
        FailureKind::Tls
    } else {
        FailureKind::Closed
    };
    Failure::new(kind, how)
}

fn answer(line: &str, headers: Option<&Headers>, body: Option<&Body>) -> HttpAnswer {
    let mut parts = line.splitn(3, ' ');
    let minor_version = u8::from(parts.next() == Some("HTTP/1.1"));
    let status = parts.next().and_then(|code| code.parse().ok()).unwrap_or(0);
    let reason = parts.next().unwrap_or("").to_owned();
    let mut fields = Vec::new();
    for (name, value) in headers.into_iter().flatten() {
        match value {
            // Values of several fields were joined when they were recorded.
            Value::One(text) => {
                fields.extend(text.split(" | ").map(|text| (name.clone(), text.to_owned())));
            }
            Value::Many(texts) => {
                fields.extend(texts.iter().map(|text| (name.clone(), text.clone())));
            }
            Value::Other(_) => {}
        }
    }
    let body = body.cloned().unwrap_or_default();
    let texts: Vec<String> = [body.text, body.error, body.sysmsg].into_iter().flatten().collect();
    let page = Page {
        title: body.title.unwrap_or_default(),
        body_id: body.body_id.unwrap_or_default(),
        text: texts.join(" "),
    };
    HttpAnswer { minor_version, status, reason, headers: fields, page, ..HttpAnswer::default() }
}

/// The head of an answer that was recorded as raw bytes, cut off somewhere.
fn parse(text: &str) -> HttpAnswer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let mut lines = head.split("\r\n");
    let mut parsed = answer(lines.next().unwrap_or(""), None, None);
    parsed.headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    parsed.page = Page::read(body.as_bytes());
    parsed
}

fn session(tunnel: &Tunnel) -> TlsSession {
    let issuer = tunnel.issuer_cn.clone().unwrap_or_default();
    let subject = tunnel.subject_cn.clone().unwrap_or_default();
    let self_signed = issuer == subject;
    let leaf = Certificate {
        subject: format!("CN={subject}"),
        issuer: format!("CN={issuer}"),
        issuer_common_name: issuer,
        issuer_organisation: tunnel.issuer_o.clone().unwrap_or_default(),
        not_before: Timestamp::UNIX_EPOCH,
        not_after: Timestamp::UNIX_EPOCH,
        names: vec![subject],
        name_count: 1,
        ..Certificate::default()
    };
    let trust = match tunnel.verify.as_deref() {
        Some(verify) => Some(judged(verify)),
        None if self_signed => Some(judged("18")),
        None => None,
    };
    TlsSession { version: "TLS 1.3", chain: Arc::from([leaf]), trust }
}

/// What a verification result of OpenSSL says (`X509_V_ERR_*`).
fn judged(verify: &str) -> Trust {
    let number = verify.split(' ').next().unwrap_or("");
    let mut trust = Trust {
        chain: ChainTrust::Trusted,
        dates: Dates::Valid,
        name: NameFit::Fits,
        by: vec![RootStore::Given],
        text: verify.to_owned(),
    };
    match number {
        "ok" => {}
        "9" => trust.dates = Dates::NotYetValid,
        "10" => trust.dates = Dates::Expired,
        "18" => trust.chain = ChainTrust::SelfSigned,
        "19" | "20" | "21" => trust.chain = ChainTrust::UnknownIssuer,
        "23" => trust.chain = ChainTrust::Revoked,
        "62" => trust.name = NameFit::Differs,
        _ => trust.chain = ChainTrust::Invalid,
    }
    trust
}
