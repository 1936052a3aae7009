//! Was this machine too busy to measure? A ticker that ought to fire every 10 ms tells.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

/// A tick that is later than this means that answers may have waited as long unread.
const LATE: Duration = Duration::from_millis(250);
const TICK: Duration = Duration::from_millis(10);

/// Watches how late the scheduler is. Stops when dropped.
#[derive(Debug)]
pub(super) struct LoadMonitor {
    began: Instant,
    /// Milliseconds from `began` to the end of the last late tick, plus one; 0 for never.
    last_late: Arc<AtomicU64>,
    ticker: JoinHandle<()>,
}

impl LoadMonitor {
    pub(super) fn start() -> Self {
        let began = Instant::now();
        let last_late = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&last_late);
        let ticker = tokio::spawn(async move {
            loop {
                let asleep = Instant::now();
                tokio::time::sleep(TICK).await;
                if asleep.elapsed() > LATE + TICK {
                    seen.store(millis(began.elapsed()) + 1, Ordering::Relaxed);
                }
            }
        });
        Self { began, last_late, ticker }
    }

    /// True when a late tick ended at or after `since`.
    pub(super) fn was_starved_since(&self, since: Instant) -> bool {
        let last = self.last_late.load(Ordering::Relaxed);
        last > millis(since.saturating_duration_since(self.began))
    }
}

impl Drop for LoadMonitor {
    fn drop(&mut self) {
        self.ticker.abort();
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
