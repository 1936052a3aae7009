//! The logs of one product.

use super::event::{Plain, Reading};
use super::tally::Tally;
use crate::lines::{LONGEST_LINE, Written, line_feed};

/// One layout of a log.
pub trait LogFormat: Sync {
    /// Its id, as `--log-format` takes it.
    fn id(&self) -> &'static str;

    /// What it is: `Squid, native format`.
    fn title(&self) -> &'static str;

    /// How its lines are known, in words that follow "lines".
    fn mark(&self) -> &'static str;

    /// Where it is described.
    fn source(&self) -> &'static str;

    /// True when a line can mean another thing because of lines before it. Such a log is read by
    /// one thread.
    fn remembers(&self) -> bool {
        false
    }

    /// What a reader of the answers should know about all logs of this format, one sentence each.
    fn notes(&self) -> &'static [&'static str] {
        &[]
    }

    /// A reader for one file.
    fn reader(&self) -> Box<dyn LineReader + Send>;
}

/// Reads the lines of one file, from the first on.
pub trait LineReader {
    /// What a line says. It has no line feed, and no carriage return at its end.
    fn line<'a>(&'a mut self, line: &'a [u8]) -> Reading<'a>;

    /// The same for a line in the layout that nearly all lines have, about a request that was let
    /// through. None for other lines, which are looked at more closely.
    #[inline]
    fn plain<'a>(&mut self, _line: Written<'a>) -> Option<Plain<'a>> {
        None
    }

    /// Counts the lines of a block. With this, a call that is not known before is made for each
    /// block only, and not for each line.
    fn block(&mut self, mut block: &[u8], tally: &mut Tally) {
        while !block.is_empty() {
            let length = line_feed(block).unwrap_or(block.len());
            let whole = Written { line: block, length };
            let (line, rest) = block.split_at(length);
            block = rest.get(1..).unwrap_or_default();
            if length > LONGEST_LINE {
                tally.too_long();
            } else if let Some(plain) = self.plain(whole) {
                tally.plain(line, plain);
            } else {
                tally.take(line, self.line(trimmed(line)));
            }
        }
    }
}

/// A line without the carriage return of Windows.
#[inline]
pub(super) fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}
