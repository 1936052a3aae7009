//! Saved reports beside each other: two in time or place ([`Diff`]), many machines in one matrix
//! ([`Merger`]).
//!
//! Nothing is judged again: what differs is what the reports themselves say. Each has its writers,
//! one file for each format.

mod diff;
mod diff_human;
mod diff_json;
mod diff_markdown;
mod diff_page;
mod kind;
mod matrix;
mod matrix_csv;
mod matrix_human;
mod matrix_json;
mod matrix_markdown;
mod matrix_page;
mod noise;
mod side;
#[cfg(test)]
mod tests;

use std::io;

pub use diff::{Change, Diff, RoleChange, State};
pub use kind::Kind;
pub use matrix::{Endpoint, Group, Machine, Matrix, Merger, RoleMatrix};
pub use noise::Noise;
pub use side::Side;

/// A format of something compared.
pub trait Writer<T>: Sync {
    /// The name on the command line.
    fn name(&self) -> &'static str;

    /// Writes all of it.
    ///
    /// # Errors
    /// Whatever `out` says, unchanged.
    fn write(&self, what: &T, out: &mut dyn io::Write) -> io::Result<()>;
}

/// Every format of a comparison, the one for people first.
pub const DIFF_WRITERS: &[&dyn Writer<Diff>] =
    &[&diff_human::Human, &diff_json::Json, &diff_markdown::Markdown, &diff_page::Page];

/// Every format of a matrix, the one for people first.
pub const MATRIX_WRITERS: &[&dyn Writer<Matrix>] = &[
    &matrix_human::Human,
    &matrix_json::Json,
    &matrix_markdown::Markdown,
    &matrix_csv::Csv,
    &matrix_page::Page,
];
