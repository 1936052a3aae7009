//! Squid's native format as a server of syslog writes it down, with a header before each line.

use memchr::memchr_iter;

use super::squid;
use crate::traffic::event::Reading;
use crate::traffic::format::{LineReader, LogFormat};

/// Squid's native format behind a header of syslog.
pub struct SquidSyslog;

impl LogFormat for SquidSyslog {
    fn id(&self) -> &'static str {
        "squid-syslog"
    }

    fn title(&self) -> &'static str {
        "Squid, native format, by way of syslog"
    }

    fn mark(&self) -> &'static str {
        "a header of syslog before seconds since 1970, a client, and a tag with a status"
    }

    fn source(&self) -> &'static str {
        "https://www.squid-cache.org/Doc/config/access_log/"
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines)
    }
}

/// The longest header that is looked behind.
const HEADER: usize = 256;

struct Lines;

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        // `Nov 21 02:00:00 proxy (squid-1): 1795223872.083`
        let head = &line[..line.len().min(HEADER)];
        let start = memchr_iter(b' ', head).map(|blank| blank + 1).find(|start| {
            let text = &line[*start..];
            text.get(10) == Some(&b'.') && text[..10].iter().all(u8::is_ascii_digit)
        });
        let Some(start) = start else { return Reading::Foreign };
        let mut rest = &line[start..];
        match squid::request(&mut rest) {
            Some(request) => squid::reading(&request, rest),
            None => Reading::Foreign,
        }
    }
}
