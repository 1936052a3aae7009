//! The layers of options, one upon the other.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::environment;
use super::file::SettingsFile;
use super::located::Origin;
use super::options::{behind_subcommand, contradict, settable};
use super::value::Found;

/// Subcommands that print what is compiled in: no setting matters, and a broken file must not keep
/// anybody from them.
const WITHOUT_SETTINGS: [&str; 4] = ["completions", "config", "help", "man"];

/// An option that nobody typed, with a value from elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) long: String,
    pub(super) found: Found,
    pub(super) origin: Origin,
    /// The option that overrules it, where one does.
    pub(super) gives_way_to: Option<String>,
    words: Vec<String>,
}

impl Given {
    /// The place of one value, which in a list is its own.
    pub(super) fn origin_of(&self, value: &str) -> &Origin {
        self.found.place_of(value).unwrap_or(&self.origin)
    }
}

/// A command line with all layers in it.
#[derive(Debug)]
pub(super) struct Layers {
    /// What was typed, and behind the subcommand's name what was given elsewhere.
    pub(super) line: Vec<OsString>,
    /// What was given elsewhere.
    pub(super) given: Vec<Given>,
    /// The settings file in use.
    pub(super) file: Option<Arc<PathBuf>>,
    /// The subcommand.
    pub(super) path: Vec<String>,
}

impl Layers {
    /// Adds environment and settings file to what was typed. `config` names a file where the line
    /// itself names none.
    ///
    /// # Errors
    /// When a variable or the settings file cannot be used.
    pub(super) fn collect(
        command: &Command,
        typed: &[OsString],
        config: Option<&Path>,
    ) -> Result<Self> {
        let mut command = command.clone();
        command.build();
        let mut layers =
            Self { line: typed.to_vec(), given: Vec::new(), file: None, path: Vec::new() };
        let matches = match command.clone().try_get_matches_from(typed) {
            Ok(matches) => matches,
            // What is missing may come from elsewhere.
            Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
                let lenient = command.clone().ignore_errors(true);
                lenient.try_get_matches_from(typed).unwrap_or_else(|error| error.exit())
            }
            // Help is asked for, or what was typed is wrong by itself.
            Err(error) => error.exit(),
        };
        let (path, own) = innermost(&matches);
        layers.path = path;
        let path = &layers.path;
        if path.first().is_none_or(|name| WITHOUT_SETTINGS.contains(&name.as_str())) {
            return Ok(layers);
        }
        let named = own.try_get_one::<PathBuf>("config").ok().flatten();
        let file = SettingsFile::load(named.map(PathBuf::as_path).or(config), &command)?;
        let leaf = path.iter().try_fold(&command, |at, name| at.find_subcommand(name));
        let Some(leaf) = leaf else { return Ok(layers) };
        layers.given = given(leaf, path, own, file.as_ref())?;
        let words = layers.given.iter().filter(|given| given.gives_way_to.is_none());
        let words: Vec<OsString> = words.flat_map(|given| &given.words).map(Into::into).collect();
        let at = behind_subcommand(&command, typed, path);
        layers.line.splice(at..at, words);
        layers.file = file.map(|file| file.path);
        Ok(layers)
    }

    /// What a report says about settings that nobody typed; none where all were typed.
    pub(super) fn note(&self) -> Option<String> {
        let in_force = self.given.iter().filter(|given| given.gives_way_to.is_none());
        let list: Vec<String> =
            in_force.map(|given| format!("--{} ({})", given.long, given.origin)).collect();
        (!list.is_empty()).then(|| format!("not typed, but set: {}", list.join(", ")))
    }
}

/// What the layers below the typed one say about the options of a command.
fn given(
    leaf: &Command,
    path: &[String],
    own: &ArgMatches,
    file: Option<&SettingsFile>,
) -> Result<Vec<Given>> {
    let is_typed =
        |arg: &Arg| own.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    let mut above: Vec<&Arg> = leaf.get_arguments().filter(|arg| is_typed(arg)).collect();
    let mut from_environment = Vec::new();
    let mut from_file = Vec::new();
    for (long, arg) in settable(leaf).filter(|(_, arg)| !is_typed(arg)) {
        let by_environment = environment::look_up(long, arg).map_err(anyhow::Error::msg)?;
        if let Some(found) = by_environment {
            let origin = Origin::Environment(environment::variable(long));
            from_environment.push((long, arg, found, origin));
        } else if let Some((found, origin)) = file.and_then(|file| file.look_up(path, long)) {
            from_file.push((long, arg, found.clone(), origin.clone()));
        }
    }
    let mut all = Vec::new();
    for layer in [from_environment, from_file] {
        let mut present = Vec::new();
        for (long, arg, found, origin) in layer {
            let words = match found.words(long, arg) {
                Ok(words) => words,
                Err(expected) => {
                    bail!("{}: for `clearway {}`, {expected}", origin.place(), path.join(" "))
                }
            };
            // A flag that is off contradicts nothing.
            let stronger = above.iter().find(|other| contradict(leaf, arg, other));
            let stronger = stronger.filter(|_| !words.is_empty());
            let gives_way_to = stronger.map(|other| name(other));
            if gives_way_to.is_none() && !words.is_empty() {
                present.push(arg);
            }
            let long = long.to_owned();
            all.push(Given { long, found, origin, gives_way_to, words });
        }
        above.extend(present);
    }
    Ok(all)
}

fn name(arg: &Arg) -> String {
    arg.get_long().map_or_else(|| arg.get_id().to_string(), |long| format!("--{long}"))
}

/// The names of the subcommands that were chosen, and what the last of them got.
fn innermost(matches: &ArgMatches) -> (Vec<String>, &ArgMatches) {
    let mut path = Vec::new();
    let mut own = matches;
    while let Some((name, inner)) = own.subcommand() {
        path.push(name.to_owned());
        own = inner;
    }
    (path, own)
}
