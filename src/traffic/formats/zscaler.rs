//! Feeds of Zscaler's Nanolog Streaming Service, whose layout is the user's own: the two usual ones.

use std::borrow::Cow;

use crate::address::Scheme;
use crate::lines::Written;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::{Columns, Pairs, begins, is, value};
use crate::traffic::format::{LineReader, LogFormat};
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
        "an action Allowed or Blocked in the usual columns or pairs"
    }

    fn source(&self) -> &'static str {
        "https://help.zscaler.com/zia/nss-feed-output-format-web-logs"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The layout of a feed is its owner's: read are the usual columns, and pairs by their usual names.",
            "Times have no zone and are taken as UTC.",
        ]
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines)
    }
}

struct Lines;

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        let reading = if line.first() == Some(&b'"') { columns(line) } else { pairs(line) };
        reading.unwrap_or(Reading::Foreign)
    }
}

/// The usual feed of comma separated values, in which everything is quoted: time, user, protocol,
/// URL, action, reason, category, client, port.
fn columns(line: &[u8]) -> Option<Reading<'_>> {
    let mut plain: [&[u8]; 9] = [b""; 9];
    for (place, column) in plain.iter_mut().zip(Columns::of(line)) {
        if let Cow::Borrowed(text) = column {
            *place = text;
        }
    }
    let [time, _user, protocol, url, action, reason, _category, client, port] = plain;
    let time = time::ctime(time)?;
    let verdict = verdict(action)?;
    let Some(asked) = authority::url_or_host(url) else { return Some(Reading::Aside) };
    let mut event = Event::of(b"", verdict);
    (event.host, event.time, event.client) = (asked.host, Some(time), client);
    (event.port, event.scheme) = (asked.port.or(port_of(port)), scheme(protocol));
    event.reason = reason.into();
    Some(Reading::Request(event))
}

/// The usual feed for Splunk, and that of the firewall: `name=value` behind tabs.
fn pairs(line: &[u8]) -> Option<Reading<'_>> {
    let mut event = Event::of(b"", Verdict::Unknown);
    let (mut ours, mut decided, mut host, mut url): (bool, _, &[u8], &[u8]) =
        (false, None, b"", b"");
    for (name, value) in Pairs(line) {
        match name {
            b"event_id" | b"urlcategory" | b"clientIP" | b"ClientIP" | b"dfqdn"
            | b"urlsupercategory" => ours = true,
            _ => {}
        }
        match name {
            b"action" => decided = verdict(value),
            b"reason" => event.reason = value.into(),
            b"rulelabel" | b"rule" => event.rule = value.into(),
            b"hostname" | b"host" | b"ehost" | b"dfqdn" => host = self::value(value),
            b"url" | b"eurl" => url = value,
            b"clientIP" | b"ClientIP" | b"cip" | b"csip" => event.client = value,
            b"protocol" | b"proto" => event.scheme = scheme(value),
            b"cdport" | b"sdport" | b"port" => event.port = port_of(value),
            _ => {}
        }
    }
    if !ours {
        return None;
    }
    event.verdict = decided?;
    event.time = time::dated(line);
    if host.is_empty() {
        let Some(asked) = authority::url_or_host(url) else { return Some(Reading::Aside) };
        event.host = asked.host;
        event.port = event.port.or(asked.port);
    } else {
        event.host = Written::alone(host);
    }
    Some(Reading::Request(event))
}

fn verdict(action: &[u8]) -> Option<Verdict> {
    if is(action, "Allowed") || is(action, "Allow") || is(action, "Cautioned") {
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
