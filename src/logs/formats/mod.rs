//! The formats of logs: how one record is cut off the front of the bytes, one file for each.

mod cmtrace;
mod dollar;
mod plain;
mod w3c;
mod windows_update;
mod wsus;

use super::severity::Severity;
use super::time::LogTime;
use w3c::Columns;
pub(super) use w3c::Row;

/// The longest record that is looked at as one, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// What a record says about itself.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) component: String,
    pub(super) thread: String,
    pub(super) time: Option<LogTime>,
    pub(super) severity: Severity,
}

/// A record at the front of the bytes.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// What it says, without what it says about itself.
    pub(super) message: &'a [u8],
    /// None when it belongs to the record before it.
    pub(super) about: Option<About>,
    /// Bytes that it takes, its line feed included. Never 0.
    pub(super) length: usize,
    /// The columns, when the message is a row of a W3C log.
    pub(super) columns: Option<&'a Columns>,
}

/// What a format makes of the front of the bytes.
#[derive(Debug)]
pub(super) enum Cut<'a> {
    /// A record.
    Record(Record<'a>),
    /// The record is not complete.
    More,
}

/// Cuts a record off bytes that begin at the start of a line; none when it is of another format.
///
/// With `whole`, nothing follows the bytes, and what is there must do.
type Reader = for<'a> fn(bytes: &'a [u8], whole: bool) -> Option<Cut<'a>>;

/// Every format that knows its own lines, the most particular first.
const READERS: &[Reader] = &[cmtrace::read, windows_update::read, wsus::read, dollar::read];

/// What is known about a log from the records before.
#[derive(Debug, Default)]
pub(super) struct Formats {
    columns: Option<Columns>,
    has_marks: bool,
}

impl Formats {
    /// The start of the line that names the columns of a W3C log.
    pub(super) const FIELDS: &'static [u8] = w3c::FIELDS;

    /// Takes note of a line that names columns.
    pub(super) fn learn(&mut self, line: &[u8]) {
        self.columns = Columns::parse(line);
    }

    /// Takes note of whether the beginning of a log has records of the older form of `CMTrace`.
    pub(super) fn look_at(&mut self, beginning: &[u8]) {
        self.has_marks |= memchr::memmem::find(beginning, dollar::MARK).is_some();
    }

    /// Cuts a record off bytes that are not empty.
    pub(super) fn cut<'a>(&'a self, bytes: &'a [u8], whole: bool) -> Cut<'a> {
        if let Some(columns) = &self.columns {
            return w3c::read(columns, bytes, whole);
        }
        let known = READERS.iter().find_map(|reader| reader(bytes, whole));
        if known.is_none() && self.has_marks && !whole && bytes.len() < dollar::NEAR {
            // The line may be the first of several, whose mark has not come yet.
            return Cut::More;
        }
        known.unwrap_or_else(|| plain::read(bytes, whole))
    }
}

/// The first line with its line feed, or as much as one record may have; none when it is not
/// complete.
fn line(bytes: &[u8], whole: bool) -> Option<&[u8]> {
    let near = &bytes[..bytes.len().min(LONGEST)];
    match memchr::memchr(b'\n', near) {
        Some(at) => Some(&near[..=at]),
        None if whole || near.len() == LONGEST => Some(near),
        None => None,
    }
}

/// A line without its end.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A short field as text.
fn text(bytes: &[u8]) -> String {
    const KEPT: usize = 120;
    String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT)])
        .chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Message, component, thread and time of every record.
    fn records(bytes: &[u8]) -> Vec<(String, Option<About>)> {
        let formats = Formats::default();
        let mut found = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let Cut::Record(record) = formats.cut(rest, true) else { panic!("all is there") };
            assert!(record.length > 0);
            found.push((String::from_utf8_lossy(record.message).into_owned(), record.about));
            rest = &rest[record.length..];
        }
        found
    }

    fn shown(text: &str) -> Vec<String> {
        let show = |(message, about): (String, Option<About>)| match about {
            None => format!("{message} <"),
            Some(about) => format!(
                "{message} | {} | {} | {} | {:?}",
                about.component,
                about.thread,
                about.time.map(|time| time.to_string()).unwrap_or_default(),
                about.severity
            ),
        };
        records(text.as_bytes()).into_iter().map(show).collect()
    }

    #[test]
    fn both_forms_of_cmtrace() {
        let text = "<![LOG[One\r\ntwo]LOG]!><time=\"10:00:00.123-060\" date=\"11-21-2026\" \
            component=\"CcmMessaging\" context=\"\" type=\"3\" thread=\"5512\" file=\"a.cpp:12\">\r\n\
            Three  $$<SMS_RULE_ENGINE><11-21-2026 10:00:01.123-60><thread=5513 (0x1589)>\r\n";
        assert_eq!(
            shown(text),
            [
                "One\r\ntwo | CcmMessaging | 5512 | 2026-11-21T10:00:00.123+01:00 | Error",
                "Three | SMS_RULE_ENGINE | 5513 | 2026-11-21T10:00:01.123+01:00 | Unstated",
            ]
        );
    }

    #[test]
    fn a_message_of_the_older_form_may_have_lines() {
        let text = "One\ntwo  $$<A><11-21-2026 10:00:01.123+000><thread=1 (0x1)>\nThree $$<B><x><thread=2>\n";
        let shown = shown(text);
        assert_eq!(shown[0], "One\ntwo | A | 1 | 2026-11-21T10:00:01.123Z | Unstated");
        assert_eq!(shown[1], "Three | B | 2 |  | Unstated");
    }

    #[test]
    fn a_record_that_was_cut_ends_where_the_next_begins() {
        let text = "<![LOG[One <![LOG[Two]LOG]!><time=\"1\" component=\"A\">\n<![LOG[Three";
        let shown = shown(text);
        assert_eq!(shown[0], "One  |  |  |  | Unstated");
        assert_eq!(shown[1], "Two | A |  |  | Unstated");
        assert_eq!(shown[2], "Three |  |  |  | Unstated");
    }

    #[test]
    fn windows_update_and_wsus() {
        let text = "2026-11-21\t10:00:00:123\t 892\t1a2c\tAgent\tWARNING: failed\r\n\
            2026/11/21 10:00:00.1234567 892   6700  Agent           Scan failed\n\
            2026-11-21 10:00:00.123 UTC\tError\tWsusService.12\tWebServices.Check\tNo way\n   at System.Net\n";
        assert_eq!(
            shown(text),
            [
                "WARNING: failed | Agent | 1a2c | 2026-11-21T10:00:00.123 | Warning",
                "Scan failed | Agent | 6700 | 2026-11-21T10:00:00.1234567 | Unstated",
                "WebServices.Check\tNo way | WsusService | WsusService.12 | \
                 2026-11-21T10:00:00.123Z | Error",
                "   at System.Net <",
            ]
        );
    }

    #[test]
    fn a_record_that_is_not_complete_is_waited_for() {
        let formats = Formats::default();
        for text in ["<![LOG[One", "<![LOG[One]LOG]!><time", "One", "<![L"] {
            assert!(matches!(formats.cut(text.as_bytes(), false), Cut::More), "{text}");
        }
        let long = vec![b'x'; LONGEST + 1];
        assert!(
            matches!(formats.cut(&long, false), Cut::Record(record) if record.length == LONGEST)
        );
    }
}
