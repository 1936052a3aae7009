//! The extended log file format of the W3C, whose columns a `#Fields` line names: Blue Coat
//! (`ProxySG`, Edge SWG) and Microsoft TMG.

use memchr::memchr;

use super::common::by_status;
use crate::address::Scheme;
use crate::traffic::authority::port_of;
use crate::traffic::event::{Event, Reading, Verdict};
use crate::traffic::fields::{begins, is, quoted_word, value};
use crate::traffic::format::{LineReader, LogFormat};
use crate::traffic::{authority, time};

/// The extended log file format, of Blue Coat and Microsoft TMG.
pub struct Elff;

impl LogFormat for Elff {
    fn id(&self) -> &'static str {
        "elff"
    }

    fn title(&self) -> &'static str {
        "W3C extended log (Blue Coat, TMG)"
    }

    fn mark(&self) -> &'static str {
        "a #Fields line, and the fields that it names"
    }

    fn source(&self) -> &'static str {
        "https://www.w3.org/TR/WD-logfile.html"
    }

    fn remembers(&self) -> bool {
        true
    }

    fn reader(&self) -> Box<dyn LineReader + Send> {
        Box::new(Lines::default())
    }
}

/// Fields that are looked at.
const NAMES: &[&str] = &[
    "date",
    "time",
    "c-ip",
    "cs-host",
    "r-host",
    "cs-uri-port",
    "r-port",
    "cs-uri-scheme",
    "cs-protocol",
    "sc-filter-result",
    "x-exception-id",
    "s-action",
    "sc-status",
    "action",
    "rule",
    "cs-uri",
    "cs-method",
    "s-operation",
    "cs-uri-hostname",
    "cs(Host)",
];

/// Where the fields stand, as the last `#Fields` line says.
#[derive(Default)]
struct Lines {
    /// For each name, its column.
    columns: Vec<Option<usize>>,
    count: usize,
    /// The day of the last `#Date`, for lines that have a time only.
    date: Vec<u8>,
}

/// Directives of the format, and the one of ISA and TMG.
const DIRECTIVES: &[&str] =
    &["Version", "Fields", "Software", "Start-Date", "End-Date", "Date", "Remark"];

impl LineReader for Lines {
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a> {
        if let Some(directive) = line.strip_prefix(b"#") {
            let (name, text) = directive.split_at(memchr(b':', directive).unwrap_or(0));
            let text = text.get(1..).unwrap_or_default();
            if is(name, "Fields") {
                self.fields(text);
            } else if is(name, "Date") {
                self.date = text.trim_ascii().get(..10).unwrap_or_default().to_vec();
            }
            // Scripts and configurations have lines of this kind too.
            let ours = DIRECTIVES.iter().any(|known| is(name, known)) || !self.columns.is_empty();
            return if ours { Reading::Aside } else { Reading::Foreign };
        }
        self.read(line).unwrap_or(Reading::Foreign)
    }
}

/// One line by its fields.
struct Row<'a>([&'a [u8]; NAMES.len()]);

impl<'a> Row<'a> {
    fn get(&self, name: &str) -> &'a [u8] {
        let place = NAMES.iter().position(|known| *known == name);
        place.map_or(&[][..], |place| value(self.0[place]))
    }

    fn either(&self, one: &str, other: &str) -> &'a [u8] {
        let found = self.get(one);
        if found.is_empty() { self.get(other) } else { found }
    }
}

