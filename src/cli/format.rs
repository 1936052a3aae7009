//! The formats of reports, as they are typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::args::parse_seconds;
use super::nearest::did_you_mean;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// For people, on a terminal
    Human,
    /// clearway/report/v1
    Json,
    /// For build servers
    Junit,
    /// For code scanning
    Sarif,
    /// For spreadsheets
    Csv,
    /// For tickets
    Markdown,
    /// For people, in a browser: one file that loads nothing
    Html,
}

impl FormatName {
    /// The name of the writer.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// The ending of a file in this format.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Human => "txt",
            Self::Json => "json",
            Self::Junit => "xml",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }
}

/// `FORMAT=PATH`.
pub(crate) fn parse_report(text: &str) -> Result<(FormatName, PathBuf), String> {
    let expected = "expected FORMAT=PATH with human, json, junit, sarif, csv, markdown or html, such \
                    as html=report.html";
    let (format, path) = text.split_once('=').ok_or(expected)?;
    let format = FormatName::from_str(format, true).map_err(|_| {
        let names = FormatName::value_variants().iter().map(|format| format.name());
        format!("{expected}{}", did_you_mean(format, names))
    })?;
    if path.is_empty() {
        return Err(expected.to_owned());
    }
    Ok((format, path.into()))
}

#[derive(Args, Debug)]
pub(crate) struct OutputOptions {
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: FormatName,
    /// Also write a report: human, json, junit, sarif, csv, markdown or html (repeatable)
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse_report)]
    pub(crate) report: Vec<(FormatName, PathBuf)>,
    /// Hold the run against a saved JSON report from elsewhere: what works outside, and not here
    #[arg(long, value_name = "REPORT")]
    pub(crate) baseline: Option<PathBuf>,
    /// Repeat this long after each round, and say what changed; q quits
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, conflicts_with = "site")]
    pub(crate) watch: Option<std::time::Duration>,
    /// Exit with 0 when all that is open are wildcards without a name to ask for
    #[arg(long)]
    pub(crate) allow_untested: bool,
}
