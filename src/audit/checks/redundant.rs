//! An entry that another entry makes superfluous.

use super::{Check, Context, finding, has_all_of, may_stand_for};
use crate::allowlist::{Hosts, Order};
use crate::audit::{Finding, Severity};
use crate::hostset::intersects;

/// `entry.redundant`.
pub(super) struct Redundant;

impl Check for Redundant {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.redundant"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let Hosts::Set(hosts) = &rule.meaning.hosts else { return None };
        // A shorter name decides only where no longer one stands, and a name that is taken out may
        // have kept others from being reached.
        if context.list.order == Order::MostSpecific && context.has_both_actions() {
            return None;
        }
        let wider = context.over(hosts).into_iter().find(|other| {
            let outer = &context.list.rules[*other];
            *other != number
                && outer.action == rule.action
                && may_stand_for(context, outer, rule)
                && has_all_of(outer, rule)
                // Of two that are the same, the second is a duplicate.
                && !has_all_of(rule, outer)
        })?;
        // Where order decides, an entry of the other kind between the two gives it a meaning.
        let ordered = matches!(context.list.order, Order::FirstMatch | Order::LastMatch);
        let between = (wider.min(number) + 1)..wider.max(number);
        let contested = context.has_both_actions()
            && context.index.of_set(hosts).into_iter().any(|other| {
                let between = !ordered || between.contains(&other);
                let rival = &context.list.rules[other];
                between
                    && rival.action != rule.action
                    && match &rival.meaning.hosts {
                        Hosts::Set(theirs) => intersects(theirs, hosts) != Ok(false),
                        Hosts::Unknown(_) => true,
                        Hosts::Nothing(_) => false,
                    }
            });
        if contested {
            return None;
        }
        let outer = &context.list.rules[wider];
        let (text, other, place) = (&rule.text, &outer.text, &outer.place);
        let text = format!("`{text}` is already covered by `{other}` ({place})");
        Some(finding(rule, "entry.redundant", Severity::Note, text))
    }
}
