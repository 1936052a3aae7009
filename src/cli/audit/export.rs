//! `clearway export`: the list that a product should have, or the request for it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use clearway::address::PortSpec;
use clearway::allowlist::writers::writer;
use clearway::audit::{Demand, Evidence, Needed, Request, RequestForm, export as write_list};
use clearway::plan::PlannedRole;
use clearway::saved::{self, Requirement};

use super::{ExportOptions, leave_out, lists, needs, unless_left_out};
use crate::cli::destination::Destination;
use crate::cli::exit::Exit;
use crate::cli::terminal;

/// Writes the list or the request. What could not be expressed is said on stderr, and ends with 3.
pub(crate) fn export(options: &ExportOptions) -> Result<Exit> {
    let destination = options.output.as_deref().map(Destination::open).transpose()?;
    let mut selection = options.need.selection();
    if let Some(path) = &options.from_report
        && selection.role.is_empty()
        && selection.product.is_empty()
    {
        selection.role = roles_of(path)?;
    }
    let (mut needed, unjudged) = needs(&selection)?;
    if options.whole_hosts {
        for one in &mut needed {
            one.path = None;
        }
    }
    leave_out(&unjudged);
    let form = match options.format.as_str() {
        "request" => Some(RequestForm::Markdown),
        "request-csv" => Some(RequestForm::Csv),
        _ => None,
    };
    if let Some(form) = form {
        let request = request(options, needed)?;
        let mut text = Vec::new();
        request.write(form, &mut text)?;
        put(destination, &text)?;
        // What a report shows as refused was asked for, so that nothing of it was left out.
        let asked_for_all = options.from_report.is_none();
        let left_out = if asked_for_all { unjudged.as_slice() } else { &[] };
        return Ok(unless_left_out(Exit::Ready, left_out));
    }
    let writer = writer(&options.format).context("a format that is written")?;
    let exported = write_list(writer, &needed, &lists::options(&options.option)?);
    if let Some(first) = exported.faults.first() {
        bail!(
            "the list was not written: read back, it is not what was asked for ({} faults; the \
             first: {first}). Please report this",
            exported.faults.len()
        );
    }
    if let Some(why) = &exported.unproven {
        terminal::remark(&format!("not read back: {why}"));
    }
    for note in &exported.written.notes {
        terminal::remark(note);
    }
    for refused in &exported.written.refused {
        terminal::remark(&format!("{}: it {}", refused.text, refused.why));
    }
    put(destination, exported.written.text.as_bytes())?;
    let whole = exported.written.refused.is_empty();
    let exit = if whole { Exit::Ready } else { Exit::Unproven };
    Ok(unless_left_out(exit, &unjudged))
}

/// Puts a text into its file, or on standard output.
fn put(destination: Option<Destination>, text: &[u8]) -> Result<()> {
    match destination {
        Some(destination) => destination.write(|out| out.write_all(text)),
        None => Ok(std::io::stdout().lock().write_all(text)?),
    }
}

/// The change request for what is needed.
fn request(options: &ExportOptions, needed: Vec<Needed>) -> Result<Request> {
    let machine = gethostname::gethostname().to_string_lossy().into_owned();
    let mut request = Request {
        source: options.source.clone().unwrap_or(machine),
        way: "as configured on the machine".to_owned(),
        ..Request::default()
    };
    match &options.from_report {
        Some(path) => from_report(path, needed, options, &mut request)?,
        None => {
            request.demands =
                needed.into_iter().map(|needed| Demand { needed, evidence: None }).collect();
        }
    }
    Ok(request)
}

/// What a saved report of `clearway check` shows as refused, with what it saw.
fn from_report(
    path: &Path,
    needed: Vec<Needed>,
    options: &ExportOptions,
    request: &mut Request,
) -> Result<()> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let report = saved::read(&path.display().to_string(), &bytes)?;
    if options.source.is_none() && !report.run.machine.is_empty() {
        request.source.clone_from(&report.run.machine);
    }
    request.way = way(&report.run.route);
    let open: Vec<&Requirement> = report.roles.iter().flat_map(|role| &role.open).collect();
    let refused = |needed: &Needed| {
        open.iter().copied().find(|open| {
            open.standing == "refused"
                && open.endpoint == needed.pattern
                && open.port == needed.port
        })
    };
    let mut found = 0;
    for needed in needed {
        let Some(requirement) = refused(&needed) else { continue };
        found += 1;
        let evidence = Some(evidence(&report, requirement));
        request.demands.push(Demand { needed, evidence });
    }
    let all: BTreeSet<(&str, PortSpec)> = open
        .iter()
        .filter(|open| open.standing == "refused")
        .map(|open| (open.endpoint.as_str(), open.port))
        .collect();
    if all.len() > found {
        let more = all.len() - found;
        request.notes.push(format!(
            "{more} further endpoints are refused in the report and belong to roles that were not \
             selected here"
        ));
    }
    let unproven = open.iter().filter(|open| open.standing == "unproven").count();
    if unproven > 0 {
        request.notes.push(format!(
            "{unproven} endpoints of the report are neither proven nor refused, and are not asked \
             for"
        ));
    }
    Ok(())
}

/// A way in words.
fn way(route: &saved::Route) -> String {
    match &route.proxy {
        Some(proxy) => format!("through {proxy}"),
        None => route.kind.clone(),
    }
}

/// What a run saw of a requirement: the evidence of the first of its probes that was refused.
fn evidence(report: &saved::Report, requirement: &Requirement) -> Evidence {
    let rows = requirement.rows.iter().filter_map(|row| report.probes.get(*row));
    let refused = rows.filter(|probe| matches!(probe.status.as_str(), "blocked" | "failed"));
    let Some(probe) = refused.into_iter().next() else {
        return Evidence { text: requirement.text.clone(), ..Evidence::default() };
    };
    let seen = match probe.evidence.as_slice() {
        [] => probe.status.clone(),
        lines => lines.join("; "),
    };
    let time = probe.started.or(report.run.started);
    Evidence {
        time: time.map_or_else(String::new, |time| time.to_string()),
        way: probe.route.as_ref().map_or_else(String::new, way),
        text: format!("{} ({})", seen, probe.cause.as_deref().unwrap_or(&probe.status)),
    }
}

/// The roles of a report, as they are selected.
fn roles_of(path: &Path) -> Result<Vec<String>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let report = saved::read_brief(&path.display().to_string(), &bytes)?;
    let roles = report.roles.into_iter().map(|role| role.role);
    Ok(roles.filter(|role| role != PlannedRole::TARGETS).collect())
}
