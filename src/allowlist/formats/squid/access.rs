//! The lines of `http_access` as rules.

use super::super::gather::Gather;
use super::acl::{Acl, Acls, Term, everything};
use super::built_in::built_in;
use super::cut::{both, neither};
use super::kinds::is_client;
use super::lines::{Line, Word};
use crate::allowlist::{Action, Hosts, Meaning, Otherwise, ReadError, Rule, Schemes};
use crate::hostset::HostSet;

/// Rules that a configuration may become; more are not followed.
const MOST: usize = 400_000;

/// A line of `http_access`, with its lists looked up.
struct Access {
    action: Action,
    /// What it matches, without the negated lists of names.
    rules: Vec<Rule>,
    /// The entries of the negated lists of names.
    but: Vec<Term>,
}

/// The rules of all lines, in the order of Squid.
pub fn rules(
    lines: &[(&Line, &[Word])],
    acls: &Acls<'_>,
    gather: &mut Gather,
) -> Result<(), ReadError> {
    let mut accesses = Vec::new();
    for (line, words) in lines {
        accesses.push(access(line, words, acls, gather)?);
    }
    let last = accesses.last().map(|access| access.action);
    gather.list.otherwise =
        if last == Some(Action::Deny) { Otherwise::Allowed } else { Otherwise::Denied };
    if last.is_none() {
        gather.note("There is no line of http_access, and Squid denies everything.");
    }
    let default = if last == Some(Action::Deny) { Action::Allow } else { Action::Deny };
    // From the last line to the first: what follows a line is known when it is read.
    let mut after: Vec<Rule> = Vec::new();
    for access in accesses.into_iter().rev() {
        let mut rules = Vec::new();
        let pairs = access.but.len().saturating_mul(after.len() + 1);
        if pairs > MOST {
            gather.note("A negated list of names is too long to be followed; its line is unknown.");
            rules.extend(access.rules.into_iter().map(|rule| Rule {
                meaning: Meaning {
                    hosts: Hosts::Unknown(
                        "stands beside a negated list that is too long".to_owned(),
                    ),
                    ..rule.meaning
                },
                ..rule
            }));
        } else {
            for term in &access.but {
                except(&mut rules, term, &after, default);
            }
            rules.extend(access.rules);
        }
        rules.append(&mut after);
        after = rules;
    }
    gather.list.rules = after;
    Ok(())
}

/// What the lines that follow do with the hosts of an entry that a line leaves out.
fn except(into: &mut Vec<Rule>, term: &Term, after: &[Rule], default: Action) {
    if matches!(term.meaning.hosts, Hosts::Nothing(_)) {
        return;
    }
    for rule in after {
        let Some(meaning) = both(&rule.meaning, &term.meaning) else { continue };
        let whole = meaning == term.meaning && rule.conditions.is_empty();
        // An allow line that lets everything through takes the words of the entry.
        let wide = rule.meaning.hosts == Hosts::Set(HostSet::Everything);
        let (text, place) =
            if wide { (&term.text, &term.place) } else { (&rule.text, &rule.place) };
        into.push(Rule {
            meaning,
            text: text.clone(),
            place: place.clone(),
            group: if wide { term.list.clone() } else { rule.group.clone() },
            ..rule.clone()
        });
        if whole {
            return;
        }
    }
    into.push(Rule {
        action: default,
        meaning: term.meaning.clone(),
        text: term.text.clone(),
        place: term.place.clone(),
        group: term.list.clone(),
        conditions: term.conditions.clone(),
    });
}

/// One line.
fn access(
    line: &Line,
    words: &[Word],
    acls: &Acls<'_>,
    gather: &mut Gather,
) -> Result<Access, ReadError> {
    let Some((first, lists)) = words.split_first() else {
        return Err(ReadError {
            place: line.place(),
            why: "a line of http_access without allow or deny".to_owned(),
        });
    };
    let action = match first.text.as_str() {
        "allow" => Action::Allow,
        "deny" => Action::Deny,
        other => {
            return Err(ReadError {
                place: first.place.clone(),
                why: format!("{other:?} where allow or deny is expected"),
            });
        }
    };
    let base = Rule {
        action,
        meaning: everything(Schemes::ALL),
        text: line.text(),
        place: line.place(),
        group: None,
        conditions: vec![],
    };
    let mut access = Access { action, rules: vec![base], but: vec![] };
    for word in lists {
        let (negated, name) = match word.text.strip_prefix('!') {
            Some(name) => (true, name),
            None => (false, word.text.as_str()),
        };
        let built = built_in(name, &word.place);
        // Older configurations spell these out; they mean the same.
        let own =
            acls.get(name).filter(|_| !matches!(name, "localhost" | "to_localhost" | "manager"));
        let Some(acl) = own.or(built.as_ref()) else {
            return Err(unknown_list(name, word, acls));
        };
        take(&mut access, acl, negated, gather);
    }
    Ok(access)
}

