//! Decisions of Stripe's smokescreen, one JSON object on each line.

use serde_json::Value;

use crate::address::Scheme;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{at, object, text};
use crate::traffic::{authority, time};

/// Decisions of smokescreen.
pub struct Smokescreen;

impl LogFormat for Smokescreen {
    fn id(&self) -> &'static str {
        "smokescreen"
    }

    fn title(&self) -> &'static str {
        "smokescreen log"
    }

    fn mark(&self) -> &'static str {
        "a JSON object with CANONICAL-PROXY-DECISION"
    }

    fn source(&self) -> &'static str {
        "https://github.com/stripe/smokescreen"
    }

    fn notes(&self) -> &'static [&'static str] {
        &["What a role in report mode would have been refused counts as allowed, as it was."]
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
    let message = text(record, &["msg"])?;
    if !message.starts_with(b"CANONICAL-PROXY-") {
        // Other lines of this program have its id of a connection.
        return at(record, &["proxy_type"]).map(|_| Reading::Aside);
    }
    if message != b"CANONICAL-PROXY-DECISION" {
        return Some(Reading::Aside);
    }
    let tunnel = text(record, &["proxy_type"]) != Some(b"http");
    let host = text(record, &["requested_host"])?;
    let asked = if tunnel { authority::tunnel(host)? } else { authority::url_or_host(host)? };
    let allowed = at(record, &["allow"]).and_then(Value::as_bool);
    let verdict =
        allowed.map_or(
            Verdict::Unknown,
            |allowed| {
                if allowed { Verdict::Allowed } else { Verdict::Denied }
            },
        );
    let mut event = Event::of(b"", verdict);
    (event.host, event.port) = (asked.host, asked.port.or((!tunnel).then_some(80)));
    event.scheme = asked.scheme.or(Some(Scheme::Http));
    event.time = text(record, &["time"]).and_then(time::dated);
    event.client = text(record, &["inbound_remote_addr"])
        .map(|address| address.rsplitn(2, |byte| *byte == b':').last().unwrap_or_default())
        .unwrap_or_default();
    event.reason = text(record, &["decision_reason"]).unwrap_or_default().into();
    event.rule = text(record, &["role"]).unwrap_or_default().into();
    Some(Reading::Request(event))
}
