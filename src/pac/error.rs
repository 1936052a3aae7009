//! Why a script gave no answer.

use std::fmt;
use std::time::Duration;

use super::PacResultError;

/// A place in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from one.
    pub line: u32,
    /// Column, from one.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a script cannot be loaded, or gave no answer that can be used. A client that meets one of
/// these mostly goes direct without a word.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PacError {
    /// This program has no engine.
    #[error("this clearway was built without PAC (feature `pac`), so no script can be asked")]
    NotBuilt,
    /// The document is larger than is allowed.
    #[error("the script has {found} bytes; {most} are the most")]
    TooLarge {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        most: usize,
    },
    /// The document is no script.
    #[error("{}the script cannot be read: {message}{}", place(*at), hint(*web_page))]
    Syntax {
        /// What the engine says.
        message: String,
        /// Where.
        at: Option<Position>,
        /// True when the document begins like a web page, as the answer of a login page or an
        /// error page does.
        web_page: bool,
    },
    /// The script raised an error, when it was loaded or when it was asked.
    #[error("{}the script stopped with an error: {message}", place(*at))]
    Thrown {
        /// The error, with its kind.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// The script defines no function to ask.
    #[error("the script defines no function FindProxyForURL")]
    NoFunction,
    /// The script ran longer than is allowed.
    #[error("the script was stopped after {} s", .after.as_secs_f64())]
    TimedOut {
        /// How long it may run.
        after: Duration,
    },
    /// The script ran too long so often, or so stubbornly, that it is not asked again.
    #[error("the script ran too long before and is not asked again")]
    GivenUp,
    /// The script used more memory than is allowed.
    #[error("the script used more than {} MiB of memory", .most >> 20)]
    Memory {
        /// Bytes allowed.
        most: usize,
    },
    /// The functions of the script call each other too deeply.
    #[error("{}the functions of the script call each other too deeply", place(*at))]
    Stack {
        /// Where.
        at: Option<Position>,
    },
    /// The function returned something of which nothing can be used.
    #[error("the script answered {text}: {why}")]
    Result {
        /// What it returned, cut.
        text: String,
        /// Why that says nothing.
        why: PacResultError,
    },
    /// The engine itself cannot be started.
    #[error("the engine for scripts does not start: {0}")]
    Engine(String),
}

fn place(at: Option<Position>) -> String {
    at.map(|at| format!("{at}: ")).unwrap_or_default()
}

fn hint(it_is: bool) -> &'static str {
    if it_is {
        " (the document begins like a web page; is it a login or an error page?)"
    } else {
        ""
    }
}
