//! Subcommands, terminal, signals and exit codes: everything that only the program needs.

mod args;
mod audit;
mod catalogue;
mod check;
mod completions;
mod destination;
mod diff;
mod exit;
mod explain;
mod format;
mod further;
mod help;
mod logs;
mod logs_output;
mod logs_site;
mod man;
mod merge;
mod mock;
mod nearest;
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
mod settings;
mod sign_in;
mod signals;
mod site;
mod site_check;
mod site_servers;
mod terminal;
mod watch;

use std::io;

use args::Command;
use exit::Exit;

/// Runs the program and says how it ended.
pub(crate) fn run() -> Exit {
    let typed: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let arguments = match settings::parse(&typed) {
        Ok(arguments) => arguments,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Unusable;
        }
    };
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
        Command::Config(options) => settings::config(options, arguments.config.as_deref()),
        Command::Completions(options) => completions::completions(options),
        Command::Man(options) => man::man(options),
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
