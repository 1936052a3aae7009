//! `message  $$<component><date time><thread=...>`, as the components of a site server write it.

use memchr::memmem;

use super::{About, Cut, Record, text, trimmed};
use crate::logs::severity::Severity;
use crate::logs::time::LogTime;

/// What stands before the component.
pub(super) const MARK: &[u8] = b"$$<";
/// How far a message of several lines reaches before its mark, in bytes.
pub(super) const NEAR: usize = 4 * 1024;

pub(super) fn read(bytes: &[u8], whole: bool) -> Option<Cut<'_>> {
    let first = super::line(bytes, whole)?;
    let at = if let Some(at) = memmem::find(first, MARK) {
        at
    } else {
        let near = &bytes[..bytes.len().min(NEAR)];
        let at = memmem::find(near, MARK)?;
        // Records of the newer form between are records of their own.
        if memmem::find(&near[..at], b"<![LOG[").is_some() || near[..at].contains(&0) {
            return None;
        }
        at
    };
    let Some(line) = super::line(&bytes[at..], whole) else { return Some(Cut::More) };
    Some(Cut::Record(Record {
        message: bytes[..at].trim_ascii_end(),
        about: Some(about(&String::from_utf8_lossy(trimmed(line)))),
        length: at + line.len(),
        columns: None,
    }))
}

/// `$$<SMS_RULE_ENGINE><11-21-2026 10:00:00.123-060><thread=5512 (0x1588)>`
fn about(line: &str) -> About {
    let mut fields = line.split(['<', '>']).skip(1).step_by(2);
    let component = fields.next().unwrap_or_default();
    let (date, time) = fields.next().and_then(|when| when.split_once(' ')).unwrap_or_default();
    let thread = fields.next().and_then(|thread| thread.trim().strip_prefix("thread="));
    let thread = thread.and_then(|thread| thread.split_whitespace().next());
    About {
        component: text(component.as_bytes()),
        thread: text(thread.unwrap_or_default().as_bytes()),
        time: LogTime::with_bias(date, time.trim()),
        severity: Severity::Unstated,
    }
}
