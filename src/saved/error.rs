//! Why a file is no saved report.

use thiserror::Error;

/// Why a file cannot be read as a report. Every message begins with the name of the file.
#[derive(Debug, Error)]
pub enum SavedError {
    /// It cannot be read at all.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is larger than any report.
    #[error("{file}: {bytes} bytes are more than a report has (at most {})", super::MOST_BYTES)]
    TooLarge {
        /// The file.
        file: String,
        /// Its size.
        bytes: u64,
    },
    /// It holds nothing.
    #[error(
        "{file}: the file is empty; expected a JSON report, as `clearway check --report json=FILE` writes it"
    )]
    Empty {
        /// The file.
        file: String,
    },
    /// Another form, or another version of this one.
    #[error("{file}: its schema is `{found}`; this clearway reads `{}`{}", super::SCHEMA, hint(.found))]
    OtherVersion {
        /// The file.
        file: String,
        /// The `schema` that it names, freed of control characters.
        found: String,
    },
    /// JSON, but no report, or no JSON.
    #[error(
        "{file}:{line}:{column}: {what}; expected a JSON report, as `clearway check --report json=FILE` writes it"
    )]
    Malformed {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What was found.
        what: String,
    },
}

impl SavedError {
    /// The schema that was found where it is another one.
    #[must_use]
    pub fn other_schema(&self) -> Option<&str> {
        match self {
            Self::OtherVersion { found, .. } => Some(found),
            _ => None,
        }
    }
}

fn hint(found: &str) -> &'static str {
    let later = found
        .strip_prefix("clearway/report/v")
        .is_some_and(|version| version.parse::<u32>().is_ok_and(|version| version > 1));
    if later { ": a later clearway wrote it, and reads it" } else { "" }
}
