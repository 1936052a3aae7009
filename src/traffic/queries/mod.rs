//! Queries for logs that are in an engine already: they answer which needs were seen allowed, seen
//! denied and never seen, as [`super::answers`] does for files.
//!
//! Hosts are matched exactly as the needs mean them, after capitals and a trailing dot are gone.
//! What an engine cannot match exactly is left out and named, and nothing wider stands for it.
//! Every text in a query is of letters, digits and a few harmless signs, and quoted besides.

mod kql;
mod matcher;
mod spl;
mod sql;
#[cfg(test)]
mod tests;

use crate::traffic::answers::Need;

pub use kql::KQL;
pub use spl::SPL;
pub use sql::{CLICKHOUSE, DUCKDB};

/// Writes queries for one engine.
pub trait Emitter: Sync {
    /// Its id, as `--emit` takes it.
    fn id(&self) -> &'static str;

    /// The engine.
    fn title(&self) -> &'static str;

    /// Where the logs are when nobody says so, and what they look like, in whole sentences.
    fn expects(&self) -> &'static str;

    /// The query about some needs; `table` is where the logs are, if not at the usual place.
    ///
    /// # Errors
    /// When `table` is no name of the engine, in words.
    fn query(&self, needs: &[Need], table: Option<&str>) -> Result<Query, String>;
}

/// Every engine.
pub const EMITTERS: &[&dyn Emitter] = &[&KQL, &SPL, &DUCKDB, &CLICKHOUSE];

/// The engine with an id: `kql`, `spl`, `sql-duckdb`, `sql-clickhouse`; `sql` is `DuckDB`'s.
///
/// # Errors
/// When there is none, with those that there are.
pub fn emitter(id: &str) -> Result<&'static dyn Emitter, String> {
    let wanted = if id == "sql" { DUCKDB.id() } else { id };
    EMITTERS.iter().find(|emitter| emitter.id() == wanted).copied().ok_or_else(|| {
        let ids: Vec<&str> = EMITTERS.iter().map(|emitter| emitter.id()).collect();
        format!("there is no query language {id:?}; there are: sql, {}", ids.join(", "))
    })
}

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The text.
    pub text: String,
    /// Needs that it leaves out, as their vendors document them, each with why, in words that
    /// follow "it".
    pub refused: Vec<(String, String)>,
}

/// A text for people, with everything replaced that could mean something in a query.
fn label(text: &str) -> String {
    let plain =
        |c: char| if c.is_ascii_alphanumeric() || " ._/:*@+,()<>-".contains(c) { c } else { '?' };
    text.chars().map(plain).collect()
}

/// A table's name, if it is one: letters, digits, underscores, and dots between the parts.
fn table<'a>(given: Option<&'a str>, usual: &'a str) -> Result<&'a str, String> {
    let table = given.unwrap_or(usual);
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if table.split('.').all(part) {
        return Ok(table);
    }
    Err(format!("{table:?} is no name of a table; write letters, digits and underscores"))
}