impl Lines {
    fn fields(&mut self, text: &[u8]) {
        let names: Vec<&[u8]> =
            text.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()).collect();
        let place = |known: &&str| names.iter().position(|name| is(name, known));
        self.columns = NAMES.iter().map(place).collect();
        self.count = names.len();
    }

    fn row<'a>(&self, line: &'a [u8]) -> Row<'a> {
        let mut row = Row([b""; NAMES.len()]);
        let mut put = |number: usize, text: &'a [u8]| {
            for (place, column) in row.0.iter_mut().zip(&self.columns) {
                if *column == Some(number) {
                    *place = text;
                }
            }
        };
        // Microsoft separates by tabs, and has blanks in its fields.
        if line.split(|byte| *byte == b'\t').count() == self.count && self.count > 1 {
            line.split(|byte| *byte == b'\t')
                .enumerate()
                .for_each(|(number, text)| put(number, text));
        } else {
            let mut rest = line;
            (0..)
                .map_while(|number| Some((number, quoted_word(&mut rest)?)))
                .for_each(|(number, text)| put(number, text));
        }
        row
    }

    fn read<'a>(&self, line: &'a [u8]) -> Option<Reading<'a>> {
        if self.columns.is_empty() || line.is_empty() {
            return None;
        }
        let row = self.row(line);
        let time = if self.timed() { Some(self.time(&row)?) } else { None };
        let tunnel = row.either("cs-method", "s-operation") == b"CONNECT";
        let uri = row.get("cs-uri");
        // Blue Coat writes `tcp://a.example:443/` for a tunnel.
        let asked = authority::url(uri).or_else(|| authority::tunnel(uri).filter(|_| tunnel));
        let named = ["cs-host", "cs-uri-hostname", "cs(Host)"].map(|name| row.get(name));
        let named = named.into_iter().find_map(authority::url_or_host).or(asked);
        let named = named.or_else(|| authority::url_or_host(row.get("r-host")));
        let host = named.map(|named| named.host);
        let Some(host) = host else { return Some(Reading::Aside) };
        let (verdict, reason) = verdict(&row, tunnel);
        let mut event = Event::of(b"", verdict);
        event.host = host;
        event.port = port_of(row.either("cs-uri-port", "r-port"))
            .or(asked.and_then(|asked| asked.port))
            .or(named.and_then(|named| named.port));
        event.scheme = match row.either("cs-uri-scheme", "cs-protocol") {
            _ if tunnel => Some(authority::tunnelled(event.port)),
            name if is(name, "http") => Some(Scheme::Http),
            name if is(name, "https") || begins(name, "ssl") => Some(Scheme::Https),
            _ => asked.and_then(|asked| asked.scheme),
        };
        (event.time, event.client) = (time, row.get("c-ip"));
        (event.reason, event.rule) = (reason.into(), row.get("rule").into());
        Some(Reading::Request(event))
    }
}

impl Lines {
    /// True where the lines, or a `#Date` before them, say when.
    fn timed(&self) -> bool {
        self.has("time") && (self.has("date") || !self.date.is_empty())
    }

    fn time(&self, row: &Row<'_>) -> Option<i64> {
        let date = if self.has("date") { row.get("date") } else { &self.date };
        time::date_and_time(date, row.get("time"))
    }

    fn has(&self, name: &str) -> bool {
        let place = NAMES.iter().position(|known| *known == name);
        place.and_then(|place| *self.columns.get(place)?).is_some()
    }
}

fn verdict<'a>(row: &Row<'a>, tunnel: bool) -> (Verdict, &'a [u8]) {
    let (exception, status) = (row.get("x-exception-id"), row.get("sc-status"));
    let (filter, tag, action) =
        (row.get("sc-filter-result"), row.get("s-action"), row.get("action"));
    let login = begins(exception, "authentication")
        || matches!(exception, b"bad_credentials" | b"invalid_auth_form")
        // The other tags of this kind are about a login to the origin.
        || begins(tag, "TCP_AUTH_FORM")
        || begins(tag, "TCP_AUTH_REDIRECT")
        || status == b"401" && begins(tag, "TCP_DENIED")
        || matches!(status, b"407" | b"12209");
    let stopped = is(filter, "DENIED")
        || begins(tag, "TCP_DENIED")
        || is(action, "Denied")
        || status == b"12202";
    let tls = begins(exception, "ssl")
        || begins(exception, "server_certificate")
        || begins(exception, "client_certificate");
    let policy = exception.is_empty()
        || exception.ends_with(b"denied")
        || begins(exception, "user-defined")
        || begins(exception, "silent")
        || matches!(exception, b"virus_detected" | b"authorization_failed");
    match () {
        () if login => {
            (Verdict::LoginMissing, if exception.is_empty() { status } else { exception })
        }
        () if tls => (Verdict::TlsFailed, exception),
        // A name that does not resolve, a server that does not answer.
        () if !policy => (Verdict::Unknown, exception),
        () if stopped || !exception.is_empty() => (
            Verdict::Denied,
            [exception, tag, action, status, filter]
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default(),
        ),
        () if is(filter, "OBSERVED") || is(filter, "PROXIED") || is(action, "Allowed") => {
            (Verdict::Allowed, b"")
        }
        () if filter.is_empty() && tag.is_empty() && action.is_empty() => {
            let (verdict, reason) = by_status(status, tunnel);
            (verdict, reason.unwrap_or_default().as_bytes())
        }
        () if begins(tag, "TCP_") && !begins(tag, "TCP_ERR") => (Verdict::Allowed, b""),
        () => (Verdict::Unknown, if action.is_empty() { tag } else { action }),
    }
}
