//! Names from outside the catalogue that may fall under a wildcard, one file for each source.
//!
//! Every source is a function that gives [`UsedNames`]: names, how often each was met, and what is
//! questionable about the input. What becomes of the names is decided where plans are made; in
//! particular nothing is capped here.

mod access_log;
mod error;
mod file;
mod open;

pub use access_log::{read_log, read_log_from};
pub use error::NamesError;
pub use file::{read_file, read_file_from};

pub use crate::lines::LONGEST_LINE;

use crate::address::HostName;

/// What one source gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedNames {
    /// Every name once, in the order in which they are worth asking for.
    pub names: Vec<UsedName>,
    /// Lines read, those that could not be understood included.
    pub lines: u64,
    /// Lines that are nothing that the source knows, and were passed over.
    pub unreadable: u64,
    /// What the user should know about the input, as whole sentences.
    pub notes: Vec<String>,
}

/// A name that somebody uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedName {
    /// The name in its normal form.
    pub host: HostName,
    /// How often the source names it.
    pub requests: u64,
    /// Where it stands first, from 1; none where there are too many lines to go and look.
    pub line: Option<u64>,
}

/// `1 line`, `2 lines`.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The beginning of a line of input, fit for one line of a terminal.
fn excerpt(line: &[u8]) -> String {
    const KEPT: usize = 60;
    // A character has at most four bytes, so the rest of a long line need not be looked at.
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * (KEPT + 1))]);
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut shown: String = text.trim_end().chars().take(KEPT).map(visible).collect();
    if text.chars().count() > KEPT {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_cannot_move_the_cursor() {
        assert_eq!(excerpt(b"plain \"text\""), "plain \"text\"");
        assert_eq!(excerpt(b"\x1b[2Jx"), "\u{fffd}[2Jx");
        assert_eq!(excerpt("é".repeat(70).as_bytes()), format!("{}...", "é".repeat(60)));
        assert!(excerpt(&vec![0; 1 << 20]).len() < 400);
    }
}
