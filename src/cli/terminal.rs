//! What the terminal is: its width, whether it wants colours, and where complaints go.

use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;

use super::args::Colour;
use super::progress::aside;

/// Columns to write for: those of the terminal, or 80 where there is none.
pub(crate) fn width() -> usize {
    let width = terminal_size::terminal_size_of(io::stdout());
    width.map_or(80, |(columns, _)| usize::from(columns.0)).max(40)
}

/// Whether stdout gets colours.
pub(crate) fn colour_choice(colour: Colour) -> anstream::ColorChoice {
    match colour {
        Colour::Always => anstream::ColorChoice::Always,
        Colour::Never => anstream::ColorChoice::Never,
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()),
    }
}

/// True when somebody watches stderr.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// True when somebody watches stderr, on a terminal whose lines can be drawn anew.
pub(crate) fn can_redraw() -> bool {
    is_watched() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether what is drawn on stderr gets colours: not with `NO_COLOR`.
pub(crate) fn colours_on_stderr() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Columns and rows of the terminal behind stderr, or 80 and 24.
pub(crate) fn size_of_stderr() -> (usize, usize) {
    let size = terminal_size::terminal_size_of(io::stderr());
    size.map_or((80, 24), |(columns, rows)| (usize::from(columns.0), usize::from(rows.0)))
}

/// True when somebody is there to be asked for a password.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && is_watched()
}

/// Turns on tracing when it was asked for. `CLEARWAY_LOG` narrows it (`clearway=debug`).
pub(crate) fn start_logging(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "clearway=debug",
        _ => "clearway=trace",
    };
    let filter = EnvFilter::try_from_env("CLEARWAY_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Log)
        .with_ansi(false)
        .without_time()
        .init();
}

/// Standard error, also while something is drawn there: a line of the log stands above it.
struct Log;

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut written = Ok(0);
        aside(|| written = io::stderr().write(line));
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// True when an error only says that nobody reads our output any more.
///
/// Windows has two more numbers for it than the standard library knows: `ERROR_NO_DATA` (232) and
/// `ERROR_PIPE_NOT_CONNECTED` (233).
pub(crate) fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
        || (cfg!(windows) && matches!(error.raw_os_error(), Some(232 | 233)))
}

/// Prints an error with what caused it, one line each.
pub(crate) fn complain(error: &anyhow::Error) {
    let mut stderr = anstream::stderr();
    let _ = writeln!(stderr, "error: {error}");
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        // Many errors repeat what they were caused by.
        if !said.contains(&text) {
            let _ = writeln!(stderr, "  caused by: {text}");
        }
        said = text;
    }
}

/// Prints a remark that is no result.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// The account that runs, as the system names it.
pub(crate) fn account() -> String {
    whoami::account().unwrap_or_else(|_| "unknown".to_owned())
}
