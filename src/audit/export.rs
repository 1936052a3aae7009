//! The list that a product should have, read back and held against what was asked for.

use std::collections::BTreeSet;

use super::Needed;
use super::judge::Judge;
use super::lean::{lean, read};
use crate::allowlist::{Action, Hosts, Options, Ports, Refused, Rule, Wanted, Writer, Written};
use crate::hostset::{HostSet, Index, covers};

/// A list that was written, and what reading it back showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The list.
    pub written: Written,
    /// Where it lets more through than was asked for; empty when all is well. A list with such a
    /// fault is not to be used.
    pub faults: Vec<String>,
    /// Why it could not be read back, where the product has no format that is read.
    pub unproven: Option<String>,
}

/// Writes the list that lets through what is needed, reads it back, and proves that it is not
/// wider.
#[must_use]
pub fn export(writer: &dyn Writer, needed: &[Needed], options: &Options) -> Exported {
    let wanted: Vec<Wanted> = needed.iter().map(Needed::wanted).collect();
    let mut written = writer.file(&lean(writer, needed, options), options);
    let list = match read(writer.id(), &written.text, options) {
        None => {
            let unproven = Some(format!("files of {} are not read here", writer.id()));
            return Exported { written, faults: Vec::new(), unproven };
        }
        Some(Err(error)) => {
            let faults = vec![format!("what was written cannot be read back: {error}")];
            return Exported { written, faults, unproven: None };
        }
        Some(Ok(list)) => list,
    };
    let mut faults: Vec<String> = list
        .skipped
        .iter()
        .filter(|skipped| skipped.refused)
        .map(|skipped| format!("the product refuses `{}`: it {}", skipped.text, skipped.why))
        .collect();
    let allow = list.rules.iter().filter(|rule| rule.action == Action::Allow);
    let index = Index::of_each(wanted.iter().map(|one| &one.hosts));
    faults.extend(allow.filter_map(|rule| wider(rule, &wanted, &index)));
    let judge = Judge::new(&list);
    for needed in needed {
        let refused = written.refused.iter().any(|refused| refused.text == needed.pattern);
        let verdict = judge.judge(needed);
        if !refused && !verdict.coverage.is_covered() {
            // Less than was asked for is no fault of the list, as long as it is said.
            let (port, status) = (&needed.port, verdict.coverage.status());
            let detail = verdict.coverage.detail().map_or(String::new(), |why| format!(": {why}"));
            let why = format!("is {status} in what was written for port {port}{detail}");
            written.refused.push(Refused { text: needed.pattern.clone(), why });
        }
    }
    // One entry on two ports is refused for one reason.
    let mut said = BTreeSet::new();
    written.refused.retain(|refused| said.insert((refused.text.clone(), refused.why.clone())));
    Exported { written, faults, unproven: None }
}

/// How a rule lets through more than is wanted, of which there is an index; none when it does not.
fn wider(rule: &Rule, wanted: &[Wanted], index: &Index) -> Option<String> {
    let set = match &rule.meaning.hosts {
        Hosts::Set(set) => set,
        Hosts::Nothing(why) => return Some(format!("`{}` matches nothing: it {why}", rule.text)),
        Hosts::Unknown(why) => {
            return Some(format!("nobody can tell what `{}` matches: {why}", rule.text));
        }
    };
    // Where the product keeps ports elsewhere, hosts are all that the list says.
    let ports = &rule.meaning.ports;
    let elsewhere = ports.is_all();
    let starts = |ports: &Ports| ports.ranges().iter().map(|(low, _)| *low).collect::<Vec<u16>>();
    let mut points = starts(ports);
    for one in wanted {
        let ends = one.ports.ranges().iter().map(|(_, high)| high.saturating_add(1));
        points.extend(starts(&one.ports).into_iter().chain(ends).filter(|port| ports.admit(*port)));
    }
    points.sort_unstable();
    points.dedup();
    let candidates = index.of_set(set).into_iter().map(|number| &wanted[number]);
    let candidates: Vec<&Wanted> = candidates.collect();
    for port in points {
        let fit = |one: &&&Wanted| elsewhere || one.ports.admit(port);
        let asked: Vec<&HostSet> = candidates.iter().filter(fit).map(|one| &one.hosts).collect();
        // An exact copy is the common case, and needs no walk.
        if asked.contains(&set) {
            continue;
        }
        let near: Vec<&HostSet> = asked
            .into_iter()
            .filter(|part| crate::hostset::intersects(part, set) != Ok(false))
            .collect();
        match covers(&near, set) {
            Ok(true) => {}
            Ok(false) if elsewhere => {
                return Some(format!("`{}` lets more hosts through than are needed", rule.text));
            }
            Ok(false) => {
                let text = &rule.text;
                return Some(format!("`{text}` lets more through on port {port} than is needed"));
            }
            Err(error) => return Some(format!("`{}` cannot be proven: {error}", rule.text)),
        }
        if elsewhere {
            break;
        }
    }
    None
}
