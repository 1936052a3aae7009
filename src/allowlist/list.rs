//! A whole list.

use super::{Place, Rule};

/// An allowlist: its rules in the order of the product, and what holds for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowlist {
    /// The id of the format.
    pub format: &'static str,
    /// Modes and versions that change what entries mean, each with its value.
    pub modes: Vec<Mode>,
    /// Which of several rules that match decides.
    pub order: Order,
    /// What happens to a request that no rule matches.
    pub otherwise: Otherwise,
    /// The rules, in the order in which the product looks at them.
    pub rules: Vec<Rule>,
    /// What was found and is no rule: refused by the product, or not read here.
    pub skipped: Vec<Skipped>,
    /// What a reader should know about the whole, one sentence each.
    pub notes: Vec<String>,
}

/// A mode or version that changes what entries mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Its name: `paloalto.ending-token`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where the value comes from.
    pub origin: Origin,
}

/// Where the value of a mode comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The documented default of clearway.
    Default,
    /// `--option`.
    Given,
    /// The file itself.
    Found,
}

/// Which of several rules that match decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The first.
    FirstMatch,
    /// The last.
    LastMatch,
    /// A deny, wherever it stands.
    DenyWins,
    /// An allow, wherever it stands.
    AllowWins,
    /// The longest name.
    MostSpecific,
}

impl Order {
    /// In words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstMatch => "first match",
            Self::LastMatch => "last match",
            Self::DenyWins => "deny wins",
            Self::AllowWins => "allow wins",
            Self::MostSpecific => "most specific",
        }
    }
}

/// What happens to a request that no rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// It passes.
    Allowed,
    /// It is stopped.
    Denied,
    /// The file does not say; it is read as an allowlist, where it is stopped.
    NotSaid,
}

/// Something in the file that is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Why: in words that follow "it".
    pub why: String,
    /// True when the product refuses it; false when it is not read here.
    pub refused: bool,
}
