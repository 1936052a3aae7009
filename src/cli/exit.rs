//! Exit codes, as documented in `README.md`.

use std::process::ExitCode;

use clearway::report::{Outcome, Report};

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything is as it should be.
    Ready = 0,
    /// A role is not ready.
    NotReady = 1,
    /// The input or the command line cannot be used, or a report cannot be written.
    Unusable = 2,
    /// Nothing was refused, but not all is proven; or the run was cut short.
    Unproven = 3,
}

impl Exit {
    /// The code of a finished run. `allow_untested` forgives wildcards without a name to ask for.
    pub(crate) fn of(report: &Report, allow_untested: bool) -> Self {
        match report.outcome {
            Outcome::Ready => Self::Ready,
            Outcome::NotReady => Self::NotReady,
            Outcome::Unproven if allow_untested && report.only_wildcards_are_open() => Self::Ready,
            Outcome::Unproven | Outcome::Incomplete => Self::Unproven,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
