//! How many labels may stand before a name.

use std::fmt;

/// A number of labels before a name: `0` is the name itself, `1` is `www.` before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Depths {
    /// The fewest labels.
    pub least: u8,
    /// The most labels; none for any number.
    pub most: Option<u8>,
}

impl Depths {
    /// The name itself and nothing below.
    pub const ITSELF: Self = Self { least: 0, most: Some(0) };
    /// The name and everything below, at any depth.
    pub const SUBTREE: Self = Self { least: 0, most: None };
    /// Everything below, at any depth, without the name.
    pub const BELOW: Self = Self { least: 1, most: None };
    /// Exactly one label before the name.
    pub const ONE_LABEL: Self = Self { least: 1, most: Some(1) };

    /// True when so many labels may stand before the name.
    #[must_use]
    pub fn admit(self, labels: usize) -> bool {
        labels >= usize::from(self.least)
            && self.most.is_none_or(|most| labels <= usize::from(most))
    }

    /// True when every number of `other`, each with `extra` more, is one of these.
    pub(super) fn contain(self, other: Self, extra: usize) -> bool {
        let most = |depths: Self, more| depths.most.map(|most| usize::from(most) + more);
        usize::from(self.least) <= usize::from(other.least) + extra
            && match (most(self, 0), most(other, extra)) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(own), Some(theirs)) => theirs <= own,
            }
    }

    /// True when some number of `other`, with `extra` more, is one of these.
    pub(super) fn meet(self, other: Self, extra: usize) -> bool {
        let below = |least: usize, most: Option<u8>, more: usize| {
            most.is_none_or(|most| least <= usize::from(most) + more)
        };
        below(usize::from(other.least) + extra, self.most, 0)
            && below(usize::from(self.least), other.most, extra)
    }
}

impl fmt::Display for Depths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (0, Some(0)) => f.write_str("the name itself"),
            (0, None) => f.write_str("the name and everything below it"),
            (1, None) => f.write_str("everything below the name"),
            (1, Some(1)) => f.write_str("one label below the name"),
            (least, None) => write!(f, "{least} or more labels below the name"),
            (least, Some(most)) => write!(f, "{least} to {most} labels below the name"),
        }
    }
}
