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
        let pairs: Vec<(&[u8], &[u8])> = if semicolons(line) {
            line.split(|byte| *byte == b';').filter_map(pair).collect()
        } else {
            Pairs(line).collect()
        };
        let ours = memmem::find(line, b"|Check Point|").is_some();
        read(ours, line, &pairs).unwrap_or(Reading::Foreign)
    }
}

/// True for `fw log`, `src: 10.0.0.5; dst: ...`, and for the syslog of the exporter,
/// `[action:"Drop"; src:"10.0.0.5"; ...]`.
fn semicolons(line: &[u8]) -> bool {
    let at = |text: &[u8]| memmem::find(line, text).unwrap_or(line.len());
    // A URL may have any sign in it, so what comes first decides.
    let first = at(b":\"").min(at(b": "));
    memmem::find(line, b"; ").is_some() && first < at(b"=")
}

/// `name: value` or `name:"value"`, behind any words.
fn pair(part: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memmem::find(part, b":\"").or_else(|| memmem::find(part, b": "))?;
    let name = part[..colon].rsplit(|byte| matches!(byte, b' ' | b'[')).next()?;
    let value = part[colon + 1..].trim_ascii();
    let value = value.strip_prefix(b"\"").unwrap_or(value);
    Some((name, value.split(|byte| *byte == b'"').next()?))
}

/// The action that `fw log` has among the words before the first pair.
fn word_of_action(line: &[u8]) -> Option<&[u8]> {
    let head = &line[..memmem::find(line, b": ")?];
    let known = ["accept", "drop", "reject", "block", "allow", "prevent", "detect"];
    head.split(|byte| *byte == b' ').find(|word| known.iter().any(|known| is(word, known)))
}

fn read<'a>(mut ours: bool, line: &'a [u8], pairs: &[(&'a [u8], &'a [u8])]) -> Option<Reading<'a>> {
    let mut event = Event::of(b"", Verdict::Unknown);
    let (mut decided, mut address, mut url): (_, &[u8], &[u8]) = (None, b"", b"");
    for (name, value) in pairs {
        let value = value.trim_ascii_start();
        match *name {
            // Zscaler has a product too.
            b"product" => ours |= value != b"NSS",
            b"ProductName" | b"loguid" => ours = true,
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
    let action = decided.or_else(|| word_of_action(line))?;
    event.time = event.time.or_else(|| dated_word(line));
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

/// The time in the header of RFC 5424: `<134>1 2026-11-21T02:00:00Z gw1 CheckPoint`.
fn dated_word(line: &[u8]) -> Option<i64> {
    line.split(|byte| *byte == b' ').take(2).find_map(time::dated)
}

/// A service by its number or by one of its usual names.
fn port(service: &[u8]) -> Option<u16> {
    match service {
        b"https" | b"HTTPS" => Some(443),
        b"http" | b"HTTP" => Some(80),
        _ => port_of(service),
    }
}
