//! From verdicts to roles: which requirement is proven, which role is ready.
//!
//! **A host** stands as its probe: reachable is proven; blocked and failed are refused; untested and
//! inconclusive are unproven. One that works and whose TLS is opened on the way is refused for the
//! entries that forbid inspection, and proven for the others.
//!
//! **A wildcard** stands by the names known under it and by its rule. Names that the lists know and
//! names that a run discovered are told apart: the failure of a merely discovered name shows that
//! this one name fails, and refuses nothing by itself. The first line that fits decides:
//!
//! | | names of the lists | discovered names | its rule | stands |
//! | --- | --- | --- | --- | --- |
//! | 1 | one or more blocked | any | any | refused |
//! | 2 | none blocked | any | absent | refused: what the product asks for next will be refused |
//! | 3 | none blocked | any | partial | unproven: some of its names would be refused |
//! | 4 | none blocked | one or more blocked | any other | unproven: the rule does not hold for all |
//! | 5 | one or more reachable | none blocked | any other | proven |
//! | 6 | none reachable | one or more reachable, none blocked | any other | proven |
//! | 7 | the way out itself failed (proxy not reached, ...) | none reachable | any other | refused |
//! | 8 | none known, or none resolves | none reachable, none blocked | present | proven |
//! | 9 | some fail otherwise, none reachable | none reachable, none blocked | present | unproven: beyond the proxy something fails |
//! | 10 | none reachable | none reachable, none blocked | inconclusive, not asked | unproven: a name may be gone though the rule is there |
//!
//! A rule is never a pass for a name: a blocked or failed host stays what it is.
//!
//! **A role** counts its required requirements (all, when it has no required one): one refused makes
//! it not ready; else one unproven makes it unproven; else it is ready. The others warn.
//!
//! **A run** is as its worst role, or incomplete when it was cut short.

use serde::{Serialize, Serializer};

use crate::plan::Demands;
use crate::verdict::Status;
use crate::verdict::wildcard::RuleStanding;

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
    /// What kind of failure it is, where that decides.
    pub trouble: Trouble,
    /// True for a name that no list has.
    pub discovered: bool,
}

/// Kinds of failure that roles take differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// None of these.
    Other,
    /// It is about the way to the proxy, not about this name.
    WayOut,
    /// The name did not resolve: it may be gone.
    UnknownName,
    /// It works, and failed only because TLS is opened on the way.
    Inspected,
    /// It works, and the proxy was told who asks.
    SignedIn,
}

impl Vote {
    /// For an entry with these demands: inspection fails only what forbids it, and a sign-in proves
    /// nothing for what forbids that.
    #[must_use]
    pub fn under(self, demands: Demands) -> Self {
        if self.trouble == Trouble::Inspected && !demands.no_inspection {
            return Self { status: Status::Reachable, ..self };
        }
        if self.trouble == Trouble::SignedIn && demands.no_sign_in {
            // Whether it works without is not known: somebody else's entry had it asked with.
            return Self { status: Status::Inconclusive, ..self };
        }
        self
    }
}

