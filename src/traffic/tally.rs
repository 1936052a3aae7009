//! Counts requests by host, port and scheme: what one thread knows of a log.

use std::hash::BuildHasher as _;

use foldhash::fast::{FixedState, RandomState};
use hashbrown::HashTable;

use super::authority::bare;
use super::event::{Event, Plain, Reading, Verdict};
use super::excerpt;
use super::table::{BEYOND, Entry, Key, NO_HOST, Often, Spot};
use crate::address::{Host, Scheme};
use crate::lines::{Memory, Text};

/// Requests that are looked up together, so that the waits for the machine's memory overlap.
const TOGETHER: usize = 64;

/// No client; hardly the number of one.
const NOBODY: u64 = 0;

/// An allowed request that waits to be looked up.
#[derive(Clone, Copy, Default)]
struct Pending {
    text: Text,
    time: i64,
    client: u64,
    line: u32,
}

/// What one thread has counted.
pub struct Tally {
    hasher: RandomState,
    most: usize,
    /// The first `waiting` of these wait.
    pending: Box<[Pending; TOGETHER]>,
    waiting: usize,
    memory: Memory,
    places: HashTable<u32>,
    /// By number, what changes at every line.
    pub(super) often: Vec<Often>,
    /// By number, the rest.
    pub(super) entries: Vec<Entry>,
    file: u32,
    block: u32,
    line: u32,
    /// Lines by what they are.
    pub(super) counts: LineCounts,
    /// The first line that is none of the format.
    pub(super) first_foreign: Option<(Spot, String)>,
}

/// How many lines are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LineCounts {
    pub(super) lines: u64,
    pub(super) asides: u64,
    pub(super) foreign: u64,
    pub(super) too_long: u64,
}

impl Tally {
    /// Nothing counted yet, and at most so many hosts, ports and schemes to be kept.
    pub(super) fn new(most: usize) -> Self {
        Self {
            hasher: RandomState::default(),
            most,
            pending: Box::new([Pending::default(); TOGETHER]),
            waiting: 0,
            memory: Memory::growing(),
            places: HashTable::new(),
            often: vec![Often::default(); 2],
            entries: vec![Entry::default(), Entry::default()],
            file: 0,
            block: 0,
            line: 0,
            counts: LineCounts::default(),
            first_foreign: None,
        }
    }

    /// The lines that follow are of this block of this file.
    pub(super) fn begin(&mut self, file: u32, block: u32, left_out: u64) {
        (self.file, self.block) = (file, block);
        self.line = u32::try_from(left_out).unwrap_or(u32::MAX);
        self.counts.lines += left_out;
        self.counts.too_long += left_out;
    }

    /// The lines of the block are done; how many it had.
    pub(super) fn end(&mut self) -> u32 {
        self.settle();
        self.line
    }

    /// Counts a line that is too long.
    #[cold]
    pub(super) fn too_long(&mut self) {
        self.line += 1;
        self.counts.lines += 1;
        self.counts.too_long += 1;
    }

