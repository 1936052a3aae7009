//! Vendors' articles in Markdown: which of their lines are endpoints, and under which feature.
//!
//! Articles are written for people. They are read line by line and without knowledge of any human
//! language: only the form of a line, names of hosts, digits and the words TCP, UDP, HTTP and HTTPS
//! count. Every line that could have been an endpoint is accounted for: taken, left in doubt or
//! passed over. Nothing here touches the world.

mod blocks;
mod candidate;
mod comments;
mod entry_source;
mod feature;
mod finding;
mod front_matter;
mod joined;
mod pieces;
mod plain;
mod ports;
mod reader;
mod statement;
mod table;

pub use feature::{ArticleEndpoint, Feature};
pub use finding::{LineFinding, LineOutcome};
pub use ports::PortsStated;

/// An article, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Its title: of the front matter, else of its first heading.
    pub title: Option<String>,
    /// Its date as the front matter gives it (`ms.date`).
    pub date: Option<jiff::civil::Date>,
    /// The day on which a translation was handed over (`ms.lasthandoff`).
    pub handoff: Option<jiff::civil::Date>,
    /// The features that have endpoints, in the order of the article.
    pub features: Vec<Feature>,
    /// What became of each line that says something, by line.
    pub lines: Vec<LineFinding>,
}

impl Article {
    /// Reads the text of an article. Any text is an article, though perhaps one without endpoints.
    #[must_use]
    pub fn read(text: &str) -> Self {
        reader::read(text)
    }
}
