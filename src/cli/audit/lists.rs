//! Allowlists from files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use clearway::allowlist::formats::{FORMATS, format, recognise};
use clearway::allowlist::{Allowlist, NearbyFiles, Options, Source};

/// Bytes of one file that are read: an export of a large firewall has tens of millions.
const LARGEST: u64 = 512 << 20;

/// A list with how it was read.
pub(crate) struct Listed {
    pub(crate) list: Allowlist,
    /// What the format is, in words.
    pub(crate) title: &'static str,
    /// How it was recognised; none when it was stated.
    pub(crate) recognised_by: Option<&'static str>,
    /// The text of every file that was read, by name.
    pub(crate) sources: BTreeMap<String, String>,
    /// The name of the file.
    pub(crate) file: String,
}

/// Reads the options that change what entries mean.
pub(crate) fn options(given: &[String]) -> Result<Options> {
    let mut options = Options::default();
    for one in given {
        options.add(one).context("--option")?;
    }
    Ok(options)
}

/// Reads a list, as the stated format or as what it is recognised as.
pub(crate) fn read(path: &Path, stated: Option<&str>, options: &Options) -> Result<Listed> {
    let source = open(path)?;
    let (format, recognised_by) = if let Some(format) = stated.and_then(format) {
        (format, None)
    } else if let Some((format, why)) = recognise(&source) {
        (format, Some(why))
    } else {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.id()).collect();
        bail!(
            "{} looks like no format that is known here: state it with --format, one of {}",
            path.display(),
            known.join(", ")
        );
    };
    let nearby = Nearby { folder: folder_of(path), opened: RefCell::default() };
    let list = format.read(&source, options, &nearby).with_context(|| {
        let how = if recognised_by.is_some() { "recognised" } else { "stated" };
        format!("cannot read {} as {} ({how})", path.display(), format.title())
    })?;
    let mut sources = nearby.opened.into_inner();
    let file = source.file.to_string();
    sources.insert(file.clone(), source.text);
    Ok(Listed { list, title: format.title(), recognised_by, sources, file })
}

/// What a file looks like when it is an allowlist, in words; none when it looks like none.
pub(crate) fn looks_like(path: &Path) -> Option<&'static str> {
    recognise(&open(path).ok()?).map(|(format, _)| format.title())
}

fn open(path: &Path) -> Result<Source> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin { "stdin".to_owned() } else { path.display().to_string() };
    let about = || format!("cannot read {name}");
    let input: Box<dyn Read> = if from_stdin {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).with_context(about)?)
    };
    let mut bytes = Vec::new();
    let read = input.take(LARGEST + 1).read_to_end(&mut bytes).with_context(about)?;
    if read as u64 > LARGEST {
        bail!("{name} is larger than {} MiB", LARGEST >> 20);
    }
    Ok(Source { text: decode(&bytes), file: name.into() })
}

/// The text of a file: UTF-8 or UTF-16 by its byte order mark, and Windows-1252 where it is neither.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The files that a list names: as named, and else by their last part beside the list, where an
/// export has been unpacked.
struct Nearby {
    folder: PathBuf,
    opened: RefCell<BTreeMap<String, String>>,
}

impl NearbyFiles for Nearby {
    fn open(&self, source: &Source, name: &str) -> Result<Source, String> {
        let named = Path::new(name);
        let beside = folder_of(Path::new(&*source.file));
        let mut places = vec![beside.join(named), self.folder.join(named)];
        if let Some(last) = named.file_name() {
            places.push(self.folder.join(last));
        }
        let mut first = None;
        for place in places {
            match open(&place) {
                Ok(found) => {
                    let text = found.text.clone();
                    self.opened.borrow_mut().insert(found.file.to_string(), text);
                    return Ok(found);
                }
                Err(error) => first = first.or(Some(format!("{error:#}"))),
            }
        }
        Err(first.unwrap_or_else(|| format!("cannot read {name}")))
    }
}
