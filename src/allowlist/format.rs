//! The files of one product.

use std::sync::Arc;

use thiserror::Error;

use super::{Allowlist, Options, Place};

/// Reads the files of one product.
pub trait Format: Sync {
    /// Its id, as `--format` takes it.
    fn id(&self) -> &'static str;

    /// What it is: `Squid configuration`.
    fn title(&self) -> &'static str;

    /// Why a text looks like this format, with how strongly: 100 for a mark that nothing else has,
    /// less for likeness; none when it does not.
    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)>;

    /// Reads a file, and those that it names.
    ///
    /// # Errors
    /// When it is not this format, or a file that it names cannot be read.
    fn read(
        &self,
        source: &Source,
        options: &Options,
        nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError>;
}

/// A file in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name, for places.
    pub file: Arc<str>,
    /// Its text, without a byte order mark.
    pub text: String,
}

impl Source {
    /// The place of a part of a line.
    ///
    /// `line` counts from 1; `part` is a piece of `line_text`, as slices of it are.
    #[must_use]
    pub fn place(&self, line: usize, line_text: &str, part: &str) -> Place {
        let start = part.as_ptr().addr().saturating_sub(line_text.as_ptr().addr());
        let before = line_text.get(..start).unwrap_or_default();
        Place {
            file: self.file.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
            length: u32::try_from(part.chars().count()).unwrap_or(u32::MAX),
        }
    }
}

/// Reads files that a file names.
pub trait NearbyFiles {
    /// The text of the file that `source` calls `name`.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn open(&self, source: &Source, name: &str) -> Result<Source, String>;
}

/// Why a file could not be read as a format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{place}: {why}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// What was found, what was expected, and what to do.
    pub why: String,
}