/// Where a requirement stands, from the names that speak for it and, for a wildcard, from its rule
/// where that was asked.
#[must_use]
pub fn standing(wildcard: bool, votes: &[Vote], rule: Option<RuleStanding>) -> Standing {
    if !wildcard {
        return votes.first().map_or(Standing::Unproven, |vote| match vote.status {
            Status::Reachable => Standing::Proven,
            Status::Blocked | Status::Failed => Standing::Refused,
            Status::Untested | Status::Inconclusive => Standing::Unproven,
        });
    }
    let any = |discovered: bool, status: Status| {
        votes.iter().any(|vote| vote.discovered == discovered && vote.status == status)
    };
    let mut listed = votes.iter().filter(|vote| !vote.discovered);
    if any(false, Status::Blocked) || rule == Some(RuleStanding::Absent) {
        Standing::Refused
    } else if rule == Some(RuleStanding::Partial) || any(true, Status::Blocked) {
        Standing::Unproven
    } else if any(false, Status::Reachable) || any(true, Status::Reachable) {
        Standing::Proven
    } else if listed
        .clone()
        .any(|vote| vote.status == Status::Failed && vote.trouble == Trouble::WayOut)
    {
        Standing::Refused
    } else if rule == Some(RuleStanding::Present)
        && listed.all(|vote| vote.trouble == Trouble::UnknownName)
    {
        Standing::Proven
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

#[cfg(test)]
mod tests {
    use super::super::Counts;
    use super::*;
    use crate::catalogue::Need;

    /// One letter a name: r(eachable), b(locked), f(ailed), w(ay out failed), i(nconclusive), n(ame
    /// unknown); a capital letter for a discovered one.
    fn votes(letters: &str) -> Vec<Vote> {
        let vote = |letter: char| Vote {
            status: match letter.to_ascii_lowercase() {
                'r' => Status::Reachable,
                'b' => Status::Blocked,
                'f' | 'w' | 'n' => Status::Failed,
                'i' => Status::Inconclusive,
                _ => Status::Untested,
            },
            trouble: match letter.to_ascii_lowercase() {
                'w' => Trouble::WayOut,
                'n' => Trouble::UnknownName,
                _ => Trouble::Other,
            },
            discovered: letter.is_ascii_uppercase(),
        };
        letters.chars().map(vote).collect()
    }

    macro_rules! hosts {
        ($($name:ident: $letters:literal => $standing:ident;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(standing(false, &votes($letters), None), Standing::$standing);
            }
        )*};
    }

    hosts! {
        a_reachable_host: "r" => Proven;
        a_blocked_host: "b" => Refused;
        a_failed_host: "f" => Refused;
        an_inconclusive_host: "i" => Unproven;
        an_untested_host: "u" => Unproven;
    }

    /// The rows of the table: the names, the rules under which it holds, and where that leaves it.
    macro_rules! wildcards {
        ($($name:ident: $letters:literal, [$($rule:ident)*] => $standing:ident;)*) => {$(
            #[test]
            fn $name() {
                for rule in [$(rule::$rule),*] {
                    let stands = standing(true, &votes($letters), rule);
                    assert_eq!(stands, Standing::$standing, "{rule:?}");
                }
            }
        )*};
    }

    #[expect(non_upper_case_globals, reason = "they read as the words of the table")]
    mod rule {
        use super::RuleStanding;
        pub const present: Option<RuleStanding> = Some(RuleStanding::Present);
        pub const absent: Option<RuleStanding> = Some(RuleStanding::Absent);
        pub const partial: Option<RuleStanding> = Some(RuleStanding::Partial);
        pub const open: Option<RuleStanding> = Some(RuleStanding::Inconclusive);
        pub const none: Option<RuleStanding> = None;
    }

    wildcards! {
        row_1_a_blocked_name: "rb", [present absent partial open none] => Refused;
        row_1_a_blocked_name_beside_discovered_ones: "bR", [present open none] => Refused;
        row_2_a_missing_rule: "rR", [absent] => Refused;
        row_2_a_missing_rule_and_no_name: "", [absent] => Refused;
        row_3_a_part_of_the_rule: "rR", [partial] => Unproven;
        row_4_a_discovered_name_is_blocked: "rB", [present open none] => Unproven;
        row_4_only_discovered_names_are_blocked: "BB", [present open none] => Unproven;
        row_5_a_reachable_and_a_dead_name: "rf", [present open none] => Proven;
        row_5_dead_discovered_names_beside_it: "rFNI", [present open none] => Proven;
        row_6_a_discovered_name_answers: "fR", [present open none] => Proven;
        row_6_a_discovered_name_and_no_other: "R", [present open none] => Proven;
        row_7_a_dead_proxy: "ww", [open none] => Refused;
        row_8_the_rule_alone: "", [present] => Proven;
        row_8_the_rule_and_names_that_are_gone: "nn", [present] => Proven;
        row_8_the_rule_and_dead_discovered_names: "FI", [present] => Proven;
        row_9_something_fails_beyond_the_rule: "nf", [present] => Unproven;
        row_10_only_dead_names: "fi", [open none] => Unproven;
        row_10_no_name: "", [open none] => Unproven;
        row_10_dead_discovered_names: "FNI", [open none] => Unproven;
        row_10_a_dead_proxy_for_discovered_names: "W", [open none] => Unproven;
    }

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

    #[test]
    fn inspection_fails_only_what_forbids_it() {
        let vote = Vote { status: Status::Failed, trouble: Trouble::Inspected, discovered: false };
        let stands = |no_inspection| {
            let demands = Demands { no_inspection, no_sign_in: false };
            standing(false, &[vote.under(demands)], None)
        };
        assert_eq!((stands(true), stands(false)), (Standing::Refused, Standing::Proven));
    }
}
