//! `clearway site`: the hierarchy in a file, and the documented rules about its proxies.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Serialize;

use clearway::site::{EXAMPLE, Fault, Hierarchy, SCHEMA_JSON, Severity, check_all, decode, read};

use super::args::ListFormat;
use super::exit::Exit;

#[derive(Args, Debug)]
pub(crate) struct SiteOptions {
    #[command(subcommand)]
    pub(crate) command: SiteCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    /// Write a commented example of a file of sites
    Init {
        /// Where to write it; `-` is stdout
        #[arg(value_name = "FILE", default_value = "-")]
        file: PathBuf,
    },
    /// Print the JSON Schema of files of sites, which lets editors complete and check them
    Schema,
    /// Check a file of sites against the documented rules, without sending anything
    Check {
        /// The file of sites
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// How to print
        #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
        format: ListFormat,
    },
}

/// Runs the subcommand. A file with errors ends with 1.
pub(crate) fn site(options: &SiteOptions) -> Result<Exit> {
    match &options.command {
        SiteCommand::Init { file } => init(file),
        SiteCommand::Schema => {
            anstream::stdout().write_all(SCHEMA_JSON.as_bytes())?;
            Ok(Exit::Ready)
        }
        SiteCommand::Check { file, format } => check(file, *format),
    }
}

fn init(file: &Path) -> Result<Exit> {
    if file == Path::new("-") {
        anstream::stdout().write_all(EXAMPLE.as_bytes())?;
        return Ok(Exit::Ready);
    }
    let new = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    let mut new = new.with_context(|| format!("cannot write a new file {}", file.display()))?;
    new.write_all(EXAMPLE.as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Exit::Ready)
}

/// Reads a file of sites.
pub(crate) fn load(file: &Path) -> Result<(String, Hierarchy)> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = decode(file, &bytes)?.to_owned();
    let hierarchy = read(file, &text)?;
    Ok((text, hierarchy))
}

fn check(file: &Path, format: ListFormat) -> Result<Exit> {
    let (text, hierarchy) = load(file)?;
    let found = check_all(&hierarchy);
    let mut out = anstream::stdout();
    match format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &Shown::new(file, &hierarchy, &found))?;
            writeln!(out)?;
        }
        ListFormat::Human => print(file, &text, &hierarchy, &found, &mut out)?,
    }
    let broken = found.iter().any(|fault| fault.severity == Severity::Error);
    Ok(if broken { Exit::NotReady } else { Exit::Ready })
}

fn print(
    file: &Path,
    text: &str,
    hierarchy: &Hierarchy,
    found: &[Fault],
    out: &mut impl Write,
) -> std::io::Result<()> {
    print_faults(file, text, found, out)?;
    let count = |severity| found.iter().filter(|fault| fault.severity == severity).count();
    writeln!(
        out,
        "{}, {}: {}, {}, {}",
        counted(hierarchy.sites.len(), "site"),
        counted(hierarchy.servers().count(), "server"),
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note"),
    )
}

/// `1 error`, `2 errors`.
pub(super) fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// Each fault with its place and the line that it is about.
pub(super) fn print_faults<'a>(
    file: &Path,
    text: &str,
    found: impl IntoIterator<Item = &'a Fault>,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let lines: Vec<&str> = text.lines().collect();
    for fault in found {
        let (line, column) = (fault.place.line, fault.place.column);
        let (severity, code) = (fault.severity.as_str(), fault.code);
        writeln!(out, "{}:{line}:{column}: {severity}: {} [{code}]", file.display(), fault.text)?;
        let at = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        if let Some(shown) = lines.get(at) {
            let before = usize::try_from(column).unwrap_or(1).saturating_sub(1);
            let rest = shown.trim_end().chars().count().saturating_sub(before).max(1);
            // What stands in a file is not for the terminal to obey.
            let shown: String = shown.trim_end().chars().filter(|c| !c.is_control()).collect();
            writeln!(out, "  {shown}")?;
            writeln!(out, "  {}{}", " ".repeat(before), "^".repeat(rest))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown<'a> {
    schema: &'static str,
    file: String,
    sites: usize,
    servers: usize,
    faults: Vec<FaultShown<'a>>,
}

#[derive(Serialize)]
struct FaultShown<'a> {
    code: &'a str,
    severity: &'a str,
    line: u64,
    column: u64,
    text: &'a str,
    facts: &'a [&'a str],
}

impl<'a> Shown<'a> {
    fn new(file: &Path, hierarchy: &Hierarchy, found: &'a [Fault]) -> Self {
        let fault = |fault: &'a Fault| FaultShown {
            code: fault.code,
            severity: fault.severity.as_str(),
            line: fault.place.line,
            column: fault.place.column,
            text: &fault.text,
            facts: fault.facts,
        };
        Self {
            schema: "clearway/site-check/v1",
            file: file.display().to_string(),
            sites: hierarchy.sites.len(),
            servers: hierarchy.servers().count(),
            faults: found.iter().map(fault).collect(),
        }
    }
}
