//! The W3C Extended Log File Format, as IIS and proxies write it: `#Fields:` names the columns.

use super::{About, Cut, Record, text, trimmed};
use crate::logs::severity::Severity;
use crate::logs::time::LogTime;

/// How the line begins that names the columns.
pub(super) const FIELDS: &[u8] = b"#Fields:";

/// Where in a row the columns of interest stand.
#[derive(Clone, Debug, Default)]
pub(in crate::logs) struct Columns {
    date: Option<usize>,
    time: Option<usize>,
    site: Option<usize>,
    status: Option<usize>,
    win32: Option<usize>,
    host: Option<usize>,
    url: Option<usize>,
    port: Option<usize>,
}

impl Columns {
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let names = text_of(line.strip_prefix(FIELDS)?);
        let names: Vec<String> =
            names.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
        let place = |wanted: &[&str]| {
            wanted.iter().find_map(|wanted| names.iter().position(|name| name == wanted))
        };
        Some(Self {
            date: place(&["date"]),
            time: place(&["time"]),
            site: place(&["s-sitename", "s-computername"]),
            status: place(&["sc-status"]),
            win32: place(&["sc-win32-status"]),
            host: place(&["cs-host", "cs(host)", "r-host", "r-dns"]),
            url: place(&["cs-uri", "c-uri", "cs-uri-stem"]),
            port: place(&["r-port", "cs-uri-port", "s-port"]),
        })
    }

    /// Status, Windows error number and the address asked for, as the row has them.
    pub(in crate::logs) fn of_row<'a>(&self, row: &'a str) -> Row<'a> {
        let fields: Vec<&str> = row.split_ascii_whitespace().collect();
        let field = |place: Option<usize>| {
            place.and_then(|place| fields.get(place).copied()).filter(|field| *field != "-")
        };
        Row {
            status: field(self.status),
            win32: field(self.win32),
            host: field(self.host),
            url: field(self.url),
            port: field(self.port),
        }
    }
}

/// The fields of interest of one row.
#[derive(Debug)]
pub(in crate::logs) struct Row<'a> {
    pub(in crate::logs) status: Option<&'a str>,
    pub(in crate::logs) win32: Option<&'a str>,
    pub(in crate::logs) host: Option<&'a str>,
    pub(in crate::logs) url: Option<&'a str>,
    pub(in crate::logs) port: Option<&'a str>,
}

pub(super) fn read<'a>(columns: &'a Columns, bytes: &'a [u8], whole: bool) -> Cut<'a> {
    let Some(line) = super::line(bytes, whole) else { return Cut::More };
    let row = trimmed(line);
    let columns = (!row.starts_with(b"#")).then_some(columns);
    let about = columns.map(|columns| about(columns, &text_of(row))).unwrap_or_default();
    Cut::Record(Record { message: row, about: Some(about), length: line.len(), columns })
}

fn about(columns: &Columns, row: &str) -> About {
    let fields: Vec<&str> = row.split_ascii_whitespace().collect();
    let field = |place: Option<usize>| place.and_then(|place| fields.get(place).copied());
    let time = columns
        .date
        .and_then(|_| LogTime::parse(field(columns.date)?, field(columns.time)?, Some(0)));
    let component = field(columns.site).unwrap_or("W3C");
    About {
        component: text(component.as_bytes()),
        thread: String::new(),
        time,
        severity: Severity::Unstated,
    }
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
