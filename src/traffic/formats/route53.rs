//! Query logs of Amazon Route 53 Resolver, with what its DNS Firewall did.

use serde_json::Value;

use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{object, text};
use crate::traffic::time;

/// Query logs of Route 53 Resolver.
pub struct Route53;

impl LogFormat for Route53 {
    fn id(&self) -> &'static str {
        "route53"
    }

    fn title(&self) -> &'static str {
        "Route 53 Resolver query log"
    }

    fn mark(&self) -> &'static str {
        "a JSON object with query_name and query_timestamp"
    }

    fn source(&self) -> &'static str {
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html"
    }

    fn notes(&self) -> &'static [&'static str] {
        &["The DNS knows no ports: an allowed lookup is no allowed connection."]
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines::default())
    }
}

#[derive(Default)]
struct Lines(Value);

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        let Some(value) = object(line) else { return Reading::Foreign };
        self.0 = value;
        read(&self.0).unwrap_or(Reading::Foreign)
    }
}

fn read(record: &Value) -> Option<Reading<'_>> {
    let host = text(record, &["query_name"])?;
    let time = text(record, &["query_timestamp"]).and_then(time::dated)?;
    let mut event = Event::of(host, Verdict::Unknown);
    event.verdict = match text(record, &["firewall_rule_action"]) {
        Some(b"BLOCK") => Verdict::Denied,
        Some(b"ALLOW" | b"ALERT") => Verdict::Allowed,
        _ => {
            event.reason = b"asked for in the DNS; no rule is named".into();
            Verdict::Unknown
        }
    };
    if let Some(code) = text(record, &["rcode"]).filter(|_| event.verdict != Verdict::Unknown) {
        event.reason = code.into();
    }
    event.time = Some(time);
    event.client = text(record, &["srcaddr"]).unwrap_or_default();
    event.rule = text(record, &["firewall_domain_list_id"])
        .or_else(|| text(record, &["firewall_rule_group_id"]))
        .unwrap_or_default()
        .into();
    Some(Reading::Request(event))
}
