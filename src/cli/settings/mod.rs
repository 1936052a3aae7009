//! Options from everywhere: the command line wins over the environment, that over the settings
//! file, that over the default.
//!
//! Nothing here knows a single option. The declared command line says which ones there are; what
//! the environment and the file give is put behind the subcommand as if it had been typed, with a
//! note of where it came from, and judged by the same rules.

mod environment;
mod file;
mod layers;
mod located;
mod options;
mod show;
mod value;

use std::ffi::OsString;

use anyhow::{Result, anyhow};
use clap::FromArgMatches;
use clap::error::{ContextKind, ContextValue};

use super::args::Arguments;
use super::help;
use layers::{Given, Layers};
use options::name_of;

pub(crate) use show::{ConfigOptions, config};

/// Reads the command line, with what the environment and the settings file add to it. Leaves the
/// program where there is only help to be shown, or where what was typed makes no sense.
///
/// # Errors
/// When the settings file or a variable cannot be used: where, what was found, what was expected.
pub(crate) fn parse(typed: &[OsString]) -> Result<Arguments> {
    let layers = Layers::collect(&help::command(), typed, None)?;
    match help::command().try_get_matches_from(&layers.line) {
        Ok(matches) => {
            let mut arguments =
                Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
            arguments.settings = layers.note();
            Ok(arguments)
        }
        Err(error) => match blamed(&error, &layers.given) {
            Some(refused) => Err(refused),
            None => error.exit(),
        },
    }
}

/// An error about something that nobody typed names the place where it stands.
fn blamed(error: &clap::Error, given: &[Given]) -> Option<anyhow::Error> {
    let options = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![name_of(text)],
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| name_of(text)).collect(),
        _ => Vec::new(),
    };
    let mut names = options(ContextKind::InvalidArg);
    names.extend(options(ContextKind::PriorArg));
    let mut places = names.iter().filter_map(|name| given.iter().find(|one| one.long == *name));
    let first = places.next()?;
    let text = error.to_string();
    let said = text.strip_prefix("error: ").unwrap_or(&text);
    let end = ["\n\nUsage:", "\n\nFor more information"].iter().filter_map(|end| said.find(end));
    let mut said = said[..end.min().unwrap_or(said.len())].to_owned();
    let mut at = first.origin.place();
    if let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) {
        at = first.origin_of(value).place();
        said = said.replace(value.as_str(), &value::shown(&first.long, value));
    }
    if let Some(second) = places.find(|one| one.long != first.long) {
        said = format!("{said} ({})", second.origin.place());
    }
    Some(anyhow!("{at}: {said}"))
}
