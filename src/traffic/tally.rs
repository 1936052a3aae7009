//! Counts requests by host, port and scheme: what one thread knows of a log.

use super::counters::Counters;
use super::event::{Event, Plain, Reading, Verdict};
use super::excerpt;
use super::table::{NOBODY, Spot};
use crate::lines::{Secret, Text, Written};

/// Requests that are looked up together, so that the waits for the machine's memory overlap.
const TOGETHER: usize = 64;

/// The same for requests that were not plainly allowed, of which there are fewer.
const OTHERS_TOGETHER: usize = 16;

/// A request that waits to be looked up.
#[derive(Clone, Copy, Default)]
struct Pending {
    text: Text,
    time: i64,
    client: u64,
    line: u32,
}

/// The same for one that was not plainly allowed.
struct Other {
    pending: Pending,
    verdict: Verdict,
    reason: Vec<u8>,
    rule: Vec<u8>,
}

/// What one thread has counted. Nothing of it lies on a line of the processor's cache that another
/// thread writes to.
#[repr(align(128))]
pub struct Tally {
    counters: Counters,
    /// The first `waiting` of these wait.
    pending: Box<[Pending; TOGETHER]>,
    waiting: usize,
    /// The first `others_waiting` of these wait.
    others: Vec<Other>,
    others_waiting: usize,
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
    /// Nothing counted yet, and at most so many hosts, ports and schemes to be kept. Tallies that
    /// are put together have the same secret.
    pub(super) fn new(most: usize, secret: Secret) -> Self {
        let other = || Other {
            pending: Pending::default(),
            verdict: Verdict::Unknown,
            reason: Vec::new(),
            rule: Vec::new(),
        };
        Self {
            counters: Counters::new(most, secret),
            pending: Box::new([Pending::default(); TOGETHER]),
            waiting: 0,
            others: (0..OTHERS_TOGETHER).map(|_| other()).collect(),
            others_waiting: 0,
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
        self.settle_others();
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
        let (port, scheme) = (Some(plain.port), Some(plain.scheme));
        if !self.counters.spell(&mut slot.text, plain.host, port, scheme) {
            self.plain_and_long(line, plain);
            return;
        }
        self.counters.approach(&slot.text);
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
        let client = client.text();
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
            || !self.counters.spell(&mut slot.text, event.host, event.port, event.scheme)
        {
            self.count_other(event);
            return;
        }
        self.counters.approach(&slot.text);
        slot.time = event.time.unwrap_or(i64::MIN);
        slot.client = client(Written::alone(event.client));
        slot.line = self.line;
        self.waiting += 1;
        if self.waiting == TOGETHER {
            self.settle();
        }
    }

    /// Counts a request that was not plainly allowed, or whose host is long.
    #[inline(never)]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an event whose place is taken is slow to make"
    )]
    fn count_other(&mut self, event: Event<'_>) {
        let time = event.time.unwrap_or(i64::MIN);
        let other = &mut self.others[self.others_waiting];
        let text = &mut other.pending.text;
        if !self.counters.spell(text, event.host, event.port, event.scheme) {
            let counter = self.counters.of_long(event.host.text(), event.port, event.scheme);
            let spot = self.spot(self.line);
            let often = if event.verdict == Verdict::Allowed {
                self.counters.allowed(counter, spot)
            } else {
                self.counters.other(counter, event.verdict, spot, [&event.reason, &event.rule])
            };
            often.at(time);
            often.asked_by(client(Written::alone(event.client)));
            return;
        }
        self.counters.approach(text);
        other.pending.time = time;
        other.pending.client = client(Written::alone(event.client));
        other.pending.line = self.line;
        other.verdict = event.verdict;
        for (own, given) in [(&mut other.reason, &event.reason), (&mut other.rule, &event.rule)] {
            own.clear();
            own.extend_from_slice(given);
        }
        self.others_waiting += 1;
        if self.others_waiting == OTHERS_TOGETHER {
            self.settle_others();
        }
    }

    /// Looks up the allowed requests that wait for it.
    fn settle(&mut self) {
        let mut guesses = [0; TOGETHER];
        // All are asked for before the first is needed.
        for (guess, pending) in guesses.iter_mut().zip(&self.pending[..self.waiting]) {
            *guess = self.counters.guess(&pending.text);
            self.counters.fetch(*guess);
        }
        for (pending, guess) in self.pending[..self.waiting].iter().zip(guesses) {
            let counter = self.counters.of_text(&pending.text, guess);
            let spot = Spot { file: self.file, block: self.block, line: pending.line };
            let often = self.counters.allowed(counter, spot);
            often.at(pending.time);
            often.asked_by(pending.client);
        }
        self.waiting = 0;
    }

    /// The same for the others.
    fn settle_others(&mut self) {
        let mut guesses = [0; OTHERS_TOGETHER];
        for (guess, other) in guesses.iter_mut().zip(&self.others[..self.others_waiting]) {
            *guess = self.counters.guess(&other.pending.text);
            self.counters.fetch(*guess);
        }
        for guess in guesses {
            self.counters.fetch_other(guess);
        }
        for (other, guess) in self.others[..self.others_waiting].iter().zip(guesses) {
            let counter = self.counters.of_text(&other.pending.text, guess);
            let spot = Spot { file: self.file, block: self.block, line: other.pending.line };
            let why = [&*other.reason, &*other.rule];
            let often = self.counters.other(counter, other.verdict, spot, why);
            often.at(other.pending.time);
            often.asked_by(other.pending.client);
        }
        self.others_waiting = 0;
    }

    /// What was counted.
    pub(super) fn into_counters(self) -> Counters {
        self.counters
    }
}

/// A client as a number: the same in every run, so that reports are. [`NOBODY`] for none.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn client(client: Written<'_>) -> u64 {
    if client.length == 0 { NOBODY } else { client.fingerprint() }
}
