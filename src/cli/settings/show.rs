//! `clearway config show`: the values in force, and where each came from.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, Subcommand};

use super::blamed;
use super::layers::{Given, Layers};
use super::options::{Kind, settable, subcommands};
use super::value::shown;
use crate::cli::exit::Exit;
use crate::cli::help;

#[derive(Args, Debug)]
pub(crate) struct ConfigOptions {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the values in force, and where each came from
    Show {
        /// A subcommand, and what else would be typed: check --direct. Without it, whatever the
        /// environment and the settings file set
        #[arg(value_name = "SUBCOMMAND", trailing_var_arg = true, allow_hyphen_values = true)]
        line: Vec<OsString>,
    },
}

/// Prints the values in force. Passwords are never shown.
pub(crate) fn config(options: &ConfigOptions, named: Option<&Path>) -> Result<Exit> {
    let ConfigCommand::Show { line } = &options.command;
    let mut command = help::command();
    command.build();
    let mut out = anstream::stdout();
    if !line.is_empty() {
        let page = Page::of(&command, line, named)?;
        page.print(&command, Which::All, &mut out)?;
        return Ok(Exit::Ready);
    }
    let mut any = false;
    for path in leaves(&command, &[]) {
        let page = Page::of(&command, &path, named)?;
        if !page.layers.given.is_empty() {
            any = true;
            page.print(&command, Which::Set, &mut out)?;
        }
    }
    if !any {
        writeln!(out, "Neither the environment nor a settings file sets an option.")?;
    }
    Ok(Exit::Ready)
}

/// The subcommands that have none below them.
fn leaves(command: &Command, above: &[OsString]) -> Vec<Vec<OsString>> {
    let inside: Vec<&Command> = subcommands(command).collect();
    if inside.is_empty() {
        return vec![above.to_vec()];
    }
    let deeper = inside.into_iter().flat_map(|one| {
        let path: Vec<OsString> =
            above.iter().cloned().chain(std::iter::once(one.get_name().into())).collect();
        leaves(one, &path)
    });
    deeper.collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Set,
}

/// What is in force for one command line.
struct Page {
    layers: Layers,
    matches: ArgMatches,
}

impl Page {
    fn of(command: &Command, words: &[OsString], named: Option<&Path>) -> Result<Self> {
        let line: Vec<OsString> =
            std::iter::once("clearway".into()).chain(words.iter().cloned()).collect();
        let layers = Layers::collect(command, &line, named)?;
        let matches = match help::command().try_get_matches_from(&layers.line) {
            Ok(matches) => matches,
            // What would have to be typed, too, is missing here, and that is no error.
            Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
                let lenient = help::command().ignore_errors(true);
                lenient.try_get_matches_from(&layers.line).unwrap_or_else(|error| error.exit())
            }
            Err(error) => match blamed(&error, &layers.given) {
                Some(refused) => return Err(refused),
                None => error.exit(),
            },
        };
        Ok(Self { layers, matches })
    }

    fn print(&self, command: &Command, which: Which, out: &mut impl Write) -> Result<()> {
        let path = &self.layers.path;
        let file = self.layers.file.as_ref();
        let file = file.map_or("no settings file".to_owned(), |file| file.display().to_string());
        writeln!(out, "# clearway {} ({file})", path.join(" "))?;
        let leaf = path.iter().try_fold(command, |at, name| at.find_subcommand(name));
        let Some(leaf) = leaf else { return Ok(()) };
        let own = path.iter().try_fold(&self.matches, |at, name| at.subcommand_matches(name));
        let Some(own) = own else { return Ok(()) };
        let mut lines = Vec::new();
        for (long, arg) in settable(leaf) {
            let given = self.layers.given.iter().find(|given| given.long == long);
            if which == Which::All || given.is_some() {
                lines.push(line(long, arg, own, given));
            }
        }
        let longest = lines.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
        let column = longest.min(48);
        for (left, origin) in lines {
            writeln!(out, "{left:column$}  # {origin}")?;
        }
        Ok(())
    }
}

/// `option = value`, and where it came from.
fn line(long: &str, arg: &Arg, own: &ArgMatches, given: Option<&Given>) -> (String, String) {
    let id = arg.get_id().as_str();
    let raw = own
        .get_raw(id)
        .map(|values| values.map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>());
    let source = own.value_source(id);
    let elsewhere = given.filter(|given| given.gives_way_to.is_none());
    let origin = match (source, elsewhere) {
        (_, Some(given)) => given.origin.to_string(),
        (Some(ValueSource::CommandLine), None) => "command line".to_owned(),
        (Some(_), None) if raw.is_some() => "default".to_owned(),
        _ => "not set".to_owned(),
    };
    let origin = match given {
        Some(Given { gives_way_to: Some(stronger), origin: weaker, .. }) => {
            format!("{origin}: {weaker} gives way to {stronger}")
        }
        _ => origin,
    };
    // What is compiled in is no secret.
    let public = source == Some(ValueSource::DefaultValue);
    let text = |value: &String| quoted(&if public { value.clone() } else { shown(long, value) });
    let left = match (Kind::of(arg), raw) {
        (Kind::Flag, _) => format!("{long} = {}", own.get_flag(id)),
        (Kind::Count, _) => format!("{long} = {}", own.get_count(id)),
        (Kind::Optional, Some(raw)) if raw.iter().all(String::is_empty) => format!("{long} = true"),
        (Kind::Many, Some(raw)) => {
            format!("{long} = [{}]", raw.iter().map(text).collect::<Vec<_>>().join(", "))
        }
        (_, Some(raw)) => {
            format!("{long} = {}", raw.iter().map(text).collect::<Vec<_>>().join(", "))
        }
        (_, None) => format!("# {long}"),
    };
    (left, origin)
}

/// A text in quotes, free of control characters.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}
