//! `clearway catalogue`: keeping the lists current.

mod diff;
mod download;
mod import;
mod lint;
#[expect(clippy::doc_markdown, reason = "these comments are the help texts")]
mod options;

use anyhow::Result;

use super::exit::Exit;

pub(crate) use options::{CatalogueCommand, CatalogueOptions};

/// Runs one of the subcommands.
pub(crate) fn catalogue(options: &CatalogueOptions) -> Result<Exit> {
    match &options.command {
        CatalogueCommand::Import(options) => import::import(options),
        CatalogueCommand::Diff(options) => diff::diff(options),
        CatalogueCommand::Lint(options) => lint::lint(options),
    }
}
