//! What logs say about every host, and how far they can be trusted to be complete.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeStruct as _;

use super::event::Verdict;
use crate::address::Scheme;

/// Everything that was read from logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// Every host, port and scheme that was asked for, by host and then by port.
    pub seen: Vec<Seen>,
    /// The files, in the order in which they were read.
    pub files: Vec<LogFile>,
    /// From the first to the last time in the logs; none when no line has a full date.
    pub period: Option<Period>,
    /// Requests that are not in `seen`, since it has as many hosts as are kept. When there are
    /// any, nobody can say that a host was not seen.
    pub beyond: u64,
    /// Requests for something that is no host.
    pub without_host: u64,
}

/// What is known about one host, port and scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The host in its normal form: a name or an address.
    pub host: String,
    /// The port; none where the log does not say.
    pub port: Option<u16>,
    /// The scheme; none where the log does not say.
    pub scheme: Option<Scheme>,
    /// Requests by verdict; only those that occurred.
    pub counts: Vec<Count>,
    /// When it was asked for.
    pub period: Option<Period>,
    /// Clients that asked.
    pub clients: Clients,
    /// A refusal, or something else that was not plainly allowed, as an example.
    pub example: Option<Box<Example>>,
}

/// How often a verdict occurred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The verdict.
    pub verdict: Verdict,
    /// How often.
    pub requests: u64,
    /// The first line that says so.
    pub first: Line,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Line {
    /// The number of the file, from 0.
    pub file: usize,
    /// The line, from 1.
    pub line: u64,
}

/// About how many clients there were. The first few are told apart exactly, as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Clients {
    /// How many; 0 when the log does not name them.
    pub about: usize,
    /// True when there may be any number more.
    pub or_more: bool,
}

/// What the product says about one request that was not plainly allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What became of it.
    pub verdict: Verdict,
    /// Why; empty where the product does not say.
    pub reason: Arc<str>,
    /// The rule; empty where the product does not say.
    pub rule: Arc<str>,
    /// Where it stands.
    pub at: Line,
}

/// A time from which on and up to which something is known. Shown as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first time, in seconds since 1970.
    pub first: i64,
    /// The last time.
    pub last: i64,
}

/// One file, and how well it could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogFile {
    /// Its name, as given.
    pub path: PathBuf,
    /// The id of its format.
    pub format: &'static str,
    /// Why it was read as that.
    pub why: String,
    /// Lines of all kinds.
    pub lines: u64,
    /// Lines of the format that tell about no request.
    pub asides: u64,
    /// Lines that are none of the format.
    pub foreign: u64,
    /// Lines that are too long to be looked at.
    pub too_long: u64,
    /// What the user should know about the file, as whole sentences.
    pub notes: Vec<String>,
}

impl Seen {
    /// How often a verdict occurred.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.counts.iter().find(|count| count.verdict == verdict).map_or(0, |count| count.requests)
    }

    /// How often it was refused, by the product or by the next one.
    #[must_use]
    pub fn denied(&self) -> u64 {
        self.count(Verdict::Denied) + self.count(Verdict::DeniedUpstream)
    }

    /// How often it was asked for.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.counts.iter().map(|count| count.requests).sum()
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_struct("Period", 2)?;
        map.serialize_field("first", &shown(self.first))?;
        map.serialize_field("last", &shown(self.last))?;
        map.end()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", shown(self.first), shown(self.last))
    }
}

/// A time as people read it.
fn shown(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map_or_else(|_| format!("{seconds} s since 1970"), |time| time.to_string())
}

impl Period {
    /// The period that has both in it.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }
}
