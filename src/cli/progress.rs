//! A bar with counts on stderr while probes run; nothing at all where nobody watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use clearway::measurement::Measurement;
use clearway::verdict::{Status, judge};

use super::terminal::is_watched;

/// The bar and what it counts.
pub(crate) struct Progress {
    bar: ProgressBar,
    reachable: usize,
    refused: usize,
    open: usize,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        if quiet || !is_watched() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self { bar, reachable: 0, refused: 0, open: 0 }
    }

    /// More is to be asked.
    pub(crate) fn wave(&self, probes: usize) {
        self.bar.inc_length(probes as u64);
    }

    pub(crate) fn finished(&mut self, seen: &Measurement) {
        if self.bar.is_hidden() {
            return;
        }
        match judge(seen).status {
            Status::Reachable => self.reachable += 1,
            Status::Blocked | Status::Failed => self.refused += 1,
            Status::Untested | Status::Inconclusive => self.open += 1,
        }
        self.bar.inc(1);
        self.bar.set_message(format!(
            "{} reachable, {} refused or failed, {} open",
            self.reachable, self.refused, self.open
        ));
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
