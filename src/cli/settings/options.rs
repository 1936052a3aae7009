//! What the declared command line says about its options.

use std::ffi::{OsStr, OsString};

use clap::{Arg, ArgAction, Command};

/// Options that are no settings.
const NO_SETTINGS: [&str; 3] = ["help", "version", "config"];

/// How often an option may stand, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Is there or is not.
    Flag,
    /// Counts how often it is there.
    Count,
    /// May have a value (`--mock`, `--mock=squid`).
    Optional,
    /// Has one value.
    One,
    /// May stand several times.
    Many,
}

impl Kind {
    pub(super) fn of(arg: &Arg) -> Self {
        match arg.get_action() {
            ArgAction::SetTrue | ArgAction::SetFalse => Self::Flag,
            ArgAction::Count => Self::Count,
            ArgAction::Append => Self::Many,
            _ if arg.get_num_args().is_some_and(|range| range.min_values() == 0) => Self::Optional,
            _ => Self::One,
        }
    }
}

/// The long options of a command that can be set, with their names.
pub(super) fn settable(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    let long = |arg| Arg::get_long(arg).map(|long| (long, arg));
    command.get_arguments().filter_map(long).filter(|(long, _)| !NO_SETTINGS.contains(long))
}

/// The option of that name in this command.
pub(super) fn find<'a>(command: &'a Command, long: &str) -> Option<&'a Arg> {
    settable(command).find(|(known, _)| *known == long).map(|(_, arg)| arg)
}

/// This command, and every one below it.
pub(super) fn below(command: &Command) -> Vec<&Command> {
    let mut all = vec![command];
    for subcommand in subcommands(command) {
        all.extend(below(subcommand));
    }
    all
}

/// The subcommands of our own: without the one that clap makes.
pub(super) fn subcommands(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|one| one.get_name() != "help")
}

/// True when two options of a command exclude each other, whichever of them says so.
pub(super) fn contradict(command: &Command, a: &Arg, b: &Arg) -> bool {
    let says = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|found| found.get_id() == other.get_id())
    };
    a.get_id() != b.get_id() && (says(a, b) || says(b, a))
}

/// `patience` of `--patience <SECONDS>`, as errors write it.
pub(super) fn name_of(usage: &str) -> String {
    let name = usage.trim_start_matches('-');
    name.split([' ', '=', '[']).next().unwrap_or(name).to_owned()
}

/// Where in a command line the words of the last subcommand begin: behind its name.
pub(super) fn behind_subcommand(root: &Command, line: &[OsString], path: &[String]) -> usize {
    let mut command = root;
    let mut at = 1;
    for name in path {
        while at < line.len() && line[at] != name.as_str() {
            // The value of an option may read like a subcommand.
            at += 1 + usize::from(takes_next(command, &line[at]));
        }
        at += 1;
        command = command.find_subcommand(name).unwrap_or(command);
    }
    at.min(line.len())
}

/// True for an option whose value is the next word.
fn takes_next(command: &Command, word: &OsStr) -> bool {
    let Some(word) = word.to_str() else { return false };
    let named = |arg: &&Arg| match word.strip_prefix("--") {
        Some(long) => arg.get_long() == Some(long),
        None => word.starts_with('-') && arg.get_short() == word.chars().next_back(),
    };
    let arg = command.get_arguments().find(named);
    arg.is_some_and(|arg| matches!(Kind::of(arg), Kind::One | Kind::Many))
}
