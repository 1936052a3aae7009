//! `clearway logs`: which endpoint is that 12007 about?

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use clearway::logs::{Find, Groups, LogIdentity, LogShape, Scanner, Tail, expand};

use super::args::ListFormat;
use super::exit::Exit;
use super::logs_output::{FileRead, LogStyle, print_find, print_summary};
use super::logs_site::Sites;
use super::signals::stop_on_request;
use super::terminal::complain;

/// Bytes read at once.
const BUFFER: usize = 256 * 1024;
/// Time between two looks at logs that are followed.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Args, Debug)]
pub(crate) struct LogsOptions {
    /// A log (with its older half, .lo_, beside it), a directory of logs, or - for standard input
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Then wait for further lines and print each find as it comes, until Ctrl-C
    #[arg(short, long)]
    follow: bool,
    /// Say by this file of sites which server's proxy was involved
    #[arg(long, value_name = "FILE")]
    site: Option<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    format: ListFormat,
}

/// Reads the logs and prints what they show.
pub(crate) fn logs(options: &LogsOptions) -> Result<Exit> {
    let paths = expand(&options.paths)?;
    let sites = options.site.as_deref().map(Sites::load).transpose()?;
    let style = LogStyle { format: options.format, sites: sites.as_ref() };
    if options.follow {
        return follow(&paths, style);
    }
    let mut groups = Groups::default();
    let mut files = Vec::new();
    let mut buffer = vec![0; BUFFER];
    let mut failed = None;
    for path in &paths {
        let mut log = match OpenLog::new(path) {
            Ok(log) => log,
            Err(error) => {
                // The other logs are still worth reading.
                complain(&error);
                failed = Some(Exit::Unusable);
                continue;
            }
        };
        let identity = log.identity.clone();
        let mut count = 0;
        let mut visit = |find: Find| {
            count += 1;
            groups.add(find, &log.shown, &identity);
        };
        let read = read_all(&mut log.tail, &mut log.scanner, &mut buffer, &mut visit);
        let shape = log.scanner.finish(&mut visit);
        if let Err(error) = read {
            complain(&error);
            failed = Some(Exit::Unusable);
        }
        files.push(FileRead { path: log.shown, identity, shape, finds: count });
    }
    print_summary(&files, &groups, style)?;
    Ok(failed.unwrap_or(Exit::Ready))
}

/// A log that is read.
struct OpenLog {
    shown: String,
    identity: LogIdentity,
    tail: Tail,
    scanner: Scanner,
}

impl OpenLog {
    fn new(path: &Path) -> Result<Self> {
        let identity = LogIdentity::of(path);
        Ok(Self {
            shown: path.display().to_string(),
            tail: Tail::open(path)?,
            scanner: Scanner::new(identity.clone()),
            identity,
        })
    }
}

fn read_all(
    tail: &mut Tail,
    scanner: &mut Scanner,
    buffer: &mut [u8],
    visit: &mut dyn FnMut(Find),
) -> Result<()> {
    loop {
        match tail.read(buffer)? {
            0 => return Ok(()),
            read => scanner.feed(&buffer[..read], visit),
        }
    }
}

/// Prints every find of logs that grow, until somebody asks to stop.
fn follow(paths: &[PathBuf], style: LogStyle<'_>) -> Result<Exit> {
    let mut logs: Vec<OpenLog> =
        paths.iter().map(|path| OpenLog::new(path)).collect::<Result<_>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot wait for signals")?;
    runtime.block_on(async {
        let mut stopped = stop_on_request("No longer following.");
        let mut buffer = vec![0; BUFFER];
        loop {
            for log in &mut logs {
                look(log, &mut buffer, style)?;
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stopped.changed() => return Ok(Exit::Ready),
            }
        }
    })
}

/// Reads what a log has gained, and goes on with its successor when it was rolled over.
fn look(log: &mut OpenLog, buffer: &mut [u8], style: LogStyle<'_>) -> Result<()> {
    let (shown, identity) = (log.shown.clone(), log.identity.clone());
    let mut printed = Ok(());
    let mut visit = |find: Find| {
        if printed.is_ok() {
            printed = print_find(find, &shown, &identity, style);
        }
    };
    read_all(&mut log.tail, &mut log.scanner, buffer, &mut visit)?;
    if log.tail.begins_anew() {
        let _: LogShape = log.scanner.finish(&mut visit);
        log.scanner = Scanner::new(identity.clone());
        read_all(&mut log.tail, &mut log.scanner, buffer, &mut visit)?;
    }
    printed
}
