//! What logs of proxies and firewalls say about the hosts that are needed: seen allowed, seen
//! denied, never seen.
//!
//! A [`LogFormat`] tells what one line says; lines are counted by host, port and scheme while they
//! are read, in one pass, and [`Traffic`] is the outcome. What it answers is in [`answers`], and
//! [`queries`] asks the same of logs that are in an engine.

pub mod answers;
mod authority;
mod collect;
mod counters;
mod error;
mod event;
mod fields;
mod format;
pub mod formats;
mod json;
mod objects;
mod open;
pub mod queries;
mod read;
mod seen;
mod table;
mod tally;
#[cfg(test)]
mod tests;
mod time;
mod zstd;

use crate::harmless::visible;

pub use error::TrafficError;
pub use event::{Event, Plain, Reading, Verdict};
pub use format::{LineReader, LogFormat};
pub use open::expand;
pub use read::Reader;
pub use seen::{Clients, Count, Example, Line, LogFile, Period, Seen, Traffic};
pub use tally::Tally;

/// `1 line`, `2 lines`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The beginning of a text of a log, fit for one line of a terminal.
fn excerpt(text: &[u8]) -> String {
    const KEPT: usize = 120;
    // A character has at most four bytes, so the rest of a long text need not be looked at.
    let text = String::from_utf8_lossy(&text[..text.len().min(4 * (KEPT + 1))]);
    let kept: String = text.trim_end().chars().take(KEPT).collect();
    let mut shown = visible(&kept).into_owned();
    if text.chars().count() > KEPT {
        shown.push_str("...");
    }
    shown
}
