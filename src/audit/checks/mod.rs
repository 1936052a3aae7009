//! The checks of entries: one file for each, one line for each in the list.

mod dead;
mod duplicate;
mod redundant;
mod shadowed;
mod too_broad;
mod unneeded;
mod wider_than_needed;

use std::collections::BTreeMap;

use super::{Breadth, EntryUse, Finding, Needed, Severity};
use crate::allowlist::{Allowlist, Hosts, Index, Otherwise, Place, Rule};
use crate::hostset::{HostSet, contains};

/// One check, which looks at one entry at a time.
pub trait Check: Sync {
    /// The codes of its findings, for the list in the documentation.
    fn codes(&self) -> &'static [&'static str];

    /// What it finds about one rule.
    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding>;
}

/// Every check.
pub const CHECKS: &[&dyn Check] = &[
    &dead::Dead,
    &duplicate::Duplicate,
    &shadowed::Shadowed,
    &redundant::Redundant,
    &too_broad::TooBroad,
    &wider_than_needed::WiderThanNeeded,
    &unneeded::Unneeded,
];

/// What checks look at.
pub struct Context<'a> {
    /// The list.
    pub list: &'a Allowlist,
    /// What is needed.
    pub needed: &'a [Needed],
    /// What each rule is good for.
    pub uses: &'a [EntryUse],
    /// The list's index.
    pub index: &'a Index,
    /// How broad each rule is.
    pub breadths: &'a [Option<Breadth>],
    /// Whether each rule is as wide as some needed endpoint.
    pub asked_for: &'a [bool],
}

impl Context<'_> {
    /// The rules that may have every host of a set, in the order of the list: those that have one
    /// of its hosts.
    fn over(&self, hosts: &HostSet) -> Vec<usize> {
        hosts.example().map_or_else(Vec::new, |host| self.index.of_host(&host))
    }

    /// True when there are rules that let through and rules that stop.
    fn has_both_actions(&self) -> bool {
        let mut actions = self.list.rules.iter().map(|rule| rule.action);
        let first = actions.next();
        actions.any(|action| Some(action) != first)
    }
}

/// A finding about a rule.
fn finding(rule: &Rule, code: &'static str, severity: Severity, text: String) -> Finding {
    Finding {
        code,
        severity,
        subject: rule.text.clone(),
        port: None,
        place: Some(rule.place.clone()),
        text,
        roles: Vec::new(),
        asked_at: Vec::new(),
        write: Vec::new(),
    }
}

/// What all checks find, in the order of the list. Of the checks that say an entry does nothing,
/// the first one speaks. An entry that stands for several rules (a list that two lines use) does
/// nothing when each of them does nothing, and is broad when one of them is.
#[must_use]
pub fn all(context: &Context<'_>) -> Vec<Finding> {
    let mut entries: BTreeMap<&Place, Vec<usize>> = BTreeMap::new();
    for (number, rule) in context.list.rules.iter().enumerate() {
        entries.entry(&rule.place).or_default().push(number);
    }
    let mut found = Vec::new();
    for numbers in entries.values() {
        let look = |check: &&dyn Check, number: &usize| check.look(context, *number);
        let (broad, idle): (Vec<&dyn Check>, Vec<&dyn Check>) =
            CHECKS.iter().copied().partition(|check| check.codes()[0].starts_with("entry.broad"));
        let of_each: Vec<Option<Finding>> = numbers
            .iter()
            .map(|number| idle.iter().find_map(|check| look(check, number)))
            .collect();
        if of_each.iter().all(Option::is_some) {
            found.extend(of_each.into_iter().flatten().next().map(|one| (numbers[0], one)));
        }
        let wide = |check: &&dyn Check| {
            numbers.iter().find_map(|number| Some((*number, look(check, number)?)))
        };
        found.extend(broad.iter().filter_map(wide));
    }
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// True when an entry may be dropped for another one: the two stand in different places, and are
/// used alike. Where the file does not say what its lists are used for, each of them may have ports
/// of its own.
fn may_stand_for(context: &Context<'_>, other: &Rule, rule: &Rule) -> bool {
    let apart = other.group.is_some() && rule.group.is_some() && other.group != rule.group;
    let elsewhere = context.list.otherwise == Otherwise::NotSaid && rule.meaning.ports.is_all();
    other.place != rule.place && !(apart && elsewhere)
}

/// True when one rule has everything that another has: hosts, ports, schemes and paths.
pub(super) fn has_all_of(outer: &Rule, inner: &Rule) -> bool {
    let (Hosts::Set(own), Hosts::Set(theirs)) = (&outer.meaning.hosts, &inner.meaning.hosts) else {
        return false;
    };
    let (own_meaning, their_meaning) = (&outer.meaning, &inner.meaning);
    own_meaning.sees == their_meaning.sees
        && own_meaning.case == their_meaning.case
        && own_meaning.drops_dot == their_meaning.drops_dot
        && own_meaning.ports.contain(&their_meaning.ports)
        && own_meaning.schemes.contain(their_meaning.schemes)
        && (own_meaning.path.is_none() || own_meaning.path == their_meaning.path)
        && outer.conditions.iter().all(|condition| inner.conditions.contains(condition))
        && contains(own, theirs) == Ok(true)
}
