//! What can have become of an endpoint between two reports.

use serde::Serialize;

/// What became of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It worked, and is now blocked or fails.
    NewlyBroken,
    /// It was broken and is, for another reason.
    ChangedCause,
    /// Blocked or failing now; before, nobody knew.
    FoundBroken,
    /// Broken before and now, for the same reason.
    StillBroken,
    /// Known before, and now not asked or inconclusive.
    UnknownNow,
    /// It was broken, and works now.
    Fixed,
    /// It works now; before, nobody knew.
    FoundWorking,
    /// It works, and takes longer than noise explains.
    Slower,
    /// The list or the command line names it now and did not before.
    Added,
    /// The list or the command line named it before and does not now.
    Removed,
    /// Discovered in only one of the runs; no list has it.
    OnlyDiscovered,
}

impl Kind {
    /// All of them, the most urgent first.
    pub const ALL: [Self; 11] = [
        Self::NewlyBroken,
        Self::ChangedCause,
        Self::FoundBroken,
        Self::StillBroken,
        Self::UnknownNow,
        Self::Fixed,
        Self::FoundWorking,
        Self::Slower,
        Self::Added,
        Self::Removed,
        Self::OnlyDiscovered,
    ];

    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::NewlyBroken => "newly broken",
            Self::ChangedCause => "broken for another reason",
            Self::FoundBroken => "broken, not known before",
            Self::StillBroken => "still broken",
            Self::UnknownNow => "no longer known",
            Self::Fixed => "fixed",
            Self::FoundWorking => "works, not known before",
            Self::Slower => "slower",
            Self::Added => "added by the list",
            Self::Removed => "removed by the list",
            Self::OnlyDiscovered => "discovered in one of the runs only",
        }
    }

    /// Of an endpoint that both reports have; none when nothing changed and it works, or is as
    /// unknown as before.
    pub(super) fn between(before: Standing, after: Standing, same_cause: bool) -> Option<Self> {
        use Standing::{Broken, Unknown, Works};
        Some(match (before, after) {
            (Works, Broken) => Self::NewlyBroken,
            (Broken, Broken) if same_cause => Self::StillBroken,
            (Broken, Broken) => Self::ChangedCause,
            (Unknown, Broken) => Self::FoundBroken,
            (Works | Broken, Unknown) => Self::UnknownNow,
            (Broken, Works) => Self::Fixed,
            (Unknown, Works) => Self::FoundWorking,
            (Works, Works) | (Unknown, Unknown) => return None,
        })
    }
}

/// What a status means for a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Works,
    Broken,
    Unknown,
}

impl Standing {
    /// Of a status, or of a verdict on a rule. A word that this version does not know is unknown.
    pub fn of(status: &str) -> Self {
        match status {
            "reachable" | "present" => Self::Works,
            "blocked" | "failed" | "absent" | "partial" => Self::Broken,
            _ => Self::Unknown,
        }
    }
}
