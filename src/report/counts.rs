//! How many of what: the sums that decide about a role.

use serde::Serialize;

use super::rollup::{Readiness, Standing};
use crate::catalogue::Need;
use crate::verdict::Status;

/// How a role or a run came to its result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requirements that decide.
    pub required: usize,
    /// Of these, proven.
    pub proven: usize,
    /// Of these, refused.
    pub refused: usize,
    /// Of these, unproven.
    pub unproven: usize,
    /// Requirements that only warn.
    pub optional: usize,
    /// Of these, not proven.
    pub warnings: usize,
    /// Rows that are reachable.
    pub reachable: usize,
    /// Rows that are blocked.
    pub blocked: usize,
    /// Rows that failed.
    pub failed: usize,
    /// Rows that are untested.
    pub untested: usize,
    /// Rows that are inconclusive.
    pub inconclusive: usize,
}

impl Counts {
    /// Counts a row.
    pub fn add_row(&mut self, status: Status) {
        match status {
            Status::Reachable => self.reachable += 1,
            Status::Blocked => self.blocked += 1,
            Status::Failed => self.failed += 1,
            Status::Untested => self.untested += 1,
            Status::Inconclusive => self.inconclusive += 1,
        }
    }

    /// Rows of a status.
    #[must_use]
    pub fn rows(&self, status: Status) -> usize {
        match status {
            Status::Reachable => self.reachable,
            Status::Blocked => self.blocked,
            Status::Failed => self.failed,
            Status::Untested => self.untested,
            Status::Inconclusive => self.inconclusive,
        }
    }

    /// Counts the requirements of a role. Where none is required, all decide.
    pub fn add_requirements(&mut self, standings: &[(Need, Standing)]) {
        let none_required = !standings.iter().any(|(need, _)| *need == Need::Required);
        for (need, standing) in standings {
            if *need == Need::Required || none_required {
                self.required += 1;
                match standing {
                    Standing::Proven => self.proven += 1,
                    Standing::Refused => self.refused += 1,
                    Standing::Unproven => self.unproven += 1,
                }
            } else {
                self.optional += 1;
                self.warnings += usize::from(*standing != Standing::Proven);
            }
        }
    }

    /// Adds the requirements of a role, and not its rows, which other roles may share.
    pub fn add_requirements_of(&mut self, role: &Self) {
        self.required += role.required;
        self.proven += role.proven;
        self.refused += role.refused;
        self.unproven += role.unproven;
        self.optional += role.optional;
        self.warnings += role.warnings;
    }

    /// Where a role with these counts stands.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        if self.refused > 0 {
            Readiness::NotReady
        } else if self.unproven > 0 {
            Readiness::Unproven
        } else {
            Readiness::Ready
        }
    }
}
