//! Where a fact was published.

use serde::{Deserialize, Serialize};

/// A published document or header that a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the document.
    pub title: String,
    /// Public repository (`owner/name`) or site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Path in the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Date of the text, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What the date is the date of (`ms.date` is the vendor's own mark).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_kind: Option<String>,
    /// Date on which a translation was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handoff: Option<String>,
    /// Commit that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// How it relates to other sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
