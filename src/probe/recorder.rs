//! Times each step and keeps what it said, so that a walk that is cut off loses nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::measurement::{Failure, FailureKind, GivenUp, Measurement, Stage, Step};
use crate::plan::Probe;
use crate::proxy::Routing;

/// Writes steps into a measurement.
#[derive(Debug)]
pub(super) struct Recorder {
    pub(super) seen: Measurement,
    /// The address of the first hop that answered, for a further connection to it.
    pub(super) first_hop: Option<SocketAddr>,
    began: Instant,
    current: Option<(Stage, Instant)>,
}

/// The walk ends here; the reason is in the measurement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopped;

impl Recorder {
    pub(super) fn new(seen: Measurement) -> Self {
        Self { seen, first_hop: None, began: Instant::now(), current: None }
    }

    pub(super) fn began(&self) -> Instant {
        self.began
    }

    pub(super) fn begin(&mut self, stage: Stage) {
        self.current = Some((stage, Instant::now()));
    }

    /// The stage did its work.
    pub(super) fn done(&mut self, detail: impl Into<String>) {
        self.end(Ok(()), detail.into());
    }

    /// The stage failed, and with it the walk.
    pub(super) fn fail(&mut self, failure: Failure) -> Stopped {
        self.end(Err(failure), String::new());
        Stopped
    }

    /// Ends a stage with its result.
    pub(super) fn finish<T>(
        &mut self,
        result: Result<T, Failure>,
        detail: impl FnOnce(&T) -> String,
    ) -> Result<T, Stopped> {
        match result {
            Ok(value) => {
                let detail = detail(&value);
                self.done(detail);
                Ok(value)
            }
            Err(failure) => Err(self.fail(failure)),
        }
    }

    /// True when what was reached is not the proxy that the setting means: its TLS is none or not to
    /// be trusted, or it speaks no SOCKS. Nothing was asked of it.
    pub(super) fn met_no_such_proxy(&self) -> bool {
        self.seen.failed().is_some_and(|(step, failure)| {
            step.stage == Stage::ProxyTls || failure.kind == FailureKind::NotSocks
        })
    }

    /// Gives up the way whose first hop failed, and keeps what was seen there. False when there is
    /// no other way.
    pub(super) fn turn_to_next_way(&mut self) -> bool {
        let routing = &self.seen.probe.routing;
        let Some((next, rest)) = routing.otherwise.split_first() else { return false };
        let Some(failed) = self.seen.steps.pop() else { return false };
        let Err(failure) = failed.outcome else { return false };
        let given_up = GivenUp {
            route: routing.route.clone(),
            stage: failed.stage,
            failure,
            took: failed.took + self.seen.steps.iter().map(|step| step.took).sum::<Duration>(),
        };
        let routing = Routing {
            route: next.clone(),
            otherwise: rest.to_vec(),
            source: routing.source.clone(),
            because: routing.because.clone(),
        };
        let probe = Probe { routing: Arc::new(routing), ..(*self.seen.probe).clone() };
        self.seen.probe = Arc::new(probe);
        self.seen.steps.clear();
        // They are of the way that is given up.
        self.seen.proxy_tls = None;
        self.seen.unreadable.clear();
        self.seen.given_up.push(given_up);
        true
    }

    /// The run ended before the walk did.
    pub(super) fn cancel(&mut self) {
        if let Some((_, started)) = self.current {
            let waited = started.elapsed().as_secs_f32();
            let text = format!("the run ended when this step had lasted {waited:.1} s");
            self.end(Err(Failure::new(FailureKind::Cancelled, text)), String::new());
        }
    }

    fn end(&mut self, outcome: Result<(), Failure>, detail: String) {
        let Some((stage, started)) = self.current.take() else { return };
        self.seen.steps.push(Step {
            stage,
            began: started.duration_since(self.began),
            took: started.elapsed(),
            outcome,
            detail,
        });
    }
}
