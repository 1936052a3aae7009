//! Where a fact of the catalogue can be read.

use serde::Deserialize;

use super::terms::terms;

terms! {
    /// What the date of a source is the date of.
    DateKind {
        /// The date that the document gives itself.
        Document = "document",
        /// The commit that was read.
        Commit = "commit",
        /// The day on which the document was generated.
        Generated = "generated",
        /// A comment inside the file.
        Comment = "comment",
        /// The version number of the list.
        ListVersion = "list-version",
        /// A field of the file that says when it was updated.
        Updated = "updated",
    }
}

/// A document that a role, endpoint or name was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title of the document.
    pub title: String,
    /// Public repository or site; none where it could not be identified.
    pub repository: Option<String>,
    /// Path in the repository.
    pub path: Option<String>,
    /// Its date; [`Source::date_kind`] says of what.
    pub date: Option<jiff::civil::Date>,
    /// What the date is the date of.
    pub date_kind: Option<DateKind>,
    /// The commit that was read, shortened.
    pub commit: Option<String>,
    /// The version of the list that was read.
    pub version: Option<String>,
    /// The day on which a translation was handed over.
    pub handoff: Option<jiff::civil::Date>,
    /// The licence of the list, where it names one.
    pub licence: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What it was used for, where not for entries.
    #[serde(rename = "use")]
    pub used_for: Option<String>,
}

impl Source {
    /// The document in one line: its title, where it is, and its date.
    #[must_use]
    pub fn citation(&self) -> String {
        let mut text = self.title.clone();
        if let Some(repository) = &self.repository {
            text.push_str(", ");
            text.push_str(repository);
        }
        if let Some(path) = &self.path {
            text.push_str(if self.repository.is_some() { " " } else { ", " });
            text.push_str(path);
        }
        if let Some(date) = self.date {
            text.push_str(", ");
            text.push_str(&date.to_string());
        }
        text
    }
}
