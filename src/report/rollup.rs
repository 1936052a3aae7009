//! From verdicts to roles: which requirement is proven, which role is ready.
//!
//! **A host** stands as its probe: reachable is proven; blocked and failed are refused; untested and
//! inconclusive are unproven.
//!
//! **A wildcard** stands by all names known under it:
//!
//! | names under the wildcard | stands |
//! | --- | --- |
//! | none known | unproven |
//! | the way out itself failed (proxy not reached, credentials refused, ...) | refused |
//! | one or more blocked, whatever the others | refused |
//! | one or more reachable, none blocked | proven |
//! | none reachable, none blocked | unproven: a name may be gone though the rule is there |
//!
//! **A role** counts its required requirements (all, when it has no required one): one refused makes
//! it not ready; else one unproven makes it unproven; else it is ready. The others warn.
//!
//! **A run** is as its worst role, or incomplete when it was cut short.

use serde::{Serialize, Serializer};

use crate::catalogue::Need;
use crate::verdict::Status;

/// Where a requirement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Shown to work.
    Proven,
    /// Shown not to work.
    Refused,
    /// Not shown.
    Unproven,
}

/// What one name under a wildcard, or a host, contributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The verdict on it.
    pub status: Status,
    /// True when the failure is about the way to the proxy, not about this name.
    pub way_out_failed: bool,
}

/// Where a requirement stands, from the names that speak for it.
#[must_use]
pub fn standing(wildcard: bool, votes: &[Vote]) -> Standing {
    if !wildcard {
        return votes.first().map_or(Standing::Unproven, |vote| match vote.status {
            Status::Reachable => Standing::Proven,
            Status::Blocked | Status::Failed => Standing::Refused,
            Status::Untested | Status::Inconclusive => Standing::Unproven,
        });
    }
    let any = |status: Status| votes.iter().any(|vote| vote.status == status);
    if any(Status::Blocked) {
        Standing::Refused
    } else if any(Status::Reachable) {
        Standing::Proven
    } else if votes.iter().any(|vote| vote.status == Status::Failed && vote.way_out_failed) {
        Standing::Refused
    } else {
        Standing::Unproven
    }
}

/// Where a role stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// Everything it needs is proven.
    Ready,
    /// Nothing it needs is refused, but not all is proven.
    Unproven,
    /// Something it needs is refused.
    NotReady,
}

impl Readiness {
    /// `ready`, `unproven` or `not ready`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Unproven => "unproven",
            Self::NotReady => "not ready",
        }
    }
}

impl Serialize for Readiness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every role is ready.
    Ready,
    /// A role is unproven, none is not ready.
    Unproven,
    /// A role is not ready.
    NotReady,
    /// The run was cut short.
    Incomplete,
}

impl Outcome {
    /// Of a run with these roles.
    #[must_use]
    pub fn of(complete: bool, roles: impl Iterator<Item = Readiness>) -> Self {
        match (complete, roles.max()) {
            (false, _) => Self::Incomplete,
            (true, Some(Readiness::NotReady)) => Self::NotReady,
            (true, Some(Readiness::Unproven)) => Self::Unproven,
            (true, Some(Readiness::Ready) | None) => Self::Ready,
        }
    }

    /// `ready`, `unproven`, `not ready` or `incomplete`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Unproven => "unproven",
            Self::NotReady => "not ready",
            Self::Incomplete => "incomplete",
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter a name: r(eachable), b(locked), f(ailed), w(ay out failed), i(nconclusive).
    fn votes(letters: &str) -> Vec<Vote> {
        let vote = |letter| Vote {
            status: match letter {
                'r' => Status::Reachable,
                'b' => Status::Blocked,
                'f' | 'w' => Status::Failed,
                'i' => Status::Inconclusive,
                _ => Status::Untested,
            },
            way_out_failed: letter == 'w',
        };
        letters.chars().map(vote).collect()
    }

    macro_rules! stands {
        ($name:ident, wildcard $letters:literal, $standing:ident) => {
            #[test]
            fn $name() {
                assert_eq!(standing(true, &votes($letters)), Standing::$standing);
            }
        };
        ($name:ident, host $letters:literal, $standing:ident) => {
            #[test]
            fn $name() {
                assert_eq!(standing(false, &votes($letters)), Standing::$standing);
            }
        };
    }

    stands!(a_reachable_host, host "r", Proven);
    stands!(a_blocked_host, host "b", Refused);
    stands!(a_failed_host, host "f", Refused);
    stands!(an_inconclusive_host, host "i", Unproven);
    stands!(an_untested_host, host "u", Unproven);
    stands!(a_wildcard_without_names, wildcard "", Unproven);
    stands!(a_wildcard_with_a_blocked_name, wildcard "rbr", Refused);
    stands!(a_wildcard_with_only_blocked_names, wildcard "bb", Refused);
    stands!(a_wildcard_with_a_reachable_and_a_dead_name, wildcard "rf", Proven);
    stands!(a_wildcard_with_only_dead_names, wildcard "fi", Unproven);
    stands!(a_wildcard_behind_a_dead_proxy, wildcard "ww", Refused);

    fn readiness(standings: &[(Need, Standing)]) -> Readiness {
        let mut counts = Counts::default();
        counts.add_requirements(standings);
        counts.readiness()
    }

    #[test]
    fn one_refusal_of_something_required_decides() {
        use Need::{Optional, Required};
        use Standing::{Proven, Refused, Unproven};
        assert_eq!(readiness(&[(Required, Proven), (Required, Refused)]), Readiness::NotReady);
        assert_eq!(readiness(&[(Required, Proven), (Required, Unproven)]), Readiness::Unproven);
        assert_eq!(readiness(&[(Required, Proven), (Optional, Refused)]), Readiness::Ready);
        assert_eq!(readiness(&[(Optional, Refused)]), Readiness::NotReady);
        assert_eq!(readiness(&[]), Readiness::Ready);
    }

    #[test]
    fn a_run_is_as_its_worst_role() {
        let of = |roles: &[Readiness]| Outcome::of(true, roles.iter().copied());
        assert_eq!(of(&[Readiness::Ready, Readiness::NotReady]), Outcome::NotReady);
        assert_eq!(of(&[Readiness::Unproven, Readiness::Ready]), Outcome::Unproven);
        assert_eq!(of(&[Readiness::Ready]), Outcome::Ready);
        assert_eq!(Outcome::of(false, [Readiness::Ready].into_iter()), Outcome::Incomplete);
    }
}
