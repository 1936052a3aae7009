//! The report as it is, for programs: `reports/report.schema.json` describes it.
//!
//! Valid JSON with one role and one probe on a line, so that two reports can be compared line by
//! line. Control and invisible characters are escaped, so that a terminal does not obey them.

use std::io::{self, Write as _};

use serde::Serialize as _;
use serde_json::ser::Formatter;

use super::{Style, Writer};
use crate::harmless::is_hidden;
use crate::report::Report;

/// `json`.
pub(super) struct Json;

impl Writer for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, report: &Report, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let mut json = serde_json::Serializer::with_formatter(&mut out, ItemPerLine { depth: 0 });
        report.serialize(&mut json).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// Breaks lines between the fields of the report and between the items of its lists; what lies
/// deeper stays on one line.
struct ItemPerLine {
    depth: usize,
}

/// Depth of the fields of the report, and of the items of its lists.
const FIELDS: usize = 1;
const ITEMS: usize = 2;

impl ItemPerLine {
    fn close<W: ?Sized + io::Write>(&mut self, to: &mut W, bracket: &[u8]) -> io::Result<()> {
        let breaks = self.depth == FIELDS;
        self.depth -= 1;
        if breaks {
            to.write_all(b"\n")?;
        }
        to.write_all(bracket)
    }

    fn separate<W: ?Sized + io::Write>(to: &mut W, first: bool, breaks: bool) -> io::Result<()> {
        if !first {
            to.write_all(b",")?;
        }
        if breaks { to.write_all(b"\n") } else { Ok(()) }
    }
}

impl Formatter for ItemPerLine {
    fn begin_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        to.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::separate(to, first, self.depth == ITEMS)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.depth += 1;
        to.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        to: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::separate(to, first, self.depth == FIELDS)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        to: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_hidden) {
            to.write_all(&rest.as_bytes()[..at])?;
            let hidden = rest[at..].chars().next().map_or(0, char::len_utf8);
            let mut units = [0; 2];
            for character in rest[at..at + hidden].chars() {
                for unit in character.encode_utf16(&mut units) {
                    write!(to, "\\u{unit:04x}")?;
                }
            }
            rest = &rest[at + hidden..];
        }
        to.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &serde_json::Value) -> String {
        let mut out = Vec::new();
        let mut json = serde_json::Serializer::with_formatter(&mut out, ItemPerLine { depth: 0 });
        value.serialize(&mut json).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_item_of_a_list_is_a_line() {
        let value = serde_json::json!({"a": [{"x": [1, 2]}, {"y": {}}], "b": {"c": []}});
        assert_eq!(
            written(&value),
            "{\n\"a\":[\n{\"x\":[1,2]},\n{\"y\":{}}],\n\"b\":{\"c\":[]}\n}"
        );
    }

    #[test]
    fn hidden_characters_are_escaped_and_come_back() {
        let value = serde_json::json!({"a": "x\u{1b}[m\u{9b}m\u{202e}\u{e0041}\"\\\u{7f}é"});
        let text = written(&value);
        assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
