//! What can be typed after `clearway catalogue`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use clearway::curation::M365Instance;

use super::super::args::{ListFormat, RouteOptions};

#[derive(Args, Debug)]
pub(crate) struct CatalogueOptions {
    #[command(subcommand)]
    pub(crate) command: CatalogueCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Make role files of a vendor's article or of the Microsoft 365 endpoints web service
    Import(Box<ImportOptions>),
    /// Show what changed between two catalogues; exit code 1 when something did
    Diff(DiffOptions),
    /// Look for mistakes in a directory of role files; exit code 1 when there are any
    Lint(LintOptions),
}

#[derive(Args, Debug)]
pub(crate) struct ImportOptions {
    /// An article in Markdown, in any language
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "m365",
        conflicts_with = "m365",
        requires = "product"
    )]
    pub(crate) markdown: Option<PathBuf>,
    /// The JSON of the Microsoft 365 endpoints web service; downloaded only when an address is given
    #[arg(long, value_name = "FILE|URL")]
    pub(crate) m365: Option<String>,
    /// The product that the roles belong to, the first half of their ids
    /// [default with --m365: microsoft365]
    #[arg(long, value_name = "NAME")]
    pub(crate) product: Option<String>,
    /// Whose list it is, where its name does not say so [default: worldwide]
    #[arg(long, value_enum, value_name = "INSTANCE", conflicts_with = "markdown")]
    pub(crate) instance: Option<InstanceName>,
    /// Write the role files below this directory, as PRODUCT/ROLE.yaml; else nothing is written
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "The way out")]
    pub(crate) route: RouteOptions,
    /// Trust the certificates in this PEM file too (repeatable)
    #[arg(long, value_name = "FILE", help_heading = "The way out")]
    pub(crate) ca: Vec<PathBuf>,
}

/// The instances of Microsoft 365, as the web service names them.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InstanceName {
    /// Worldwide, with GCC
    Worldwide,
    /// Operated by 21Vianet
    China,
    /// US Government GCC High
    Usgovgcchigh,
    /// US Government DoD
    Usgovdod,
}

impl From<InstanceName> for M365Instance {
    fn from(name: InstanceName) -> Self {
        match name {
            InstanceName::Worldwide => Self::Worldwide,
            InstanceName::China => Self::China,
            InstanceName::Usgovgcchigh => Self::UsGovGccHigh,
            InstanceName::Usgovdod => Self::UsGovDod,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct DiffOptions {
    /// The older catalogue: a directory of role files, or `builtin`
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The newer one, likewise
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Human,
    /// clearway/catalogue-diff/v1
    Json,
    /// For tickets
    Markdown,
}

#[derive(Args, Debug)]
pub(crate) struct LintOptions {
    /// A directory of role files
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
}
