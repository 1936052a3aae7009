//! Why logs cannot be read.

use std::io;
use std::path::PathBuf;

/// A log that cannot be used: the file, what was found, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrafficError {
    /// The file is missing, not ours to read, or breaks off with an error.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A directory without files.
    #[error("{} holds no file", path.display())]
    NoFiles {
        /// The directory.
        path: PathBuf,
    },
    /// The file is UTF-16, as some Windows programs write it.
    #[error("{} is UTF-16; save it as UTF-8", path.display())]
    Utf16 {
        /// The file.
        path: PathBuf,
    },
    /// No line at the beginning is one of a known format.
    #[error(
        "{}: its first lines are of no log that is known; line 1 begins with `{first}`; name the \
         format with --log-format, one of: {known}{broken}",
        path.display()
    )]
    Unrecognised {
        /// The file.
        path: PathBuf,
        /// The beginning of the first line.
        first: String,
        /// The ids of all formats.
        known: String,
        /// Why the file could not be read further, where that is so.
        broken: String,
    },
    /// There is no such format.
    #[error("there is no log format {found:?}{nearest}; there are: {known}")]
    NoFormat {
        /// What was asked for.
        found: String,
        /// The id that is most like it, in words.
        nearest: String,
        /// The ids of all formats.
        known: String,
    },
}
