//! What is wrong in a directory of role files, each finding with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;

use crate::catalogue::{Catalogue, FileRead, LoadError, Role};

use super::checks;

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LintFinding {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; 1 for what is about the whole file.
    pub line: u64,
    /// What kind of finding it is: `unreadable`, `same-role`, `duplicate`, `covered`,
    /// `impossible`, `misspelt` or `no-source`.
    pub kind: &'static str,
    /// A sentence about it.
    pub text: String,
}

/// Looks through the files of a directory. `known` is the catalogue whose domains count as spelt
/// right.
#[must_use]
pub fn lint(files: &[FileRead], known: &Catalogue) -> Vec<LintFinding> {
    let mut findings = Vec::new();
    let mut first: BTreeMap<&str, &FileRead> = BTreeMap::new();
    let roles = files.iter().filter_map(|file| file.role.as_ref().ok()?.as_ref());
    let domains = checks::domains(known.roles().chain(roles));
    let builtin = checks::domains(known.roles());
    let ids: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.role.as_ref().ok()?.as_ref())
        .chain(known.roles())
        .map(|role| role.id.as_str())
        .collect();
    for file in files {
        match &file.role {
            Err(error) => findings.push(unreadable(file, error)),
            Ok(None) => {}
            Ok(Some(role)) => {
                if let Some(other) = first.get(role.id.as_str()) {
                    let text =
                        format!("the role {} stands in {}, too", role.id, other.path.display());
                    findings.push(finding(file, 2, "same-role", text));
                } else {
                    first.insert(role.id.as_str(), file);
                }
                for other in role.unites.iter().chain(&role.also_needs) {
                    if !ids.contains(other.as_str()) {
                        let text = format!("there is no role {other}");
                        let line = line_with(file, other.as_str());
                        findings.push(finding(file, line, "impossible", text));
                    }
                }
                of_role(file, role, (&domains, &builtin), &mut findings);
            }
        }
    }
    findings.sort();
    findings
}

fn of_role(
    file: &FileRead,
    role: &Role,
    (domains, builtin): (&checks::Domains, &checks::Domains),
    findings: &mut Vec<LintFinding>,
) {
    for (at, endpoint) in role.endpoints.iter().enumerate() {
        let mut add = |kind, text| findings.push(finding(file, endpoint.line, kind, text));
        if let Some(text) = checks::repeated(&role.endpoints, at) {
            add("duplicate", text);
        } else if let Some(text) = checks::covered(&role.endpoints, at) {
            add("covered", text);
        }
        if let Some(text) = checks::impossible(endpoint) {
            add("impossible", text);
        } else if let Some(text) = checks::misspelt(endpoint, domains, builtin) {
            add("misspelt", text);
        }
        if let Some(text) = checks::without_source(role, endpoint) {
            add("no-source", text);
        }
    }
}

fn unreadable(file: &FileRead, error: &LoadError) -> LintFinding {
    match error {
        LoadError::Content { line, found, fix, .. } => {
            finding(file, *line, "unreadable", format!("{found}; {fix}"))
        }
        other => finding(file, 1, "unreadable", other.to_string()),
    }
}

fn finding(file: &FileRead, line: u64, kind: &'static str, text: String) -> LintFinding {
    LintFinding { file: file.path.clone(), line, kind, text }
}

/// The first line on which a text stands.
fn line_with(file: &FileRead, text: &str) -> u64 {
    let at = file.text.lines().position(|line| line.contains(text));
    at.map_or(1, |at| at as u64 + 1)
}
