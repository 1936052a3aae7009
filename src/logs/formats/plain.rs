//! Any other line: it belongs to the record before it.

use super::{Cut, Record, trimmed};

pub(super) fn read(bytes: &[u8], whole: bool) -> Cut<'_> {
    match super::line(bytes, whole) {
        Some(line) => Cut::Record(Record {
            message: trimmed(line),
            about: None,
            length: line.len(),
            columns: None,
        }),
        None => Cut::More,
    }
}
