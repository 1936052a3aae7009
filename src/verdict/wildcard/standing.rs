//! Where a rule stands, in one word.

/// Where a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleStanding {
    /// The proxy allows what the wildcard stands for.
    Present,
    /// It refuses names under the wildcard.
    Absent,
    /// It allows a part: names one label below and no deeper ones, or not the name itself.
    Partial,
    /// Nothing can be said.
    Inconclusive,
}

impl RuleStanding {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Partial => "partial",
            Self::Inconclusive => "inconclusive",
        }
    }
}
