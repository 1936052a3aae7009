//! What a target says, as a probe sees it.

use std::sync::Arc;
use std::time::Duration;

use clearway::measurement::{
    Certificate, ChainTrust, Dates, EarlierAttempt, Failure, FailureKind, HttpAnswer, Measurement,
    NameFit, NativeCode, Page, RootStore, Stage, Step, TlsSession, Trust,
};

pub fn good(seen: Measurement) -> Measurement {
    let seen = trusted(tunnel(seen), None);
    answered(seen, answer(200, "OK", &[("Server", "Kestrel")], ""))
}

pub fn passed_on(seen: Measurement) -> Measurement {
    let headers = [("Server", "Microsoft-IIS/10.0"), ("Via", "1.1 proxy (squid/6.13)")];
    proxy_says(seen, Stage::Forward, answer(200, "OK", &headers, ""))
}

pub fn denied(seen: Measurement) -> Measurement {
    let place = seen.probe.target.authority();
    let text = format!("{place} Access control configuration prevents this request.");
    let headers = [("Server", "squid/6.13"), ("X-Squid-Error", "ERR_ACCESS_DENIED 0")];
    proxy_says(seen, Stage::Tunnel, squid(403, "Forbidden", &headers, &text))
}

pub fn name_not_resolved(seen: Measurement) -> Measurement {
    let host = seen.probe.target.host.to_string();
    let text = format!("Unable to determine IP address from host name {host}");
    let headers = [("Server", "squid/6.13"), ("X-Squid-Error", "ERR_DNS_FAIL 0")];
    proxy_says(seen, Stage::Tunnel, squid(503, "Service Unavailable", &headers, &text))
}

pub fn gone(seen: Measurement) -> Measurement {
    let headers = [("Server", "squid/6.13"), ("X-Squid-Error", "ERR_CONNECT_FAIL 111")];
    let text = "Connection failed: (111) Connection refused";
    proxy_says(seen, Stage::Tunnel, squid(503, "Service Unavailable", &headers, text))
}

pub fn auth_required(seen: Measurement) -> Measurement {
    let headers = [
        ("Server", "squid/6.13"),
        ("X-Squid-Error", "ERR_CACHE_ACCESS_DENIED 0"),
        ("Proxy-Authenticate", "Basic realm=\"Corp Proxy\""),
    ];
    let text = "Authenticate yourself before you ask for this.";
    proxy_says(seen, Stage::Tunnel, squid(407, "Proxy Authentication Required", &headers, text))
}

pub fn vague(seen: Measurement) -> Measurement {
    proxy_says(
        seen,
        Stage::Tunnel,
        answer(500, "Internal Server Error", &[], "Something went wrong"),
    )
}

pub fn expired(seen: Measurement) -> Measurement {
    let text = "certificate expired: verification time 2026-03-01, but it is not valid after \
                2025-12-31";
    trusted(tunnel(seen), Some(text))
}

pub fn silent(mut seen: Measurement) -> Measurement {
    seen.earlier.push(EarlierAttempt {
        stage: Stage::Tls,
        failure: Failure::new(FailureKind::TimedOut, "no answer within 5 s"),
        took: Duration::from_millis(5_020),
        starved: false,
    });
    let seen = tunnel(seen);
    stopped(seen, Stage::Tls, Failure::new(FailureKind::TimedOut, "no answer within 5 s"))
}

pub fn refused(seen: Measurement) -> Measurement {
    let seen = passed(seen, Stage::Resolve, 3, "192.0.2.10");
    let failure = Failure::new(FailureKind::Refused, "connection refused by 192.0.2.10:8531");
    stopped(seen, Stage::Connect, failure.with(NativeCode::Os(111)))
}

