//! Logs of Check Point: from the log exporter (`name=value`, CEF) and from `fw log`.

use memchr::memmem;

use crate::lines::Written;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::{Pairs, is};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// Logs of Check Point.
pub struct CheckPoint;

impl LogFormat for CheckPoint {
    fn id(&self) -> &'static str {
        "checkpoint"
    }

    fn title(&self) -> &'static str {
        "Check Point log"
    }

    fn mark(&self) -> &'static str {
        "pairs with an action and a product"
    }

    fn source(&self) -> &'static str {
        "https://sc1.checkpoint.com/documents/R81.20/WebAdminGuides/EN/CP_R81.20_LoggingAndMonitoring_AdminGuide/Content/Topics-LMG/Log-Exporter.htm"
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines)
    }
}

struct Lines;

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        let pairs: Vec<(&[u8], &[u8])> =
            if memmem::find(line, b"; ").is_some() && !line.contains(&b'=') {
                // `fw log`: `name: value;`
                let parts = line.split(|byte| *byte == b';');
                parts
                    .filter_map(|part| {
                        let colon = memmem::find(part, b": ")?;
                        let name = part[..colon].rsplit(|byte| *byte == b' ').next()?;
                        Some((name, part[colon + 2..].trim_ascii()))
                    })
                    .collect()
            } else {
                Pairs(line).collect()
            };
        let ours = memmem::find(line, b"|Check Point|").is_some();
        read(ours, &pairs).unwrap_or(Reading::Foreign)
    }
}

fn read<'a>(mut ours: bool, pairs: &[(&'a [u8], &'a [u8])]) -> Option<Reading<'a>> {
    let mut event = Event::of(b"", Verdict::Unknown);
    let (mut decided, mut address, mut url): (_, &[u8], &[u8]) = (None, b"", b"");
    for (name, value) in pairs {
        let value = value.trim_ascii_start();
        match *name {
            b"product" | b"ProductName" | b"loguid" => ours = true,
            b"time" => event.time = time::epoch(value).or_else(|| time::dated(value)),
            b"rt" => event.time = time::epoch(value),
            b"action" | b"act" => decided = Some(value),
            b"src" => event.client = value,
            b"dst" => address = value,
            b"service" | b"dpt" => event.port = port(value),
            b"resource" | b"request" => url = value,
            b"rule_name" | b"rule" | b"layer_name" if event.rule.is_empty() => {
                event.rule = value.into();
            }
            b"reason" | b"appi_name" | b"matched_category" if event.reason.is_empty() => {
                event.reason = value.into();
            }
            _ => {}
        }
    }
    if !ours {
        return None;
    }
    let action = decided?;
    if let Some(asked) = authority::url_or_host(url) {
        (event.host, event.scheme) = (asked.host, asked.scheme);
        event.port = event.port.or(asked.port);
    } else if address.is_empty() {
        return Some(Reading::Aside);
    } else {
        event.host = Written::alone(address);
    }
    event.verdict = match action {
        _ if ["drop", "reject", "block", "prevent"].iter().any(|word| is(action, word)) => {
            Verdict::Denied
        }
        _ if ["accept", "allow", "detect"].iter().any(|word| is(action, word)) => Verdict::Allowed,
        _ => Verdict::Unknown,
    };
    if event.reason.is_empty() {
        event.reason = action.into();
    }
    Some(Reading::Request(event))
}

/// A service by its number or by one of its usual names.
fn port(service: &[u8]) -> Option<u16> {
    match service {
        b"https" | b"HTTPS" => Some(443),
        b"http" | b"HTTP" => Some(80),
        _ => port_of(service),
    }
}
