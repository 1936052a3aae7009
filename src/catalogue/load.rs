//! Reads the catalogue files of a directory. The only place of the catalogue that touches a disk.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::LoadError;
use super::yaml::decode;

/// The longest file that is read, in bytes. All built-in files together have a quarter of it.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Directories below the given one that are searched.
const MAX_LEVELS: usize = 8;

/// Every `*.yaml` and `*.yml` file of `directory` and below with its text, sorted by path.
///
/// Names with a leading dot are passed over, as mounted configuration volumes keep their earlier
/// editions under such names.
pub(super) fn directory(directory: &Path) -> Result<Vec<(PathBuf, String)>, LoadError> {
    let read = |source| LoadError::Read { path: directory.to_owned(), source };
    if !fs::metadata(directory).map_err(read)?.is_dir() {
        return Err(LoadError::NoDirectory { path: directory.to_owned() });
    }
    let mut paths = Vec::new();
    collect(directory, 0, &mut paths)?;
    if paths.is_empty() {
        return Err(LoadError::NoRoles { path: directory.to_owned() });
    }
    paths.sort_unstable();
    paths.into_iter().map(|path| text(&path).map(|text| (path, text))).collect()
}

fn collect(directory: &Path, level: usize, paths: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    if level > MAX_LEVELS {
        return Err(LoadError::TooDeep { path: directory.to_owned(), limit: MAX_LEVELS });
    }
    let read = |source| LoadError::Read { path: directory.to_owned(), source };
    for entry in fs::read_dir(directory).map_err(read)? {
        let entry = entry.map_err(read)?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let yaml = path.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml")
        });
        // A link to a directory is not followed, so the search cannot run in a circle.
        if entry.file_type().map_err(read)?.is_dir() {
            collect(&path, level + 1, paths)?;
        } else if yaml {
            paths.push(path);
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, LoadError> {
    let read = |source: io::Error| LoadError::Read { path: path.to_owned(), source };
    // Asked before opening: opening a pipe would wait for its other end.
    if !fs::metadata(path).map_err(read)?.is_file() {
        return Err(LoadError::NotAFile { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(read)?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(read)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(LoadError::TooLarge { path: path.to_owned(), limit: MAX_FILE_BYTES });
    }
    decode(path, &bytes).map(str::to_owned)
}
