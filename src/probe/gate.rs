//! How many probes work at once towards one first hop, and how many are under way in all.
//!
//! A probe *works* while it connects, shakes hands or reads; while it merely waits for a proxy to
//! make up its mind it gives its place back, so that slow verdicts cost no one else time. The
//! number of places falls when the hop shows strain and grows back as it recovers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Places towards one first hop.
#[derive(Debug)]
pub(super) struct Gate {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    most: usize,
    allowed: usize,
    taken: usize,
    calm: usize,
}

/// The fewest places that strain leaves.
const FEWEST: usize = 4;

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        let state = State { most, allowed: most, taken: 0, calm: 0 };
        Self { state: Mutex::new(state), freed: Notify::new() }
    }

    /// Waits for a place.
    pub(super) async fn enter(self: &Arc<Self>) -> Place {
        loop {
            let freed = self.freed.notified();
            if self.try_enter() {
                return Place { gate: Arc::clone(self), held: true };
            }
            freed.await;
        }
    }

    /// The hop was slow or refused while it was crowded: half as many places, once per round.
    pub(super) fn strain(&self) {
        let mut state = self.lock();
        if state.calm > 0 || state.allowed == state.most {
            state.allowed = (state.allowed / 2).max(FEWEST.min(state.most));
            state.calm = 0;
        }
    }

    /// The hop answered as it should.
    pub(super) fn ease(&self) {
        let mut state = self.lock();
        state.calm += 1;
        if state.calm >= state.allowed && state.allowed < state.most {
            state.allowed += 1 + state.allowed / 4;
            state.allowed = state.allowed.min(state.most);
            state.calm = 0;
            drop(state);
            self.freed.notify_waiters();
        }
    }

    /// Places taken now.
    pub(super) fn crowd(&self) -> usize {
        self.lock().taken
    }

    fn try_enter(&self) -> bool {
        let mut state = self.lock();
        let free = state.taken < state.allowed;
        if free {
            state.taken += 1;
        }
        free
    }

    fn leave(&self) {
        self.lock().taken -= 1;
        self.freed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place that can be given back for a while.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
    held: bool,
}

impl Place {
    /// Gives the place back while `wait` waits for somebody else's decision, then takes one again.
    pub(super) async fn lend<T>(&mut self, wait: impl Future<Output = T>) -> T {
        self.give();
        let result = wait.await;
        loop {
            let freed = self.gate.freed.notified();
            if self.gate.try_enter() {
                break;
            }
            freed.await;
        }
        self.held = true;
        result
    }

    fn give(&mut self) {
        if std::mem::take(&mut self.held) {
            self.gate.leave();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.give();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lent_place_lets_another_one_work() {
        let gate = Arc::new(Gate::new(1));
        let mut first = gate.enter().await;
        assert_eq!(gate.crowd(), 1);
        let second = Arc::clone(&gate);
        first.lend(async move { drop(second.enter().await) }).await;
        assert_eq!(gate.crowd(), 1, "the place was taken again");
        drop(first);
        assert_eq!(gate.crowd(), 0);
    }

    #[test]
    fn strain_halves_and_calm_grows_back() {
        let gate = Gate::new(64);
        gate.strain();
        assert_eq!(gate.lock().allowed, 32);
        gate.strain();
        assert_eq!(gate.lock().allowed, 32, "one round of strain counts once");
        for _ in 0..1000 {
            gate.ease();
        }
        assert_eq!(gate.lock().allowed, 64);
        let small = Gate::new(2);
        small.strain();
        assert_eq!(small.lock().allowed, 2);
    }
}
