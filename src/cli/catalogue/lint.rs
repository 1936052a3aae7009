//! `clearway catalogue lint`.

use std::io::Write;

use anyhow::{Context, Result};
use serde::Serialize;

use clearway::catalogue::{Catalogue, read_files};
use clearway::curation::{LintFinding, lint as look};

use super::super::args::ListFormat;
use super::super::exit::Exit;
use super::options::LintOptions;

#[derive(Serialize)]
struct Shown<'a> {
    schema: &'static str,
    files: usize,
    findings: &'a [LintFinding],
}

/// Prints the findings.
pub(crate) fn lint(options: &LintOptions) -> Result<Exit> {
    let files = read_files(&options.directory)?;
    let known = Catalogue::builtin().context("cannot read the built-in catalogue")?;
    let findings = look(&files, &known);
    let mut out = anstream::stdout();
    match options.format {
        ListFormat::Json => {
            let schema = "clearway/catalogue-lint/v1";
            let shown = Shown { schema, files: files.len(), findings: &findings };
            serde_json::to_writer_pretty(&mut out, &shown)?;
            writeln!(out)?;
        }
        ListFormat::Human => {
            for LintFinding { file, line, kind, text } in &findings {
                writeln!(out, "{}:{line}: {kind}: {text}", file.display())?;
            }
            writeln!(out, "{} files, {} findings", files.len(), findings.len())?;
        }
    }
    Ok(if findings.is_empty() { Exit::Ready } else { Exit::NotReady })
}
