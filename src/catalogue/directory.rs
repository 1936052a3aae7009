//! The files of a directory, each for itself: a mistake in one does not hide those in others.

use std::path::{Path, PathBuf};

use super::{LoadError, Role, form, load, tables};

/// A file of a directory and what it holds.
#[derive(Debug)]
pub struct FileRead {
    /// Its path.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// The role in it; none when the file is one of the tables beside the roles, an error when it
    /// cannot be used.
    pub role: Result<Option<Role>, LoadError>,
}

/// Reads every file of a directory and below, sorted by path.
///
/// # Errors
/// When the directory or a file in it cannot be read. Mistakes *in* a file stand in
/// [`FileRead::role`].
pub fn read_files(directory: &Path) -> Result<Vec<FileRead>, LoadError> {
    let files = load::directory(directory)?;
    Ok(files.into_iter().map(|(path, text)| read(directory, path, text)).collect())
}

fn read(directory: &Path, path: PathBuf, text: String) -> FileRead {
    let role = match path.strip_prefix(directory).ok().and_then(Path::to_str) {
        Some(tables::PRODUCTS) => tables::products(&path, &text).map(|_| None),
        Some(tables::WILDCARD_NAMES) => tables::wildcard_names(&path, &text).map(|_| None),
        Some(tables::EXPECTED_STATUS) => tables::expected_status(&path, &text).map(|_| None),
        _ => form::role(&path, &text).map(Some),
    };
    FileRead { path, text, role }
}
