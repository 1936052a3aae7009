//! An external dynamic list: one entry in a line.

use super::super::around::Around;
use super::start;
use crate::allowlist::{Allowlist, Options, Source};

/// Reads the list.
pub(super) fn read(source: &Source, options: &Options) -> Allowlist {
    let (mut gather, url) = start(options);
    let kind = options.mode("paloalto.edl");
    let expand = options.mode("paloalto.expand-subdomains");
    let dialect = match (kind.value.as_str(), expand.value.as_str()) {
        ("domain", "on") => "paloalto.domain_expanded",
        ("domain", _) => "paloalto.domain",
        _ => url,
    };
    if kind.value == "domain" {
        gather.state(expand);
    }
    gather.state(kind);
    let around = Around::allow(None);
    for (number, line) in source.text.lines().enumerate() {
        let entry = line.trim();
        if entry.is_empty() || entry.starts_with('#') {
            continue;
        }
        let place = source.place(number + 1, line, entry);
        if entry.contains(char::is_whitespace) {
            gather.refused(entry, place, "has a space; each line is one entry and nothing else");
            continue;
        }
        gather.entry(dialect, entry, place, &around);
    }
    gather.note("whether the list allows or blocks stands in the rule that names it, not here");
    gather.done()
}
