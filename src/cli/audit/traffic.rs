//! `audit --log` and `audit --emit`: what logs say about needs, and queries that ask an engine.

use std::io::Write;

use anyhow::{Result, anyhow};

use clearway::allowlist::Allowlist;
use clearway::audit::Needed;
use clearway::traffic::answers::{Answers, Need, NeedState, answer};
use clearway::traffic::formats::format;
use clearway::traffic::queries::emitter;
use clearway::traffic::{Reader, expand};

use super::{AuditOptions, lists};
use crate::cli::exit::Exit;
use crate::cli::terminal;

/// Reads the logs and prints what they say. A required endpoint that was refused ends with 1, one
/// of which the logs say nothing with 3.
pub(super) fn logs(
    options: &AuditOptions,
    needed: &[Needed],
    list: Option<&Allowlist>,
    print: &str,
) -> Result<Exit> {
    if !matches!(print, "human" | "json") {
        return Err(anyhow!("what logs say is printed as human or json, not as {print}"));
    }
    let format = options.log_format.as_deref().map(format).transpose();
    let format = format.map_err(|error| anyhow!("--log-format: {error}"))?;
    let files = expand(&options.log)?;
    let traffic = Reader { format, ..Reader::default() };
    let traffic = traffic.read(&files).map_err(|error| misplaced(options, error.into()))?;
    let needs = needs(needed);
    let answers = answer(&traffic, &needs, list);
    let mut out = anstream::stdout();
    if print == "json" {
        writeln!(out, "{}", answers.json())?;
    } else {
        write!(out, "{answers}")?;
    }
    let exit = exit(needed, &answers);
    // The program ends here, and all of its memory at once: to give back what was kept of each host
    // piece by piece would be lost time.
    std::mem::forget(traffic);
    Ok(exit)
}

/// The error with a word about an allowlist that was typed behind `--log`, which takes every file
/// that follows.
fn misplaced(options: &AuditOptions, error: anyhow::Error) -> anyhow::Error {
    if options.file.is_some() {
        return error;
    }
    let lists = options.log.iter().skip(1).chain(options.log.first());
    let mut lists = lists.filter_map(|file| Some((file, lists::looks_like(file)?)));
    let Some((file, title)) = lists.next() else { return error };
    error.context(format!(
        "--log takes every file behind it, and {} looks like an allowlist ({title}): put it before \
         --log",
        file.display()
    ))
}

fn exit(needed: &[Needed], answers: &Answers<'_>) -> Exit {
    let required = |role: &str, text: &str| {
        let asks = |needed: &&Needed| {
            needed.pattern == text
                && needed.is_required()
                && needed.roles().iter().any(|own| own == role)
        };
        needed.iter().find(asks).is_some()
    };
    let states: Vec<NeedState> = answers
        .needs
        .iter()
        .filter(|need| required(need.role, need.text))
        .map(|need| need.state)
        .collect();
    if states.iter().any(|state| matches!(state, NeedState::Denied | NeedState::Mixed)) {
        Exit::NotReady
    } else if states.iter().all(|state| *state == NeedState::Allowed) {
        Exit::Ready
    } else {
        Exit::Unproven
    }
}

/// Prints the query.
pub(super) fn query(options: &AuditOptions, id: &str, needed: &[Needed]) -> Result<Exit> {
    let emitter = emitter(id).map_err(|error| anyhow!("--emit: {error}"))?;
    let query = emitter.query(&needs(needed), options.table.as_deref());
    let query = query.map_err(|error| anyhow!("--table: {error}"))?;
    terminal::remark(emitter.expects());
    for (text, why) in &query.refused {
        terminal::remark(&format!("left out: {text}: it {why}"));
    }
    let mut out = std::io::stdout().lock();
    out.write_all(query.text.as_bytes())?;
    if !query.text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(if query.refused.is_empty() { Exit::Ready } else { Exit::Unproven })
}

/// What is needed, once for each role.
fn needs(needed: &[Needed]) -> Vec<Need> {
    let of_role = |needed: &Needed| {
        let (text, hosts, ports) = (needed.pattern.clone(), needed.hosts.clone(), needed.ports());
        needed.roles().into_iter().map(move |role| Need {
            role,
            text: text.clone(),
            hosts: hosts.clone(),
            ports: ports.clone(),
        })
    };
    needed.iter().flat_map(of_role).collect()
}
