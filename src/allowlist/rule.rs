//! One rule of a list.

use std::fmt;
use std::sync::Arc;

use super::Meaning;

/// One entry with what it does and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What happens to a request that it matches.
    pub action: Action,
    /// What it matches.
    pub meaning: Meaning,
    /// The entry exactly as written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The list, category, object or rule that it belongs to, as the product calls it.
    pub group: Option<Arc<str>>,
    /// What else must hold and cannot be judged here (a source address, a login, a time), one
    /// phrase each. An allow rule is read as if it held; a deny rule as if it might.
    pub conditions: Vec<String>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lets through.
    Allow,
    /// Stops.
    Deny,
}

impl Action {
    /// Its name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
        }
    }
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column of its first character, from 1, in characters.
    pub column: u32,
    /// How many characters it takes.
    pub length: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
