//! What became of a line.

use serde::Serialize;

/// What became of a line of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineOutcome {
    /// Its endpoints were taken.
    Taken,
    /// It may be about endpoints, and somebody has to look: [`LineFinding::entries`] were taken,
    /// anything else was not.
    Doubtful,
    /// It holds no endpoint.
    Skipped,
}

impl LineOutcome {
    /// The word that stands in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Doubtful => "doubtful",
            Self::Skipped => "skipped",
        }
    }
}

/// A line of the article and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineFinding {
    /// The line, from 1.
    pub line: usize,
    /// What became of it.
    pub outcome: LineOutcome,
    /// The text of the line, shortened.
    pub text: String,
    /// The patterns that were taken from it.
    pub entries: Vec<String>,
    /// Why it was passed over, or what is doubtful about it. Empty for a line that was simply taken.
    pub why: String,
}
