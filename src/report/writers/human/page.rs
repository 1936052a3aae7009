//! Lines on their way to a terminal: indented, wrapped, coloured where that is wanted.

use std::io;

use crate::harmless::visible;
use crate::text::{Ink, Style};
use crate::text::{columns, flow};

/// Text that is ready to be shown. Whatever is put in is made harmless first.
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Page {
    /// An empty page.
    pub fn new(style: Style) -> Self {
        let width = style.width.max(Style::NARROWEST);
        Self { style: Style { width, ..style }, text: String::new() }
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A lead, and text that hangs behind it.
    pub fn item(&mut self, indent: usize, lead: &str, ink: Ink, text: &str) {
        let column = indent + columns(lead);
        self.hanging(indent, lead, ink, text, column);
    }

    /// A lead, and text whose further lines begin at `hang`.
    pub fn hanging(&mut self, indent: usize, lead: &str, ink: Ink, text: &str, hang: usize) {
        let Style { width, colour } = self.style;
        let lead = visible(lead);
        self.text.extend(std::iter::repeat_n(' ', indent));
        let mut column = indent + columns(&lead);
        if column <= width {
            self.text.push_str(&ink.paint(&lead, colour));
        } else {
            let set = flow(&lead, indent, hang, width);
            column = set.lines().last().map_or(indent, columns) + 1;
            let lines: Vec<String> = set.lines().map(|line| ink.paint(line, colour)).collect();
            self.text.push_str(&lines.join("\n"));
            self.text.push(' ');
        }
        self.text.push_str(&flow(&visible(text), column, hang, width));
        self.text.push('\n');
    }

    /// A host in its own ink, and a remark behind it.
    pub fn place(&mut self, indent: usize, place: &str, remark: &str) {
        let place = visible(place);
        let width = self.style.width;
        self.text.extend(std::iter::repeat_n(' ', indent));
        let fits = indent + columns(&place) <= width;
        if fits {
            self.text.push_str(&Ink::Place.paint(&place, self.style.colour));
        } else {
            self.text.push_str(&flow(&place, indent, indent, width));
        }
        if !remark.is_empty() {
            let column = if fits { indent + columns(&place) + 2 } else { width };
            let remark = visible(remark);
            let room = column.saturating_add(columns(&remark)) <= width;
            if room {
                self.text.push_str("  ");
            } else {
                self.text.push('\n');
                self.text.extend(std::iter::repeat_n(' ', indent + 2));
            }
            let column = if room { column } else { indent + 2 };
            self.text.push_str(&flow(&remark, column, indent + 2, width));
        }
        self.text.push('\n');
    }

    /// Hands over what is ready.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn pour(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}
