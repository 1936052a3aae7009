//! A list while it is read.

use std::sync::Arc;

use super::super::dialects::dialect;
use crate::allowlist::{
    Action, Allowlist, Meaning, Mode, Order, Otherwise, Place, Ports, Rule, Schemes, Skipped,
};

/// What has been read so far.
pub(super) struct Draft {
    list: Allowlist,
}

/// What stands around an entry.
#[derive(Clone)]
pub(super) struct Around {
    /// What happens to requests that it matches.
    pub(super) action: Action,
    /// The list or rule that it belongs to.
    pub(super) group: Option<Arc<str>>,
    /// The ports, where they stand outside the entry.
    pub(super) ports: Option<Ports>,
    /// The schemes, where they stand outside the entry.
    pub(super) schemes: Option<Schemes>,
    /// What else must hold.
    pub(super) conditions: Vec<String>,
}

impl Around {
    /// An entry that allows, in a list of some name.
    pub(super) fn allow(group: Option<&str>) -> Self {
        Self::of(Action::Allow, group)
    }

    /// An entry that allows or denies, in a list of some name.
    pub(super) fn of(action: Action, group: Option<&str>) -> Self {
        Self {
            action,
            group: group.map(Arc::from),
            ports: None,
            schemes: None,
            conditions: Vec::new(),
        }
    }
}

impl Draft {
    /// An empty list of a format.
    pub(super) fn new(format: &'static str, order: Order, otherwise: Otherwise) -> Self {
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

    /// Names a mode that the reading depends on.
    pub(super) fn mode(&mut self, mode: Mode) {
        self.list.modes.push(mode);
    }

    /// Says something about the whole.
    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.list.notes.contains(&note) {
            self.list.notes.push(note);
        }
    }

    /// Takes an entry in a dialect; one that the product refuses is skipped with the reason.
    pub(super) fn entry(&mut self, id: &str, text: &str, place: Place, around: &Around) {
        let found = dialect(id).map(|dialect| dialect.entry(text));
        match found {
            Some(Ok(meaning)) => self.rule(meaning, text, place, around),
            Some(Err(why)) => self.refused(text, place, why.to_string()),
            None => self.unread(text, place, format!("is of a kind that is not read ({id})")),
        }
    }

    /// Takes a meaning.
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

    /// Takes something that the product refuses.
    pub(super) fn refused(&mut self, text: &str, place: Place, why: impl Into<String>) {
        let skipped = Skipped { text: text.to_owned(), place, why: why.into(), refused: true };
        self.list.skipped.push(skipped);
    }

    /// Takes something that is not read here.
    pub(super) fn unread(&mut self, text: &str, place: Place, why: impl Into<String>) {
        let skipped = Skipped { text: text.to_owned(), place, why: why.into(), refused: false };
        self.list.skipped.push(skipped);
    }

    /// The list.
    pub(super) fn done(mut self) -> Allowlist {
        if self.list.rules.is_empty() && self.list.skipped.is_empty() {
            self.note("no entries were found; is this the right file, and the right `--format`?");
        }
        self.list
    }
}
