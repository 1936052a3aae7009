//! What to write instead, so that an endpoint passes.

use super::judge::Judge;
use super::lean::read_back;
use super::{Coverage, Missing, Needed, Verdict};
use crate::allowlist::writers::writer;
use crate::allowlist::{Action, Allowlist, Options};

/// The lines that let an endpoint through, in the syntax of the product and as it was read; none
/// where no line helps: it is a deny entry that stops the endpoint, the port belongs to what stands
/// around the entries, or the list has all that the product can say.
pub(super) fn remedy(list: &Allowlist, needed: &Needed, verdict: &Verdict) -> Vec<String> {
    let Some(writer) = writer(list.format) else { return Vec::new() };
    let coverage = &verdict.coverage;
    if matches!(
        coverage,
        Coverage::CannotDecide(_) | Coverage::Shadowed | Coverage::Partly(Missing::Denied(_))
    ) {
        return Vec::new();
    }
    let options = Options::of(&list.modes);
    let wanted = needed.wanted();
    let mut lines = writer.entries(&wanted, &options).unwrap_or_default();
    if let Coverage::Partly(Missing::Ports(ports)) = coverage {
        let named = |line: &String| ports.ranges().iter().any(|(port, _)| names(line, *port));
        lines.retain(named);
    }
    let written = writer.file(std::slice::from_ref(&wanted), &options);
    let helps = read_back(writer.id(), &written.text, &options).is_some_and(|alone| {
        let alone = Judge::new(&alone).judge(needed).coverage;
        alone.is_covered() || (!alone.is_open() && alone.code() != coverage.code())
    });
    if !helps {
        return Vec::new();
    }
    // What is there already need not be written again.
    let there = |line: &String| {
        verdict.by.iter().any(|number| {
            let rule = &list.rules[*number];
            rule.action == Action::Allow && rule.text == *line
        })
    };
    lines.retain(|line| !there(line));
    lines
}

/// True when a line has a port as a number of its own.
fn names(line: &str, port: u16) -> bool {
    let port = port.to_string();
    line.split(|character: char| !character.is_ascii_digit()).any(|number| number == port)
}