pub fn hostile(seen: Measurement) -> Measurement {
    let headers = [
        ("Server", "=HYPERLINK(\"http://evil.example\")"),
        ("X-Squid-Error", "\u{1b}[2J|<script>alert(1)</script>\u{202e}"),
        ("Via", "`a` | **b** ]]> \u{9b}31m --> &lt; http://evil.example"),
        ("Set-Cookie", "session=do-not-show"),
    ];
    let text = "@SUM(1+1) | col | \u{7} <img src=x onerror=alert(1)> \\| 禁止 \u{200b}";
    let mut answer = answer(403, "\u{1b}]0;owned\u{7}No", &headers, text);
    answer.page = Page { title: "<b>Denied</b>\u{9b}m".to_owned(), ..answer.page };
    proxy_says(seen, Stage::Tunnel, answer)
}

// The parts of what a target says.

fn squid(status: u16, reason: &str, headers: &[(&str, &str)], text: &str) -> HttpAnswer {
    let page = format!(
        "<html><title>ERROR: The requested URL could not be retrieved</title><body><p>{text}</p>"
    );
    answer(status, reason, headers, &page)
}

fn answer(status: u16, reason: &str, headers: &[(&str, &str)], page: &str) -> HttpAnswer {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    HttpAnswer {
        minor_version: 1,
        status,
        reason: reason.to_owned(),
        headers: headers.iter().map(header).collect(),
        page: Page::read(page.as_bytes()),
        ..HttpAnswer::default()
    }
}

fn tunnel(seen: Measurement) -> Measurement {
    proxy_says(seen, Stage::Tunnel, answer(200, "Connection established", &[], ""))
}

fn proxy_says(seen: Measurement, stage: Stage, answer: HttpAnswer) -> Measurement {
    let seen = passed(seen, Stage::Resolve, 2, "10.0.0.7");
    let seen = passed(seen, Stage::Connect, 1, "10.0.0.7:80");
    let mut seen = passed(seen, stage, 20, &answer.status_line());
    seen.proxy_answer = Some(answer);
    seen
}

fn trusted(seen: Measurement, expired: Option<&str>) -> Measurement {
    let mut seen = passed(seen, Stage::Tls, 31, "TLS 1.3");
    let host = seen.probe.target.host.to_string();
    let last = if expired.is_some() { "2025-12-31T23:59:59Z" } else { "2026-12-31T23:59:59Z" };
    let leaf = Certificate {
        subject: format!("CN={host}"),
        issuer: "C=US, O=DigiCert Inc, CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1".to_owned(),
        issuer_common_name: "DigiCert Global G2 TLS RSA SHA256 2020 CA1".to_owned(),
        issuer_organisation: "DigiCert Inc".to_owned(),
        not_before: "2025-01-01T00:00:00Z".parse().unwrap(),
        not_after: last.parse().unwrap(),
        names: vec![host],
        name_count: 1,
        sha256: "5f".repeat(32),
        ..Certificate::default()
    };
    let trust = Trust {
        chain: ChainTrust::Trusted,
        dates: if expired.is_some() { Dates::Expired } else { Dates::Valid },
        name: NameFit::Fits,
        by: vec![RootStore::Platform, RootStore::Public],
        text: expired.unwrap_or_default().to_owned(),
    };
    seen.tls =
        Some(TlsSession { version: "TLS 1.3", chain: Arc::from([leaf]), trust: Some(trust) });
    seen
}

fn answered(seen: Measurement, answer: HttpAnswer) -> Measurement {
    let mut seen = passed(seen, Stage::Http, 18, &answer.status_line());
    seen.answer = Some(answer);
    seen
}

fn passed(seen: Measurement, stage: Stage, ms: u64, detail: &str) -> Measurement {
    step(seen, stage, ms, Ok(()), detail)
}

fn stopped(seen: Measurement, stage: Stage, failure: Failure) -> Measurement {
    step(seen, stage, 5_003, Err(failure), "")
}

fn step(
    mut seen: Measurement,
    stage: Stage,
    ms: u64,
    outcome: Result<(), Failure>,
    detail: &str,
) -> Measurement {
    let began = seen.steps.iter().map(|step| step.took).sum();
    let took = Duration::from_millis(ms);
    seen.steps.push(Step { stage, began, took, outcome, detail: detail.to_owned() });
    seen
}
