//! Logs of tinyproxy, in which the request and what became of it stand in different lines.

use std::collections::HashMap;

use memchr::{memchr, memmem};

use crate::address::Scheme;
use crate::lines::Written;
use crate::traffic::authority::{self, Asked};
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::word;
use crate::traffic::format::{LineReader, LogFormat};

/// Logs of tinyproxy.
pub struct Tinyproxy;

impl LogFormat for Tinyproxy {
    fn id(&self) -> &'static str {
        "tinyproxy"
    }

    fn title(&self) -> &'static str {
        "tinyproxy log"
    }

    fn mark(&self) -> &'static str {
        "a level, a time without a year and a number in brackets"
    }

    fn source(&self) -> &'static str {
        "https://tinyproxy.github.io/"
    }

    fn remembers(&self) -> bool {
        true
    }

    fn notes(&self) -> &'static [&'static str] {
        &["Times have no year, and so the period is not known."]
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines::default())
    }
}

/// Connections that are remembered at once.
const MOST: usize = 4096;

/// What is known of the connections, by the number in brackets.
#[derive(Default)]
struct Lines(HashMap<Vec<u8>, Connection>);

#[derive(Default)]
struct Connection {
    client: Vec<u8>,
    host: Vec<u8>,
    port: Option<u16>,
    scheme: Option<Scheme>,
}

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        self.read(line).unwrap_or(Reading::Foreign)
    }
}

impl Lines {
    fn read<'a>(&'a mut self, line: &'a [u8]) -> Option<Reading<'a>> {
        let mut rest = line;
        let level = word(&mut rest);
        let known: [&[u8]; 6] = [b"CONNECT", b"NOTICE", b"INFO", b"WARNING", b"ERROR", b"CRITICAL"];
        let open = memchr(b'[', rest)?;
        let close = open + memmem::find(&rest[open..], b"]: ")?;
        let (number, text) = (&rest[open + 1..close], &rest[close + 3..]);
        // By way of syslog the lines have no level: `Nov 21 01:20:43 proxy tinyproxy[6665]: `.
        let ours = known.contains(&level) || rest[..open].ends_with(b"tinyproxy");
        if !ours || !number.iter().all(u8::is_ascii_digit) {
            return None;
        }
        if text.starts_with(b"Connect (file descriptor") {
            let client = text.rsplit(|byte| *byte == b'[').next().unwrap_or_default();
            let client = client.strip_suffix(b"]").unwrap_or(client).to_vec();
            self.remember(number, Connection { client, ..Connection::default() });
            return Some(Reading::Aside);
        }
        if let Some(request) = text
            .starts_with(b"Request (file descriptor")
            .then(|| memmem::find(text, b"): ").map(|end| &text[end + 3..]))
            .flatten()
        {
            let mut words = request;
            let (method, target) = (word(&mut words), words.trim_ascii_start());
            let tunnel = method == b"CONNECT";
            let asked = if tunnel { authority::tunnel(target) } else { authority::url(target) };
            if let Some(asked) = asked {
                let client = self.0.remove(number).unwrap_or_default().client;
                let host = asked.host.text().to_vec();
                self.remember(
                    number,
                    Connection { client, host, port: asked.port, scheme: asked.scheme },
                );
            }
            return Some(Reading::Aside);
        }
        let quoted = memchr(b'"', text).map_or(&b""[..], |start| &text[start + 1..]);
        let quoted = quoted.split(|byte| *byte == b'"').next().unwrap_or_default();
        let verdict = if text.starts_with(b"Proxying refused on filtered")
            || text.starts_with(b"Refused CONNECT method")
        {
            Verdict::Denied
        } else if text.starts_with(b"Established connection to") {
            Verdict::Allowed
        } else {
            return Some(Reading::Aside);
        };
        let mut event = Event::of(b"", verdict);
        event.reason = text.split(|byte| *byte == b'"').next().unwrap_or_default().into();
        let mut named = authority::url_or_host(quoted);
        if let Some(connection) = self.0.get(number) {
            let host = &connection.host;
            // What an upstream proxy or another request of the same thread is about is not this.
            let same = named.is_none_or(|asked| asked.host.text().eq_ignore_ascii_case(host));
            if !host.is_empty() && same {
                named = Some(Asked {
                    host: Written::alone(host),
                    port: connection.port,
                    scheme: connection.scheme,
                });
            }
            event.client = &connection.client;
        }
        let Some(asked) = named else { return Some(Reading::Aside) };
        (event.host, event.port, event.scheme) = (asked.host, asked.port, asked.scheme);
        Some(Reading::Request(event))
    }

    fn remember(&mut self, number: &[u8], connection: Connection) {
        if self.0.len() >= MOST {
            // Most are long gone.
            self.0.clear();
        }
        self.0.insert(number.to_vec(), connection);
    }
}
