//! One question to a script: what helpers may use, have used up, and have seen.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Zoned;

use super::helpers::{Argument, Returned};
use super::{PacCall, PacClock, PacLimits, PacNames};

/// Most calls that are kept; what comes later is counted only.
const MOST_CALLS: usize = 300;

/// Most notes that are kept.
const MOST_NOTES: usize = 50;

/// Longest argument or result that is kept, in characters.
const LONGEST_SHOWN: usize = 200;

/// The state of the question that is being answered. One for each script, begun anew each time.
#[derive(Debug)]
pub(super) struct Evaluation {
    names: Arc<dyn PacNames>,
    clock: PacClock,
    limits: PacLimits,
    deadline: Cell<Instant>,
    expired: Cell<bool>,
    looked_up: RefCell<HashMap<String, Vec<IpAddr>>>,
    lookup_time: Cell<Duration>,
    calls: RefCell<Vec<PacCall>>,
    uncounted: Cell<u64>,
    notes: RefCell<Vec<String>>,
    /// Why what the script decided stands on an answer that nobody gave.
    doubt: RefCell<Option<String>>,
}

impl Evaluation {
    pub(super) fn new(names: Arc<dyn PacNames>, clock: PacClock, limits: PacLimits) -> Self {
        let deadline = Cell::new(Instant::now() + limits.time);
        Self {
            names,
            clock,
            limits,
            deadline,
            expired: Cell::default(),
            looked_up: RefCell::default(),
            lookup_time: Cell::default(),
            calls: RefCell::default(),
            uncounted: Cell::default(),
            notes: RefCell::default(),
            doubt: RefCell::default(),
        }
    }

    /// Forgets everything; the time begins to run.
    pub(super) fn begin(&self) {
        self.deadline.set(Instant::now() + self.limits.time);
        self.expired.set(false);
        self.looked_up.borrow_mut().clear();
        self.lookup_time.set(Duration::ZERO);
        self.calls.borrow_mut().clear();
        self.uncounted.set(0);
        self.notes.borrow_mut().clear();
        self.doubt.take();
    }

    pub(super) fn limits(&self) -> &PacLimits {
        &self.limits
    }

    /// True when the script has run too long; remembered.
    pub(super) fn is_late(&self) -> bool {
        if Instant::now() >= self.deadline.get() {
            self.expired.set(true);
        }
        self.expired.get()
    }

    /// True when the script was found to have run too long.
    pub(super) fn expired(&self) -> bool {
        self.expired.get()
    }

    pub(super) fn now(&self) -> Zoned {
        self.clock.now()
    }

    /// Addresses of this machine.
    pub(super) fn own_addresses(&self) -> Vec<IpAddr> {
        self.untimed(|| self.names.own_addresses())
    }

    /// Addresses of a name, none when it has none or when the lookups are used up. An address is
    /// its own address; each name is asked once.
    pub(super) fn addresses(&self, name: &str) -> Vec<IpAddr> {
        if let Ok(address) = name.parse() {
            return vec![address];
        }
        if name.is_empty() {
            return Vec::new();
        }
        if let Some(known) = self.looked_up.borrow().get(name) {
            return known.clone();
        }
        if self.looked_up.borrow().len() >= self.limits.lookups {
            let most = self.limits.lookups;
            self.doubt_that(format!(
                "more than {most} names were looked up; the others count as unknown"
            ));
            return Vec::new();
        }
        if self.lookup_time.get() >= self.limits.lookup_time {
            let most = self.limits.lookup_time.as_secs_f64();
            self.doubt_that(format!("lookups took {most} s; further names count as unknown"));
            return Vec::new();
        }
        let found = self.untimed(|| self.names.addresses(name));
        let found = found.unwrap_or_else(|why| {
            tracing::debug!(name, why, "a name that a PAC file asked for has no address");
            Vec::new()
        });
        self.looked_up.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    /// Does something that waits, on the account of lookups rather than of the script.
    fn untimed<T>(&self, wait: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let got = wait();
        let took = begun.elapsed();
        self.lookup_time.set(self.lookup_time.get() + took);
        self.deadline.set(self.deadline.get() + took);
        got
    }

    /// Keeps why an answer is a guess, which is worth a note, too.
    fn doubt_that(&self, why: String) {
        self.doubt.borrow_mut().get_or_insert_with(|| why.clone());
        self.note(why);
    }

    /// Why what was decided stands on a guess, if it does.
    pub(super) fn doubt(&self) -> Option<String> {
        self.doubt.take()
    }

    /// Adds a sentence for the reader, once.
    pub(super) fn note(&self, note: String) {
        let mut notes = self.notes.borrow_mut();
        if notes.len() < MOST_NOTES && !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// Keeps a call for the reader.
    pub(super) fn called(&self, helper: &str, with: &[Argument], got: &Returned, took: Duration) {
        let mut calls = self.calls.borrow_mut();
        if calls.len() >= MOST_CALLS {
            self.uncounted.set(self.uncounted.get() + 1);
            return;
        }
        calls.push(PacCall {
            helper: helper.to_owned(),
            arguments: with.iter().map(|argument| cut(&argument.to_string())).collect(),
            returned: cut(&got.to_string()),
            took,
        });
    }

    /// Takes what was seen: calls and notes.
    pub(super) fn finish(&self) -> (Vec<PacCall>, Vec<String>) {
        if self.uncounted.get() > 0 {
            self.note(format!("{} more calls of helpers are not shown", self.uncounted.get()));
        }
        (self.calls.take(), self.notes.take())
    }
}

/// The beginning of a text, as it may be shown: scripts may put anything in it.
pub(super) fn cut(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(LONGEST_SHOWN).map(plain).collect();
    if characters.next().is_some() {
        shown.push_str("...");
    }
    shown
}
