//! `clearway check --site`: what the roles of a server need, through that server's proxy.
//!
//! Roles that go the same way are asked for together, also those of several servers: all of it is
//! asked from this machine. Each way is a run of its own with its own account; the report is one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use jiff::Timestamp;

use clearway::plan::Plan;
use clearway::probe::{Prober, RunEnd};
use clearway::proxy::{Route, Router, Routing};
use clearway::report::{Finished, Report, RouteShown};
use clearway::site::{Hierarchy, Server, Severity, Site, check_all};

use super::args::{Arguments, CheckOptions, SelectionOptions};
use super::check::{
    FAREWELL, ask, facts, open_destinations, prober, resolver, runner, trust, write_reports,
};
use super::exit::Exit;
use super::further::allow_further;
use super::selection::select;
use super::signals::stop_on_request;
use super::site::{counted, load, print_faults};
use super::site_servers::{Lanes, chosen, concerning, in_words};
use super::{saved, terminal};

#[derive(Args, Debug)]
pub(crate) struct ServerOptions {
    /// Check the roles of a server in this file of sites, each by the way that its settings give it
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "targets", "role", "product", "proxy", "pac", "wpad", "direct", "mock", "proxy_user",
            "proxy_password_file", "proxy_password_command",
        ]
    )]
    pub(crate) site: Option<PathBuf>,
    /// Which server, by its full name or first label [default: the one with this machine's name]
    #[arg(long, value_name = "NAME", requires = "site")]
    pub(crate) server: Option<String>,
    /// Every server of the file, as seen from this machine
    #[arg(long, requires = "site", conflicts_with = "server")]
    pub(crate) all: bool,
}

/// A way with what is asked by it.
struct Asking {
    router: Router,
    plan: Plan,
    prober: usize,
}

/// Plans, asks, judges and reports, server by server.
pub(super) async fn run(
    file: &Path,
    options: &CheckOptions,
    arguments: &Arguments,
    in_flight: usize,
) -> Result<Exit> {
    let (text, hierarchy) = load(file)?;
    let machine = gethostname::gethostname().to_string_lossy().into_owned();
    let ServerOptions { server: named, all, .. } = &options.servers;
    let servers = chosen(&hierarchy, file, named.as_deref(), *all, &machine)?;
    let faults = check_all(&hierarchy);
    let (own, others) = concerning(&faults, &hierarchy, &servers);
    let is_error = |fault: &&&clearway::site::Fault| fault.severity == Severity::Error;
    let errors: Vec<_> = own.iter().filter(is_error).copied().collect();
    if !errors.is_empty() {
        print_faults(file, &text, errors.iter().copied(), &mut anstream::stderr())?;
        bail!(
            "{} has {} about what was to be checked: nothing was sent; `clearway site check {0}` \
             shows everything",
            file.display(),
            counted(errors.len(), "error")
        );
    }
    let mut notes = vantage(*all, &machine, &hierarchy, &servers);
    notes.extend(own.iter().map(|fault| in_words(fault)));
    let elsewhere = others.iter().filter(is_error).count();
    if elsewhere > 0 {
        notes.push(format!(
            "{} has {} about servers that are not checked here; `clearway site check` shows them",
            file.display(),
            counted(elsewhere, "error")
        ));
    }
    let choice = options.route.sign_in.choice();
    let lanes = Lanes::of(&hierarchy, &servers, choice, &terminal::account())?;
    for (_, server) in servers.iter().filter(|(_, server)| server.roles.is_empty()) {
        notes.push(format!("the file gives {} no roles", server.name));
    }
    let baseline = options.output.baseline.as_deref().map(saved::read).transpose()?;
    let destinations = open_destinations(&options.output.report)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let (sign_ins, places) = lanes.sign_ins(choice, folder)?;
    let source = format!("--site {}", file.display());
    let mut asking = Vec::new();
    for (lane, prober) in lanes.all.iter().zip(places) {
        let router = lane.router(&format!("{source}, {}", lane_name(asking.len())));
        let (catalogue, selection) = select(&of_lists(&options.selection, &lane.lists))?;
        let mut plan = Plan::expand(&selection, &catalogue, &router)?;
        allow_further(&mut plan, &options.further)?;
        asking.push(Asking { router, plan, prober });
    }
    let plans: Vec<&Plan> = asking.iter().map(|asking| &asking.plan).collect();
    let trust = trust(options, None, &plans)?;
    notes.extend(trust.notes.iter().cloned());
    notes.extend(arguments.settings.clone());
    let resolver = resolver(options)?;
    let name_server = resolver.describe();
    let probers: Vec<Arc<Prober>> = sign_ins
        .into_iter()
        .map(|sign_in| prober(options, Arc::clone(&resolver), trust.clone(), sign_in))
        .collect::<Result<_>>()?;
    let stop = stop_on_request(FAREWELL);
    let (started, clock) = (Timestamp::now(), Instant::now());
    let mut reports = Vec::new();
    for Asking { router, mut plan, prober } in asking {
        let mut runner = runner(options, &probers[prober], in_flight);
        runner.deadline = Some(options.limits.deadline.saturating_sub(clock.elapsed()));
        let first = Timestamp::now();
        let quiet = arguments.verbose > 0;
        let (measurements, end) = ask(&runner, &mut plan, &router, stop.clone(), quiet).await;
        let run = facts(&router, name_server.clone(), first, end, Vec::new());
        reports.push(Report::of(Finished { plan, measurements, run }));
    }
    let mut run = facts(&several(&source), name_server, started, RunEnd::Complete, notes);
    run.route = way_of_all(&reports, &source);
    run.proxy_user = users(&lanes);
    let mut report = Report::of_servers(reports, &lanes.roles, run);
    if let Some(baseline) = &baseline {
        report.hold_against(baseline);
    }
    let exit = Exit::of(&report, options.output.allow_untested);
    write_reports(&report, destinations, options.output.format, arguments)?;
    Ok(exit)
}

