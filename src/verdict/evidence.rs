//! What was seen, in the words of whoever said it, fit to be shown.

use crate::auth::{AuthOutcome, AuthRecord, LegResult};
use crate::measurement::{HttpAnswer, Measurement, TlsSession};

/// Characters of a page or a header that are shown.
const SHOWN: usize = 200;

/// Headers that tell who speaks and why.
const TELLING: &[&str] = &[
    "Server",
    "Via",
    "X-Squid-Error",
    "Proxy-Status",
    "X-Smokescreen-Error",
    "Proxy-Authenticate",
    "Proxy-Agent",
    "Location",
    "Allow",
    "X-Cache",
];

/// The lines of evidence: every answer, the certificate, and the failure.
///
/// Only headers from a short list are repeated, so that cookies and credentials cannot be.
pub(super) fn evidence(seen: &Measurement) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(answer) = &seen.proxy_answer {
        answer_lines("proxy answered", answer, &mut lines);
    }
    if let Some(auth) = &seen.auth {
        auth_lines(auth, &mut lines);
    }
    if let Some(answer) = &seen.tunnel_answer {
        answer_lines("in the tunnel, in clear text", answer, &mut lines);
    }
    if let Some(tls) = &seen.proxy_tls {
        certificate_lines("the proxy shows a certificate of", tls, &mut lines);
    }
    if let Some(tls) = &seen.tls {
        certificate_lines("certificate of", tls, &mut lines);
    }
    if let Some(answer) = &seen.answer {
        let who = if seen.tls.is_some() { "inside TLS" } else { "endpoint answered" };
        answer_lines(who, answer, &mut lines);
    }
    if let Some((step, failure)) = seen.failed() {
        let hop = match seen.probe.routing.route.proxy() {
            Some(proxy) if seen.proxy_answer.is_none() => format!(" (proxy {proxy})"),
            _ => String::new(),
        };
        let number = failure.native.map_or_else(String::new, |native| format!(" [{native}]"));
        let stage = step.stage.as_str();
        lines.push(clip(&format!("{stage}{hop}: {}{number}", failure.text)));
    }
    if !seen.unreadable.is_empty() {
        let text = seen.unreadable.escape_ascii().to_string();
        lines.push(clip(&format!("unreadable answer: {text}")));
    }
    lines
}

fn certificate_lines(what: &str, tls: &TlsSession, lines: &mut Vec<String>) {
    let Some(leaf) = tls.chain.first() else { return };
    lines.push(clip(&format!(
        "{what} {}, issued by {}, valid {} to {}",
        leaf.subject, leaf.issuer, leaf.not_before, leaf.not_after
    )));
    if let Some(trust) = tls.trust.as_ref().filter(|trust| !trust.text.is_empty()) {
        lines.push(clip(&trust.text));
    }
}

fn answer_lines(who: &str, answer: &HttpAnswer, lines: &mut Vec<String>) {
    lines.push(clip(&format!("{who}: {}", answer.status_line())));
    for (name, value) in &answer.headers {
        if TELLING.iter().any(|telling| telling.eq_ignore_ascii_case(name)) {
            let value = if name.eq_ignore_ascii_case("Proxy-Authenticate") {
                scheme_and_realm(value)
            } else {
                value.clone()
            };
            lines.push(clip(&format!("{name}: {value}")));
        }
    }
    let page = &answer.page;
    for (what, text) in [("page title", &page.title), ("page", &page.text)] {
        if !text.is_empty() {
            lines.push(format!("{what}: {}", clip(text)));
        }
    }
}

/// What was said about who asks, where that did not go well.
fn auth_lines(auth: &AuthRecord, lines: &mut Vec<String>) {
    if matches!(auth.outcome, AuthOutcome::NotAsked | AuthOutcome::Accepted) {
        return;
    }
    for leg in &auth.legs {
        let why = match &leg.result {
            LegResult::NotMade(why) if !why.is_empty() => format!(": {why}"),
            _ => String::new(),
        };
        let (scheme, result) = (leg.scheme.as_str(), leg.result.as_str());
        lines.push(clip(&format!("authentication: {scheme} {}: {result}{why}", leg.message)));
    }
    if let Some(detail) = auth.outcome.detail() {
        lines.push(clip(&format!("authentication: {detail}")));
    }
}

/// A challenge without its nonce or token.
fn scheme_and_realm(value: &str) -> String {
    let scheme = value.split_whitespace().next().unwrap_or("");
    match value.split(',').find(|part| part.to_ascii_lowercase().contains("realm=")) {
        Some(realm) => {
            let at = realm.to_ascii_lowercase().find("realm=").unwrap_or(0);
            format!("{scheme} {}", realm[at..].trim())
        }
        None => scheme.to_owned(),
    }
}

/// Cut to what is shown, without control characters.
fn clip(text: &str) -> String {
    let mut shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::samples::{connect_with, page};
    use super::*;

    #[test]
    fn cookies_and_credentials_are_not_repeated() {
        let headers = [
            ("Set-Cookie", "sid=secret"),
            ("Authorization", "Basic secret"),
            ("Proxy-Authenticate", "Digest nonce=\"secret\", realm=\"Corp\""),
            ("Server", "squid"),
        ];
        let lines = evidence(&connect_with(page(407, &headers, ""))).join("\n");
        assert!(!lines.contains("secret"), "{lines}");
        assert!(lines.contains("Digest realm=\"Corp\"") && lines.contains("Server: squid"));
    }

    #[test]
    fn long_and_hostile_text_is_cut() {
        let lines =
            evidence(&connect_with(page(403, &[("Server", "a\u{1b}[31m")], &"x".repeat(999))));
        assert!(lines.iter().all(|line| line.chars().count() < 260 && !line.contains('\u{1b}')));
    }
}