/// Takes one list of a line into it.
fn take(access: &mut Access, acl: &Acl, negated: bool, gather: &mut Gather) {
    if acl.kind == "localhost" {
        gather.note("Lines for the machine of the proxy itself (`localhost`) are left out.");
        if !negated {
            access.rules.clear();
        }
        return;
    }
    if negated && is_client(acl) && access.action == Action::Allow {
        // Let through is everybody but some: read as if the client were not one of them.
        let condition = format!("the list `{}` ({}) does not match", acl.name, acl.kind);
        for rule in &mut access.rules {
            rule.conditions.push(condition.clone());
        }
        return;
    }
    if negated && is_client(acl) {
        // Read as if the client were one of those that the lists are about.
        gather.note(format!(
            "The list `{}` is about the client or the hour; it is read as if it matched.",
            acl.name
        ));
        access.rules.clear();
        return;
    }
    if negated {
        let parts: Option<Vec<_>> = match acl.terms.as_slice() {
            [] => Some(vec![]),
            [only] => neither(&only.meaning),
            _ => ports_together(&acl.terms).as_ref().and_then(neither),
        };
        match parts {
            Some(parts) if !acl.terms.is_empty() => {
                let terms: Vec<Term> = parts
                    .into_iter()
                    .map(|(ports, schemes)| Term {
                        meaning: Meaning { ports, ..everything(schemes) },
                        ..acl.terms[0].clone()
                    })
                    .collect();
                multiply(access, &terms, gather);
            }
            Some(_) => {}
            None => access.but.extend(acl.terms.iter().cloned()),
        }
        return;
    }
    if acl.terms.is_empty() {
        gather.note(format!("The list `{}` is empty, and its lines match nothing.", acl.name));
    }
    multiply(access, &acl.terms, gather);
}

/// The terms of a list of ports or methods as one.
fn ports_together(terms: &[Term]) -> Option<Meaning> {
    let (first, rest) = terms.split_first()?;
    rest.iter().try_fold(first.meaning.clone(), |all, term| {
        let same = all.hosts == term.meaning.hosts && all.path == term.meaning.path;
        if !same || all.hosts != Hosts::Set(HostSet::Everything) {
            return None;
        }
        if all.schemes == term.meaning.schemes {
            let ranges = all.ports.ranges().iter().chain(term.meaning.ports.ranges()).copied();
            let ports = crate::allowlist::Ports::of(ranges.collect::<Vec<_>>());
            return Some(Meaning { ports, ..all });
        }
        (all.ports == term.meaning.ports)
            .then(|| Meaning { schemes: all.schemes.union(term.meaning.schemes), ..all.clone() })
    })
}

/// Cuts what a line matches down to what any of the terms matches.
fn multiply(access: &mut Access, terms: &[Term], gather: &mut Gather) {
    if access.rules.len().saturating_mul(terms.len()) > MOST {
        gather.note("Lists of names that stand in one line are too long to be followed.");
        for rule in &mut access.rules {
            rule.meaning.hosts =
                Hosts::Unknown("stands with another list that is too long".to_owned());
        }
        return;
    }
    let mut cut = Vec::with_capacity(access.rules.len().max(terms.len()));
    for rule in &access.rules {
        for term in terms {
            let Some(meaning) = both(&rule.meaning, &term.meaning) else { continue };
            let mut conditions = rule.conditions.clone();
            conditions.extend(term.conditions.iter().cloned());
            // The entry of a list of names says more than the line.
            let (text, place, group) = match &term.list {
                Some(list) => (&term.text, &term.place, Some(list.clone())),
                None => (&rule.text, &rule.place, rule.group.clone()),
            };
            cut.push(Rule {
                action: rule.action,
                meaning,
                text: text.clone(),
                place: place.clone(),
                group,
                conditions,
            });
        }
    }
    access.rules = cut;
}

fn unknown_list(name: &str, word: &Word, acls: &Acls<'_>) -> ReadError {
    let nearest = acls
        .names()
        .filter(|own| own.len().abs_diff(name.len()) <= 2)
        .find(|own| {
            let same = own.chars().zip(name.chars()).filter(|(a, b)| a == b).count();
            same + 2 >= name.chars().count()
        })
        .map_or(String::new(), |own| format!("; is it {own:?}?"));
    ReadError {
        place: word.place.clone(),
        why: format!("there is no list {name:?}, and Squid does not start{nearest}"),
    }
}
