//! `clearway catalogue diff`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use clearway::catalogue::Catalogue;
use clearway::curation::{Change, ChangeKind, Difference};

use super::super::exit::Exit;
use super::options::{DiffFormat, DiffOptions};

#[derive(Serialize)]
struct Shown<'a> {
    schema: &'static str,
    old: String,
    new: String,
    added: usize,
    removed: usize,
    changed: usize,
    #[serde(flatten)]
    difference: &'a Difference,
}

/// Prints what changed.
pub(crate) fn diff(options: &DiffOptions) -> Result<Exit> {
    let (old, new) = (load(&options.old)?, load(&options.new)?);
    // A directory says nothing about products that it does not have.
    let products = |catalogue: &Catalogue| -> BTreeSet<String> {
        catalogue.roles().map(|role| role.id.product().to_owned()).collect()
    };
    let common: Option<BTreeSet<String>> =
        match (is_builtin(&options.old), is_builtin(&options.new)) {
            (true, false) => Some(products(&new)),
            (false, true) => Some(products(&old)),
            _ => None,
        };
    let difference = Difference::between(&old, &new, |id| {
        common.as_ref().is_none_or(|products| products.contains(id.product()))
    });
    let mut out = anstream::stdout();
    match options.format {
        DiffFormat::Human => human(&difference, &mut out)?,
        DiffFormat::Markdown => markdown(&difference, options, &mut out)?,
        DiffFormat::Json => {
            let (added, removed, changed) = difference.counts();
            let shown = Shown {
                schema: "clearway/catalogue-diff/v1",
                old: options.old.display().to_string(),
                new: options.new.display().to_string(),
                added,
                removed,
                changed,
                difference: &difference,
            };
            serde_json::to_writer_pretty(&mut out, &shown)?;
            writeln!(out)?;
        }
    }
    Ok(if difference.roles.is_empty() { Exit::Ready } else { Exit::NotReady })
}

fn is_builtin(path: &Path) -> bool {
    path == Path::new("builtin")
}

fn load(path: &Path) -> Result<Catalogue> {
    if is_builtin(path) {
        return Catalogue::builtin().context("cannot read the built-in catalogue");
    }
    Catalogue::default()
        .with_directory(path)
        .with_context(|| format!("cannot use the catalogue in {}", path.display()))
}

/// What is known about an entry, before and after.
fn facts(change: &Change) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{old} -> {new}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    }
}

fn summary(difference: &Difference) -> String {
    let (added, removed, changed) = difference.counts();
    let roles = difference.roles.len();
    format!("{roles} roles differ: {added} entries added, {removed} removed, {changed} changed")
}

fn human(difference: &Difference, out: &mut impl Write) -> io::Result<()> {
    for role in &difference.roles {
        match role.kind {
            ChangeKind::Changed => writeln!(out, "{}", role.role)?,
            kind => writeln!(out, "{} (role {})", role.role, kind.as_str())?,
        }
        for change in &role.changes {
            let mark = match change.kind {
                ChangeKind::Added => '+',
                ChangeKind::Removed => '-',
                ChangeKind::Changed => '~',
            };
            writeln!(out, "  {mark} {}  ({})", change.entry, facts(change))?;
        }
    }
    writeln!(out, "{}", summary(difference))
}

fn markdown(
    difference: &Difference,
    options: &DiffOptions,
    out: &mut impl Write,
) -> io::Result<()> {
    let (old, new) = (options.old.display(), options.new.display());
    writeln!(out, "# What changed from {old} to {new}\n\n{}.", summary(difference))?;
    for role in &difference.roles {
        let kind = match role.kind {
            ChangeKind::Changed => String::new(),
            kind => format!(" (role {})", kind.as_str()),
        };
        writeln!(out, "\n## {}{kind}\n\n| | entry | ports and need |\n|---|---|---|", role.role)?;
        for change in &role.changes {
            let entry = change.entry.replace('|', "\\|").replace('`', "'");
            writeln!(out, "| {} | `{entry}` | {} |", change.kind.as_str(), facts(change))?;
        }
    }
    Ok(())
}
