//! How wide and how colourful a text for people may be.

use anstyle::{AnsiColor, Style as Paint};

/// What the place can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line; `usize::MAX` never wraps. Less than [`Style::NARROWEST`] counts as that.
    pub width: usize,
    /// Whether colours are understood and wanted.
    pub colour: Colour,
}

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Not one escape sequence.
    Never,
    /// ANSI escape sequences. They repeat what the words say and carry nothing alone.
    Ansi,
}

impl Style {
    /// Columns below which nothing can be laid out.
    pub const NARROWEST: usize = 40;
}

impl Default for Style {
    /// 80 columns without colours.
    fn default() -> Self {
        Self { width: 80, colour: Colour::Never }
    }
}

/// What a word stands for, and so how it is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// As it comes.
    Plain,
    /// All is well.
    Good,
    /// Not known, or a warning.
    Doubt,
    /// Refused or failed.
    Bad,
    /// Something to find again: a number, a label.
    Mark,
    /// A host to copy.
    Place,
}

impl Ink {
    /// The text between the sequences of this ink, or bare.
    #[must_use]
    pub fn paint(self, text: &str, colour: Colour) -> String {
        let paint = match (colour, self) {
            (Colour::Never, _) | (Colour::Ansi, Self::Plain) => return text.to_owned(),
            (Colour::Ansi, _) if text.trim().is_empty() => return text.to_owned(),
            (Colour::Ansi, Self::Good) => AnsiColor::Green.on_default().bold(),
            (Colour::Ansi, Self::Doubt) => AnsiColor::Yellow.on_default().bold(),
            (Colour::Ansi, Self::Bad) => AnsiColor::Red.on_default().bold(),
            (Colour::Ansi, Self::Mark) => AnsiColor::Cyan.on_default(),
            (Colour::Ansi, Self::Place) => Paint::new().bold(),
        };
        format!("{paint}{text}{paint:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_there_is_no_escape() {
        assert_eq!(Ink::Bad.paint("NOT READY", Colour::Never), "NOT READY");
        let painted = Ink::Bad.paint("NOT READY", Colour::Ansi);
        assert!(painted.starts_with('\u{1b}') && painted.ends_with("\u{1b}[0m"), "{painted:?}");
    }
}
