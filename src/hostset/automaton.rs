//! The deterministic automaton of an expression.

use regex_automata::dfa::dense::{self, DFA};
use regex_automata::dfa::{Automaton as _, StartKind};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};

use super::RegularError;

/// Bytes that one automaton may take.
const LARGEST: usize = 2 << 20;

/// Bytes that the automaton before it, which is not deterministic, may take.
const LARGEST_FIRST: usize = 1 << 20;

/// Bytes that making it may take.
const LARGEST_WORK: usize = 8 << 20;

/// An automaton that reads a text from the first byte to the last.
pub(super) struct Automaton(DFA<Vec<u32>>);

/// Reads expressions as all of this room does.
pub(super) fn parser() -> regex_syntax::Parser {
    regex_syntax::ParserBuilder::new().unicode(false).utf8(false).nest_limit(100).build()
}

/// Checks that an expression can be read.
pub(super) fn check(source: &str) -> Result<(), RegularError> {
    parser()
        .parse(source)
        .map(drop)
        .map_err(|error| RegularError::Syntax(last_line(&error.to_string())))
}

/// What is wrong, without the drawing above it.
fn last_line(error: &str) -> String {
    let line = error.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

impl Automaton {
    /// The automaton of the texts that `source` matches as a whole.
    pub(super) fn new(source: &str) -> Result<Self, RegularError> {
        check(source)?;
        dense::Builder::new()
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Anchored)
                    .dfa_size_limit(Some(LARGEST))
                    .determinize_size_limit(Some(LARGEST_WORK)),
            )
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .thompson(thompson::Config::new().nfa_size_limit(Some(LARGEST_FIRST)))
            .build(&format!("(?:{source})\\z"))
            .map(Self)
            .map_err(|_| RegularError::TooLarge)
    }

    /// The state before the first byte.
    pub(super) fn start(&self) -> StateID {
        let config = start::Config::new().anchored(Anchored::Yes);
        // An anchored start has no quit byte before it, and so cannot fail.
        self.0.start_state(&config).unwrap_or_default()
    }

    /// The state after one more byte.
    pub(super) fn next(&self, state: StateID, byte: u8) -> StateID {
        self.0.next_state(state, byte)
    }

    /// The state after some more text.
    pub(super) fn read(&self, state: StateID, text: &str) -> StateID {
        text.bytes().fold(state, |state, byte| self.next(state, byte))
    }

    /// True when a text may end here.
    pub(super) fn accepts(&self, state: StateID) -> bool {
        self.0.is_match_state(self.0.next_eoi_state(state))
    }

    /// True when no text that goes on from here is accepted.
    pub(super) fn is_dead(&self, state: StateID) -> bool {
        self.0.is_dead_state(state)
    }

    /// True when the parts, one after the other, are a text of the set.
    pub(super) fn matches<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> bool {
        let end = parts.into_iter().fold(self.start(), |state, part| self.read(state, part));
        self.accepts(end)
    }
}
