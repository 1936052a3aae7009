//! The checks of entries: one file for each, one line for each in the list.

mod dead;
mod duplicate;
mod redundant;
mod shadowed;
mod too_broad;
mod unneeded;
mod wider_than_needed;

use super::{Breadth, EntryUse, Finding, Needed, Severity};
use crate::allowlist::{Allowlist, Hosts, Index, Rule};
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
/// the first one speaks.
#[must_use]
pub fn all(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for number in 0..context.list.rules.len() {
        let mut idle = false;
        for check in CHECKS {
            let Some(finding) = check.look(context, number) else { continue };
            let says_idle = !finding.code.starts_with("entry.broad");
            if says_idle && idle {
                continue;
            }
            idle |= says_idle;
            found.push(finding);
        }
    }
    found
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
