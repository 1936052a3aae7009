//! HTTP logs of `HAProxy`, where the host is in the request or in a captured header.

use memchr::memchr_iter;

use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::word;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// HTTP logs of `HAProxy`.
pub struct HaProxy;

impl LogFormat for HaProxy {
    fn id(&self) -> &'static str {
        "haproxy"
    }

    fn title(&self) -> &'static str {
        "HAProxy HTTP log"
    }

    fn mark(&self) -> &'static str {
        "a time in brackets with milliseconds, and a state of four letters"
    }

    fn source(&self) -> &'static str {
        "https://docs.haproxy.org/3.0/configuration.html#8.2.3"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Hosts are known only where the request or a captured header names them.",
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
        read(line).unwrap_or(Reading::Foreign)
    }
}

fn read(line: &[u8]) -> Option<Reading<'_>> {
    // `client:port [21/Nov/2026:02:00:00.101] frontend backend/server timers status bytes - - state`
    let open = memchr_iter(b'[', line).find(|open| {
        let time = &line[open + 1..];
        time.get(2) == Some(&b'/') && time.get(6) == Some(&b'/') && time.get(20) == Some(&b'.')
    })?;
    let time = time::common(&line[open + 1..open + 21])?;
    let client = line[..open].trim_ascii_end().rsplit(|byte| *byte == b' ').next()?;
    let client = client.rsplitn(2, |byte| *byte == b':').last()?;
    let mut rest = &line[open + memchr::memchr(b']', &line[open..])? + 1..];
    let (_frontend, server, timers) = (word(&mut rest), word(&mut rest), word(&mut rest));
    let (status, _bytes) = (word(&mut rest), word(&mut rest));
    let (_cookie, _sent, state) = (word(&mut rest), word(&mut rest), word(&mut rest));
    if !timers.contains(&b'/') || !server.contains(&b'/') || status.len() != 3 || state.len() != 4 {
        return None;
    }
    let request = memchr::memchr(b'"', rest).map_or(&b""[..], |start| &rest[start + 1..]);
    let mut words = request;
    let (method, target) = (word(&mut words), words.trim_ascii_start());
    let tunnel = method == b"CONNECT";
    let asked = if tunnel { authority::tunnel(target) } else { authority::url(target) };
    // Without a captured `Host` header a path names nobody.
    let captured =
        memchr::memchr(b'{', rest).map(|start| &rest[start + 1..]).and_then(|captures| {
            let captures = captures.split(|byte| *byte == b'}').next()?;
            captures
                .split(|byte| *byte == b'|')
                .find(|text| text.contains(&b'.') && text.iter().all(|byte| is_of_host(*byte)))
        });
    let Some(asked) = asked.or_else(|| authority::url_or_host(captured?)) else {
        return Some(Reading::Aside);
    };
    let mut event = Event::of(b"", Verdict::Unknown);
    (event.host, event.port, event.scheme) = (asked.host, asked.port, asked.scheme);
    (event.time, event.client, event.reason) = (Some(time), client, state.into());
    event.rule = server.into();
    event.verdict = match state {
        [b'P', b'R', ..]
            if server.ends_with(b"<NOSRV>") && status != b"407" && status != b"401" =>
        {
            Verdict::Denied
        }
        [b'P', b'R', ..] if status == b"407" => Verdict::LoginMissing,
        [b'-', b'-', ..] => Verdict::Allowed,
        _ => Verdict::Unknown,
    };
    Some(Reading::Request(event))
}

/// What a host with a port is written with. A name of a program, as `User-Agent` has it, has more.
fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte)
}
