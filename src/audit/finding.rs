//! What the audit says about a place in a list.

use std::fmt;

use super::Needed;
use crate::address::PortSpec;
use crate::allowlist::Place;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Should be mended.
    Warning,
    /// Something that is needed does not pass, or the product refuses the list.
    Error,
}

impl Severity {
    /// Its name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing to mend or to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code: `need.uncovered`, `entry.redundant`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The entry of the list, or the documented entry where the list has none.
    pub subject: String,
    /// The port of a documented entry; none for an entry of the list.
    pub port: Option<PortSpec>,
    /// Where in the list; none when it has no place there.
    pub place: Option<Place>,
    /// What is wrong, as a sentence without a full stop.
    pub text: String,
    /// Who asks for it: roles.
    pub roles: Vec<String>,
    /// Where the catalogue asks for it.
    pub asked_at: Vec<String>,
    /// What to write instead, in the syntax of the product, one line each.
    pub write: Vec<String>,
}

impl Finding {
    /// True when it is about this endpoint.
    #[must_use]
    pub fn is_about(&self, needed: &Needed) -> bool {
        self.subject == needed.pattern && self.port == Some(needed.port)
    }
}

/// A finding that somebody has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Finding,
    /// Why it was accepted.
    pub reason: String,
    /// Until which day it is, as `2027-01-31`.
    pub expires: String,
}
