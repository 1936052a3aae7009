//! Verdicts on rules: whether a proxy allows a wildcard, asked with names made up for it.
//!
//! A name that cannot exist is asked for under the wildcard. A policy's refusal means that the rule
//! is missing; any failure that comes after the policy (the name does not resolve, a gateway's
//! error) means that the rule is there and only the name is not. That holds for a proxy that judges
//! before it resolves and for no other, so each proxy, method and port is calibrated first
//! ([`calibrate`]); without that a rule is inconclusive, whatever was answered.
//!
//! A verdict on a rule is kept apart from the verdicts on names; [`crate::report::rollup`] says how
//! they meet.

mod by_plain_request;
mod calibration;
mod class;
mod rule;
mod standing;

pub use calibration::{Calibration, CalibrationState, calibrate};
pub use class::{Meaning, meaning};
pub use rule::{LabelAnswer, RuleVerdict, judge_rules};
pub use standing::RuleStanding;

use crate::measurement::Measurement;

use super::Verdict;

/// Everything that a run has measured, each measurement with its verdict.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The measurements, in the order of the plan.
    pub measurements: &'a [Measurement],
    /// Their verdicts, in the same order.
    pub verdicts: &'a [Verdict],
}

impl<'a> Seen<'a> {
    /// A measurement and its verdict; none while it is not measured.
    #[must_use]
    pub fn at(self, place: usize) -> Option<(&'a Measurement, &'a Verdict)> {
        Some((self.measurements.get(place)?, self.verdicts.get(place)?))
    }

    /// All of them.
    pub fn all(self) -> impl Iterator<Item = (&'a Measurement, &'a Verdict)> {
        self.measurements.iter().zip(self.verdicts)
    }
}
