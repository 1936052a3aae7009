//! Where reports go: opened before the first probe, complete or not there at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

/// A file that appears under its name only when it is complete.
#[derive(Debug)]
pub(crate) struct Destination {
    path: PathBuf,
    file: Kind,
}

#[derive(Debug)]
enum Kind {
    /// A new file beside the old one, which it replaces at the end.
    Replaces(NamedTempFile),
    /// A device or pipe, which cannot be replaced.
    Device(File),
}

impl Destination {
    /// Opens a destination.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let about = || format!("cannot write {}", path.display());
        let file = match path.metadata() {
            Ok(known) if known.is_dir() => {
                bail!("cannot write {}: it is a directory", path.display())
            }
            Ok(known) if !known.is_file() => {
                Kind::Device(OpenOptions::new().write(true).open(path).with_context(about)?)
            }
            Ok(_) | Err(_) => Kind::Replaces(beside(path).with_context(about)?),
        };
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes the whole content and puts it in its place.
    pub(crate) fn write(
        self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        let about = || format!("cannot write {}", self.path.display());
        match self.file {
            Kind::Device(file) => {
                let mut buffered = io::BufWriter::new(file);
                content(&mut buffered).and_then(|()| buffered.flush()).with_context(about)
            }
            Kind::Replaces(file) => {
                let mut buffered = io::BufWriter::new(file);
                content(&mut buffered).with_context(about)?;
                let file = buffered.into_inner().map_err(io::IntoInnerError::into_error);
                let file = file.with_context(about)?;
                file.as_file().sync_all().with_context(about)?;
                file.persist(&self.path).map_err(|error| error.error).with_context(about)?;
                Ok(())
            }
        }
    }
}

/// A new file in the folder of `path`, with the permissions that an ordinary new file gets.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".clearway-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_half_way_leaves_the_old_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        std::fs::write(&path, "old").unwrap();
        let failed = Destination::open(&path).unwrap().write(|out| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(failed.unwrap_err().to_string().contains("report.json"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
        Destination::open(&path).unwrap().write(|out| out.write_all(b"new")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn two_who_write_at_once_leave_one_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let all: Vec<String> = ["a", "b", "c", "d"].map(|own| own.repeat(200_000)).into();
        std::thread::scope(|scope| {
            for text in &all {
                let destination = Destination::open(&path).unwrap();
                scope.spawn(move || destination.write(|out| out.write_all(text.as_bytes())));
            }
        });
        assert!(all.contains(&std::fs::read_to_string(&path).unwrap()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn who_is_killed_while_writing_leaves_the_old_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        std::fs::write(&path, "old").unwrap();
        let killed = Destination::open(&path).unwrap().write(|out| {
            out.write_all("x".repeat(100_000).as_bytes())?;
            // At this moment nothing has happened to the old file.
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
            Err(io::ErrorKind::Interrupted.into())
        });
        assert!(killed.is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn a_bad_path_fails_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let error = Destination::open(&folder.path().join("no/such/report.json")).unwrap_err();
        assert!(error.to_string().contains("report.json"), "{error}");
        assert!(Destination::open(folder.path()).unwrap_err().to_string().contains("directory"));
    }
}
