//! Counters for hosts, by their spelling, port and scheme.
//!
//! Nothing but the text of a line is needed to find one. Which spellings are one host is asked when
//! all lines are counted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::table::{Often, Others, Spot, earlier};
use crate::address::Scheme;
use crate::lines::{Numbers, Text, Written};

/// The counter of all requests whose host has none of its own.
const BEYOND: u32 = 1;

/// What is known of a counter, besides what changes at every line.
#[derive(Clone, Copy, Default)]
struct Known {
    /// The number of what was not allowed, from 1; 0 when everything was.
    others: u32,
    /// The first line with an allowed request.
    first: Option<Spot>,
}

/// The counters. Number 0 is nobody's.
pub(super) struct Counters {
    most: usize,
    secret: u64,
    /// Counters are numbered as the texts that they are for.
    texts: Numbers<Often>,
    /// By number of a counter.
    known: Vec<Known>,
    others: Vec<Others>,
    /// The counters of hosts that are too long for a text.
    long: HashMap<(Box<[u8]>, u64), u32>,
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) often: Often,
    pub(super) first: Option<Spot>,
    pub(super) others: Option<Others>,
}

impl Counters {
    /// None yet, and at most so many. The secret keeps those who write to the log from choosing
    /// texts that are slow to tell apart; counters that are put together have the same.
    pub(super) fn new(most: usize, secret: u64) -> Self {
        let mut own = Self {
            most,
            secret,
            texts: Numbers::default(),
            known: vec![Known::default()],
            others: Vec::new(),
            long: HashMap::new(),
        };
        own.nameless();
        own
    }

    /// Makes `text` that of a host with port and scheme; false when it is too long for that.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what a line says is not passed through memory")]
    pub(super) fn spell(
        &self,
        text: &mut Text,
        host: Written<'_>,
        port: Option<u16>,
        scheme: Option<Scheme>,
    ) -> bool {
        text.set(host, number(port, scheme), self.secret)
    }

    /// The counter that a text most likely has, or 0.
    #[inline]
    pub(super) fn guess(&self, text: &Text) -> u32 {
        self.texts.guess(text)
    }

    /// Brings a counter near; what comes back means nothing.
    #[inline]
    pub(super) fn touch(&self, counter: u32) -> u64 {
        self.texts.touch(counter) ^ self.texts.of(counter).allowed
    }

    /// The same for what is not allowed.
    #[inline]
    pub(super) fn touch_other(&self, counter: u32) -> u64 {
        self.touch(counter) ^ u64::from(self.known[counter as usize].others)
    }

    /// The counter of a text, with a guess.
    #[inline]
    pub(super) fn of_text(&mut self, text: &Text, guess: u32) -> u32 {
        if self.texts.is(guess, text) { guess } else { self.look_up(text) }
    }

    #[cold]
    fn look_up(&mut self, text: &Text) -> u32 {
        if let Some(counter) = self.texts.get(text) {
            return counter;
        }
        let counter = if self.is_full() { None } else { self.texts.add(*text) };
        if counter.is_some() {
            self.known.push(Known::default());
        }
        counter.unwrap_or(BEYOND)
    }

    /// The counter of a host that is too long for a text.
    pub(super) fn of_long(
        &mut self,
        host: &[u8],
        port: Option<u16>,
        scheme: Option<Scheme>,
    ) -> u32 {
        let full = self.is_full();
        match self.long.entry((host.into(), number(port, scheme))) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(_) if full => BEYOND,
            Entry::Vacant(place) => {
                self.known.push(Known::default());
                *place.insert(self.texts.skip())
            }
        }
    }

    fn is_full(&self) -> bool {
        self.texts.len() >= self.most + 2
    }

    fn nameless(&mut self) -> u32 {
        self.known.push(Known::default());
        self.texts.skip()
    }

    /// Counts an allowed request; what is to be noted about it besides is left to the caller.
    #[inline]
    pub(super) fn allowed(&mut self, counter: u32, spot: Spot) -> &mut Often {
        let often = self.texts.of_mut(counter);
        if often.allowed == 0 {
            self.known[counter as usize].first = Some(spot);
        }
        often.allowed += 1;
        often
    }

    /// Where another request is counted.
    pub(super) fn other(&mut self, counter: u32) -> (&mut Often, &mut Others) {
        let others = &mut self.known[counter as usize].others;
        if *others == 0 {
            self.others.push(Others::default());
            *others = u32::try_from(self.others.len()).unwrap_or(u32::MAX);
        }
        (self.texts.of_mut(counter), &mut self.others[*others as usize - 1])
    }

    /// Adds what others have counted.
    pub(super) fn absorb(&mut self, mut other: Self) {
        for number in BEYOND..other.texts.end() {
            let own = match other.texts.text(number) {
                Some(text) => self.of_text(text, self.texts.guess(text)),
                None if number == BEYOND => BEYOND,
                None => continue,
            };
            self.add(own, other.take(number));
        }
        for ((host, key), number) in std::mem::take(&mut other.long) {
            let (port, scheme) = key_of(key);
            let own = self.of_long(&host, port, scheme);
            self.add(own, other.take(number));
        }
    }

    fn add(&mut self, own: u32, counted: Counted) {
        let known = &mut self.known[own as usize];
        known.first = earlier(known.first, counted.first);
        self.texts.of_mut(own).absorb(&counted.often);
        if let Some(others) = counted.others {
            self.other(own).1.absorb(others);
        }
    }

    /// Every spelling with its port, its scheme and the number of its counter.
    pub(super) fn each(&self, mut visit: impl FnMut(&[u8], Option<u16>, Option<Scheme>, u32)) {
        for number in BEYOND..self.texts.end() {
            if let Some(text) = self.texts.text(number) {
                let ((bytes, length), (port, scheme)) = (text.bytes(), key_of(text.number()));
                visit(&bytes[..length], port, scheme, number);
            }
        }
        for ((host, key), number) in &self.long {
            let (port, scheme) = key_of(*key);
            visit(host, port, scheme, *number);
        }
    }

    /// Takes what a counter has counted.
    pub(super) fn take(&mut self, counter: u32) -> Counted {
        let known = std::mem::take(&mut self.known[counter as usize]);
        let others = known.others.checked_sub(1);
        let others = others.map(|others| std::mem::take(&mut self.others[others as usize]));
        let often = std::mem::take(self.texts.of_mut(counter));
        Counted { often, first: known.first, others }
    }

    /// Takes what was counted of hosts that have no counter of their own.
    pub(super) fn take_beyond(&mut self) -> Counted {
        self.take(BEYOND)
    }
}

impl Counted {
    /// All requests.
    pub(super) fn requests(&self) -> u64 {
        let others = self.others.iter().flat_map(|others| others.counts);
        self.often.allowed + others.sum::<u64>()
    }

    /// Adds what was counted under another spelling.
    pub(super) fn absorb(&mut self, other: Self) {
        self.often.absorb(&other.often);
        self.first = earlier(self.first, other.first);
        match (&mut self.others, other.others) {
            (Some(own), Some(theirs)) => own.absorb(theirs),
            (own, theirs) => *own = own.take().or(theirs),
        }
    }
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
