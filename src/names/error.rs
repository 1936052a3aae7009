//! Why a file of names or a log cannot be used.

use std::io;
use std::path::PathBuf;

/// Why names could not be read: the file, what was found and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NamesError {
    /// The file is missing, not ours to read, or breaks off with an error.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The path is a directory.
    #[error("{} is a directory; name one file in it", path.display())]
    Directory {
        /// The path as given.
        path: PathBuf,
    },
    /// The file is UTF-16, as some Windows programs write it.
    #[error("{} is UTF-16; save it as UTF-8", path.display())]
    Utf16 {
        /// The file.
        path: PathBuf,
    },
    /// A line of a file of names is no name.
    #[error("{}:{line}: `{found}` {what}; {fix}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// The line as written, or its beginning.
        found: String,
        /// What it is instead.
        what: String,
        /// What was expected, or what to type.
        fix: String,
    },
    /// A log has lines, and none of them is one of a log that is understood.
    #[error(
        "{}: none of its {lines} lines is a line of a proxy log; expected are Squid's native \
         format and the common or combined format, such as `1795223872.083 0 10.0.0.5 \
         TCP_TUNNEL/200 39 CONNECT www.example.com:443 - HIER_DIRECT/203.0.113.9 -`; line 1 \
         begins with `{first}`{broken}",
        path.display()
    )]
    NoLogLine {
        /// The file.
        path: PathBuf,
        /// Lines read.
        lines: u64,
        /// The beginning of the first line.
        first: String,
        /// Why the file could not be read to its end, where that is so.
        broken: String,
    },
}
