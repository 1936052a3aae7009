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
            Order::MostSpecific => matching = most_specific_first(matching),
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

/// The most specific rule first. One of which nobody can tell how specific it is stands in doubt
/// before those that it might outdo, and behind them as what it is.
fn most_specific_first(matching: Vec<(&Rule, bool)>) -> Vec<(&Rule, bool)> {
    let (unranked, mut ranked): (Vec<_>, Vec<_>) =
        matching.into_iter().partition(|(rule, _)| specificity(rule).is_none());
    ranked.sort_by_key(|(rule, _)| std::cmp::Reverse(specificity(rule)));
    let defaults = ranked.partition_point(|(rule, _)| specificity(rule) > Some(0));
    let defaults = ranked.split_off(defaults);
    let mut all = Vec::new();
    if !ranked.is_empty() {
        all.extend(unranked.iter().map(|(rule, _)| (*rule, false)));
    }
    all.extend(ranked);
    all.extend(unranked);
    all.extend(defaults);
    all
}

/// How long the name of a rule is: the longest wins where the most specific decides, and a name
/// itself wins over the names below a parent. None for a rule of whose hosts only is known that
/// they are not all hosts.
fn specificity(rule: &Rule) -> Option<usize> {
    match &rule.meaning.hosts {
        Hosts::Set(HostSet::Under { name, depths }) => {
            Some(2 * name.len() + usize::from(depths.most == Some(0)))
        }
        Hosts::Set(HostSet::EndsWith(text)) => Some(2 * text.len()),
        Hosts::Set(HostSet::Everything) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Meaning, Place};
    use super::*;

    fn list(rules: Vec<(Action, Meaning)>) -> Allowlist {
        let rules = rules.into_iter().map(|(action, meaning)| Rule {
            action,
            meaning,
            text: String::new(),
            place: Place { file: Arc::from("list"), line: 1, column: 1, length: 1 },
            group: None,
            conditions: Vec::new(),
        });
        Allowlist {
            format: "zscaler",
            modes: Vec::new(),
            order: Order::MostSpecific,
            otherwise: Otherwise::Denied,
            rules: rules.collect(),
            skipped: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_rule_that_may_be_more_specific_leaves_it_open() {
        let wide = || (Action::Allow, Meaning::of(HostSet::subtree("x.test")));
        let asked = Request::new("a.x.test", 443);
        let outcome = |rules| list(rules).decide(&asked).outcome;
        let tag = |action| (action, Meaning::unknown("is a tag"));
        assert_eq!(outcome(vec![wide(), tag(Action::Deny)]), Outcome::Unknown);
        assert_eq!(outcome(vec![wide(), tag(Action::Allow)]), Outcome::Allowed);
        let glob = |action| (action, Meaning::of(HostSet::Contains("x".into())));
        assert_eq!(outcome(vec![wide(), glob(Action::Deny)]), Outcome::Unknown);
        assert_eq!(outcome(vec![glob(Action::Allow)]), Outcome::Allowed);
        let default = || (Action::Deny, Meaning::of(HostSet::Everything));
        assert_eq!(outcome(vec![default(), glob(Action::Allow)]), Outcome::Allowed);
        assert_eq!(outcome(vec![default(), tag(Action::Allow)]), Outcome::Unknown);
        assert_eq!(outcome(vec![default(), wide()]), Outcome::Allowed);
    }
}
