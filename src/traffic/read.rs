//! Reads logs, block by block, on several threads.

use std::hash::BuildHasher as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use foldhash::fast::RandomState;

use super::error::TrafficError;
use super::format::LogFormat;
use super::formats::{self, recognise};
use super::open::{Input, Packing, open, unpack};
use super::seen::{LogFile, Traffic};
use super::tally::{LineCounts, Tally};
use super::{collect, counted, excerpt};
use crate::lines::{Blocks, Filled, LONGEST_LINE, Secret};

/// How logs are read.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The format; none when it is to be recognised, for each file by itself.
    pub format: Option<&'static dyn LogFormat>,
    /// Threads; at least one is used.
    pub threads: usize,
    /// Hosts, ports and schemes that are kept, at about 500 bytes each and for each thread.
    pub most: usize,
}

impl Default for Reader {
    /// Recognises formats, keeps a million hosts, and uses up to four threads of this machine.
    fn default() -> Self {
        let threads = thread::available_parallelism().map_or(1, |threads| threads.get().min(4));
        Self { format: None, threads, most: 1_000_000 }
    }
}

/// Everything that is known while logs are read.
struct State {
    tallies: Vec<Tally>,
    files: Vec<LogFile>,
    /// For each file, how many lines come before each of its blocks.
    before: Vec<Vec<u64>>,
}

impl Reader {
    /// Reads files, `-` being standard input, in one pass.
    ///
    /// Compressed files (gzip, Zstandard) are known by their first bytes. Nothing in a line is
    /// fatal: what is no line of the format is counted and the first one shown. Memory is needed
    /// for the hosts, not for the logs.
    ///
    /// # Errors
    /// When a file cannot be read at all, or is of no format that is known.
    pub fn read(&self, files: &[PathBuf]) -> Result<Traffic, TrafficError> {
        let mut state = self.state();
        for path in files {
            let (input, packing) = open(path)?;
            self.read_one(&mut state, path, input, packing)?;
        }
        Ok(collect::traffic(state.tallies, state.files, &state.before))
    }

    /// The same for one input that is open; `path` is what messages call it.
    ///
    /// # Errors
    /// As for [`Reader::read`].
    pub fn read_from(
        &self,
        input: impl io::Read + Send + 'static,
        path: &Path,
    ) -> Result<Traffic, TrafficError> {
        let mut state = self.state();
        let failed = |source| TrafficError::Read { path: path.to_owned(), source };
        let (input, packing) = unpack(Box::new(input)).map_err(failed)?;
        self.read_one(&mut state, path, input, packing)?;
        Ok(collect::traffic(state.tallies, state.files, &state.before))
    }

    fn state(&self) -> State {
        let secret = Secret::new(RandomState::default().hash_one(0));
        let tallies = (0..self.threads.max(1)).map(|_| Tally::new(self.most, secret)).collect();
        State { tallies, files: Vec::new(), before: Vec::new() }
    }

    fn read_one(
        &self,
        state: &mut State,
        path: &Path,
        input: Input,
        packing: Packing,
    ) -> Result<(), TrafficError> {
        let failed = |source| TrafficError::Read { path: path.to_owned(), source };
        let mut blocks = Blocks::new(input);
        let mut buffer = Vec::new();
        let first = blocks.next(&mut buffer);
        let (first, broken) = match first {
            Ok(first) => (first, None),
            Err(error) if packing != Packing::None => (None, Some(breaks_off(packing, &error))),
            Err(source) => return Err(failed(source)),
        };
        let sample = &mut buffer[..first.map_or(0, |first| first.bytes)];
        if sample.starts_with(&[0xFF, 0xFE]) || sample.starts_with(&[0xFE, 0xFF]) {
            return Err(TrafficError::Utf16 { path: path.to_owned() });
        }
        let (format, why) = match (self.format, recognise(sample)) {
            (Some(format), _) => (format, "--log-format says so".to_owned()),
            (None, Some(found)) => found,
            (None, None) if sample.is_empty() && broken.is_none() => {
                (formats::FORMATS[0], "it is empty".to_owned())
            }
            (None, None) => {
                let first = sample.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let broken = broken.map(|broken| format!("; {broken}")).unwrap_or_default();
                let (first, known) = (excerpt(first), formats::ids());
                let path = path.to_owned();
                return Err(TrafficError::Unrecognised { path, first, known, broken });
            }
        };
        let source = Source { blocks, first: first.map(|first| (first, buffer)), fault: broken };
        let file = u32::try_from(state.files.len()).unwrap_or(u32::MAX);
        let before = state.tallies.iter().map(|tally| tally.counts).collect::<Vec<_>>();
        let (fault, mut block_lines) = work(&mut state.tallies, format, file, source, packing);
        let fault = fault.map_err(failed)?;
        let counts = since(&state.tallies, &before);
        let foreign = state.tallies.iter_mut().filter_map(|tally| tally.first_foreign.take()).min();
        // How many lines each block has becomes how many come before it.
        block_lines.iter_mut().fold(0, |sum, lines| sum + std::mem::replace(lines, sum));
        let mut notes = notes(counts, fault.as_deref(), format);
        if let Some((spot, text)) = foreign {
            let line = collect::line(&block_lines, spot);
            let of = counted(counts.lines, "line", "lines");
            notes.push(format!(
                "{} of {of} passed over, as no line of {}; the first is line {line}: {text}",
                counts.foreign,
                format.title(),
            ));
        }
        state.before.push(block_lines);
        state.files.push(LogFile {
            path: path.to_owned(),
            format: format.id(),
            why,
            lines: counts.lines,
            asides: counts.asides,
            foreign: counts.foreign,
            too_long: counts.too_long,
            notes,
        });
        Ok(())
    }
}

