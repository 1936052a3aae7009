//! `<![LOG[message]LOG]!><time="..." date="..." component="..." thread="..." ...>`, as clients and
//! newer components write it. A message may have many lines.

use memchr::memmem;

use super::{About, Cut, LONGEST, Record, text, trimmed};
use crate::logs::severity::Severity;
use crate::logs::time::LogTime;

const START: &[u8] = b"<![LOG[";
const END: &[u8] = b"]LOG]!>";

pub(super) fn read(bytes: &[u8], whole: bool) -> Option<Cut<'_>> {
    if !bytes.starts_with(START) {
        let may_become = !whole && START.starts_with(bytes);
        return may_become.then_some(Cut::More);
    }
    let near = &bytes[START.len()..bytes.len().min(LONGEST)];
    let end = memmem::find(near, END);
    // A record that was cut, by a full disk say, ends where the next one begins.
    let next = memmem::find(&near[..end.unwrap_or(near.len())], START);
    if let Some(next) = next {
        return Some(broken(&near[..next], START.len() + next));
    }
    let Some(end) = end else {
        let is_cut = whole || near.len() + START.len() == LONGEST;
        return Some(if is_cut { broken(near, START.len() + near.len()) } else { Cut::More });
    };
    let behind = START.len() + end + END.len();
    let Some(line) = super::line(&bytes[behind..], whole) else { return Some(Cut::More) };
    Some(Cut::Record(Record {
        message: &near[..end],
        about: Some(about(&String::from_utf8_lossy(trimmed(line)))),
        length: behind + line.len(),
        columns: None,
    }))
}

fn broken(message: &[u8], length: usize) -> Cut<'_> {
    Cut::Record(Record { message, about: Some(About::default()), length, columns: None })
}

fn about(line: &str) -> About {
    let value = |name: &str| {
        let start = line.find(name)? + name.len();
        let rest = &line[start..];
        Some(&rest[..rest.find('"')?])
    };
    let field = |name| value(name).map(|value| text(value.as_bytes())).unwrap_or_default();
    About {
        component: field("component=\""),
        thread: field("thread=\""),
        time: value("time=\"").and_then(|time| LogTime::with_bias(value("date=\"")?, time)),
        severity: match value("type=\"") {
            Some("1") => Severity::Information,
            Some("2") => Severity::Warning,
            Some("3") => Severity::Error,
            _ => Severity::Unstated,
        },
    }
}
