//! The audit: a list held against what roles need, without a network.
//!
//! Each needed endpoint gets a [`Coverage`]; each entry of the list is looked at by every check in
//! [`checks`]. Both work on sets of hosts, never on how an entry is written.

mod addresses;
mod against;
mod breadth;
mod candidates;
pub mod checks;
mod coverage;
mod export;
mod finding;
mod judge;
mod lean;
mod lookalike;
mod meaning;
mod needed;
mod passing;
mod ranges;
mod remedy;
mod request;
mod suppress;
#[cfg(test)]
mod tests;
mod whole;
pub mod writers;

pub use against::{Loss, losses};
pub use breadth::{Breadth, breadth};
pub use coverage::{Coverage, Missing, Verdict};
pub use export::{Exported, export};
pub use finding::{Finding, Severity, Suppressed};
pub use meaning::meaning;
pub use needed::{Asker, Needed, Unjudged, needed};
pub use request::{Demand, Evidence, Request, RequestForm};
pub use suppress::{Suppression, SuppressionError, Suppressions};
pub use whole::{Audit, EntryUse, Outcome};
