//! An entry that no selected role needs.

use super::{Check, Context, finding};
use crate::allowlist::{Action, Hosts};
use crate::audit::{Finding, Severity};

/// `entry.unneeded`.
pub(super) struct Unneeded;

impl Check for Unneeded {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.unneeded"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let known = matches!(rule.meaning.hosts, Hosts::Set(_));
        if rule.action == Action::Deny || !known || !context.uses[number].needed.is_empty() {
            return None;
        }
        let text = format!("no selected role needs `{}`", rule.text);
        Some(finding(rule, "entry.unneeded", Severity::Note, text))
    }
}
