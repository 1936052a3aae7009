//! How much of some needed hosts passes the rules that have any of them.

use super::Missing;
use super::candidates::Candidate;
use super::judge::Judge;
use crate::allowlist::{Action, Hosts, Otherwise, Outcome, Rule};
use crate::hostset::{Depths, HostSet, TooComplex, contains, witness};

/// Names that are listed of those that pass.
const LISTED: usize = 5;

/// How much of the needed hosts passes.
pub(super) enum Passing {
    All,
    None,
    Some(Missing),
    Unknown(String),
}

impl Judge<'_> {
    /// How much of the needed hosts passes.
    pub(super) fn passing(&self, needed: &HostSet, candidates: &[Candidate<'_>]) -> Passing {
        let open = self.list.otherwise == Otherwise::Allowed;
        if candidates.iter().all(|one| one.rule.action == Action::Deny) && !open {
            return Passing::None;
        }
        // One name: what happens to it is what happens.
        if let HostSet::Under { depths: Depths::ITSELF, .. } = needed {
            return self.outcome(candidates, |_| true);
        }
        if let HostSet::Network(net) = needed
            && let Some(passing) = self.addresses(*net, candidates)
        {
            return passing;
        }
        let denies = candidates.iter().any(|one| one.rule.action == Action::Deny);
        let has_all = |one: &Candidate<'_>| {
            let hosts = one.hosts.as_ref();
            one.sure && hosts.is_some_and(|hosts| contains(hosts, needed) == Ok(true))
        };
        if !denies && !open && candidates.iter().any(has_all) {
            return Passing::All;
        }
        self.walk(needed, candidates).unwrap_or_else(|TooComplex| {
            Passing::Unknown("the entries that have it are too intricate to be compared".to_owned())
        })
    }

    /// What happens to a host for which each candidate matches that `within` names.
    fn outcome(&self, candidates: &[Candidate<'_>], within: impl Fn(usize) -> bool) -> Passing {
        let here =
            candidates.iter().enumerate().filter(|(at, one)| one.hosts.is_none() || within(*at));
        let decision = self.list.choose(here.map(|(_, one)| (one.rule, one.sure)));
        match (decision.outcome, decision.rule) {
            (Outcome::Allowed, _) => Passing::All,
            (Outcome::Denied, _) => Passing::None,
            (Outcome::Unknown, rule) => Passing::Unknown(doubt(rule)),
        }
    }

    /// Looks for hosts that pass and hosts that do not.
    fn walk(&self, needed: &HostSet, candidates: &[Candidate<'_>]) -> Result<Passing, TooComplex> {
        // Finitely many names change nothing about a wildcard, except the name that it is under.
        let apex = match needed {
            HostSet::Under { name, .. } => Some(name),
            _ => None,
        };
        let is_single = |one: &Candidate<'_>| match &one.hosts {
            Some(HostSet::Under { name, depths: Depths::ITSELF }) => Some(name) != apex,
            _ => false,
        };
        let is_name = |one: &Candidate<'_>| match &one.hosts {
            Some(HostSet::Under { depths, .. }) => *depths == Depths::ITSELF,
            _ => false,
        };
        if let HostSet::Under { depths: Depths { most: None, .. }, .. } = needed
            && candidates.iter().all(is_name)
            && self.list.otherwise != Otherwise::Allowed
        {
            let passing = self.names_that_pass(candidates.iter(), candidates);
            return Ok(match needed.example().filter(|_| !passing.is_empty()) {
                Some(missing) => {
                    Passing::Some(Missing::Names { missing: format!("a.{missing}"), passing })
                }
                None => Passing::None,
            });
        }
        let (singles, wide): (Vec<_>, Vec<_>) =
            candidates.iter().enumerate().partition(|(_, one)| is_single(one));
        let sets: Vec<&HostSet> = wide.iter().filter_map(|(_, one)| one.hosts.as_ref()).collect();
        let known: Vec<usize> =
            wide.iter().filter(|(_, one)| one.hosts.is_some()).map(|(at, _)| *at).collect();
        let fate = |bits: &[bool]| {
            self.outcome(candidates, |at| {
                known.iter().position(|own| *own == at).is_some_and(|bit| bits[bit])
            })
        };
        if let Some(name) =
            witness(&sets, needed, |bits| matches!(fate(bits), Passing::Unknown(_)))?
        {
            let bits: Vec<bool> =
                sets.iter().map(|set| set.matches(&name).unwrap_or(false)).collect();
            let Passing::Unknown(why) = fate(&bits) else { return Err(TooComplex) };
            return Ok(Passing::Unknown(format!("{why} (asked for {name})")));
        }
        let stopped = witness(&sets, needed, |bits| matches!(fate(bits), Passing::None))?;
        let Some(stopped) = stopped else {
            // Every host passes, but for single names that a deny entry takes out.
            for (_, one) in &singles {
                if let Some(HostSet::Under { name, .. }) = &one.hosts
                    && one.rule.action == Action::Deny
                {
                    match self.fate_of(name, candidates) {
                        Passing::All => {}
                        Passing::Unknown(why) => {
                            return Ok(Passing::Unknown(format!("{why} (asked for {name})")));
                        }
                        Passing::None | Passing::Some(_) => {
                            return Ok(Passing::Some(Missing::Denied(name.to_string())));
                        }
                    }
                }
            }
            return Ok(Passing::All);
        };
        let passes = witness(&sets, needed, |bits| matches!(fate(bits), Passing::All))?;
        let mut passing = self.names_that_pass(singles.iter().map(|(_, one)| *one), candidates);
        let Some(passes) = passes else {
            return Ok(if passing.is_empty() {
                Passing::None
            } else {
                Passing::Some(Missing::Names { passing, missing: stopped })
            });
        };
        // Which kind of names does not pass?
        if let HostSet::Under { name, depths } = needed {
            let below = HostSet::Under {
                name: name.clone(),
                depths: Depths { least: depths.least.max(1), most: depths.most },
            };
            if depths.least == 0
                && stopped == **name
                && witness(&sets, &below, |bits| !matches!(fate(bits), Passing::All))?.is_none()
            {
                return Ok(Passing::Some(Missing::Apex(stopped)));
            }
            let one = HostSet::Under { name: name.clone(), depths: Depths::ONE_LABEL };
            if witness(&sets, &one, |bits| !matches!(fate(bits), Passing::All))?.is_none() {
                return Ok(Passing::Some(Missing::Depth(stopped)));
            }
        }
        let denied = candidates.iter().any(|one| {
            one.rule.action == Action::Deny
                && one.hosts.as_ref().is_some_and(|hosts| hosts.matches(&stopped) == Ok(true))
        });
        if denied {
            return Ok(Passing::Some(Missing::Denied(stopped)));
        }
        if passing.is_empty() {
            passing.push(passes);
        }
        Ok(Passing::Some(Missing::Names { passing, missing: stopped }))
    }

    /// Single names of `among` that pass, the first few.
    fn names_that_pass<'b>(
        &self,
        among: impl Iterator<Item = &'b Candidate<'b>>,
        candidates: &[Candidate<'_>],
    ) -> Vec<String> {
        among
            .filter_map(|one| match &one.hosts {
                Some(HostSet::Under { name, .. }) if one.rule.action == Action::Allow => {
                    matches!(self.fate_of(name, candidates), Passing::All).then(|| name.to_string())
                }
                _ => None,
            })
            .take(LISTED)
            .collect()
    }

    /// What happens to one name.
    pub(super) fn fate_of(&self, name: &str, candidates: &[Candidate<'_>]) -> Passing {
        self.outcome(candidates, |at| {
            candidates[at].hosts.as_ref().is_some_and(|hosts| hosts.matches(name) == Ok(true))
        })
    }
}

/// Why a rule leaves it open what happens.
fn doubt(rule: Option<&Rule>) -> String {
    let Some(rule) = rule else { return "nobody can tell".to_owned() };
    let text = &rule.text;
    let place = &rule.place;
    let may = if rule.action == Action::Deny { "may stop it" } else { "may have it" };
    match &rule.meaning.hosts {
        Hosts::Unknown(why) => format!("`{text}` ({place}) {may}: {why}"),
        _ if rule.conditions.is_empty() && rule.meaning.path.is_some() => {
            format!("`{text}` ({place}) {may}: it depends on the path")
        }
        _ if !rule.conditions.is_empty() => {
            format!("`{text}` ({place}) may stop it: {}", rule.conditions.join(", "))
        }
        _ => match &rule.meaning.doubt {
            Some(doubt) => format!("`{text}` ({place}) {may}: {}", doubt.why),
            None => format!("`{text}` ({place}) {may}: it depends on what the product sees"),
        },
    }
}
