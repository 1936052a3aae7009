//! Flows that Cilium's Hubble exports, one JSON object on each line.

use serde_json::Value;

use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{at, object, port, text};
use crate::traffic::time;

/// Flows of Cilium Hubble.
pub struct Hubble;

impl LogFormat for Hubble {
    fn id(&self) -> &'static str {
        "hubble"
    }

    fn title(&self) -> &'static str {
        "Cilium Hubble flows"
    }

    fn mark(&self) -> &'static str {
        "a JSON object with a flow and its verdict"
    }

    fn source(&self) -> &'static str {
        "https://docs.cilium.io/en/stable/observability/hubble/configuration/export/"
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
    let flow = at(record, &["flow"]).unwrap_or(record);
    let verdict = text(flow, &["verdict"])?;
    // Other products have verdicts too.
    at(flow, &["destination"]).or_else(|| at(flow, &["l4"]))?;
    if at(flow, &["is_reply"]).and_then(Value::as_bool) == Some(true) {
        return Some(Reading::Aside);
    }
    let name = at(flow, &["destination_names"]).and_then(|names| names.get(0)?.as_str());
    let dns = text(flow, &["l7", "dns", "query"]);
    let host = dns.or(name.map(str::as_bytes)).or_else(|| text(flow, &["IP", "destination"]));
    let Some(host) = host else { return Some(Reading::Aside) };
    let mut event = Event::of(host, Verdict::Unknown);
    event.reason = text(flow, &["drop_reason_desc"]).unwrap_or_default().into();
    event.verdict = match verdict {
        b"DROPPED" if &*event.reason == b"POLICY_DENIED" || event.reason.is_empty() => {
            Verdict::Denied
        }
        b"FORWARDED" | b"AUDIT" | b"REDIRECTED" | b"TRACED" | b"TRANSLATED" => Verdict::Allowed,
        _ => Verdict::Unknown,
    };
    if dns.is_none() {
        event.port = port(flow, &["l4", "TCP", "destination_port"])
            .or_else(|| port(flow, &["l4", "UDP", "destination_port"]));
    }
    event.time = text(record, &["time"]).or_else(|| text(flow, &["time"])).and_then(time::dated);
    event.client = text(flow, &["source", "pod_name"])
        .or_else(|| text(flow, &["IP", "source"]))
        .unwrap_or_default();
    Some(Reading::Request(event))
}
