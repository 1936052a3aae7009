//! `SoftwareDistribution.log` of WSUS: time in UTC, type, thread, source and message, with tabs
//! between. The lines of an exception follow it.

use super::{About, Cut, Record, text, trimmed};
use crate::logs::severity::Severity;
use crate::logs::time::LogTime;

pub(super) fn read(bytes: &[u8], whole: bool) -> Option<Cut<'_>> {
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let line = super::line(bytes, whole)?;
    let mut fields = trimmed(line).splitn(4, |byte| *byte == b'\t');
    let when = std::str::from_utf8(fields.next()?).ok()?.strip_suffix(" UTC")?;
    let (date, time) = when.split_once(' ')?;
    let time = LogTime::parse(date, time, Some(0))?;
    let severity = match fields.next()? {
        b"Info" => Severity::Information,
        b"Warning" => Severity::Warning,
        b"Error" => Severity::Error,
        _ => Severity::Unstated,
    };
    let thread = text(fields.next()?);
    let component = thread.split('.').next().unwrap_or_default().to_owned();
    Some(Cut::Record(Record {
        message: fields.next()?,
        about: Some(About { component, thread, time: Some(time), severity }),
        length: line.len(),
        columns: None,
    }))
}
