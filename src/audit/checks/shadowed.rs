//! An entry that never acts, because one of the other kind always wins.

use super::{Check, Context, finding, has_all_of};
use crate::allowlist::{Action, Hosts, Order};
use crate::audit::{Finding, Severity};

/// `entry.shadowed`.
pub(super) struct Shadowed;

impl Check for Shadowed {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.shadowed"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let Hosts::Set(hosts) = &rule.meaning.hosts else { return None };
        let wins = |other: usize| match context.list.order {
            Order::FirstMatch => other < number,
            Order::LastMatch => other > number,
            Order::DenyWins => rule.action == Action::Allow,
            Order::AllowWins => rule.action == Action::Deny,
            Order::MostSpecific => false,
        };
        let winner = context.over(hosts).into_iter().find(|other| {
            let rival = &context.list.rules[*other];
            rival.action != rule.action
                && wins(*other)
                && (rival.action == Action::Allow || rival.conditions.is_empty())
                && has_all_of(rival, rule)
        })?;
        let winner = &context.list.rules[winner];
        let (text, other, place) = (&rule.text, &winner.text, &winner.place);
        let text = format!("`{text}` never acts: `{other}` ({place}) decides before it");
        Some(finding(rule, "entry.shadowed", Severity::Warning, text))
    }
}
