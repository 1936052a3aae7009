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
            "Pass rules write nothing unless an alert rule comes before them, or the types tls and http (extended) are logged: a host that is not in the log may have been used.",
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

/// The events that are about a request; others are about files, flows or the engine itself.
const ABOUT_REQUESTS: &[&[u8]] = &[b"alert", b"drop", b"tls", b"quic", b"http", b"dns"];

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
    // The packets of a connection that was dropped before are no requests of their own.
    let again = text(event, &["drop", "reason"]) == Some(b"flow drop");
    if !ABOUT_REQUESTS.contains(&kind) || again {
        return Some(Reading::Aside);
    }
    // Suricata 8 lists queries, 7 has them as `query` in alerts, and older ones have one.
    let queries = at(event, &["dns", "queries"]).or_else(|| at(event, &["dns", "query"]));
    let paths = [&["tls", "sni"][..], &["quic", "sni"], &["http", "hostname"], &["dns", "rrname"]];
    let name = paths.iter().find_map(|path| text(event, path));
    let name = name.or_else(|| text(queries?.get(0)?, &["rrname"]));
    let dns = at(event, &["dns"]).is_some();
    // About the packet of a server, where the ends have changed places.
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
            _ if at(event, &["http"]).is_some() => Some(Scheme::Http),
            _ => None,
        };
    }
    let said = text(event, &["verdict", "action"]).or_else(|| text(event, &["alert", "action"]));
    found.verdict = match said {
        _ if kind == b"drop" => Verdict::Denied,
        Some(b"blocked" | b"drop" | b"reject") => Verdict::Denied,
        Some(b"allowed" | b"pass" | b"alert") => Verdict::Allowed,
        _ if (kind == b"tls" || kind == b"http") && answered(event) => Verdict::Allowed,
        _ => {
            found.reason = b"seen, without a verdict".into();
            Verdict::Unknown
        }
    };
    Some(Reading::Request(found))
}

/// True when the server answered, so that the request has passed: Suricata takes the version of TLS
/// from the server's first message, and a status from its response.
fn answered(event: &Value) -> bool {
    let version = text(event, &["tls", "version"]);
    version.is_some_and(|version| version != b"UNDETERMINED")
        || at(event, &["http", "status"]).is_some_and(Value::is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each line says: `verdict scheme host port client`, or `aside`.
    fn said(lines: &str) -> Vec<String> {
        let mut reader = Eve.reader();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let one = |line: &str| match reader.line(line.as_bytes()) {
            Reading::Request(event) => format!(
                "{} {} {} {} {}",
                event.verdict.as_str(),
                event.scheme.map_or("-", Scheme::as_str),
                text(event.host.text()),
                event.port.unwrap_or_default(),
                text(event.client),
            ),
            _ => "aside".to_owned(),
        };
        lines.lines().map(one).collect()
    }

    #[test]
    fn packets_of_servers_name_no_client_as_the_host() {
        let lines = r#"{"event_type":"drop","src_ip":"203.0.113.9","src_port":443,"dest_ip":"10.0.0.5","dest_port":20002,"proto":"TCP","direction":"to_client","drop":{"len":259,"reason":"flow drop"},"verdict":{"action":"drop"}}
{"event_type":"drop","src_ip":"203.0.113.9","src_port":443,"dest_ip":"10.0.0.5","dest_port":20002,"proto":"TCP","direction":"to_client","drop":{"len":259,"reason":"rules"},"alert":{"action":"blocked","signature_id":7,"signature":"the answer"}}
{"event_type":"alert","src_ip":"203.0.113.9","src_port":8443,"dest_ip":"10.0.0.5","dest_port":20002,"direction":"to_client","alert":{"action":"allowed","signature_id":8,"signature":"y"},"tls":{"sni":"a.example.com"},"app_proto":"tls","verdict":{"action":"drop"}}"#;
        let expected = [
            "aside",
            "denied - 203.0.113.9 443 10.0.0.5",
            "denied https a.example.com 8443 10.0.0.5",
        ];
        assert_eq!(said(lines), expected);
    }

    #[test]
    fn an_answer_of_the_server_shows_that_the_request_has_passed() {
        let lines = r#"{"event_type":"tls","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":443,"tls":{"sni":"dl.example.com","version":"TLS 1.3"}}
{"event_type":"tls","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":443,"tls":{"sni":"dl.example.com","version":"UNDETERMINED"}}
{"event_type":"http","src_ip":"10.0.0.5","dest_port":8080,"http":{"hostname":"www.example.com","url":"/","status":403}}
{"event_type":"http","src_ip":"10.0.0.5","dest_port":80,"http":{"hostname":"www.example.com","url":"/","http_method":"GET"}}
{"event_type":"fileinfo","src_ip":"203.0.113.9","src_port":80,"dest_ip":"10.0.0.5","dest_port":20002,"http":{"hostname":"www.example.com","status":200},"app_proto":"http"}"#;
        let expected = [
            "allowed https dl.example.com 443 10.0.0.5",
            "unclear https dl.example.com 443 10.0.0.5",
            "allowed http www.example.com 8080 10.0.0.5",
            "unclear http www.example.com 80 10.0.0.5",
            "aside",
        ];
        assert_eq!(said(lines), expected);
    }
}
