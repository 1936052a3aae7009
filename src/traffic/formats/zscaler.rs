//! Feeds of Zscaler's Nanolog Streaming Service, whose layout is the user's own: the usual ones.

use std::borrow::Cow;
use std::net::IpAddr;

use memchr::memmem;
use serde_json::Value;

use crate::address::Scheme;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::{Columns, Pairs, begins, is, value};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::json::{at, object};
use crate::traffic::{authority, time};

/// Web and firewall feeds of Zscaler NSS.
pub struct Zscaler;

impl LogFormat for Zscaler {
    fn id(&self) -> &'static str {
        "zscaler"
    }

    fn title(&self) -> &'static str {
        "Zscaler NSS feed"
    }

    fn mark(&self) -> &'static str {
        "an action Allowed or Blocked in the usual columns, pairs or JSON"
    }

    fn source(&self) -> &'static str {
        "https://help.zscaler.com/zia/nss-feed-output-format-web-logs"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The layout of a feed is its owner's: read are the usual columns, and pairs and JSON by their usual names.",
            "Times have no zone and are taken as UTC.",
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
        let reading = if let Some(value) = object(line) {
            self.0 = value;
            json(&self.0)
        } else {
            columns(line).or_else(|| pairs(line))
        };
        reading.unwrap_or(Reading::Foreign)
    }
}

/// Columns that are looked at: more are in no usual feed.
const MOST: usize = 40;

/// Feeds of columns, quoted and separated by commas, or separated by tabs. All begin with time,
/// user, protocol, URL and action. Behind these stand reason, category, client and port, or the
/// 29 columns of the feed that is there from the start, with the client in the seventeenth of them.
fn columns(line: &[u8]) -> Option<Reading<'_>> {
    let mut found: [&[u8]; MOST] = [b""; MOST];
    let mut count = 0;
    let mut put = |text| {
        if let Some(place) = found.get_mut(count) {
            *place = value(text);
            count += 1;
        }
    };
    if line.contains(&b'\t') {
        line.split(|byte| *byte == b'\t').for_each(&mut put);
    } else {
        Columns::of(line).for_each(|column| match column {
            Cow::Borrowed(text) => put(text),
            // Quotes are in no column that is looked at.
            Cow::Owned(_) => put(b""),
        });
    }
    let [time, _user, protocol, url, action, ..] = found;
    let time = clock(time)?;
    let verdict = verdict(action)?;
    let Some(asked) = authority::url_or_host(url) else { return Some(Reading::Aside) };
    let mut event = Event::of(b"", verdict);
    (event.host, event.port, event.time) = (asked.host, asked.port, Some(time));
    event.scheme = scheme(protocol);
    let client = (5..count).find(|place| is_address(found[*place]));
    event.client = client.map_or(b"", |place| found[place]);
    match (client, count) {
        (Some(7), 9) => {
            event.port = event.port.or(port_of(found[8]));
            event.reason = found[5].into();
        }
        (Some(21), 29..) => (event.reason, event.rule) = (found[13].into(), found[28].into()),
        _ => {}
    }
    Some(Reading::Request(event))
}

/// What pairs and JSON say, by the names that Zscaler gives them.
#[derive(Default)]
struct Record<'a> {
    ours: bool,
    time: Option<i64>,
    action: &'a [u8],
    host: &'a [u8],
    url: &'a [u8],
    address: &'a [u8],
    client: &'a [u8],
    port: Option<u16>,
    protocol: &'a [u8],
    reason: &'a [u8],
    rule: &'a [u8],
}

impl<'a> Record<'a> {
    fn put(&mut self, name: &[u8], text: &'a [u8]) {
        let text = value(text);
        match name {
            b"event_id" | b"urlcategory" | b"urlsupercategory" => self.ours = true,
            b"action" | b"act" => self.action = text,
            b"reason" => self.reason = text,
            b"rulelabel" | b"rule" => self.rule = text,
            b"hostname" | b"host" | b"ehost" | b"dhost" => self.host = text,
            b"dfqdn" => (self.ours, self.host) = (true, text),
            b"url" | b"eurl" | b"request" => self.url = text,
            b"clientIP" | b"ClientIP" | b"clientip" | b"cip" | b"csip" => {
                (self.ours, self.client) = (true, text);
            }
            b"src" => self.client = text,
            b"cdip" => self.address = text,
            b"protocol" | b"proto" | b"app" => self.protocol = text,
            b"cdport" => self.port = port_of(text),
            b"sdport" | b"port" | b"dpt" => self.port = self.port.or(port_of(text)),
            b"datetime" | b"time" | b"epochtime" => {
                self.time = clock(text).or_else(|| time::epoch(text));
            }
            _ => {}
        }
    }

    fn reading(self) -> Option<Reading<'a>> {
        if !self.ours {
            return None;
        }
        let mut event = Event::of(b"", verdict(self.action)?);
        let asked =
            [self.host, self.url, self.address].into_iter().find_map(authority::url_or_host);
        let Some(asked) = asked else { return Some(Reading::Aside) };
        (event.host, event.port) = (asked.host, self.port.or(asked.port));
        (event.scheme, event.time) = (scheme(self.protocol), self.time);
        (event.client, event.reason, event.rule) =
            (self.client, self.reason.into(), self.rule.into());
        // The port in a URL is known even where the host stands alone too.
        event.port = event.port.or_else(|| authority::url_or_host(self.url)?.port);
        Some(Reading::Request(event))
    }
}

/// The feed for Splunk, that of the firewall, and CEF: `name=value`.
fn pairs(line: &[u8]) -> Option<Reading<'_>> {
    let mut record = Record::default();
    for (name, text) in Pairs(line) {
        record.put(name, text);
    }
    record.ours |= memmem::find(line, b"|Zscaler|").is_some();
    record.time = record.time.or_else(|| time::dated(line));
    record.reading()
}

/// The feed of JSON, which stands under `event`.
fn json(record: &Value) -> Option<Reading<'_>> {
    let event = at(record, &["event"]).filter(|inner| inner.is_object()).unwrap_or(record);
    let mut found = Record::default();
    for (name, value) in event.as_object()? {
        if let Some(text) = value.as_str() {
            found.put(name.as_bytes(), text.as_bytes());
        } else if name == "cdport" || name == "port" {
            found.port = value.as_u64().and_then(|port| u16::try_from(port).ok());
        }
    }
    found.reading()
}

/// `Sat Nov 21 02:00:00 2026` or `2026-11-21 02:00:00`.
fn clock(text: &[u8]) -> Option<i64> {
    time::ctime(text).or_else(|| time::dated(text))
}

fn is_address(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| text.parse::<IpAddr>().is_ok())
}

fn verdict(action: &[u8]) -> Option<Verdict> {
    if begins(action, "Allow") || is(action, "Cautioned") {
        return Some(Verdict::Allowed);
    }
    let denied = begins(action, "Block") || is(action, "Drop") || is(action, "Deny");
    denied.then_some(Verdict::Denied)
}

fn scheme(protocol: &[u8]) -> Option<Scheme> {
    match protocol {
        b"HTTPS" | b"SSL" | b"TUNNEL_SSL" | b"HTTP_PROXY_SSL" => Some(Scheme::Https),
        b"HTTP" => Some(Scheme::Http),
        _ => None,
    }
}
