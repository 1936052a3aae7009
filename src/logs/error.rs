//! Why a log cannot be read.

use std::io;
use std::path::PathBuf;

/// A log that cannot be read at all. What is merely strange in a log is no error.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// The system refuses.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// What was asked for.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A directory without logs.
    #[error("{} holds no file that ends in .log or .lo_", .path.display())]
    NoLogs {
        /// The directory.
        path: PathBuf,
    },
}
