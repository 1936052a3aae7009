//! Reports as people and programs want them: one file per format, listed in [`WRITERS`].
//!
//! A writer formats what the report has decided and decides nothing itself. It writes into the
//! `Write` that it is given and passes every error up, a broken pipe too. Text that came from the
//! network or from a catalogue is made harmless for the place where it will be shown.

mod csv;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod refusal;
mod sarif;
mod words;

use std::io;

use super::Report;

pub use crate::text::{Colour, Style};
pub use html::lexicon;

/// A format of reports.
pub trait Writer: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// Writes the whole report. Only formats for people look at the style.
    ///
    /// # Errors
    /// Whatever `out` says, unchanged; a broken pipe is for the caller to judge.
    fn write(&self, report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every format, the one for people first.
pub const WRITERS: &[&dyn Writer] = &[
    &human::Human,
    &json::Json,
    &junit::Junit,
    &sarif::Sarif,
    &csv::Csv,
    &markdown::Markdown,
    &html::Html,
];

/// The format of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static dyn Writer> {
    WRITERS.iter().copied().find(|writer| writer.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for writer in WRITERS {
            assert_eq!(named(writer.name()).map(Writer::name), Some(writer.name()));
        }
        assert!(named("yaml").is_none());
    }
}
