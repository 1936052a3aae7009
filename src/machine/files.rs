//! Files with settings: small, and often not there.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::variable;
use crate::proxy::discover::Setting;

/// More than any file with settings has.
const LARGEST: u64 = 1 << 20;

/// A path of the computer, or of the folder that stands for it.
pub(super) fn path(variables: &[(String, String)], absolute: &str) -> PathBuf {
    match variable(variables, "CLEARWAY_ROOT") {
        Some(root) => Path::new(root).join(absolute.trim_start_matches('/')),
        None => PathBuf::from(absolute),
    }
}

/// The setting in a file; none when the file is not there.
pub(super) fn setting(
    path: &Path,
    source: &str,
    read: impl Fn(&str) -> Setting,
) -> Option<Setting> {
    match text(path) {
        Ok(text) => Some(read(&text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            None
        }
        Err(error) => Some(Setting::unreadable(source, format!("{}: {error}", path.display()))),
    }
}

fn text(path: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(std::io::Error::new(ErrorKind::InvalidData, "it is larger than 1 MiB"));
    }
    // Only names and addresses matter, and those are ASCII.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
