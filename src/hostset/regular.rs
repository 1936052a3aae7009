//! A set of texts that a regular expression describes.

use std::fmt;
use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::automaton::{Automaton, check, parser};
use super::endings::endings;

/// The texts that an expression matches from the first byte to the last.
///
/// The expression is in the syntax of the `regex` crate, on bytes; readers of foreign dialects
/// translate into it. What a product holds against it may be more than the host (`host:443`,
/// `https://host/`): `before` and `after` are that text around it.
#[derive(Clone)]
pub struct Regular(Arc<Parts>);

/// In one place, so that a set takes few bytes where it is no expression.
struct Parts {
    source: Arc<str>,
    before: Arc<str>,
    after: Arc<str>,
    automaton: Arc<OnceLock<Result<Automaton, RegularError>>>,
}

/// Why an expression is no set that can be worked with.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RegularError {
    /// Not in the syntax.
    #[error("the regular expression cannot be read: {0}")]
    Syntax(String),
    /// Its automaton would be larger than the limit.
    #[error("the regular expression is too large to be decided")]
    TooLarge,
}

impl Regular {
    /// The texts that `source` matches as a whole; the syntax is checked, the automaton waits until
    /// it is needed.
    ///
    /// # Errors
    /// [`RegularError::Syntax`] when it is no regular expression.
    pub fn new(source: impl Into<Arc<str>>) -> Result<Self, RegularError> {
        let source = source.into();
        check(&source)?;
        let (before, after) = (Arc::from(""), Arc::from(""));
        Ok(Self(Arc::new(Parts { source, before, after, automaton: Arc::default() })))
    }

    /// The hosts for which `before`, the host and `after` together are in this set.
    #[must_use]
    pub fn within(&self, before: &str, after: &str) -> Self {
        let Parts { source, automaton, .. } = &*self.0;
        let (source, automaton) = (Arc::clone(source), Arc::clone(automaton));
        Self(Arc::new(Parts { source, before: before.into(), after: after.into(), automaton }))
    }

    /// The expression.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The text that stands before the host.
    pub(super) fn before(&self) -> &str {
        &self.0.before
    }

    /// The text that stands after the host.
    pub(super) fn after(&self) -> &str {
        &self.0.after
    }

    /// True when `text`, with what stands around it, is in the set.
    ///
    /// # Errors
    /// [`RegularError::TooLarge`] when the expression cannot be decided.
    pub fn matches(&self, text: &str) -> Result<bool, RegularError> {
        Ok(self.automaton()?.matches([self.before(), text, self.after()]))
    }

    /// Texts of which every text of the set has one at its end; none when no such are known.
    pub(super) fn endings(&self) -> Option<Vec<String>> {
        if !self.after().is_empty() {
            return None;
        }
        endings(&parser().parse(self.source()).ok()?)
    }

    /// The automaton, made at the first call.
    pub(super) fn automaton(&self) -> Result<&Automaton, RegularError> {
        let made = self.0.automaton.get_or_init(|| Automaton::new(self.source()));
        made.as_ref().map_err(Clone::clone)
    }
}

impl fmt::Debug for Regular {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}[{:?}]{:?}", self.before(), self.source(), self.after())
    }
}

impl PartialEq for Regular {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
            && (self.before(), self.after()) == (other.before(), other.after())
    }
}

impl Eq for Regular {}