/// Whose way out is really seen.
fn vantage(
    all: bool,
    machine: &str,
    hierarchy: &Hierarchy,
    servers: &[(&Site, &Server)],
) -> Vec<String> {
    let elsewhere = format!(
        "everything is asked from this machine ({machine}): what a server's own network, firewall \
         or account lets through may differ, and only a run on that server shows it"
    );
    let here = |server: &Server| {
        hierarchy.server(machine).is_ok_and(|(_, own)| own.name.eq_ignore_ascii_case(&server.name))
    };
    if all {
        terminal::remark(&format!("warning: {elsewhere}"));
        return vec![elsewhere];
    }
    match servers {
        [(_, server)] if here(server) => Vec::new(),
        _ => vec![elsewhere],
    }
}

/// Tells ways of one file apart where reports list them.
fn lane_name(at: usize) -> String {
    format!("way {}", at + 1)
}

/// The options with these roles and no targets.
fn of_lists(options: &SelectionOptions, lists: &[String]) -> SelectionOptions {
    SelectionOptions { role: lists.to_vec(), ..options.clone() }
}

fn several(source: &str) -> Router {
    let because = "the file gives each server its own way";
    Router::fixed(Routing::new(Route::Unknown, source, because), None)
}

/// What the first lines say about the way of the run where there is more than one, or none.
fn way_of_all(reports: &[Report], source: &str) -> RouteShown {
    let (kind, because) = match reports.len() {
        0 => ("none", "no role of these servers needs anything from outside"),
        _ => ("mixed", "the file gives each role its way"),
    };
    RouteShown {
        kind,
        proxy: None,
        source: source.to_owned(),
        because: because.to_owned(),
        tried: Vec::new(),
    }
}

/// The stored accounts that were given to proxies.
fn users(lanes: &Lanes) -> Option<String> {
    let mut users: Vec<&str> = lanes.all.iter().filter_map(|lane| lane.user()).collect();
    users.dedup();
    (!users.is_empty()).then(|| users.join(", "))
}
