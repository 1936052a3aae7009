//! What a script answered, and how it came to it.

use std::time::Duration;

use crate::proxy::Route;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacAnswer {
    /// What the function returned, untouched; empty when it returned nothing.
    pub text: String,
    /// The routes in the order in which they are to be tried. Never empty.
    pub chain: Vec<Route>,
    /// What a reader of the answer should know: words that were skipped, limits that were met,
    /// places where clients disagree.
    pub notes: Vec<String>,
    /// Why the chain is no word to rely on: it leads direct behind an entry that cannot be read, or
    /// it was decided by a lookup that was not made. Following it would be a guess.
    pub doubt: Option<String>,
    /// The helper functions that the script called, in order; the first few hundred of them.
    pub calls: Vec<PacCall>,
}

/// One call of a helper function by a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacCall {
    /// The function, such as `dnsResolve`.
    pub helper: String,
    /// Its arguments as text; long ones are cut.
    pub arguments: Vec<String>,
    /// What it returned, as text: `true`, `null`, `10.1.2.3`.
    pub returned: String,
    /// How long it took. Only lookups take long.
    pub took: Duration,
}
