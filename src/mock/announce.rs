//! Files that tell others about a running mock world. They appear whole or not at all.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;

/// Writes `host:port` and a line end, so that a script that waits for the file can read it as soon
/// as it is there.
///
/// # Errors
/// When the file cannot be written.
pub fn write_announcement(path: &Path, address: SocketAddr) -> io::Result<()> {
    write_whole(path, &format!("{address}\n"))
}

/// Writes the mock world's CA in PEM, for `--ca` and for other clients.
///
/// # Errors
/// When the file cannot be written.
pub fn write_ca(path: &Path, pem: &str) -> io::Result<()> {
    write_whole(path, pem)
}

/// Writes beside the file and renames.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = new_file(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

/// Both files are for everybody to read; temporary files are private by habit.
#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    tempfile::Builder::new().permissions(readable).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_replaces_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("address");
        std::fs::write(&path, "something much longer than an address\n").unwrap();
        write_announcement(&path, "[::1]:8080".parse().unwrap()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[::1]:8080\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_ca(&folder.path().join("none/ca.pem"), "x").is_err());
    }
}
