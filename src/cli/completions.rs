//! `clearway completions`: what a shell needs to complete a command line.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use clap_complete::{Shell, generate};

use super::exit::Exit;
use super::help;

#[derive(Args, Debug)]
pub(crate) struct CompletionsOptions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script of a shell.
pub(crate) fn completions(options: &CompletionsOptions) -> Result<Exit> {
    let mut script = Vec::new();
    generate(options.shell, &mut help::command(), "clearway", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Exit::Ready)
}