/// A file while threads take blocks from it.
struct Source {
    blocks: Blocks<Input>,
    /// The first block, which was looked at already.
    first: Option<(Filled, Vec<u8>)>,
    fault: Option<String>,
}

/// What the threads agree about.
struct Shared {
    source: Source,
    failed: Option<io::Error>,
    block_lines: Vec<u64>,
}

/// Lets every thread take blocks until there are no more: how the file broke off, if it did, and
/// the number of lines of each block.
fn work(
    tallies: &mut [Tally],
    format: &'static dyn LogFormat,
    file: u32,
    source: Source,
    packing: Packing,
) -> (io::Result<Option<String>>, Vec<u64>) {
    let threads = if format.remembers() { 1 } else { tallies.len() };
    let shared = Mutex::new(Shared { source, failed: None, block_lines: Vec::new() });
    let run = |tally: &mut Tally| {
        let mut reader = format.reader();
        let mut buffer = Vec::new();
        while let Some(filled) = next_block(&shared, &mut buffer, packing) {
            let number = filled.number;
            tally.begin(file, u32::try_from(number).unwrap_or(u32::MAX), filled.left_out);
            let mut bytes = &buffer[..filled.bytes];
            if number == 0 {
                bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            }
            reader.block(bytes, tally);
            let lines = tally.end();
            let mut shared = locked(&shared);
            if shared.block_lines.len() <= number {
                shared.block_lines.resize(number + 1, 0);
            }
            shared.block_lines[number] = lines.into();
        }
    };
    if let [tally] = &mut tallies[..threads] {
        run(tally);
    } else {
        thread::scope(|scope| {
            for tally in &mut tallies[..threads] {
                scope.spawn(|| run(tally));
            }
        });
    }
    let shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    let fault = shared.failed.map_or(Ok(shared.source.fault), Err);
    (fault, shared.block_lines)
}

fn locked(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the next block; none at the end, or when reading fails.
fn next_block(shared: &Mutex<Shared>, buffer: &mut Vec<u8>, packing: Packing) -> Option<Filled> {
    let mut shared = locked(shared);
    if let Some((filled, first)) = shared.source.first.take() {
        *buffer = first;
        return Some(filled);
    }
    if shared.failed.is_some() || shared.source.fault.is_some() {
        return None;
    }
    match shared.source.blocks.next(buffer) {
        Ok(filled) => filled,
        // What a decoder says about bytes that are not as it wants them.
        Err(error) if packing != Packing::None => {
            shared.source.fault = Some(breaks_off(packing, &error));
            None
        }
        Err(error) => {
            shared.failed = Some(error);
            None
        }
    }
}

fn breaks_off(packing: Packing, error: &io::Error) -> String {
    format!("the {} data breaks off ({error})", packing.name())
}

/// What was counted since.
fn since(tallies: &[Tally], before: &[LineCounts]) -> LineCounts {
    let mut sum = LineCounts::default();
    for (tally, before) in tallies.iter().zip(before) {
        sum.lines += tally.counts.lines - before.lines;
        sum.asides += tally.counts.asides - before.asides;
        sum.foreign += tally.counts.foreign - before.foreign;
        sum.too_long += tally.counts.too_long - before.too_long;
    }
    sum
}

fn notes(counts: LineCounts, fault: Option<&str>, format: &dyn LogFormat) -> Vec<String> {
    let mut notes: Vec<String> = format.notes().iter().map(|&note| note.to_owned()).collect();
    if counts.lines == 0 && fault.is_none() {
        notes.push("it is empty".to_owned());
    }
    if counts.too_long > 0 {
        let lines = counted(counts.too_long, "line is", "lines are");
        notes.push(format!("{lines} longer than {LONGEST_LINE} bytes and passed over"));
    }
    if let Some(fault) = fault {
        let lines = counted(counts.lines, "line", "lines");
        notes.push(format!("{fault}; the {lines} before it count"));
    }
    notes
}