    /// Counts one line.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    pub(super) fn take(&mut self, line: &[u8], reading: Reading<'_>) {
        self.line += 1;
        self.counts.lines += 1;
        match reading {
            Reading::Request(event) => self.count(event),
            Reading::Aside => self.counts.asides += 1,
            Reading::Foreign => self.foreign(line),
        }
    }

    /// Counts one line that says no more than this.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub(super) fn plain(&mut self, line: &[u8], plain: Plain<'_>) {
        let slot = &mut self.pending[self.waiting];
        if !slot.text.set(plain.host, number(Some(plain.port), Some(plain.scheme))) {
            self.plain_and_long(line, plain);
            return;
        }
        slot.time = plain.time;
        slot.client = client(plain.client);
        self.line += 1;
        slot.line = self.line;
        self.counts.lines += 1;
        self.waiting += 1;
        if self.waiting == TOGETHER {
            self.settle();
        }
    }

    /// The same for a long host.
    #[cold]
    fn plain_and_long(&mut self, line: &[u8], plain: Plain<'_>) {
        let Plain { time, client, host, port, scheme } = plain;
        let (time, port, scheme) = (Some(time), Some(port), Some(scheme));
        let event = Event { time, client, host, port, scheme, ..Event::of(b"", Verdict::Allowed) };
        self.take(line, Reading::Request(event));
    }

    #[cold]
    fn foreign(&mut self, line: &[u8]) {
        self.counts.foreign += 1;
        if self.first_foreign.is_none() {
            self.first_foreign = Some((self.spot(self.line), excerpt(line)));
        }
    }

    fn spot(&self, line: u32) -> Spot {
        Spot { file: self.file, block: self.block, line }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn count(&mut self, event: Event<'_>) {
        let slot = &mut self.pending[self.waiting];
        if event.verdict != Verdict::Allowed
            || !slot.text.set(event.host, number(event.port, event.scheme))
        {
            self.count_apart(event);
            return;
        }
        slot.time = event.time.unwrap_or(i64::MIN);
        slot.client = client(event.client);
        slot.line = self.line;
        self.waiting += 1;
        if self.waiting == TOGETHER {
            self.settle();
        }
    }

    /// Counts a request that was not simply allowed, or whose host is long.
    #[inline(never)]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an event whose place is taken is slow to make"
    )]
    fn count_apart(&mut self, event: Event<'_>) {
        let key = (event.port, event.scheme);
        let text = Text::of(event.host, number(event.port, event.scheme));
        let known = text.as_ref().and_then(|text| self.memory.recall(text));
        let index = known.unwrap_or_else(|| {
            let index = self.find(event.host.text(), key);
            if let Some(text) = text {
                self.memory.learn(text, index);
            }
            index
        });
        let spot = self.spot(self.line);
        let often = &mut self.often[index as usize];
        often.at(event.time.unwrap_or(i64::MIN));
        often.allowed += u64::from(event.verdict == Verdict::Allowed);
        if !event.client.is_empty() {
            often.clients.add(client(event.client));
        }
        self.entries[index as usize].note(&event, spot);
    }

    /// Looks up the requests that wait for it.
    fn settle(&mut self) {
        let mut found = [None; TOGETHER];
        // Nothing but loads at first, so that as many as can be are waited for at once.
        std::hint::black_box(
            self.pending[..self.waiting]
                .iter()
                .fold(0, |sum, pending| sum ^ self.memory.touch(&pending.text)),
        );
        for (found, pending) in found.iter_mut().zip(&self.pending[..self.waiting]) {
            *found = self.memory.glance(&pending.text);
        }
        let often = |index: &Option<u32>| self.often[index.unwrap_or_default() as usize].allowed;
        std::hint::black_box(found.iter().map(often).fold(0, |sum, allowed| sum ^ allowed));
        for (at, found) in found.into_iter().enumerate().take(self.waiting) {
            let index = found.unwrap_or_else(|| self.look_up(at)) as usize;
            let pending = &self.pending[at];
            let often = &mut self.often[index];
            if often.allowed == 0 {
                self.entries[index].allowed_first(Spot {
                    file: self.file,
                    block: self.block,
                    line: pending.line,
                });
            }
            often.allowed += 1;
            often.at(pending.time);
            if pending.client != NOBODY {
                often.clients.add(pending.client);
            }
        }
        self.waiting = 0;
    }

    /// Finds out about a host that is not at hand, and remembers it.
    #[cold]
    fn look_up(&mut self, at: usize) -> u32 {
        let text = self.pending[at].text;
        self.memory.recall(&text).unwrap_or_else(|| {
            let (bytes, length) = text.bytes();
            let index = self.find(&bytes[..length], key_of(text.number()));
            self.memory.learn(text, index);
            index
        })
    }

    /// The number of the entry of a host as written, which is made if there is none.
    fn find(&mut self, host: &[u8], (port, scheme): (Option<u16>, Option<Scheme>)) -> u32 {
        // Most texts are in the normal form already, and known.
        if let Some(index) = self.known(host, port, scheme) {
            return index;
        }
        let Some(host) = normal(host) else { return NO_HOST };
        if let Some(index) = self.known(host.as_bytes(), port, scheme) {
            return index;
        }
        let hash = self.hash(host.as_bytes(), port, scheme);
        if self.entries.len() >= self.most + 2 {
            return BEYOND;
        }
        let Ok(index) = u32::try_from(self.entries.len()) else { return BEYOND };
        let key = Key { host: host.into(), port, scheme };
        self.entries.push(Entry { key, ..Entry::default() });
        self.often.push(Often::default());
        let (entries, hasher) = (&self.entries, &self.hasher);
        self.places.insert_unique(hash, index, |index| {
            let key = &entries[*index as usize].key;
            hasher.hash_one((key.host.as_bytes(), key.port, key.scheme))
        });
        index
    }

    fn hash(&self, host: &[u8], port: Option<u16>, scheme: Option<Scheme>) -> u64 {
        self.hasher.hash_one((host, port, scheme))
    }

    /// The number of the entry of a host in its normal form, if there is one.
    fn known(&self, host: &[u8], port: Option<u16>, scheme: Option<Scheme>) -> Option<u32> {
        let same = |index: &u32| {
            let key = &self.entries[*index as usize].key;
            key.host.as_bytes() == host && key.port == port && key.scheme == scheme
        };
        self.places.find(self.hash(host, port, scheme), same).copied()
    }

    /// Adds what another thread has counted.
    pub(super) fn absorb(&mut self, other: Self) {
        for (index, (entry, often)) in other.entries.into_iter().zip(other.often).enumerate() {
            let own = match u32::try_from(index) {
                Ok(fixed @ (NO_HOST | BEYOND)) => fixed,
                _ => self.find(entry.key.host.as_bytes(), (entry.key.port, entry.key.scheme)),
            } as usize;
            self.often[own].absorb(&often);
            self.entries[own].absorb(entry);
        }
        let (own, theirs) = (&mut self.counts, other.counts);
        own.lines += theirs.lines;
        own.asides += theirs.asides;
        own.foreign += theirs.foreign;
        own.too_long += theirs.too_long;
        if let Some(first) = other.first_foreign
            && self.first_foreign.as_ref().is_none_or(|own| first.0 < own.0)
        {
            self.first_foreign = Some(first);
        }
    }
}

/// A client as a number: the same in every run, so that reports are. [`NOBODY`] for none.
#[inline]
fn client(client: &[u8]) -> u64 {
    if client.is_empty() { NOBODY } else { FixedState::default().hash_one(client) }
}

/// Port and scheme in one number: four bits of scheme, and from the fifth on the port and one.
#[inline]
fn number(port: Option<u16>, scheme: Option<Scheme>) -> u64 {
    let scheme = match scheme {
        None => 0,
        Some(Scheme::Http) => 1,
        Some(Scheme::Https) => 2,
        Some(Scheme::Tcp) => 3,
    };
    scheme | port.map_or(0, |port| (u64::from(port) + 1) << 4)
}

/// The port and scheme of such a number.
fn key_of(number: u64) -> (Option<u16>, Option<Scheme>) {
    let scheme = match number & 0xF {
        1 => Some(Scheme::Http),
        2 => Some(Scheme::Https),
        3 => Some(Scheme::Tcp),
        _ => None,
    };
    ((number >> 4).checked_sub(1).and_then(|port| u16::try_from(port).ok()), scheme)
}

/// The one form of a host; none for what is none.
fn normal(host: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bare(host)).ok()?;
    text.parse::<Host>().ok().map(|host| host.to_string())
}
