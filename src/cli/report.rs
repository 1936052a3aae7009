//! `clearway report`: a saved report in another format.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use clearway::page::page;
use clearway::report::Report;
use clearway::report::writers::{Style, lexicon};
use clearway::saved;

use super::args::Arguments;
use super::check::{open_destinations, print, writer};
use super::destination::Destination;
use super::exit::Exit;
use super::format::{FormatName, parse_report};

#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  clearway report report.json --format html > report.html\n  \
    clearway report *.json --format html --into pages")]
pub(crate) struct ReportOptions {
    /// Saved JSON reports; - reads one from stdin
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    format: FormatName,
    /// Also write it to a file: human, json, junit, sarif, csv, markdown or html (repeatable)
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse_report)]
    report: Vec<(FormatName, PathBuf)>,
    /// Write each report into this folder, under its own name with another ending
    #[arg(long, value_name = "DIR", conflicts_with = "report")]
    into: Option<PathBuf>,
}

/// Reads, and writes in the formats that were asked for.
pub(crate) fn report(options: &ReportOptions, arguments: &Arguments) -> Result<Exit> {
    if let Some(folder) = &options.into {
        return into(folder, options);
    }
    let [file] = options.files.as_slice() else {
        bail!(
            "{} reports do not fit on one output: name a folder with --into DIR, or put them beside \
             each other with `clearway merge`",
            options.files.len()
        );
    };
    let source = Source::read(file)?;
    let destinations = open_destinations(&options.report)?;
    for (format, destination) in destinations {
        let text = source.written(format, Style::default())?;
        destination.write(|out| out.write_all(&text))?;
    }
    // A writer is asked with the style of the terminal, and any refusal is said before the output.
    let mut refused = None;
    print(arguments, |style, out| match source.written(options.format, style) {
        Ok(text) => out.write_all(&text),
        Err(error) => {
            refused = Some(error);
            Ok(())
        }
    })?;
    refused.map_or(Ok(Exit::Ready), Err)
}

fn into(folder: &Path, options: &ReportOptions) -> Result<Exit> {
    let mut places: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for file in &options.files {
        let Some(stem) = file.file_stem().filter(|stem| *stem != "-") else {
            bail!("{} has no name to write it under", file.display());
        };
        let place = folder.join(stem).with_added_extension(options.format.ending());
        if let Some(other) = places.insert(place.clone(), file) {
            let (file, other, place) = (file.display(), other.display(), place.display());
            bail!("{other} and {file} would both become {place}");
        }
        if place == *file {
            bail!("{} would replace itself", file.display());
        }
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (place, file) in places {
        let text = Source::read(file)?.written(options.format, Style::default())?;
        Destination::open(&place)?.write(|out| out.write_all(&text))?;
    }
    Ok(Exit::Ready)
}

/// A saved report, and its bytes as they were.
struct Source {
    file: String,
    bytes: Vec<u8>,
    saved: saved::Report,
}

impl Source {
    fn read(path: &Path) -> Result<Self> {
        let bytes = super::saved::bytes(path)?;
        let file = path.display().to_string();
        let saved = saved::read(&file, &bytes)?;
        Ok(Self { file, bytes, saved })
    }

    fn written(&self, format: FormatName, style: Style) -> Result<Vec<u8>> {
        Ok(match format {
            FormatName::Json => self.bytes.clone(),
            FormatName::Html => page(&self.saved, &lexicon()).into_bytes(),
            format => {
                let report = Report::restore(self.saved.clone()).with_context(|| {
                    format!("{} cannot be written as {}", self.file, format.name())
                })?;
                let mut text = Vec::new();
                let written: io::Result<()> = writer(format)?.write(&report, style, &mut text);
                written?;
                text
            }
        })
    }
}
