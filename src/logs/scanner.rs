//! Finds the codes of one log that is handed over piece by piece.

use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::codes::{self, BEHIND};
use super::decimal::Mood;
use super::encoding::{ToUtf8, message};
use super::find::{Find, excerpt};
use super::formats::{About, Cut, Formats, LONGEST, Record};
use super::hosts;
use super::identity::LogIdentity;
use super::severity::Severity;
use super::threads::Threads;
use super::{prefilter, status};
use crate::errors::{HResult, Key, WindowsErrors};

/// Bytes before a code in which the hosts are looked for that its thread has named.
const WINDOW: usize = 64 * 1024;
/// Searched bytes beyond these are dropped.
const KEPT: usize = WINDOW + 512 * 1024;

/// Bytes at the start of a log that show its format.
const BEGINNING: u64 = 1 << 20;

/// What a log turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogShape {
    /// Its encoding.
    pub encoding: &'static str,
    /// Its lines.
    pub lines: u64,
    /// Its bytes, as they were handed over.
    pub bytes: u64,
}

/// Reads one log in constant memory, whatever it holds.
pub struct Scanner {
    identity: LogIdentity,
    encoding: ToUtf8,
    text: Vec<u8>,
    /// Up to here `text` was searched for codes.
    searched: usize,
    /// Up to here its records are known to `threads`.
    parsed: usize,
    /// Up to here its lines are counted.
    counted: usize,
    lines: u64,
    bytes: u64,
    /// Whether a log names its columns; it begins with `#` then.
    has_columns: Option<bool>,
    formats: Formats,
    threads: Threads,
    about: About,
}

impl Scanner {
    /// For the log that a file is by its name.
    #[must_use]
    pub fn new(identity: LogIdentity) -> Self {
        Self {
            identity,
            encoding: ToUtf8::new(),
            text: Vec::new(),
            searched: 0,
            parsed: 0,
            counted: 0,
            lines: 0,
            bytes: 0,
            has_columns: None,
            formats: Formats::default(),
            threads: Threads::default(),
            about: About::default(),
        }
    }

    /// Takes the next bytes and hands over what they show. A record is judged once it is complete.
    pub fn feed(&mut self, bytes: &[u8], visit: &mut dyn FnMut(Find)) {
        self.bytes += bytes.len() as u64;
        // Pieces keep memory constant, whoever feeds.
        for piece in bytes.chunks(KEPT) {
            self.drop_searched();
            self.encoding.push(piece, false, &mut self.text);
            if self.bytes < BEGINNING {
                self.formats.look_at(&self.text);
            }
            self.search(false, visit);
        }
    }

    /// Judges what is left, when nothing follows any more.
    pub fn finish(&mut self, visit: &mut dyn FnMut(Find)) -> LogShape {
        self.encoding.push(&[], true, &mut self.text);
        self.search(true, visit);
        self.count_to(self.text.len());
        let unended = self.text.last().is_some_and(|last| *last != b'\n');
        LogShape {
            encoding: self.encoding.name(),
            lines: self.lines + u64::from(unended),
            bytes: self.bytes,
        }
    }

    fn drop_searched(&mut self) {
        if self.searched > KEPT {
            let dropped = self.searched - WINDOW;
            self.count_to(dropped);
            self.text.drain(..dropped);
            self.searched -= dropped;
            self.parsed = self.parsed.saturating_sub(dropped);
            self.counted -= dropped;
        }
    }

    fn count_to(&mut self, end: usize) {
        if end > self.counted {
            self.lines += memchr_iter(b'\n', &self.text[self.counted..end]).count() as u64;
            self.counted = end;
        }
    }

    fn search(&mut self, whole: bool, visit: &mut dyn FnMut(Find)) {
        let length = self.text.len();
        // What stands on a line that is complete can be judged.
        let lines =
            memrchr(b'\n', &self.text[self.searched..]).map_or(0, |at| self.searched + at + 1);
        let end = if whole { length } else { lines.max(length.saturating_sub(BEHIND)) };
        if self.has_columns.is_none() {
            self.has_columns = self.text.first().map(|first| *first == b'#');
        }
        while self.searched < end {
            let at = prefilter::next(&self.text, self.searched, end);
            if self.has_columns == Some(true) && !self.learn_columns(at.unwrap_or(end), whole) {
                return;
            }
            let Some(at) = at else {
                self.searched = end;
                return;
            };
            self.searched = at;
            if self.has_columns != Some(true) && !codes::is_plausible(&self.text, at) {
                self.searched += 1;
                continue;
            }
            if !self.read_records(at, whole, visit) {
                return;
            }
        }
    }

