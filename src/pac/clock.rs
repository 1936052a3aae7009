//! What time it is for `weekdayRange`, `dateRange` and `timeRange`.

use std::fmt;
use std::sync::Arc;

use jiff::Zoned;

/// Where the helpers about dates and times get the time from. `new Date()` in a script always
/// shows the real time.
#[derive(Clone)]
pub struct PacClock(Arc<dyn Fn() -> Zoned + Send + Sync>);

impl PacClock {
    /// The time of this machine, in its own time zone.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Zoned::now))
    }

    /// A clock that stands still, to ask what a script says at another time.
    #[must_use]
    pub fn fixed(now: Zoned) -> Self {
        Self(Arc::new(move || now.clone()))
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Zoned {
        (self.0)()
    }
}

impl fmt::Debug for PacClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PacClock").finish_non_exhaustive()
    }
}
