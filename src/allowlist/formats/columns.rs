//! Places along one line, however long it is.

use crate::allowlist::{Place, Source};

/// Counts columns on the way through a line, forwards only, so that a list in one line takes time
/// in its length and not in its square.
pub(super) struct Columns<'a> {
    source: &'a Source,
    line: u32,
    text: &'a str,
    offset: usize,
    column: u32,
}

impl<'a> Columns<'a> {
    /// The line of a number, from 1.
    pub(super) fn new(source: &'a Source, number: usize, text: &'a str) -> Self {
        let line = u32::try_from(number).unwrap_or(u32::MAX);
        Self { source, line, text, offset: 0, column: 1 }
    }

    /// The place of a piece of the line, which does not begin before the last one.
    pub(super) fn place(&mut self, part: &str) -> Place {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        let passed = self.text.get(self.offset..start).unwrap_or_default();
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        self.column = self.column.saturating_add(count(passed));
        self.offset = self.offset.max(start);
        Place {
            file: self.source.file.clone(),
            line: self.line,
            column: self.column,
            length: count(part),
        }
    }
}
