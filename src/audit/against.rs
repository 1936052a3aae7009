//! Two lists held against each other: does the new one still let through what the old one did?

use super::judge::Judge;
use super::{Coverage, Needed, Verdict};
use crate::address::{PortSpec, Scheme};
use crate::allowlist::{Action, Allowlist, Hosts, Otherwise, Rule, Schemes};
use crate::hostset::HostSet;

/// What the old list let through and the new one does not, or not surely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The rule of the old list, by its number; none for all that the old list does not stop.
    pub rule: Option<usize>,
    /// What the new list does with it.
    pub verdict: Verdict,
}

/// What `new` no longer lets through of what `old` did, entry by entry, across formats. A rule of
/// the old list that another of its rules stops, or that nobody can decide, is held against the new
/// list all the same: what it let through is not known to be less.
#[must_use]
pub fn losses(old: &Allowlist, new: &Allowlist) -> Vec<Loss> {
    let judge = Judge::new(new);
    let mut found = Vec::new();
    let open = |why: String| Verdict {
        coverage: Coverage::CannotDecide(why),
        by: Vec::new(),
        stopped_by: Vec::new(),
        remarks: Vec::new(),
    };
    if is_open(old) && !is_open(new) {
        let why = "the old list lets everything through that it does not stop";
        found.push(Loss { rule: None, verdict: open(why.to_owned()) });
    }
    for (number, rule) in old.rules.iter().enumerate() {
        if rule.action == Action::Deny {
            continue;
        }
        match &rule.meaning.hosts {
            Hosts::Nothing(_) => {}
            Hosts::Unknown(why) => {
                let verdict = open(format!("the old entry {why}"));
                found.push(Loss { rule: Some(number), verdict });
            }
            // Paths are compared by their expressions alone.
            Hosts::Set(_) if rule.meaning.path.is_some() && has_twin(rule, new) => {}
            Hosts::Set(_) => {
                let verdicts = wanted_by(rule).into_iter().map(|needed| judge.judge(&needed));
                if let Some(verdict) = verdicts.into_iter().find(|one| !one.coverage.is_covered()) {
                    found.push(Loss { rule: Some(number), verdict });
                }
            }
        }
    }
    found
}

/// True when a list lets through what none of its entries is about.
fn is_open(list: &Allowlist) -> bool {
    let stops_all = |rule: &Rule| {
        let meaning = &rule.meaning;
        rule.action == Action::Deny
            && rule.conditions.is_empty()
            && meaning.hosts == Hosts::Set(HostSet::Everything)
            && meaning.ports.is_all()
            && meaning.schemes == Schemes::ALL
            && meaning.path.is_none()
    };
    list.otherwise == Otherwise::Allowed && !list.rules.iter().any(stops_all)
}

/// True when a list has an entry of the same meaning, and none that stops anything.
fn has_twin(rule: &Rule, list: &Allowlist) -> bool {
    list.rules.iter().all(|other| other.action == Action::Allow)
        && list.rules.iter().any(|other| other.meaning == rule.meaning)
}

/// What a rule lets through, as something that is needed: one for each scheme and range of ports.
fn wanted_by(rule: &Rule) -> Vec<Needed> {
    let Hosts::Set(hosts) = &rule.meaning.hosts else { return Vec::new() };
    let all = rule.meaning.ports.is_all();
    let mut found = Vec::new();
    for scheme in [Scheme::Http, Scheme::Https, Scheme::Tcp] {
        if !rule.meaning.schemes.admit(scheme) {
            continue;
        }
        for (low, high) in rule.meaning.ports.ranges() {
            // Of the schemes that pass on a port, its own is the one in use.
            let own = if all { scheme } else { Scheme::of_port(*low) };
            let other = low == high && own != scheme && rule.meaning.schemes.admit(own);
            let web = rule.meaning.schemes.http || rule.meaning.schemes.https;
            if other || (all && scheme == Scheme::Tcp && web) {
                continue;
            }
            // Where any port passes, the scheme's own stands for what is in use.
            let port = match scheme.default_port() {
                Some(port) if all => PortSpec::One(port),
                _ if low == high => PortSpec::One(*low),
                _ => PortSpec::Range((*low).max(1), *high),
            };
            found.push(Needed {
                pattern: rule.text.clone(),
                hosts: hosts.clone(),
                port,
                scheme,
                path: None,
                askers: Vec::new(),
            });
        }
    }
    found
}
