//! `WindowsUpdate.log`: with tabs, as Windows 8.1 and older write it, and with blanks, as
//! `Get-WindowsUpdateLog` prints it.

use super::{About, Cut, Record, text, trimmed};
use crate::logs::severity::Severity;
use crate::logs::time::LogTime;

pub(super) fn read(bytes: &[u8], whole: bool) -> Option<Cut<'_>> {
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    let line = super::line(bytes, whole)?;
    let row = trimmed(line);
    // The message may be in any code page; what stands before it is ASCII.
    let ascii = row.iter().position(|byte| !byte.is_ascii()).unwrap_or(row.len());
    let start = std::str::from_utf8(&row[..ascii]).ok()?;
    let (message, about) = fields(start)?;
    Some(Cut::Record(Record {
        message: &row[ascii - message.len()..],
        about: Some(about),
        length: line.len(),
        columns: None,
    }))
}

/// Date, time, process, thread, component, and the message.
fn fields(line: &str) -> Option<(&str, About)> {
    let (date, rest) = word(line)?;
    let (time, rest) = word(rest)?;
    let time = LogTime::parse(date, time, None)?;
    let (process, rest) = word(rest)?;
    let (thread, rest) = word(rest)?;
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_number(process) || !is_number(thread) {
        return None;
    }
    let (component, message) = word(rest)?;
    let message = message.trim_start();
    let severity = match message.split_once(':') {
        Some(("WARNING", _)) => Severity::Warning,
        Some(("FATAL", _)) => Severity::Error,
        _ => Severity::Unstated,
    };
    let (component, thread) = (text(component.as_bytes()), text(thread.as_bytes()));
    Some((message, About { component, thread, time: Some(time), severity }))
}

fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    let end = text.find([' ', '\t'])?;
    Some(text.split_at(end))
}
