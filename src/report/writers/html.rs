//! One self-contained page for people: see [`crate::page`].
//!
//! It is written from the JSON report read back, so that a page made now and one made later from
//! the saved report are the same.

use std::io;

use super::{Style, Writer, json};
use crate::page::{Lexicon, page};
use crate::report::Report;
use crate::saved;
use crate::verdict::Cause;

/// `html`.
pub(super) struct Html;

impl Writer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn write(&self, report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut text = Vec::new();
        json::Json.write(report, style, &mut text)?;
        let saved = saved::read("this report", &text).map_err(io::Error::other)?;
        out.write_all(page(&saved, &lexicon()).as_bytes())
    }
}

/// What this version knows about causes, for pages.
#[must_use]
pub fn lexicon() -> Lexicon {
    Lexicon {
        meaning: |code| code.parse::<Cause>().ok().map(Cause::meaning),
        who_acts: |code| code.parse::<Cause>().ok().map(Cause::who_acts),
    }
}
