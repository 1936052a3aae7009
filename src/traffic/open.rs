//! The files that the user named, and how they are packed. The only place of the room that touches
//! a disk.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::error::TrafficError;
use super::objects::Objects;
use super::zstd::Zstd;

/// The first bytes of a gzip file (RFC 1952, section 2.3.1).
const GZIP: &[u8] = &[0x1F, 0x8B];

/// The first bytes of a Zstandard frame (RFC 8878, section 3.1.1).
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// Bytes read ahead of a decoder.
const AHEAD: usize = 128 * 1024;

/// An input that can be read by threads, one after the other.
pub(super) type Input = Box<dyn Read + Send>;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstandard,
}

impl Packing {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }
}

/// The files to read: a directory stands for the files in it, oldest first as far as their names
/// say (`access.log.2.gz`, `access.log.1`, `access.log`); no file comes twice. `-` is standard
/// input.
///
/// # Errors
/// When a path cannot be read, or a directory holds no file.
pub fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, TrafficError> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut known = Vec::new();
    for path in paths {
        let failed = |source| TrafficError::Read { path: path.clone(), source };
        let mut files = vec![path.clone()];
        if path.as_os_str() != "-" && fs::metadata(path).map_err(failed)?.is_dir() {
            files.clear();
            for entry in fs::read_dir(path).map_err(failed)? {
                let file = entry.map_err(failed)?.path();
                let hidden =
                    file.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
                if file.is_file() && !hidden {
                    files.push(file);
                }
            }
            if files.is_empty() {
                return Err(TrafficError::NoFiles { path: path.clone() });
            }
            files.sort_by_cached_key(|file| age(file));
        }
        for file in files {
            let real = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            if !known.contains(&real) {
                known.push(real);
                found.push(file);
            }
        }
    }
    Ok(found)
}

/// Sorts by the name of the log; in each, by the number that rotation gave it, the highest first.
fn age(file: &Path) -> (String, std::cmp::Reverse<u32>, String) {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bare = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let (log, number) = match bare.rsplit_once('.') {
        Some((log, number)) => match number.parse() {
            // A date, which grows with time, is no number of that kind.
            Ok(number) if number < 10_000 => (log, number),
            _ => (bare, 0),
        },
        None => (bare, 0),
    };
    (log.to_owned(), std::cmp::Reverse(number), name)
}

/// Opens a file, or standard input for `-`.
///
/// Pipes are welcome, since a log is often cut by another program.
pub(super) fn open(path: &Path) -> Result<(Input, Packing), TrafficError> {
    let failed = |source| TrafficError::Read { path: path.to_owned(), source };
    let input: Input = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    unpack(input).map_err(failed)
}

/// What an input holds, unpacked and with every object of JSON on a line of its own: gzip and
/// Zstandard are known by their first bytes, whatever the name of the file is.
pub(super) fn unpack(mut input: Input) -> io::Result<(Input, Packing)> {
    let mut magic = Vec::with_capacity(ZSTD.len());
    input.by_ref().take(ZSTD.len() as u64).read_to_end(&mut magic)?;
    let packing = match &*magic {
        magic if magic.starts_with(GZIP) => Packing::Gzip,
        ZSTD => Packing::Zstandard,
        _ => Packing::None,
    };
    let whole = io::Cursor::new(magic).chain(input);
    let ahead = |whole| BufReader::with_capacity(AHEAD, whole);
    let input: Input = match packing {
        Packing::None => Box::new(Objects::new(whole)),
        Packing::Gzip => Box::new(Objects::new(MultiGzDecoder::new(ahead(whole)))),
        Packing::Zstandard => Box::new(Objects::new(Zstd::new(ahead(whole)))),
    };
    Ok((input, packing))
}
