//! An entry that is there twice.

use super::{Check, Context, finding, has_all_of, may_stand_for};
use crate::allowlist::Hosts;
use crate::audit::{Finding, Severity};

/// `entry.duplicate`.
pub(super) struct Duplicate;

impl Check for Duplicate {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.duplicate"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let Hosts::Set(hosts) = &rule.meaning.hosts else { return None };
        let twin = context.over(hosts).into_iter().find(|other| {
            let twin = &context.list.rules[*other];
            *other < number
                && twin.action == rule.action
                && may_stand_for(context, twin, rule)
                && has_all_of(twin, rule)
                && has_all_of(rule, twin)
        })?;
        let twin = &context.list.rules[twin];
        let (text, other, place) = (&rule.text, &twin.text, &twin.place);
        let text = format!("`{text}` is the same as `{other}` ({place}) and can be removed");
        Some(finding(rule, "entry.duplicate", Severity::Note, text))
    }
}
