//! What is counted.

use std::collections::HashMap;
use std::sync::Arc;

use super::event::Verdict;
use super::excerpt;

/// No client; hardly the number of one.
pub(super) const NOBODY: u64 = 0;

/// A line: the file, the block in it, the line in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) file: u32,
    pub(super) block: u32,
    pub(super) line: u32,
}

/// What changes at every line: as much as the processor fetches at once.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Often {
    pub(super) allowed: u64,
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) clients: Clients,
}

impl Default for Often {
    fn default() -> Self {
        Self { allowed: 0, first: i64::MAX, last: i64::MIN, clients: Clients::default() }
    }
}

impl Often {
    /// Something happened at this time; the least of all times is no time.
    #[inline]
    pub(super) fn at(&mut self, time: i64) {
        self.last = self.last.max(time);
        if time < self.first && time != i64::MIN {
            self.first = time;
        }
    }

    /// A client asked, by its number.
    #[inline]
    pub(super) fn asked_by(&mut self, client: u64) {
        if client != NOBODY {
            self.clients.add(client);
        }
    }

    pub(super) fn absorb(&mut self, other: &Self) {
        self.allowed += other.allowed;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        for (own, theirs) in self.clients.0.iter_mut().zip(other.clients.0) {
            *own |= theirs;
        }
    }
}

/// The clients that asked for a host, counted by the share of bits that they leave unset (linear
/// counting: Whang, Vander-Zanden, Taylor, 1990): a few exactly, as a rule, and hundreds closely.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clients([u64; 5]);

impl Clients {
    /// Clients beyond which they are not told apart.
    pub(super) const MOST: usize = 1000;

    /// Takes note of a client by its hash.
    #[inline]
    pub(super) fn add(&mut self, client: u64) {
        let word = (client >> 32) as usize % self.0.len();
        self.0[word] |= 1 << (client & 63);
    }

    /// Bits that are unset.
    pub(super) fn unset(&self) -> usize {
        self.0.iter().map(|word| word.count_zeros() as usize).sum()
    }

    /// For each number of bits that may be unset, about how many clients they are.
    pub(super) fn counts() -> Vec<usize> {
        (0..=64 * 5).map(Self::count).collect()
    }

    /// About how many leave so many bits unset.
    fn count(unset: u32) -> usize {
        let bits = 64.0 * 5.0;
        let unset = f64::from(unset.max(1));
        // The number at which so many bits are expected to be unset is looked for upwards, which
        // spares a conversion that could lose something.
        let expected = |count: u16| bits * (-f64::from(count) / bits).exp();
        let (mut low, mut high) = (0_u16, 1_000);
        while low < high {
            let middle = low.midpoint(high);
            // Half a client more than the middle is where the next one is nearer.
            if expected(middle) * (-0.5 / bits).exp() > unset {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.into()
    }
}

/// Requests for a host that were not plainly allowed, of one verdict.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    pub(super) verdict: Verdict,
    pub(super) requests: u64,
    /// The first line.
    pub(super) first: Spot,
    /// What that line says about why.
    pub(super) reason: Word,
    pub(super) rule: Word,
    /// Where the next verdict on the host is, from 1; 0 when this is the last.
    pub(super) next: u32,
}

impl Other {
    /// Adds those of the same verdict.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.requests += other.requests;
        if other.first < self.first {
            (self.first, self.reason, self.rule) = (other.first, other.reason, other.rule);
        }
    }
}

/// The number of a text among those that are kept once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Word(u32);

/// Reasons and names of rules, fit to be shown. There are few as a rule, and many hosts.
pub(super) struct Words {
    numbers: HashMap<Arc<str>, Word>,
    shown: Vec<Arc<str>>,
}

impl Default for Words {
    /// The empty text alone.
    fn default() -> Self {
        Self { numbers: HashMap::new(), shown: vec![Arc::from("")] }
    }
}

impl Words {
    /// The number of a text of a log.
    pub(super) fn of(&mut self, text: &[u8]) -> Word {
        if text.is_empty() {
            return Word::default();
        }
        // Most texts are shown as they are, and nothing that is shown is shown as something else.
        let known = std::str::from_utf8(text).ok().and_then(|text| self.numbers.get(text));
        known.copied().unwrap_or_else(|| self.of_shown(excerpt(text).into()))
    }

    fn of_shown(&mut self, text: Arc<str>) -> Word {
        let number = Word(u32::try_from(self.shown.len()).unwrap_or_default());
        *self.numbers.entry(text).or_insert_with_key(|text| {
            self.shown.push(Arc::clone(text));
            number
        })
    }

    /// A text, fit to be shown.
    pub(super) fn shown(&self, word: Word) -> Arc<str> {
        Arc::clone(&self.shown[word.0 as usize])
    }

    /// Takes the words of others over: by their numbers, those that they have here.
    pub(super) fn absorb(&mut self, other: Self) -> Vec<Word> {
        let mut own = vec![Word::default(); other.shown.len()];
        for (text, word) in other.numbers {
            own[word.0 as usize] = self.of_shown(text);
        }
        own
    }
}

impl Word {
    /// Its place among as many as there are.
    pub(super) fn of(self, words: &[Self]) -> Self {
        words[self.0 as usize]
    }
}

/// The first of two lines.
pub(super) fn earlier(one: Option<Spot>, two: Option<Spot>) -> Option<Spot> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number_however_it_comes() {
        let mut words = Words::default();
        let long = "x".repeat(300);
        let texts = ["", "TCP_DENIED/403", " \u{1b}[31mred ", &long, "\u{1b}[31mred "];
        let numbers = texts.map(|text| words.of(text.as_bytes()));
        let shown = numbers.map(|number| words.shown(number));
        for (text, shown) in texts.into_iter().zip(&shown) {
            assert_eq!(**shown, excerpt(text.as_bytes()));
        }
        assert_eq!(shown.each_ref().map(|shown| words.of(shown.as_bytes())), numbers);
        assert_eq!(texts.map(|text| words.of(text.as_bytes())), numbers);
        let broken = words.of(b"\xFF");
        assert_eq!(&*words.shown(broken), "\u{FFFD}");
    }
}
