//! `clearway merge`: saved reports of many machines in one matrix.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use clearway::compare::{MATRIX_WRITERS, Merger};
use clearway::saved::{SCHEMA, SavedError};

use super::exit::Exit;
use super::output;
use super::saved::read_brief;

#[derive(Args, Debug)]
#[command(after_help = "Example:\n  clearway merge *.json --format html --output fleet.html")]
pub(crate) struct MergeOptions {
    /// Saved JSON reports, one for each machine and account; of several the latest counts
    #[arg(value_name = "REPORT", required = true)]
    files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    format: MergeFormat,
    /// Where to write it, instead of stdout
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MergeFormat {
    /// For people, on a terminal
    Human,
    /// clearway/merge/v1
    Json,
    /// For tickets
    Markdown,
    /// For spreadsheets: a row for each machine, role and endpoint
    Csv,
    /// For people, in a browser: one file that loads nothing
    Html,
}

impl MergeFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }
}

/// Reads report after report, and writes the matrix when all could be read.
pub(crate) fn merge(options: &MergeOptions) -> Result<Exit> {
    let mut merger = Merger::default();
    let mut others = Vec::new();
    for file in &options.files {
        match read_brief(file) {
            Ok(report) => merger.add(&file.display().to_string(), report),
            Err(SavedError::OtherVersion { file, found }) => {
                others.push(format!("{file} ({found})"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if !others.is_empty() {
        bail!(
            "reports of different schema versions cannot be merged: this clearway reads {SCHEMA}, and \
             {} of {} are of another: {}",
            others.len(),
            options.files.len(),
            others.join(", ")
        );
    }
    let matrix = merger.finish();
    output::write(MATRIX_WRITERS, options.format.name(), &matrix, options.output.as_deref())?;
    Ok(Exit::Ready)
}
