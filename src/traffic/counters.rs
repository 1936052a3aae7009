//! Counters for hosts, by their spelling, port and scheme.
//!
//! Nothing but the text of a line is needed to find one. Which spellings are one host is asked when
//! all lines are counted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use prefetch_index::prefetch_index;

use super::event::Verdict;
use super::table::{Often, Other, Spot, Words, earlier};
use crate::address::Scheme;
use crate::lines::{Numbers, Secret, Text, Written};

/// The counter of all requests whose host has none of its own.
const BEYOND: u32 = 1;

/// How many counters before it is needed one is fetched.
const AHEAD: u32 = 8;

/// What is known of a counter, besides what changes at every line.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Where the first verdict is that was not to allow it, from 1; 0 when none was.
    others: u32,
    /// The first line with an allowed request.
    first: Option<Spot>,
}

/// The counters. Number 0 is nobody's.
pub(super) struct Counters {
    most: usize,
    secret: Secret,
    /// Counters are numbered as the texts that they are for.
    texts: Numbers<Often>,
    /// By number of a counter.
    known: Vec<Known>,
    others: Vec<Other>,
    /// What lines say about why.
    pub(super) words: Words,
    /// The counters of hosts that are too long for a text.
    long: HashMap<(Box<[u8]>, u64), u32>,
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) often: Often,
    pub(super) first: Option<Spot>,
    /// One for each verdict, in no order.
    pub(super) others: Vec<Other>,
}

impl Counters {
    /// None yet, and at most so many. The secret keeps those who write to the log from choosing
    /// texts that are slow to tell apart; counters that are put together have the same.
    pub(super) fn new(most: usize, secret: Secret) -> Self {
        let mut own = Self {
            most,
            secret,
            texts: Numbers::default(),
            known: vec![Known::default()],
            others: Vec::new(),
            words: Words::default(),
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
        text.set(host, number(port, scheme), &self.secret)
    }

    /// The counter that a text most likely has, or 0.
    #[inline]
    pub(super) fn guess(&self, text: &Text) -> u32 {
        self.texts.guess(text)
    }

    /// Has what leads to the counter of a text fetched from the machine's memory.
    #[inline]
    pub(super) fn approach(&self, text: &Text) {
        self.texts.approach(text);
    }

    /// The same for a counter itself.
    #[inline]
    pub(super) fn fetch(&self, counter: u32) {
        self.texts.fetch(counter);
        prefetch_index(&self.known, counter as usize);
    }

    /// The same for what was not allowed, once the counter itself was asked for.
    #[inline]
    pub(super) fn fetch_other(&self, counter: u32) {
        let others = self.known[counter as usize].others;
        prefetch_index(&self.others, (others as usize).saturating_sub(1));
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

    /// Counts another request, with what its line says about why.
    pub(super) fn other(
        &mut self,
        counter: u32,
        verdict: Verdict,
        spot: Spot,
        [reason, rule]: [&[u8]; 2],
    ) -> &mut Often {
        // Lines come in their order, so that those behind the first are only counted.
        if let Some(known) = self.known_other(counter, verdict) {
            known.requests += 1;
        } else {
            let (reason, rule) = (self.words.of(reason), self.words.of(rule));
            let other = Other { verdict, requests: 1, first: spot, reason, rule, next: 0 };
            self.add_other(counter, other);
        }
        self.texts.of_mut(counter)
    }

    fn known_other(&mut self, counter: u32, verdict: Verdict) -> Option<&mut Other> {
        let mut next = self.known[counter as usize].others;
        while let Some(place) = next.checked_sub(1) {
            let place = place as usize;
            if self.others[place].verdict == verdict {
                return Some(&mut self.others[place]);
            }
            next = self.others[place].next;
        }
        None
    }

    fn add_other(&mut self, counter: u32, other: Other) {
        let first = &mut self.known[counter as usize].others;
        self.others.push(Other { next: *first, ..other });
        *first = u32::try_from(self.others.len()).unwrap_or(u32::MAX);
    }

    /// Adds what others have counted.
    pub(super) fn absorb(&mut self, mut other: Self) {
        let words = self.words.absorb(std::mem::take(&mut other.words));
        for one in &mut other.others {
            (one.reason, one.rule) = (one.reason.of(&words), one.rule.of(&words));
        }
        for number in BEYOND..other.texts.end() {
            if let Some(ahead) = other.texts.text(number + 2 * AHEAD) {
                self.approach(ahead);
            }
            if let Some(ahead) = other.texts.text(number + AHEAD) {
                self.fetch(self.guess(ahead));
            }
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
        for other in counted.others {
            match self.known_other(own, other.verdict) {
                Some(known) => known.absorb(&other),
                None => self.add_other(own, other),
            }
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
        let mut others = Vec::new();
        let mut next = known.others;
        while let Some(place) = next.checked_sub(1) {
            others.push(self.others[place as usize]);
            next = self.others[place as usize].next;
        }
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
        self.often.allowed + self.others.iter().map(|other| other.requests).sum::<u64>()
    }

    /// Adds what was counted under another spelling.
    pub(super) fn absorb(&mut self, other: Self) {
        self.often.absorb(&other.often);
        self.first = earlier(self.first, other.first);
        for other in other.others {
            match self.others.iter_mut().find(|own| own.verdict == other.verdict) {
                Some(own) => own.absorb(&other),
                None => self.others.push(other),
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_met_reasons_in_another_order_agree_about_them() {
        let text =
            |host: &'static [u8]| Text::of(Written::alone(host), 0, &Secret::new(7)).unwrap();
        let counted = |refusals: &[(&'static [u8], u32, &[u8])]| {
            let mut counters = Counters::new(9, Secret::new(7));
            for (host, line, reason) in refusals {
                let counter = counters.of_text(&text(host), 0);
                let spot = Spot { file: 0, block: 0, line: *line };
                counters.other(counter, Verdict::Denied, spot, [reason, b"rule"]);
            }
            counters
        };
        let mut one = counted(&[(b"a", 1, b"first"), (b"b", 4, b"second")]);
        one.absorb(counted(&[(b"b", 3, b"third"), (b"a", 2, b"second"), (b"c", 5, b"first")]));
        let mut shown = |host| {
            let number = one.of_text(&text(host), 0);
            let [other] = one.take(number).others[..] else { panic!("one verdict") };
            assert_eq!(&*one.words.shown(other.rule), "rule");
            (other.requests, other.first.line, one.words.shown(other.reason).to_string())
        };
        assert_eq!(shown(b"a"), (2, 1, "first".to_owned()));
        assert_eq!(shown(b"b"), (2, 3, "third".to_owned()));
        assert_eq!(shown(b"c"), (1, 5, "first".to_owned()));
    }
}
