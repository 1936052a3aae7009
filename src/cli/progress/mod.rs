//! What is seen on stderr while probes run; nothing at all where nobody watches.

mod frame;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clearway::measurement::Measurement;
use clearway::plan::Probe;
use clearway::verdict::judge;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::terminal::{can_redraw, colours_on_stderr, size_of_stderr};
use frame::{Room, frame};
use state::State;

/// The time between two drawings.
const REDRAW: Duration = Duration::from_millis(200);

/// What is being drawn, so that others can put a line above it.
static DRAWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Bars for each role, the slowest probes that are under way, and the failures so far.
pub(crate) struct Progress {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let state = Arc::new(Mutex::new(State::new(Instant::now())));
        let shown = Arc::clone(&state);
        let colours = colours_on_stderr();
        let bar = draw(!quiet, REDRAW, move || {
            let (columns, rows) = size_of_stderr();
            let room = Room { columns, rows, colours };
            frame(&lock(&shown), room, Instant::now()).join("\n")
        });
        Self { bar, state }
    }

    /// More is to be asked.
    pub(crate) fn wave(&self, probes: &[Arc<Probe>]) {
        if !self.bar.is_hidden() {
            lock(&self.state).wave(probes);
        }
    }

    /// A probe is under way.
    pub(crate) fn began(&self, probe: &Arc<Probe>) {
        if !self.bar.is_hidden() {
            lock(&self.state).began(probe, Instant::now());
        }
    }

    /// A probe is at its end.
    pub(crate) fn finished(&self, seen: &Measurement) {
        if !self.bar.is_hidden() {
            let verdict = judge(seen);
            lock(&self.state).finished(&seen.probe, verdict.status, verdict.cause);
        }
    }

    pub(crate) fn clear(&self) {
        clear(&self.bar);
    }
}

/// Draws a text again and again until it is cleared; nothing where nobody watches.
pub(crate) fn draw(
    wanted: bool,
    every: Duration,
    text: impl Fn() -> String + Clone + Send + Sync + 'static,
) -> ProgressBar {
    let bar = ProgressBar::new(0);
    if !wanted || !can_redraw() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    let style = ProgressStyle::with_template("{text}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let write = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
        let _ = out.write_str(&text());
    };
    bar.set_style(style.with_key("text", write));
    bar.enable_steady_tick(every);
    *lock(&DRAWN) = Some(bar.clone());
    bar
}

/// Takes away what was drawn.
pub(crate) fn clear(bar: &ProgressBar) {
    bar.finish_and_clear();
    *lock(&DRAWN) = None;
}

/// Prints while nothing is drawn.
pub(crate) fn aside(print: impl FnOnce()) {
    let drawn = lock(&DRAWN).clone();
    match drawn {
        Some(bar) => bar.suspend(print),
        None => print(),
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
