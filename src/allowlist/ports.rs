//! The ports of a rule.

use std::borrow::Cow;
use std::fmt;

use crate::address::PortSpec;

/// A set of ports: sorted ranges that do not touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ports(Cow<'static, [(u16, u16)]>);

impl Ports {
    /// Every port.
    #[must_use]
    pub fn all() -> Self {
        Self(Cow::Borrowed(&[(0, u16::MAX)]))
    }

    /// One port.
    #[must_use]
    pub fn one(port: u16) -> Self {
        Self(Cow::Owned(vec![(port, port)]))
    }

    /// Ranges from the first port to the last, in any order; a range that runs backwards is empty.
    #[must_use]
    pub fn of(ranges: impl IntoIterator<Item = (u16, u16)>) -> Self {
        let mut sorted: Vec<_> = ranges.into_iter().filter(|(low, high)| low <= high).collect();
        sorted.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::with_capacity(sorted.len());
        for (low, high) in sorted {
            match joined.last_mut() {
                Some((_, end)) if u32::from(low) <= u32::from(*end) + 1 => *end = high.max(*end),
                _ => joined.push((low, high)),
            }
        }
        Self(joined.into())
    }

    /// The ports of list entries.
    #[must_use]
    pub fn of_specs<'a>(specs: impl IntoIterator<Item = &'a PortSpec>) -> Self {
        Self::of(specs.into_iter().map(|spec| match spec {
            PortSpec::One(port) => (*port, *port),
            PortSpec::Range(low, high) => (*low, *high),
        }))
    }

    /// The ranges, first and last port of each.
    #[must_use]
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }

    /// True for every port.
    #[must_use]
    pub fn is_all(&self) -> bool {
        // Nothing is ever asked on port 0.
        matches!(*self.0, [(0 | 1, u16::MAX)])
    }

    /// True for no port.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when `port` is one of them.
    #[must_use]
    pub fn admit(&self, port: u16) -> bool {
        self.0.iter().any(|(low, high)| (*low..=*high).contains(&port))
    }

    /// True when each of `other` is one of them.
    #[must_use]
    pub fn contain(&self, other: &Self) -> bool {
        other.0.iter().all(|(low, high)| self.0.iter().any(|(a, b)| a <= low && high <= b))
    }

    /// The ports in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let pairs = self.0.iter().flat_map(|one| other.0.iter().map(move |two| (*one, *two)));
        Self::of(pairs.map(|(one, two)| (one.0.max(two.0), one.1.min(two.1))))
    }

    /// The ports of this that are not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Every port that is not here.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut from = 0_u32;
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        for (low, high) in &*self.0 {
            if from < u32::from(*low) {
                ranges.push((u16::try_from(from).unwrap_or(u16::MAX), low - 1));
            }
            from = u32::from(*high) + 1;
        }
        if let Ok(from) = u16::try_from(from) {
            ranges.push((from, u16::MAX));
        }
        Self(ranges.into())
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("any port");
        }
        if self.is_empty() {
            return f.write_str("no port");
        }
        for (number, (low, high)) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str(", ")?;
            }
            if low == high { write!(f, "{low}")? } else { write!(f, "{low}-{high}")? }
        }
        Ok(())
    }
}
