//! Logs of `FortiGate`: `name=value` pairs in any order.

use crate::address::Scheme;
use crate::lines::Written;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::Pairs;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// Traffic and UTM logs of `FortiGate`.
pub struct FortiGate;

impl LogFormat for FortiGate {
    fn id(&self) -> &'static str {
        "fortigate"
    }

    fn title(&self) -> &'static str {
        "FortiGate log"
    }

    fn mark(&self) -> &'static str {
        "name=value pairs with a logid and a type"
    }

    fn source(&self) -> &'static str {
        "https://docs.fortinet.com/document/fortigate/7.6.0/fortios-log-message-reference/"
    }

    fn notes(&self) -> &'static [&'static str] {
        &["Times are the device's own where a line has no eventtime, and taken as UTC."]
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines)
    }
}

struct Lines;

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        read(line).unwrap_or(Reading::Foreign)
    }
}

/// Values that are looked at.
#[derive(Default)]
struct Record<'a> {
    ours: bool,
    date: &'a [u8],
    time: &'a [u8],
    event_time: Option<i64>,
    kind: &'a [u8],
    subtype: &'a [u8],
    action: &'a [u8],
    client: &'a [u8],
    address: &'a [u8],
    port: Option<u16>,
    host: &'a [u8],
    url: &'a [u8],
    policy: &'a [u8],
    policy_name: &'a [u8],
    message: &'a [u8],
    service: &'a [u8],
}

fn record(line: &[u8]) -> Record<'_> {
    let mut record = Record::default();
    for (name, value) in Pairs(line) {
        match name {
            b"logid" | b"devname" | b"devid" => record.ours = true,
            b"date" => record.date = value,
            b"time" => record.time = value,
            b"eventtime" => record.event_time = time::epoch(value),
            b"type" => record.kind = value,
            b"subtype" => record.subtype = value,
            b"action" => record.action = value,
            b"srcip" => record.client = value,
            b"dstip" => record.address = value,
            b"dstport" => record.port = port_of(value),
            b"hostname" | b"qname" => record.host = value,
            b"url" => record.url = value,
            b"policyid" => record.policy = value,
            b"policyname" => record.policy_name = value,
            b"msg" => record.message = value,
            b"service" => record.service = value,
            _ => {}
        }
    }
    record
}

fn read(line: &[u8]) -> Option<Reading<'_>> {
    let record = record(line);
    if !record.ours || record.kind.is_empty() {
        return None;
    }
    if record.action.is_empty() || !matches!(record.kind, b"traffic" | b"utm") {
        return Some(Reading::Aside);
    }
    let dns = record.subtype == b"dns";
    let mut event = Event::of(b"", verdict(record.subtype, record.action));
    let url = authority::url(record.url);
    if record.host.is_empty() {
        let named = url.map(|asked| asked.host);
        match named
            .or((!dns && !record.address.is_empty()).then_some(Written::alone(record.address)))
        {
            Some(host) => event.host = host,
            None => return Some(Reading::Aside),
        }
    } else {
        event.host = Written::alone(record.host);
    }
    if !dns {
        event.port = record.port;
        event.scheme = match record.service {
            b"HTTPS" | b"SSL" => Some(Scheme::Https),
            b"HTTP" => Some(Scheme::Http),
            _ => url.and_then(|asked| asked.scheme),
        };
    }
    event.time = record.event_time.or_else(|| time::date_and_time(record.date, record.time));
    (event.client, event.reason) = (record.client, record.message.into());
    event.rule = match (record.policy_name, record.policy) {
        (b"", b"") => b"".into(),
        (b"", b"0") => b"policy 0, the implicit deny".into(),
        (b"", number) => [b"policy ", number].concat().into(),
        (name, _) => name.into(),
    };
    Some(Reading::Request(event))
}

fn verdict(subtype: &[u8], action: &[u8]) -> Verdict {
    match action {
        b"blocked" | b"block" | b"deny" | b"denied" | b"dropped" | b"drop" | b"reset"
        | b"redirect"
            if subtype == b"ssl" =>
        {
            Verdict::TlsFailed
        }
        b"blocked" | b"block" | b"deny" | b"denied" | b"dropped" | b"drop" | b"reset" => {
            Verdict::Denied
        }
        b"redirect" if subtype == b"dns" => Verdict::Denied,
        b"passthrough" | b"accept" | b"pass" | b"close" | b"timeout" | b"server-rst"
        | b"client-rst" | b"exempt" | b"detected" | b"start" | b"allow" => Verdict::Allowed,
        _ => Verdict::Unknown,
    }
}
