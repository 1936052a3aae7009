//! Query logs of dnsmasq (`log-queries`): names that were passed on, and names that the
//! configuration answers with nothing.

use memchr::memmem;

use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::word;
use crate::traffic::format::{LineReader, LogFormat};

/// Query logs of dnsmasq.
pub struct Dnsmasq;

impl LogFormat for Dnsmasq {
    fn id(&self) -> &'static str {
        "dnsmasq"
    }

    fn title(&self) -> &'static str {
        "dnsmasq query log"
    }

    fn mark(&self) -> &'static str {
        "a message of dnsmasq"
    }

    fn source(&self) -> &'static str {
        "https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html"
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Times have no year, and so the period is not known.",
            "The DNS knows no ports: an allowed lookup is no allowed connection.",
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
    let start = memmem::find(line, b"dnsmasq")?;
    let mut rest = &line[start + memmem::find(&line[start..], b": ")? + 2..];
    let first = word(&mut rest);
    let (host, middle, last) = (word(&mut rest), word(&mut rest), word(&mut rest));
    let mut event = match first {
        b"forwarded" if middle == b"to" => Event::of(host, Verdict::Allowed),
        // Answered from the configuration with nothing: `address=/x/` or `address=/x/0.0.0.0`.
        b"config" if middle == b"is" => {
            let nothing = last.starts_with(b"NXDOMAIN")
                || last.starts_with(b"NODATA")
                || matches!(last, b"0.0.0.0" | b"::");
            if !nothing {
                return Some(Reading::Aside);
            }
            Event::of(host, Verdict::Denied)
        }
        _ => return Some(Reading::Aside),
    };
    event.reason = [first, b" ", middle, b" ", last].concat().into();
    Some(Reading::Request(event))
}
