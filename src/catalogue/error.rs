//! Why a catalogue cannot be used.

use std::io;
use std::path::PathBuf;

use super::RoleId;

/// Why a catalogue could not be loaded: the file, what was found and what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file or directory is missing, or not ours to read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// The path given as a catalogue is no directory.
    #[error("{} is no directory; give the directory that holds the role files", path.display())]
    NoDirectory {
        /// The path as given.
        path: PathBuf,
    },
    /// Directories are nested deeper than a catalogue needs.
    #[error(
        "{} is more than {limit} directories deep; put role files into <product>/<role>.yaml",
        path.display()
    )]
    TooDeep {
        /// The directory at which the search stopped.
        path: PathBuf,
        /// Levels that are searched.
        limit: usize,
    },
    /// The directory holds nothing of a catalogue.
    #[error(
        "{} holds no role file; add one, named <product>/<role>.yaml, or name another directory",
        path.display()
    )]
    NoRoles {
        /// The directory.
        path: PathBuf,
    },
    /// A pipe, device or directory has the name of a role file.
    #[error("{} is no regular file; replace it with a file, or rename it", path.display())]
    NotAFile {
        /// Its path.
        path: PathBuf,
    },
    /// The file is longer than any list is.
    #[error(
        "{} has more than {limit} bytes, the limit for one file; split it into one file per role",
        path.display()
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        limit: u64,
    },
    /// The file is empty, or has only comments.
    #[error("{} is empty; a role file starts with `schema: clearway/role/v1`", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Something in the file is wrong.
    #[error("{}:{line}:{column}: {found}; {fix}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// Column in characters, from 1.
        column: u64,
        /// What was found.
        found: String,
        /// What was expected, or what to type.
        fix: String,
    },
    /// Two files of one directory claim the same role.
    #[error(
        "the role {role} stands in two files: {} and {}; give one of them another id, or delete it",
        first.display(),
        second.display()
    )]
    Twice {
        /// The id.
        role: RoleId,
        /// The file that was read first.
        first: PathBuf,
        /// The other one.
        second: PathBuf,
    },
}
