//! What a list does with one request.

use super::{Action, Allowlist, Hosts, Order, Otherwise, Request, Rule};
use crate::hostset::HostSet;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It passes.
    Allowed,
    /// It is stopped.
    Denied,
    /// Nobody can tell.
    Unknown,
}

/// What happens to a request, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// What happens.
    pub outcome: Outcome,
    /// The rule that decides, or that makes it unknown; none when no rule matches.
    pub rule: Option<&'a Rule>,
}

impl Allowlist {
    /// What happens to a request.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision<'_> {
        let mut matching = self.rules.iter().filter_map(|rule| {
            let sure = match rule.meaning.admits(request) {
                Some(false) => return None,
                Some(true) => rule.action == Action::Allow || rule.conditions.is_empty(),
                None => false,
            };
            Some((rule, sure))
        });
        let chosen = match self.order {
            Order::FirstMatch => matching.next(),
            Order::LastMatch => matching.next_back(),
            Order::DenyWins => strongest(matching, Action::Deny),
            Order::AllowWins => strongest(matching, Action::Allow),
            Order::MostSpecific => matching.max_by_key(|(rule, _)| specificity(rule)),
        };
        match chosen {
            None => {
                let passes = self.otherwise == Otherwise::Allowed;
                let outcome = if passes { Outcome::Allowed } else { Outcome::Denied };
                Decision { outcome, rule: None }
            }
            Some((rule, sure)) => {
                let outcome = match (sure, rule.action) {
                    (false, _) => Outcome::Unknown,
                    (true, Action::Allow) => Outcome::Allowed,
                    (true, Action::Deny) => Outcome::Denied,
                };
                Decision { outcome, rule: Some(rule) }
            }
        }
    }
}

/// The rule that decides where one action is stronger than the other: a sure one of that action,
/// else an unsure one, else whatever matches.
fn strongest<'a>(
    matching: impl Iterator<Item = (&'a Rule, bool)>,
    strong: Action,
) -> Option<(&'a Rule, bool)> {
    matching.reduce(|best, other| {
        let rank = |(rule, sure): (&Rule, bool)| match (rule.action == strong, sure) {
            (true, true) => 3,
            (_, false) => 2,
            (false, true) => 1,
        };
        if rank(other) > rank(best) { other } else { best }
    })
}

/// How long the name of a rule is: the longest wins where the most specific decides, and a name
/// itself wins over the names below a parent.
fn specificity(rule: &Rule) -> usize {
    match &rule.meaning.hosts {
        Hosts::Set(HostSet::Under { name, depths }) => {
            2 * name.len() + usize::from(depths.most == Some(0))
        }
        Hosts::Set(HostSet::EndsWith(text)) => 2 * text.len(),
        _ => 0,
    }
}
