//! One code in a log, and all that ties it to an endpoint.

use serde::Serialize;

use super::hosts::without_secrets;
use super::severity::Severity;
use super::time::LogTime;
use crate::address::Target;
use crate::errors::Key;

/// Where the host was named that a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "where")]
pub enum Near {
    /// In the record of the code.
    Same,
    /// In an earlier record of the same thread.
    Before {
        /// How many records of this thread earlier.
        records: u64,
    },
}

/// A code that stands in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// The entry of the table of errors.
    pub key: Key,
    /// How the log writes it.
    pub written: String,
    /// The line on which its record begins, from 1.
    pub line: u64,
    /// When the record was written.
    pub time: Option<LogTime>,
    /// Who wrote the record; the name of the log where records do not say.
    pub component: String,
    /// The thread, as the log writes it. Empty when records do not say.
    pub thread: String,
    /// What the log says about the record.
    pub severity: Severity,
    /// The host that was named near the code, and where.
    pub target: Option<(Target, Near)>,
    /// The proxy that was named near the code.
    pub proxy: Option<Target>,
    /// The beginning of the message, fit for one line of a terminal.
    pub message: String,
}

/// The part of a message around a code, on one line.
pub(super) fn excerpt(message: &str, at: usize) -> String {
    const KEPT: usize = 200;
    let mut start = at.saturating_sub(KEPT * 3 / 4);
    while !message.is_char_boundary(start) {
        start -= 1;
    }
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    // From the beginning of a word, so that no half of an address begins it.
    if start > 0 {
        start += message[start..].find(char::is_whitespace).unwrap_or(0);
    }
    let text = without_secrets(message[start..].trim_start());
    let mut shown: String = text.chars().take(KEPT).map(visible).collect();
    shown.truncate(shown.trim_end().len());
    if text.chars().nth(KEPT).is_some() {
        shown.push_str("...");
    }
    if start > 0 { format!("...{shown}") } else { shown }
}
