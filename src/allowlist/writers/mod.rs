//! The writers: one file for each product, one line for each in the list.

use super::Writer;

/// Every writer.
pub const WRITERS: &[&dyn Writer] = &[];

/// The writer of a format.
#[must_use]
pub fn writer(id: &str) -> Option<&'static dyn Writer> {
    WRITERS.iter().find(|writer| writer.id() == id).copied()
}
