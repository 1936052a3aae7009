//! Saved reports from files or from stdin.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Result;

use clearway::saved::{self, Brief, MOST_BYTES, Report, SavedError};

/// A whole report. `-` is stdin.
pub(crate) fn read(path: &Path) -> Result<Report> {
    let file = path.display().to_string();
    Ok(saved::read(&file, &bytes(path)?)?)
}

/// A report with as much of its probes as a matrix needs.
pub(crate) fn read_brief(path: &Path) -> Result<Report<Brief>, SavedError> {
    let file = path.display().to_string();
    saved::read_brief(&file, &bytes(path)?)
}

/// Everything in a file, unless it is more than a report has.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, SavedError> {
    let name = || path.display().to_string();
    let unreadable = |source| SavedError::Unreadable { file: name(), source };
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        let file = File::open(path).map_err(unreadable)?;
        let known = file.metadata().map_err(unreadable)?.len();
        if known > MOST_BYTES {
            return Err(SavedError::TooLarge { file: name(), bytes: known });
        }
        // A device or a pipe has no length, and must not fill the memory either.
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)
    };
    let read = u64::try_from(read.map_err(unreadable)?).unwrap_or(u64::MAX);
    if read > MOST_BYTES {
        return Err(SavedError::TooLarge { file: name(), bytes: read });
    }
    Ok(bytes)
}
