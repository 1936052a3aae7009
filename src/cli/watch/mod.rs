//! `clearway check --watch`: round after round, and what changed between two.
//!
//! Settings, lists and the PAC script are read once, at the start. What proxies said about our
//! credentials is remembered from round to round: accounts lock, and a refused password must not be
//! sent once more every thirty seconds.

mod changes;
mod keys;

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::{Timestamp, Zoned};
use tokio::sync::watch;

use clearway::plan::Plan;
use clearway::probe::{RunEnd, Runner};
use clearway::proxy::Router;
use clearway::report::writers::Style;
use clearway::report::{Finished, Report};
use clearway::saved;

use super::args::{Arguments, CheckOptions};
use super::check::{ask, facts, open_destinations, write_reports, writer};
use super::destination::Destination;
use super::exit::Exit;
use super::format::FormatName;
use super::progress;
use super::signals::stop_on_request;
use super::terminal::{complain, is_closed_pipe, remark};
use changes::Changes;
use keys::{AsItWas, Keys};

pub(crate) use keys::restore_terminal;

const FAREWELL: &str = "stopping; Ctrl-C again leaves at once";

type Destinations = Vec<(FormatName, Destination)>;

/// A check that is repeated.
pub(crate) struct Watched<'a> {
    pub(crate) options: &'a CheckOptions,
    pub(crate) arguments: &'a Arguments,
    pub(crate) runner: &'a Runner,
    pub(crate) plan: &'a Plan,
    pub(crate) router: &'a Router,
    pub(crate) notes: Vec<String>,
    /// The report of another place, which each round is held against.
    pub(crate) baseline: Option<saved::Report>,
}

impl Watched<'_> {
    /// Repeats until `q` or Ctrl-C, with a pause after each round. The result is that of the last
    /// round that came to its end; of the first, if none did.
    ///
    /// # Errors
    /// When standard output cannot be written, or the reports of the first round cannot.
    pub(crate) async fn watch(&self, pause: Duration, first: Destinations) -> Result<Exit> {
        let keys = Keys::listen();
        let _restored = AsItWas;
        let can_quit_by_key = keys.is_some();
        let mut stop = until_somebody_stops(keys);
        let mut exit = Exit::Unproven;
        let mut before: Option<Report> = None;
        let mut destinations = Ok(first);
        for number in 1.. {
            self.runner.prober.forget_addresses();
            let (report, end) = self.round(stop.clone()).await;
            if end == RunEnd::Interrupted && before.is_some() {
                // A round that was cut short says nothing about the network.
                break;
            }
            exit = Exit::of(&report, self.options.output.allow_untested);
            let written = match &before {
                None => self.tell_all(&report, destinations),
                Some(before) => self.tell_changes(number, before, &report, destinations),
            };
            match written {
                Err(error) if before.is_none() => return Err(error),
                Err(error) if is_gone(&error) => break,
                Err(error) => {
                    complain(&error);
                    exit = Exit::Unusable;
                }
                Ok(()) => {}
            }
            before = Some(report);
            if end == RunEnd::Interrupted || wait(pause, &mut stop, can_quit_by_key).await {
                break;
            }
            destinations = open_destinations(&self.options.output.report);
        }
        Ok(exit)
    }

    async fn round(&self, stop: watch::Receiver<bool>) -> (Report, RunEnd) {
        let started = Timestamp::now();
        let mut plan = self.plan.clone();
        let quiet = self.arguments.verbose > 0;
        let (measurements, end) = ask(self.runner, &mut plan, self.router, stop, quiet).await;
        let resolver = self.runner.prober.resolver();
        let run = facts(self.router, resolver, started, end, self.notes.clone());
        let mut report = Report::of(Finished { plan, measurements, run });
        if let Some(baseline) = &self.baseline {
            report.hold_against(baseline);
        }
        (report, end)
    }

    fn tell_all(&self, report: &Report, destinations: Result<Destinations>) -> Result<()> {
        write_reports(report, destinations?, self.options.output.format, self.arguments)
    }

    /// People read what changed; programs get each round whole, and what changed on stderr.
    fn tell_changes(
        &self,
        number: usize,
        before: &Report,
        report: &Report,
        destinations: Result<Destinations>,
    ) -> Result<()> {
        let text = Changes::between(before, report).text(number, &Zoned::now(), report);
        if self.options.output.format == FormatName::Human {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            let mut written = Ok(());
            // Every file is tried, and the first that failed is told.
            for (format, destination) in destinations? {
                let one =
                    destination.write(|out| writer(format)?.write(report, Style::default(), out));
                written = written.and(one);
            }
            return written;
        }
        remark(text.trim_end());
        self.tell_all(report, destinations)
    }
}

/// True when nobody reads our output any more.
fn is_gone(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(is_closed_pipe)
}

/// Turns true by Ctrl-C or `q`.
fn until_somebody_stops(keys: Option<Keys>) -> watch::Receiver<bool> {
    let (stop, stopping) = watch::channel(false);
    let mut requests = stop_on_request(FAREWELL);
    tokio::spawn(async move {
        let mut keys = keys;
        let pressed = async {
            match &mut keys {
                Some(keys) => keys.quit().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = requests.wait_for(|asked| *asked) => {}
            () = pressed => {}
        }
        let _ = stop.send(true);
        // The second Ctrl-C is heard as long as this program runs.
        std::future::pending::<()>().await;
    });
    stopping
}

/// Waits for the next round. True when somebody wants to stop.
async fn wait(pause: Duration, stop: &mut watch::Receiver<bool>, by_key: bool) -> bool {
    let next = Instant::now() + pause;
    let how = if by_key { "q quits" } else { "Ctrl-C quits" };
    let bar = progress::draw(true, Duration::from_millis(250), move || {
        let left = next.saturating_duration_since(Instant::now()).as_secs_f64().ceil();
        format!("next round in {left} s; {how}")
    });
    let stopped = tokio::select! {
        stopped = stop.wait_for(|asked| *asked) => stopped.is_ok(),
        () = tokio::time::sleep(pause) => false,
    };
    progress::clear(&bar);
    stopped
}
