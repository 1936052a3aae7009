//! What every reader does alike: rules with their places, and what is no rule.

use super::around::Around;
use crate::allowlist::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Meaning, Mode, Options, Order, Otherwise, Place, ReadError, Rejected, Rule,
    Skipped, Source,
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

    /// Takes a mode that was read elsewhere.
    pub fn state(&mut self, mode: Mode) {
        self.list.modes.push(mode);
    }

    /// Takes an entry in a dialect: a rule, or refused.
    pub(super) fn entry(&mut self, id: &str, text: &str, place: Place, around: &Around) {
        match dialect(id) {
            Some(dialect) => self.read(dialect.entry(text), text, place, around),
            None => self.skipped(text, place, format!("is of a kind that is not read ({id})")),
        }
    }

    /// Takes what an entry was read as: a rule, or refused.
    pub(super) fn read(
        &mut self,
        read: Result<Meaning, Rejected>,
        text: &str,
        place: Place,
        around: &Around,
    ) {
        match read {
            Ok(meaning) => self.rule(meaning, text, place, around),
            Err(Rejected(why)) => self.refused(text, place, why),
        }
    }

    /// Takes a meaning, cut down to the ports and schemes that stand around it.
    pub(super) fn rule(&mut self, mut meaning: Meaning, text: &str, place: Place, around: &Around) {
        if let Some(ports) = &around.ports {
            meaning.ports = meaning.ports.intersection(ports);
        }
        if let Some(schemes) = around.schemes {
            meaning.schemes = meaning.schemes.intersection(schemes);
        }
        self.list.rules.push(Rule {
            action: around.action,
            meaning,
            text: text.to_owned(),
            place,
            group: around.group.clone(),
            conditions: around.conditions.clone(),
        });
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

    /// The list, which says so when nothing was found in the file, or nothing that lets through.
    pub fn done(mut self) -> Allowlist {
        if self.list.rules.is_empty() && self.list.skipped.is_empty() {
            self.note("no entries were found; is this the right file, and the right `--format`?");
        }
        let denies = self.list.rules.iter().all(|rule| rule.action == Action::Deny);
        if denies && self.list.otherwise == Otherwise::NotSaid {
            self.only_stops();
        }
        self.list
    }

    /// A list of what is stopped says nothing about the rest: where an allow wins anyway the rest
    /// is read as passing, and elsewhere nobody can tell.
    fn only_stops(&mut self) {
        let Some(last) = self.list.rules.last().cloned() else { return };
        if self.list.order == Order::AllowWins {
            self.list.otherwise = Otherwise::Allowed;
            self.note("the list only stops names; what it does not stop is read as passing it");
            return;
        }
        let why = "the list only stops names, and does not say what happens to others";
        self.note(why);
        let rest = Rule {
            action: Action::Allow,
            meaning: Meaning::unknown(why),
            text: "everything else".to_owned(),
            group: None,
            conditions: Vec::new(),
            ..last
        };
        match self.list.order {
            Order::LastMatch => self.list.rules.insert(0, rest),
            _ => self.list.rules.push(rest),
        }
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
