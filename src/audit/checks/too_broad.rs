//! An entry that lets far more through than any list of endpoints asks for.

use super::{Check, Context, finding};
use crate::audit::{Finding, Severity};

/// `entry.broad.*`.
pub(super) struct TooBroad;

impl Check for TooBroad {
    fn codes(&self) -> &'static [&'static str] {
        &[
            "entry.broad.everything",
            "entry.broad.public_suffix",
            "entry.broad.shared_hosting",
            "entry.broad.text_suffix",
            "entry.broad.any_owner",
        ]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let breadth = context.breadths[number].as_ref()?;
        let mut text = format!("`{}` {breadth}", rule.text);
        if context.asked_for[number] {
            text.push_str("; the documents ask for all of it");
            return Some(finding(rule, breadth.code(), Severity::Note, text));
        }
        let mut found = finding(rule, breadth.code(), Severity::Warning, text);
        found.write = super::wider_than_needed::narrower(context, number);
        Some(found)
    }
}
