//! What every reader does alike: rules with their places, and what is no rule.

use std::sync::Arc;

use crate::allowlist::{
    Action, Allowlist, Dialect, Meaning, Options, Order, Otherwise, Place, ReadError, Rejected,
    Rule, Skipped, Source,
};

/// A list while it is read.
pub struct Gather {
    /// What has been read.
    pub list: Allowlist,
}

impl Gather {
    /// An empty list.
    pub fn new(format: &'static str, order: Order, otherwise: Otherwise) -> Self {
        Self {
            list: Allowlist {
                format,
                modes: Vec::new(),
                order,
                otherwise,
                rules: Vec::new(),
                skipped: Vec::new(),
                notes: Vec::new(),
            },
        }
    }

    /// Takes a mode into the list, and gives its value.
    pub fn mode(&mut self, options: &Options, name: &'static str) -> String {
        let mode = options.mode(name);
        let value = mode.value.clone();
        self.list.modes.push(mode);
        value
    }

    /// Says something about the whole, once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.list.notes.contains(&note) {
            self.list.notes.push(note);
        }
    }

    /// Reads an entry with a dialect: a rule, or refused.
    pub fn entry(
        &mut self,
        dialect: &dyn Dialect,
        action: Action,
        text: &str,
        place: Place,
        group: Option<&Arc<str>>,
    ) {
        self.read(dialect.entry(text), action, text, place, group);
    }

    /// Takes what an entry was read as: a rule, or refused.
    pub fn read(
        &mut self,
        read: Result<Meaning, Rejected>,
        action: Action,
        text: &str,
        place: Place,
        group: Option<&Arc<str>>,
    ) {
        match read {
            Ok(meaning) => self.list.rules.push(Rule {
                action,
                meaning,
                text: text.to_owned(),
                place,
                group: group.cloned(),
                conditions: Vec::new(),
            }),
            Err(Rejected(why)) => self.refused(text, place, why),
        }
    }

    /// Something that the product refuses.
    pub fn refused(&mut self, text: &str, place: Place, why: impl Into<String>) {
        let (text, why) = (text.to_owned(), why.into());
        self.list.skipped.push(Skipped { text, place, why, refused: true });
    }

    /// Something that is not read here.
    pub fn skipped(&mut self, text: &str, place: Place, why: impl Into<String>) {
        let (text, why) = (text.to_owned(), why.into());
        self.list.skipped.push(Skipped { text, place, why, refused: false });
    }
}

/// The lines of a text, numbered from 1, without what ends them.
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end_matches('\r')))
}

/// The text without a byte order mark.
pub fn unmarked(source: &Source) -> &str {
    source.text.strip_prefix('\u{feff}').unwrap_or(&source.text)
}

/// That a file is not of a format, at its beginning.
pub fn not_this(source: &Source, why: impl Into<String>) -> ReadError {
    ReadError {
        place: Place { file: source.file.clone(), line: 1, column: 1, length: 1 },
        why: why.into(),
    }
}
