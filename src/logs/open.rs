//! The files that the user named: which they are, in what order, and how they grow. The only place
//! of the room that touches a disk.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::LogsError;
use super::identity::{is_older_part, stem};

/// The files to read, in the order to read them: of each log, its older parts first.
///
/// A directory stands for its `.log` and `.lo_` files, a `.log` file for its `.lo_` as well, if it
/// has one. `-` is standard input.
///
/// # Errors
/// When a path cannot be read, or a directory holds no log.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, LogsError> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(path.clone());
            continue;
        }
        let failed = |source| LogsError::Read { path: path.clone(), source };
        let mut files = Vec::new();
        if fs::metadata(path).map_err(failed)?.is_dir() {
            for entry in fs::read_dir(path).map_err(failed)? {
                let file = entry.map_err(failed)?.path();
                if is_log(&file) && file.is_file() {
                    files.push(file);
                }
            }
            if files.is_empty() {
                return Err(LogsError::NoLogs { path: path.clone() });
            }
            files.sort_by_key(|file| age(file));
        } else {
            files.extend(["lo_", "LO_"].into_iter().find_map(|end| {
                let older = path.with_extension(end);
                let has_one = is_log(path) && !is_older_part(path) && older.is_file();
                has_one.then_some(older)
            }));
            files.push(path.clone());
        }
        found.append(&mut files);
    }
    let mut unique: Vec<PathBuf> = Vec::new();
    // The older part may have been named apart and later.
    for file in found {
        if !unique.contains(&file) {
            unique.push(file);
        }
    }
    for at in 1..unique.len() {
        if is_older_part(&unique[at])
            && let Some(newer) = unique[..at].iter().position(|file| {
                file.parent() == unique[at].parent() && stem(file) == stem(&unique[at])
            })
        {
            let older = unique.remove(at);
            unique.insert(newer, older);
        }
    }
    Ok(unique)
}

fn is_log(path: &Path) -> bool {
    is_older_part(path) || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("log"))
}

/// Sorts by log; in each, `.lo_` first, then parts with a date, then the log itself.
fn age(path: &Path) -> (String, u8, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let log = stem(path);
    let rank = if is_older_part(path) {
        0
    } else {
        u8::from(path.file_stem().is_some_and(|own| own.to_string_lossy() == log)) + 1
    };
    (log.to_lowercase(), rank, name)
}

/// An open log that may grow.
pub struct Tail {
    path: PathBuf,
    input: Input,
    read: u64,
}

enum Input {
    Stdin,
    File(File),
}

impl Tail {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn open(path: &Path) -> Result<Self, LogsError> {
        let input = if path.as_os_str() == "-" {
            Input::Stdin
        } else {
            let failed = |source| LogsError::Read { path: path.to_owned(), source };
            Input::File(File::open(path).map_err(failed)?)
        };
        Ok(Self { path: path.to_owned(), input, read: 0 })
    }

    /// Reads what follows into the buffer; 0 bytes when there is nothing new.
    ///
    /// # Errors
    /// When reading fails.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, LogsError> {
        let failed = |source| LogsError::Read { path: self.path.clone(), source };
        loop {
            let read = match &mut self.input {
                Input::Stdin => io::stdin().lock().read(buffer),
                Input::File(file) => file.read(buffer),
            };
            match read {
                Ok(read) => {
                    self.read += read as u64;
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }

    /// Whether the log begins anew: it became shorter than what was read, or its name belongs to
    /// another file. Then the new one is open.
    ///
    /// While a rolled-over log has no successor yet, nothing is new.
    pub fn begins_anew(&mut self) -> bool {
        let Input::File(file) = &self.input else { return false };
        let Ok(now) = fs::metadata(&self.path) else { return false };
        let replaced = file.metadata().is_ok_and(|own| !is_same(&own, &now));
        if !replaced && now.len() >= self.read {
            return false;
        }
        let Ok(file) = File::open(&self.path) else { return false };
        self.input = Input::File(file);
        self.read = 0;
        true
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Without numbers of files, the time of creation tells one from another.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_log_the_older_parts_come_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["b.log", "b.lo_", "a.log", "a-20260101-101010.log", "a-20260102-101010.log", "c.txt"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names = |paths: &[PathBuf]| -> Vec<String> {
            let found = expand(paths).unwrap();
            found
                .iter()
                .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(
            names(&[folder.path().to_owned()]),
            ["a-20260101-101010.log", "a-20260102-101010.log", "a.log", "b.lo_", "b.log"]
        );
        let (newer, older) = (folder.path().join("b.log"), folder.path().join("b.lo_"));
        assert_eq!(names(std::slice::from_ref(&newer)), ["b.lo_", "b.log"]);
        assert_eq!(names(&[newer, older.clone()]), ["b.lo_", "b.log"]);
        assert_eq!(names(&[older]), ["b.lo_"]);
        assert_eq!(names(&[folder.path().join("c.txt")]), ["c.txt"]);
        let empty = tempfile::tempdir().unwrap();
        assert!(expand(&[empty.path().to_owned()]).unwrap_err().to_string().contains("no file"));
        assert!(expand(&["nowhere.log".into()]).unwrap_err().to_string().contains("cannot read"));
    }

    #[test]
    fn a_log_that_is_cut_or_rolled_over_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.log");
        fs::write(&path, "12345").unwrap();
        let mut tail = Tail::open(&path).unwrap();
        let mut buffer = [0; 64];
        assert_eq!(tail.read(&mut buffer).unwrap(), 5);
        assert!(!tail.begins_anew());
        fs::write(&path, "1").unwrap();
        assert!(tail.begins_anew());
        assert_eq!(tail.read(&mut buffer).unwrap(), 1);
        fs::rename(&path, folder.path().join("a.lo_")).unwrap();
        assert!(!tail.begins_anew());
        fs::write(&path, "123456789").unwrap();
        assert!(tail.begins_anew());
        assert_eq!(tail.read(&mut buffer).unwrap(), 9);
    }
}
