//! Logs of Privoxy.

use memchr::memmem;

use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::word;
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// Logs of Privoxy.
pub struct Privoxy;

impl LogFormat for Privoxy {
    fn id(&self) -> &'static str {
        "privoxy"
    }

    fn title(&self) -> &'static str {
        "Privoxy log"
    }

    fn mark(&self) -> &'static str {
        "a date, a thread and Request or Crunch"
    }

    fn source(&self) -> &'static str {
        "https://www.privoxy.org/user-manual/config.html#DEBUG"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Times have no zone and are taken as UTC.",
            "Requests that were not stopped are unclear: the log does not say what became of them.",
            "The port stands in a line only where it is not 80.",
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
    let time = time::dated(line)?;
    let mut rest = line.get(19..)?;
    let (_fraction, thread) = (word(&mut rest), word(&mut rest));
    if thread.is_empty() || !thread.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let kind = word(&mut rest).strip_suffix(b":")?;
    let text = rest.trim_ascii_start();
    let (verdict, reason, target): (_, &[u8], _) = match kind {
        b"Crunch" => {
            let colon = memmem::find(text, b": ")?;
            let (why, target) = (&text[..colon], &text[colon + 2..]);
            (
                if matches!(why, b"Blocked" | b"Untrusted") {
                    Verdict::Denied
                } else {
                    Verdict::Unknown
                },
                why,
                target,
            )
        }
        b"Request" => (Verdict::Unknown, b"asked for; what became of it is not said", text),
        _ => return Some(Reading::Aside),
    };
    let Some(asked) = authority::url_or_host(target) else { return Some(Reading::Aside) };
    let mut event = Event::of(b"", verdict);
    (event.time, event.reason) = (Some(time), reason.into());
    (event.host, event.port, event.scheme) = (asked.host, asked.port, asked.scheme);
    Some(Reading::Request(event))
}
