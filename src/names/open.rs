//! Opens what the user named. The only place of the room that touches a disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::NamesError;

/// The file, or standard input for `-`.
///
/// Pipes are welcome, since a log is often decompressed or cut by another program.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, NamesError> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let read = |source| NamesError::Read { path: path.to_owned(), source };
    if fs::metadata(path).map_err(read)?.is_dir() {
        return Err(NamesError::Directory { path: path.to_owned() });
    }
    Ok(Box::new(File::open(path).map_err(read)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let fault = open(folder.path()).err().unwrap().to_string();
        assert!(fault.ends_with("is a directory; name one file in it"), "{fault}");
        let missing = folder.path().join("access.log");
        let fault = open(&missing).err().unwrap().to_string();
        assert!(fault.starts_with("cannot read ") && fault.contains("access.log"), "{fault}");
    }
}
