//! Subcommands, terminal, signals and exit codes: everything that only the program needs.

mod args;
mod audit;
mod catalogue;
mod check;
mod destination;
mod diff;
mod exit;
mod explain;
mod format;
mod further;
mod logs;
mod logs_output;
mod logs_site;
mod merge;
mod mock;
mod output;
mod pac;
mod plan;
mod progress;
mod report;
mod roles;
mod route;
mod route_command;
mod saved;
mod selection;
mod sign_in;
mod signals;
mod site;
mod site_check;
mod site_servers;
mod terminal;

use std::io;

use clap::Parser;

use args::{Arguments, Command};
use exit::Exit;

/// Runs the program and says how it ended.
pub(crate) fn run() -> Exit {
    let arguments = Arguments::parse();
    terminal::start_logging(arguments.verbose);
    let done = match &arguments.command {
        Command::Check(options) => check::check(options, &arguments),
        Command::Report(options) => report::report(options, &arguments),
        Command::Diff(options) => diff::diff(options),
        Command::Merge(options) => merge::merge(options),
        Command::Plan(options) => plan::plan(options, &arguments),
        Command::Route(options) => route_command::route(options),
        Command::Site(options) => site::site(options),
        Command::Roles(options) => roles::roles(options),
        Command::Catalogue(options) => catalogue::catalogue(options),
        Command::Audit(options) => audit::audit(options, &arguments),
        Command::Export(options) => audit::export(options),
        Command::Explain(options) => explain::explain(options),
        Command::Logs(options) => logs::logs(options),
        Command::Mock(options) => mock::mock(options),
    };
    done.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            // Whoever read our output has seen enough.
            return Exit::Ready;
        }
        terminal::complain(&error);
        Exit::Unusable
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        match cause.downcast_ref::<serde_json::Error>() {
            // It does not show the I/O error that it wraps as its source.
            Some(error) => error.io_error_kind() == Some(io::ErrorKind::BrokenPipe),
            None => cause.downcast_ref::<io::Error>().is_some_and(terminal::is_closed_pipe),
        }
    })
}