    /// Takes note of the columns that are named before `end`; false when their line is not
    /// complete.
    fn learn_columns(&mut self, end: usize, whole: bool) -> bool {
        let from = self.searched;
        let Some(at) = memmem::rfind(&self.text[from..end], Formats::FIELDS) else { return true };
        let at = from + at;
        if at > 0 && self.text[at - 1] != b'\n' {
            return true;
        }
        let Some(length) = memchr(b'\n', &self.text[at..]) else {
            if whole || self.text.len() - at > LONGEST {
                return true;
            }
            self.searched = at;
            return false;
        };
        self.formats.learn(&self.text[at..at + length]);
        true
    }

    /// Reads the records up to the one that holds the place `at`, and judges that one; false when
    /// it is not complete.
    fn read_records(&mut self, at: usize, whole: bool, visit: &mut dyn FnMut(Find)) -> bool {
        let mut start = self.start_before(at);
        loop {
            let Self { text, formats, threads, about, .. } = self;
            let mut cut = formats.cut(&text[start..], whole);
            if matches!(cut, Cut::More) {
                if text.len() - start < 2 * LONGEST {
                    self.parsed = start;
                    return false;
                }
                cut = formats.cut(&text[start..start + 2 * LONGEST], true);
            }
            let Cut::Record(record) = cut else { return false };
            let end = start + record.length.max(1);
            if let Some(known) = &record.about {
                about.clone_from(known);
            }
            if end <= at {
                let named = hosts::all_in(&message(record.message));
                threads.note(&about.thread, named);
                start = end;
                continue;
            }
            let finds = judged(&self.identity, about, threads, &record);
            self.searched = end;
            self.parsed = end;
            if !finds.is_empty() {
                self.count_to(start);
                for mut find in finds {
                    find.line = self.lines + 1;
                    visit(find);
                }
            }
            return true;
        }
    }

    /// Where to begin to read records so that the one at `at` is read.
    fn start_before(&self, at: usize) -> usize {
        let floor = at.saturating_sub(WINDOW);
        if self.has_columns == Some(true) {
            // A row says all by itself.
            return memrchr(b'\n', &self.text[floor..at])
                .map_or(floor, |newline| floor + newline + 1);
        }
        if self.parsed > floor && self.parsed <= at {
            return self.parsed;
        }
        if floor == 0 {
            return 0;
        }
        match memchr(b'\n', &self.text[floor..at]) {
            Some(newline) => floor + newline + 1,
            // One line is longer than all that is kept: its part around the place must do.
            None => at - LONGEST / 2,
        }
    }
}

/// What a record shows.
fn judged(
    identity: &LogIdentity,
    about: &About,
    threads: &mut Threads,
    record: &Record<'_>,
) -> Vec<Find> {
    let text = message(record.message);
    let named = match record.columns {
        Some(_) => Vec::new(),
        None => hosts::all_in(&text),
    };
    let mut finds = Vec::new();
    let component =
        if about.component.is_empty() { identity.component() } else { &about.component };
    let mut add = |key: Key, written: &str, target, proxy, at: usize| {
        finds.push(Find {
            key,
            written: written.to_owned(),
            line: 0,
            time: about.time,
            component: component.to_owned(),
            thread: about.thread.clone(),
            severity: about.severity,
            target,
            proxy,
            message: excerpt(&text, at),
        });
    };
    if let Some(columns) = record.columns {
        let row = columns.of_row(&text);
        let target = hosts::of_row(&row).map(|target| (target, super::find::Near::Same));
        let status = row.status.and_then(|status| status.parse().ok());
        let status = status.filter(|status: &u16| status::is_error((*status).into()));
        if let Some(status) = status {
            add(Key::Http(status), &format!("sc-status {status}"), target.clone(), None, 0);
        }
        if let Some((key, written)) = row.win32.and_then(|win32| Some((of_win32(win32)?, win32))) {
            add(key, &format!("sc-win32-status {written}"), target, None, 0);
        }
    } else {
        let codes = codes::all_in(&text, about.severity, identity.prints_status_as_number());
        for code in codes {
            let (target, proxy) = threads.recall(&about.thread, &named, code.start);
            add(code.key, &text[code.start..code.end], target, proxy, code.start);
        }
    }
    threads.note(&about.thread, named);
    finds
}

/// The number of a column of Windows error numbers.
fn of_win32(text: &str) -> Option<Key> {
    let mood = Mood { severity: Severity::Unstated, trouble: false, status_as_number: false };
    let value: i64 = text.parse().ok()?;
    if let Some(row) =
        u32::try_from(value).ok().and_then(|number| WindowsErrors::builtin().by_number(number))
    {
        return Some(Key::Number(row.number));
    }
    let bits =
        u32::try_from(value).ok().or_else(|| i32::try_from(value).ok().map(i32::cast_unsigned))?;
    codes::known(HResult(bits), mood)
}
