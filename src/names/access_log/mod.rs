//! Hosts that are really used, from the access log of a proxy.
//!
//! Understood are Squid's native format (which Traffic Server and others write too), and the
//! common and combined formats, also with Squid's tag behind them; each line may be another one.

mod common;
mod native;
mod request;
mod tally;
mod wanted;

use std::io::{ErrorKind, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use self::tally::Tally;
use self::wanted::Wanted;
use super::error::NamesError;
use super::open::open;
use super::{UsedNames, counted, excerpt};
use crate::address::HostPattern;
use crate::lines::{LONGEST_LINE, for_each_line};

/// The first bytes of a gzip file (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Reads an access log, `-` being standard input, in one pass: the hosts that fall under one of
/// the `wanted` patterns, most frequent first.
///
/// A log that is compressed with gzip is known by its first bytes, whatever its name is. Refused
/// requests count as well as others: who was refused a host wanted it. The labels that clearway
/// itself made up to ask about a rule do not count. Memory is needed for the hosts that are kept,
/// not for the log. Nothing in a line is fatal: what is no line of a log is counted.
///
/// # Errors
/// When the file cannot be read, or not one of its lines is a line of a log.
pub fn read_log(path: &Path, wanted: &[HostPattern]) -> Result<UsedNames, NamesError> {
    read_log_from(open(path)?, path, wanted)
}

/// The same for an input that is open; `path` is what messages call it.
///
/// # Errors
/// As for [`read_log`].
pub fn read_log_from(
    mut input: impl Read,
    path: &Path,
    wanted: &[HostPattern],
) -> Result<UsedNames, NamesError> {
    let failed = |source| NamesError::Read { path: path.to_owned(), source };
    let mut magic = Vec::with_capacity(GZIP.len());
    input.by_ref().take(GZIP.len() as u64).read_to_end(&mut magic).map_err(failed)?;
    if magic == [0xFF, 0xFE] || magic == [0xFE, 0xFF] {
        return Err(NamesError::Utf16 { path: path.to_owned() });
    }
    let compressed = magic == GZIP;
    let whole = magic.chain(input);
    let mut log = Log::new(wanted);
    let read = if compressed {
        for_each_line(MultiGzDecoder::new(whole), |line| log.line(line))
    } else {
        for_each_line(whole, |line| log.line(line))
    };
    let broken = match read {
        Ok(()) => None,
        // What the decoder says about bytes that are not as gzip wants them.
        Err(error)
            if compressed
                && matches!(
                    error.kind(),
                    ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput
                ) =>
        {
            Some(format!("the gzip data breaks off after {} ({error})", lines(log.lines)))
        }
        Err(source) => return Err(failed(source)),
    };
    log.finish(path, broken)
}

/// What is known while a log is read.
struct Log<'a> {
    tally: Tally<'a>,
    lines: u64,
    unreadable: u64,
    too_long: u64,
    first_unreadable: Option<(u64, String)>,
}

impl<'a> Log<'a> {
    fn new(wanted: &'a [HostPattern]) -> Self {
        Self {
            tally: Tally::new(Wanted::new(wanted)),
            lines: 0,
            unreadable: 0,
            too_long: 0,
            first_unreadable: None,
        }
    }

    /// Counts one line; none is one that is too long.
    #[inline]
    fn line(&mut self, line: Option<&[u8]>) {
        self.lines += 1;
        let request = line.and_then(|line| native::request(line).or_else(|| common::request(line)));
        match request {
            Some(request) => {
                if let Some(host) = request.host() {
                    self.tally.count(host);
                }
            }
            None => self.unreadable(line),
        }
    }

    #[cold]
    fn unreadable(&mut self, line: Option<&[u8]>) {
        self.unreadable += 1;
        self.too_long += u64::from(line.is_none());
        if self.first_unreadable.is_none() {
            self.first_unreadable = Some((self.lines, line.map_or("...".into(), excerpt)));
        }
    }

    fn finish(self, path: &Path, broken: Option<String>) -> Result<UsedNames, NamesError> {
        let shown = path.display();
        if self.lines > 0 && self.unreadable == self.lines {
            return Err(NamesError::NoLogLine {
                path: path.to_owned(),
                lines: self.lines,
                first: self.first_unreadable.map(|(_, text)| text).unwrap_or_default(),
                broken: broken.map(|broken| format!("; {broken}")).unwrap_or_default(),
            });
        }
        let mut notes = Vec::new();
        if self.lines == 0 && broken.is_none() {
            notes.push(format!("{shown} is empty"));
        }
        if let Some((line, text)) = self.first_unreadable {
            let long = match self.too_long {
                0 => String::new(),
                count => format!("; {count} longer than {LONGEST_LINE} bytes"),
            };
            notes.push(format!(
                "{shown}: {} of {} passed over, as no line of a Squid, common or combined log; \
                 the first is line {line}: {text}{long}",
                self.unreadable,
                lines(self.lines),
            ));
        }
        if let Some(broken) = broken {
            notes.push(format!("{shown}: {broken}; what was read up to there counts"));
        }
        let (lines, unreadable) = (self.lines, self.unreadable);
        Ok(UsedNames { names: self.tally.into_names(), lines, unreadable, notes })
    }
}

fn lines(count: u64) -> String {
    counted(count, "line", "lines")
}

#[cfg(test)]
mod tests;
