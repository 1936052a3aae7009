//! `clearway diff`: two saved reports, and what changed between them.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use clearway::compare::{DIFF_WRITERS, Diff, Kind};

use super::exit::Exit;
use super::output;
use super::saved::read;

#[derive(Args, Debug)]
#[command(
    after_help = "Exit codes: 0 nothing is newly broken; 1 something is; 2 unusable input or usage."
)]
pub(crate) struct DiffOptions {
    /// The earlier report, or the one from the open network (JSON; - is stdin)
    #[arg(value_name = "BEFORE")]
    before: PathBuf,
    /// The later report, or the one from the managed network (JSON; - is stdin)
    #[arg(value_name = "AFTER")]
    after: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    format: DiffFormat,
    /// Where to write it, instead of stdout
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DiffFormat {
    /// For people, on a terminal
    Human,
    /// clearway/diff/v1
    Json,
    /// For tickets and pull requests
    Markdown,
    /// For people, in a browser: one file that loads nothing
    Html,
}

impl DiffFormat {
    fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }
}

/// Compares, and says whether anything is newly broken.
pub(crate) fn diff(options: &DiffOptions) -> Result<Exit> {
    let (before, after) = (read(&options.before)?, read(&options.after)?);
    let diff = Diff::of(&before, &after);
    output::write(DIFF_WRITERS, options.format.name(), &diff, options.output.as_deref())?;
    let broken = diff.count(Kind::NewlyBroken) > 0;
    Ok(if broken { Exit::NotReady } else { Exit::Ready })
}
