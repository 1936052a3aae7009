//! Why a file of sites cannot be read.

use std::path::PathBuf;

/// A file that is none, with its place, what was found and what to type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}:{column}: {found}; {fix}", path.display())]
pub struct SiteError {
    /// The file.
    pub path: PathBuf,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// What was found.
    pub found: String,
    /// What was expected, or what to type.
    pub fix: String,
}
