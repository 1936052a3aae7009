//! An entry that loads and can match nothing.

use super::{Check, Context, finding};
use crate::allowlist::Hosts;
use crate::audit::{Finding, Severity};

/// `entry.dead`.
pub(super) struct Dead;

impl Check for Dead {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.dead"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let Hosts::Nothing(why) = &rule.meaning.hosts else { return None };
        let text = format!("`{}` loads and can match nothing: it {why}", rule.text);
        Some(finding(rule, "entry.dead", Severity::Warning, text))
    }
}
