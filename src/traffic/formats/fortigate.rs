//! Logs of `FortiGate`: `name=value` pairs in any order.

use memchr::memchr;

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
        &["Times are the device's own where a line has neither eventtime nor tz, and taken as UTC."]
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
    zone: &'a [u8],
    event_time: Option<i64>,
    kind: &'a [u8],
    subtype: &'a [u8],
    action: &'a [u8],
    /// What other logs of the same session say became of it.
    of_session: &'a [u8],
    status: &'a [u8],
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
    // With `set format csv` commas stand between the pairs.
    if memchr(b',', line).is_some_and(|comma| comma_separated(line, comma)) {
        CommaPairs(line).for_each(|(name, value)| record.put(name, value));
    } else {
        Pairs(line).for_each(|(name, value)| record.put(name, value));
    }
    record
}

/// True where the first comma stands between two pairs without a blank.
fn comma_separated(line: &[u8], comma: usize) -> bool {
    let behind = &line[comma + 1..];
    let name = behind.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
    let name = name.count();
    let before = line[..comma].rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    name > 0 && behind.get(name) == Some(&b'=') && !before.contains(&b'"') && before.contains(&b'=')
}

/// The pairs of `name=value,name="quoted, value"`.
struct CommaPairs<'a>(&'a [u8]);

impl<'a> Iterator for CommaPairs<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let equals = memchr(b'=', self.0)?;
        let name = self.0[..equals].rsplit(|byte| matches!(byte, b',' | b' ')).next()?;
        let behind = &self.0[equals + 1..];
        let (value, rest) = match behind.strip_prefix(b"\"") {
            Some(inside) => {
                let end = memchr(b'"', inside).unwrap_or(inside.len());
                (&inside[..end], inside.get(end + 1..).unwrap_or_default())
            }
            None => behind.split_at(memchr(b',', behind).unwrap_or(behind.len())),
        };
        self.0 = rest;
        Some((name, value))
    }
}

impl<'a> Record<'a> {
    fn put(&mut self, name: &[u8], value: &'a [u8]) {
        match name {
            b"logid" | b"log_id" | b"devname" | b"devid" => self.ours = true,
            b"date" => self.date = value,
            b"time" => self.time = value,
            b"tz" => self.zone = value,
            b"eventtime" => self.event_time = time::epoch(value),
            b"type" => self.kind = value,
            b"subtype" => self.subtype = value,
            b"action" => self.action = value,
            b"utmaction" => self.of_session = value,
            b"status" => self.status = value,
            b"srcip" => self.client = value,
            b"dstip" => self.address = value,
            b"dstport" => self.port = port_of(value),
            b"hostname" | b"qname" => self.host = value,
            b"url" => self.url = value,
            b"policyid" => self.policy = value,
            b"policyname" => self.policy_name = value,
            b"msg" => self.message = value,
            b"service" => self.service = value,
            _ => {}
        }
    }
}

fn read(line: &[u8]) -> Option<Reading<'_>> {
    let mut record = record(line);
    if record.action.is_empty() {
        // Releases before 5.2.
        record.action = record.status;
    }
    if !record.ours || record.kind.is_empty() {
        return None;
    }
    if record.action.is_empty() || !matches!(record.kind, b"traffic" | b"utm") {
        return Some(Reading::Aside);
    }
    let dns = record.subtype == b"dns";
    let mut event = Event::of(b"", verdict(record.subtype, record.action));
    if verdict(record.subtype, record.of_session) == Verdict::Denied {
        // The session was closed since a profile stopped what was in it.
        event.verdict = Verdict::Denied;
    }
    let url = authority::url(record.url);
    let named = authority::url_or_host(record.host).or(url);
    event.host = match named {
        Some(asked) => asked.host,
        None if dns || record.address.is_empty() => return Some(Reading::Aside),
        None => Written::alone(record.address),
    };
    if !dns {
        event.port = record.port.or(named.and_then(|asked| asked.port));
        event.scheme = match record.service {
            b"HTTPS" | b"SSL" => Some(Scheme::Https),
            b"HTTP" => Some(Scheme::Http),
            _ => url.and_then(|asked| asked.scheme),
        };
    }
    event.time = record
        .event_time
        .or_else(|| time::dated(&[record.date, b" ", record.time, record.zone].concat()));
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
