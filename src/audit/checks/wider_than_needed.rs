//! A wildcard that is wider than everything needed under it.

use super::{Check, Context, finding};
use crate::allowlist::writers::writer;
use crate::allowlist::{Action, Hosts, Options};
use crate::audit::{Finding, Severity};
use crate::hostset::{HostSet, covers};

/// Lines that are proposed in place of one.
const MOST_LINES: usize = 12;

/// `entry.wider_than_needed`.
pub(super) struct WiderThanNeeded;

impl Check for WiderThanNeeded {
    fn codes(&self) -> &'static [&'static str] {
        &["entry.wider_than_needed"]
    }

    fn look(&self, context: &Context<'_>, number: usize) -> Option<Finding> {
        let rule = &context.list.rules[number];
        let Hosts::Set(hosts) = &rule.meaning.hosts else { return None };
        let needed = &context.uses[number].needed;
        let single = matches!(hosts, HostSet::Under { depths, .. } if depths.most == Some(0));
        if rule.action == Action::Deny
            || needed.is_empty()
            || single
            || context.breadths[number].is_some()
            || context.asked_for[number]
        {
            return None;
        }
        let sets: Vec<&HostSet> =
            needed.iter().map(|number| &context.needed[*number].hosts).collect();
        if covers(&sets, hosts) != Ok(false) {
            return None;
        }
        let what = match needed.as_slice() {
            [one] => context.needed[*one].pattern.clone(),
            several => format!("{} endpoints", several.len()),
        };
        let text = format!("`{}` is wider than what is needed under it: {what}", rule.text);
        let mut found = finding(rule, "entry.wider_than_needed", Severity::Note, text);
        found.write = narrower(context, number);
        Some(found)
    }
}

/// The lines that would let through what is needed of an entry, in the syntax of the product; none
/// when nothing is needed, when it cannot be written, or when there are too many to read.
pub(super) fn narrower(context: &Context<'_>, number: usize) -> Vec<String> {
    let Some(writer) = writer(context.list.format) else { return Vec::new() };
    let options = Options::of(&context.list.modes);
    let mut lines = Vec::new();
    for needed in &context.uses[number].needed {
        match writer.entries(&context.needed[*needed].wanted(), &options) {
            Ok(entries) => lines.extend(entries),
            Err(_) => return Vec::new(),
        }
    }
    lines.sort_unstable();
    lines.dedup();
    if lines.len() > MOST_LINES { Vec::new() } else { lines }
}
