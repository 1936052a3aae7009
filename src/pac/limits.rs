//! How much a script may use up.

use std::time::Duration;

/// The bounds of one script. The defaults suit files of thousands of rules and stop what never
/// ends within seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacLimits {
    /// Bytes of source text. 5 MiB by default; Windows once refused more than 1 MB.
    pub source: usize,
    /// How long the script may run when it is loaded and again for each question, lookups not
    /// counted. 5 seconds by default; `WinHTTP` allows 60.
    pub time: Duration,
    /// Bytes of memory that all objects of the script may use together. 32 MiB by default; a
    /// document of megabytes may need more.
    pub memory: usize,
    /// Bytes of stack, which bound how deep functions can call each other. 256 KiB by default.
    pub stack: usize,
    /// How many different names may be looked up for one question. 20 by default.
    pub lookups: usize,
    /// How long the lookups for one question may take together. 10 seconds by default.
    pub lookup_time: Duration,
}

impl Default for PacLimits {
    fn default() -> Self {
        Self {
            source: 5 << 20,
            time: Duration::from_secs(5),
            memory: 32 << 20,
            stack: 256 << 10,
            lookups: 20,
            lookup_time: Duration::from_secs(10),
        }
    }
}
