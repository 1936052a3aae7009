//! What an entry looks like to whoever wrote it, whatever the product makes of it.

use crate::address::Entry;
use crate::hostset::HostSet;

/// The hosts that somebody meant who wrote a text, read as vendors' lists are read; none when it
/// looks like no host.
#[must_use]
pub(super) fn meant_by(text: &str) -> Option<HostSet> {
    let text = text.trim().trim_end_matches('$').trim_start_matches('^').replace("\\.", ".");
    let text = text.strip_prefix(".*.").or(text.strip_prefix("(^|.)")).unwrap_or(&text);
    let entry: Entry = text.parse().ok()?;
    HostSet::of_pattern(&entry.host)
}
