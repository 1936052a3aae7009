//! `clearway man`: the manual pages.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Command};
use clap_mangen::Man;

use super::destination::Destination;
use super::exit::Exit;
use super::help;

#[derive(Args, Debug)]
pub(crate) struct ManOptions {
    /// Write a page for the program and one for each subcommand into this directory; without it,
    /// the program's page is printed
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Prints a page, or writes all of them.
pub(crate) fn man(options: &ManOptions) -> Result<Exit> {
    let mut command = help::command();
    command.build();
    let Some(directory) = &options.directory else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        std::io::stdout().write_all(&page)?;
        return Ok(Exit::Ready);
    };
    let about = || format!("cannot make the directory {}", directory.display());
    std::fs::create_dir_all(directory).with_context(about)?;
    for (name, command) in pages(&command, "clearway") {
        let destination = Destination::open(&directory.join(format!("{name}.1")))?;
        destination.write(|out| Man::new(command).render(out))?;
    }
    Ok(Exit::Ready)
}

/// Every command with the name of its page: `clearway-site-check`.
fn pages(command: &Command, name: &str) -> Vec<(String, Command)> {
    let named = command.clone().name(name.to_owned()).display_name(name.to_owned());
    let mut all = vec![(name.to_owned(), named)];
    for subcommand in command.get_subcommands().filter(|one| one.get_name() != "help") {
        all.extend(pages(subcommand, &format!("{name}-{}", subcommand.get_name())));
    }
    all
}
