//! The dialects: one file for each product, one line for each in the list.

use super::Dialect;

mod plain;

/// Every dialect.
pub const DIALECTS: &[&dyn Dialect] = &[&plain::DOT, &plain::STAR, &plain::SUBTREE, &plain::EXACT];

/// The dialect with an id.
#[must_use]
pub fn dialect(id: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().find(|dialect| dialect.id() == id).copied()
}
