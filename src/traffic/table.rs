//! What is counted.

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

/// What is kept about requests that were not plainly allowed.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    /// By verdict. There are none of the allowed ones.
    pub(super) counts: [u64; Verdict::ALL.len()],
    /// By verdict, the first line.
    pub(super) spots: [Option<Spot>; Verdict::ALL.len()],
    /// Reason and rule of the first line, by weight of its verdict.
    pub(super) example: Option<Example>,
}

/// Why a request was not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Example {
    pub(super) verdict: Verdict,
    pub(super) spot: Spot,
    pub(super) reason: Box<str>,
    pub(super) rule: Box<str>,
}

impl Others {
    /// Takes note of a verdict, its line, its reason and its rule.
    pub(super) fn note(&mut self, verdict: Verdict, spot: Spot, reason: &[u8], rule: &[u8]) {
        let number = verdict as usize;
        self.counts[number] += 1;
        // Lines come in their order, so that those behind the first change nothing else.
        if self.counts[number] > 1 {
            return;
        }
        self.spots[number] = Some(spot);
        let known = self.example.as_ref();
        if known.is_none_or(|own| (verdict, spot) < (own.verdict, own.spot)) {
            let (reason, rule) = (excerpt(reason).into(), excerpt(rule).into());
            self.example = Some(Example { verdict, spot, reason, rule });
        }
    }

    pub(super) fn absorb(&mut self, other: Self) {
        for (own, theirs) in self.counts.iter_mut().zip(other.counts) {
            *own += theirs;
        }
        for (own, theirs) in self.spots.iter_mut().zip(other.spots) {
            *own = earlier(*own, theirs);
        }
        self.example = match (self.example.take(), other.example) {
            (Some(one), Some(two)) => {
                let later = (two.verdict, two.spot) < (one.verdict, one.spot);
                Some(if later { two } else { one })
            }
            (one, two) => one.or(two),
        };
    }
}

/// The first of two lines.
pub(super) fn earlier(one: Option<Spot>, two: Option<Spot>) -> Option<Spot> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}
