//! The common and combined formats: `client ident user [time] "method target version" status ...`,
//! also with Squid's tag behind them.

use std::net::IpAddr;

use memchr::{memchr, memchr_iter, memmem};

use super::squid;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::{quoted_word, word};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// The common and combined formats, of Squid, Apache httpd, Privoxy and others.
pub struct Common;

impl LogFormat for Common {
    fn id(&self) -> &'static str {
        "common"
    }

    fn title(&self) -> &'static str {
        "common or combined log"
    }

    fn mark(&self) -> &'static str {
        "a time in brackets and a request in quotes"
    }

    fn source(&self) -> &'static str {
        "https://httpd.apache.org/docs/2.4/logs.html#accesslog"
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

fn read(line: &[u8]) -> Option<Reading<'_>> {
    // A user name may have a bracket too.
    let open = memchr_iter(b'[', line).find(|open| {
        let time = &line[open + 1..];
        time.get(2) == Some(&b'/') && time.get(6) == Some(&b'/') && time.get(26) == Some(&b']')
    })?;
    let time = time::common(&line[open + 1..open + 27])?;
    let client = client(&line[..open]);
    let mut rest = &line[open + 28..];
    let request = quoted_word(&mut rest)?;
    let status: &[u8; 3] = word(&mut rest).try_into().ok()?;
    if !status.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let _size = word(&mut rest);
    let mut words = request;
    let (method, target) = (word(&mut words), words.trim_ascii_start());
    let tunnel = method == b"CONNECT";
    let asked = if tunnel { authority::tunnel(target) } else { authority::url(target) };
    // A path is asked of an origin, and no client of a proxy left before it asked.
    let Some(asked) = asked else { return Some(Reading::Aside) };
    let mut event = Event::of(b"", Verdict::Unknown);
    (event.time, event.client) = (Some(time), client);
    (event.host, event.port, event.scheme) = (asked.host, asked.port, asked.scheme);
    let last = rest.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
    let tag = memchr(b':', last).map(|colon| (&last[..colon], &last[colon + 1..]));
    let (verdict, reason) = match tag {
        Some((tag, peer)) if tag.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_') => {
            event.reason = tag.into();
            squid::verdict(tag, status, tunnel, peer)
        }
        _ => by_status(status, tunnel),
    };
    event.verdict = verdict;
    if let Some(reason) = reason {
        event.reason = reason.as_bytes().into();
    }
    Some(Reading::Request(event))
}

/// The client, before a time: the first word that is an address, else the first. Headers of syslog
/// and names of virtual hosts may stand before it.
fn client(text: &[u8]) -> &[u8] {
    let address =
        |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| text.parse::<IpAddr>().is_ok());
    let mut rest = text;
    let first = word(&mut rest);
    if address(first) {
        return first;
    }
    let header = memmem::find(text, b"]: ").map_or(0, |end| end + 3);
    let mut rest = &text[header..];
    let first = word(&mut rest);
    let mut words = [first].into_iter().chain(rest.split(|byte| *byte == b' '));
    words.find(|word| address(word)).unwrap_or(first)
}

/// What a status says by itself. Only to a CONNECT it is certainly the proxy that answers.
pub(super) fn by_status(status: &[u8], tunnel: bool) -> (Verdict, Option<&'static str>) {
    match (status, tunnel) {
        (b"407", _) => (Verdict::LoginMissing, Some("407")),
        (b"403", true) => (Verdict::Denied, Some("403 to CONNECT")),
        (b"403", false) => (Verdict::Unknown, Some("403 came from the proxy or from the origin")),
        (b"502" | b"503" | b"504" | b"000", _) => {
            (Verdict::Unknown, Some("there was no way to the origin, or the origin said so"))
        }
        ([b'2' | b'3', ..], _) | (_, false) => (Verdict::Allowed, None),
        (_, true) => (Verdict::Unknown, None),
    }
}
