//! Allowlists as products export them: what each entry means there, and the files around it.
//!
//! Two seams. A [`Dialect`] says what one entry means in one product; a [`Format`] reads the files
//! of one product into rules, with a dialect for each place where an entry stands. Everything that
//! follows (the audit, the comparison of two lists, the lists that are written) works on [`Rule`]s
//! and knows no product.

mod decide;
mod dialect;
pub mod dialects;
mod expression;
mod format;
pub mod formats;
mod index;
mod list;
mod meaning;
mod options;
mod path;
mod ports;
mod request;
mod rule;
mod schemes;
mod writer;
pub mod writers;

pub use decide::{Decision, Outcome};
pub use dialect::{Dialect, Rejected};
pub use format::{Format, NearbyFiles, ReadError, Source};
pub use index::Index;
pub use list::{Allowlist, Mode, Order, Origin, Otherwise, Skipped};
pub use meaning::{Case, Confidence, Doubt, Hosts, Meaning, Sees};
pub use options::{KNOWN, Known, OptionError, Options};
pub use path::{PathRule, Unseen};
pub use ports::Ports;
pub use request::Request;
pub use rule::{Action, Place, Rule};
pub use schemes::Schemes;
pub use writer::{Refused, Wanted, Writer, Written};
