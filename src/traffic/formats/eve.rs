//! EVE JSON of Suricata, and of AWS Network Firewall around it.

use serde_json::Value;

use crate::address::Scheme;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::value;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{at, object, port, text};
use crate::traffic::{authority, time};

/// EVE JSON of Suricata and of AWS Network Firewall.
pub struct Eve;

impl LogFormat for Eve {
    fn id(&self) -> &'static str {
        "eve"
    }

    fn title(&self) -> &'static str {
        "Suricata or AWS Network Firewall EVE JSON"
    }

    fn mark(&self) -> &'static str {
        "a JSON object with an event_type"
    }

    fn source(&self) -> &'static str {
        "https://docs.suricata.io/en/latest/output/eve/eve-json-format.html"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Pass rules write nothing unless an alert rule comes before them: a host that is not in the log may have been used.",
        ]
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

/// What the engine that looks into TLS says, in a log of its own without types of events:
/// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/tls-inspection-logging.html>.
fn inspected(event: &Value) -> Option<Reading<'_>> {
    let failure = text(event, &["tls_error", "error_message"]);
    let revocation = text(event, &["revocation_check", "status"]);
    let reason = failure.or(revocation)?;
    let host = text(event, &["sni"]).map(value).filter(|host| !host.is_empty());
    let mut found = Event::of(host.or_else(|| text(event, &["dest_ip"]))?, Verdict::TlsFailed);
    if failure.is_none() && text(event, &["revocation_check", "action"]) == Some(b"PASS") {
        found.verdict = Verdict::Allowed;
    }
    found.time = text(event, &["timestamp"]).and_then(time::dated);
    found.client = text(event, &["src_ip"]).unwrap_or_default();
    (found.port, found.scheme) = (port(event, &["dest_port"]), Some(Scheme::Https));
    found.reason = reason.into();
    Some(Reading::Request(found))
}

fn read(record: &Value) -> Option<Reading<'_>> {
    // AWS puts its own fields around the event.
    let event = at(record, &["event"]).filter(|inner| inner.is_object()).unwrap_or(record);
    if let Some(reading) = inspected(event) {
        return Some(reading);
    }
    let kind = text(event, &["event_type"])?;
    // Suricata 8 lists queries, 7 has them as `query` in alerts, and older ones have one.
    let queries = at(event, &["dns", "queries"]).or_else(|| at(event, &["dns", "query"]));
    let paths = [&["tls", "sni"][..], &["quic", "sni"], &["http", "hostname"], &["dns", "rrname"]];
    let name = paths.iter().find_map(|path| text(event, path));
    let name = name.or_else(|| text(queries?.get(0)?, &["rrname"]));
    let dns = at(event, &["dns"]).is_some();
    // A packet of the answer has the server as its source.
    let answer = text(event, &["direction"]) == Some(b"to_client");
    let (client, server, server_port) =
        if answer { ("dest_ip", "src_ip", "src_port") } else { ("src_ip", "dest_ip", "dest_port") };
    let address = text(event, &[server]).filter(|_| kind == b"alert" || kind == b"drop");
    let Some(asked) = name.or(address).and_then(authority::url_or_host) else {
        return Some(Reading::Aside);
    };
    let mut found = Event::of(b"", Verdict::Unknown);
    found.host = asked.host;
    found.time = text(event, &["timestamp"])
        .and_then(time::dated)
        .or_else(|| time::epoch(text(record, &["event_timestamp"])?))
        .or_else(|| at(record, &["event_timestamp"])?.as_i64());
    found.client = text(event, &[client]).unwrap_or_default();
    found.reason = text(event, &["alert", "signature"]).unwrap_or_default().into();
    found.rule = at(event, &["alert", "signature_id"])
        .and_then(Value::as_u64)
        .map_or_else(Vec::new, |number| format!("sid {number}").into_bytes())
        .into();
    if !dns {
        found.port = port(event, &[server_port]);
        found.scheme = match text(event, &["app_proto"]) {
            Some(b"tls" | b"quic") => Some(Scheme::Https),
            Some(b"http") => Some(Scheme::Http),
            _ if at(event, &["tls"]).is_some() => Some(Scheme::Https),
            _ => None,
        };
    }
    let said = text(event, &["verdict", "action"]).or_else(|| text(event, &["alert", "action"]));
    found.verdict = match said {
        _ if kind == b"drop" => Verdict::Denied,
        Some(b"blocked" | b"drop" | b"reject") => Verdict::Denied,
        Some(b"allowed" | b"pass" | b"alert") => Verdict::Allowed,
        _ => {
            found.reason = b"seen, without a verdict".into();
            Verdict::Unknown
        }
    };
    Some(Reading::Request(found))
}
