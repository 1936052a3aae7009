//! How bad a record says that it is.

use serde::Serialize;

/// The type of a record, as the log states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The format of the log has no type.
    #[default]
    Unstated,
    /// Information.
    Information,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

impl Severity {
    /// True when the log itself says that something went wrong.
    #[must_use]
    pub const fn is_trouble(self) -> bool {
        matches!(self, Self::Warning | Self::Error)
    }
}
