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
        self.decide_among(self.rules.iter(), request)
    }

    /// The same where only some rules, in their order, can match.
    pub(super) fn decide_among<'a>(
        &'a self,
        rules: impl Iterator<Item = &'a Rule>,
        request: &Request,
    ) -> Decision<'a> {
        self.choose(rules.filter_map(|rule| match rule.meaning.admits(request) {
            Some(false) => None,
            Some(true) => Some((rule, true)),
            None => Some((rule, false)),
        }))
    }

    /// What happens when these rules match, which come in the order of the list; with each, whether
    /// it surely matches. An allow rule whose conditions cannot be judged is read as if they held,
    /// a deny rule as if they might.
    #[must_use]
    pub fn choose<'a>(&self, matching: impl Iterator<Item = (&'a Rule, bool)>) -> Decision<'a> {
        let mut matching: Vec<(&Rule, bool)> = matching.collect();
        match self.order {
            Order::FirstMatch => {}
            Order::LastMatch => matching.reverse(),
            Order::DenyWins => matching.sort_by_key(|(rule, _)| rule.action == Action::Allow),
            Order::AllowWins => matching.sort_by_key(|(rule, _)| rule.action == Action::Deny),
            Order::MostSpecific => {
                matching.sort_by_key(|(rule, _)| std::cmp::Reverse(specificity(rule)));
            }
        }
        // A rule that may match decides nothing when the next ones come to the same.
        let mut doubtful: Option<&Rule> = None;
        for (rule, sure) in matching {
            let outcome = match rule.action {
                Action::Allow => Outcome::Allowed,
                Action::Deny => Outcome::Denied,
            };
            let sure = sure && (rule.action == Action::Allow || rule.conditions.is_empty());
            match (doubtful, sure) {
                (Some(doubt), _) if doubt.action != rule.action => {
                    return Decision { outcome: Outcome::Unknown, rule: Some(doubt) };
                }
                (_, true) => return Decision { outcome, rule: Some(rule) },
                (_, false) => doubtful = doubtful.or(Some(rule)),
            }
        }
        let (outcome, action) = match self.otherwise {
            Otherwise::Allowed => (Outcome::Allowed, Action::Allow),
            Otherwise::Denied | Otherwise::NotSaid => (Outcome::Denied, Action::Deny),
        };
        match doubtful {
            Some(doubt) if doubt.action != action => {
                Decision { outcome: Outcome::Unknown, rule: Some(doubt) }
            }
            _ => Decision { outcome, rule: None },
        }
    }
}

/// How long the name of a rule is: the longest wins where the most specific decides, and a name
/// itself wins over the names below a parent.
fn specificity(rule: &Rule) -> usize {
    match &rule.meaning.hosts {
        Hosts::Set(HostSet::Under { name, depths }) => {
            2 * name.len() + usize::from(depths.most == Some(0))
        }
        Hosts::Set(HostSet::EndsWith(text)) => 2 * text.len(),
        Hosts::Set(HostSet::Everything) => 0,
        // Of a name's own shape nothing is known but that it is no default.
        _ => 1,
    }
}
