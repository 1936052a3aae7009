//! TRAFFIC and URL logs of PAN-OS as comma separated values, with or without a header of syslog.

use std::borrow::Cow;

use memchr::memchr2;

use crate::address::Scheme;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::Columns;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// TRAFFIC and THREAT/url logs of Palo Alto Networks.
pub struct PaloAlto;

impl LogFormat for PaloAlto {
    fn id(&self) -> &'static str {
        "paloalto"
    }

    fn title(&self) -> &'static str {
        "Palo Alto TRAFFIC and URL log"
    }

    fn mark(&self) -> &'static str {
        "TRAFFIC or THREAT in the fourth column"
    }

    fn source(&self) -> &'static str {
        "https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/monitoring/use-syslog-for-monitoring/syslog-field-descriptions"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Times have no zone and are taken as UTC.",
            "TRAFFIC lines name addresses only; URL lines name hosts.",
        ]
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

/// Columns that are looked at, counted from 1. Newer releases append columns.
#[derive(Default)]
struct Row<'a> {
    received: &'a [u8],
    kind: &'a [u8],
    subtype: &'a [u8],
    source: &'a [u8],
    destination: &'a [u8],
    rule: Cow<'a, [u8]>,
    application: &'a [u8],
    port: Option<u16>,
    action: &'a [u8],
    /// Up to its first quote or comma, which stand behind the host.
    url: &'a [u8],
    category: Cow<'a, [u8]>,
}

/// Takes a line apart. A header of syslog stands in the first column.
fn row(line: &[u8]) -> Option<Row<'_>> {
    let mut row = Row::default();
    let mut columns = Columns::of(line);
    for number in 1..=34 {
        let rest = columns.0.unwrap_or_default();
        let Some(column) = columns.next() else { break };
        let plain: &[u8] = match &column {
            Cow::Borrowed(text) => text,
            Cow::Owned(_) => b"",
        };
        match number {
            1 if !plain.last().is_none_or(u8::is_ascii_digit) && plain != b"Domain" => {
                return None;
            }
            2 => row.received = plain,
            4 => row.kind = plain,
            5 => row.subtype = plain,
            8 => row.source = plain,
            9 => row.destination = plain,
            12 => row.rule = column,
            15 => row.application = plain,
            26 => row.port = port_of(plain),
            31 => row.action = plain,
            32 => {
                let url = rest.strip_prefix(b"\"").unwrap_or(rest);
                row.url = &url[..memchr2(b'"', b',', url).unwrap_or(url.len())];
            }
            34 => row.category = column,
            _ => {}
        }
    }
    Some(row)
}

fn read(line: &[u8]) -> Option<Reading<'_>> {
    let row = row(line)?;
    if row.received == b"Receive Time" {
        // The head of an export.
        return Some(Reading::Aside);
    }
    let time = time::dated(row.received)?;
    let url = row.kind == b"THREAT" && row.subtype == b"url";
    if !url && row.kind != b"TRAFFIC" {
        let known: [&[u8]; 12] = [
            b"THREAT",
            b"SYSTEM",
            b"CONFIG",
            b"DECRYPTION",
            b"GLOBALPROTECT",
            b"USERID",
            b"HIPMATCH",
            b"HIP-MATCH",
            b"AUTHENTICATION",
            b"CORRELATION",
            b"TUNNEL",
            b"IPTAG",
        ];
        return known.contains(&row.kind).then_some(Reading::Aside);
    }
    let mut event = Event::of(row.destination, Verdict::Unknown);
    if url {
        // The URL has no scheme. A line without one is about its address.
        if let Some(asked) = authority::url_or_host(row.url) {
            (event.host, event.port) = (asked.host, asked.port);
        }
        event.reason = row.category;
    } else {
        event.reason = [row.subtype, b" ", row.action].concat().into();
    }
    event.port = event.port.or(row.port);
    event.scheme = match event.port {
        Some(443) => Some(Scheme::Https),
        _ if url && row.application == b"ssl" => Some(Scheme::Https),
        Some(80) if url => Some(Scheme::Http),
        _ => None,
    };
    event.verdict = verdict(url, row.subtype, row.action);
    (event.time, event.client, event.rule) = (Some(time), row.source, row.rule);
    Some(Reading::Request(event))
}

/// Some releases write `reset both` and `drop ICMP` where others have hyphens.
fn verdict(url: bool, subtype: &[u8], action: &[u8]) -> Verdict {
    let stops: [&[u8]; 4] = [b"block", b"reset", b"drop", b"random-drop"];
    match action {
        b"deny" | b"override-lockout" | b"sinkhole" => Verdict::Denied,
        action if stops.iter().any(|start| action.starts_with(start)) => Verdict::Denied,
        _ if !url && matches!(subtype, b"drop" | b"deny") => Verdict::Denied,
        b"allow" | b"alert" | b"continue" | b"override" => Verdict::Allowed,
        _ => Verdict::Unknown,
    }
}
