//! A configuration as set commands (`set cli config-output-format set`, `show`).

use std::collections::BTreeMap;

use super::super::columns::Columns;
use super::{Action, Categories, Entry, profile_action, rule_action, start};
use crate::allowlist::{Allowlist, Options, Source};

/// Reads the commands.
pub(super) fn read(source: &Source, options: &Options) -> Allowlist {
    let (mut gather, dialect) = start(options);
    let mut categories = Categories::default();
    // The categories of security rules, until their actions are known.
    let mut rules: BTreeMap<String, Named> = BTreeMap::new();
    let mut other = 0_usize;
    for (number, line) in source.text.lines().enumerate() {
        let words = words(line);
        if words.is_empty() || words[0].0.starts_with('#') {
            continue;
        }
        let mut columns = Columns::new(source, number + 1, line);
        let texts: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
        let after = |name: &str| texts.iter().position(|word| *word == name).map(|at| at + 1);
        if texts[0] != "set" {
            other += 1;
        } else if let Some(at) = after("custom-url-category") {
            let (Some(name), Some(field)) = (texts.get(at), texts.get(at + 1)) else { continue };
            match *field {
                "list" => {
                    for (word, part) in members(&words[at + 2..]) {
                        categories.entries.push(Entry {
                            category: (*name).to_owned(),
                            text: word.clone(),
                            place: columns.place(part),
                        });
                    }
                }
                "type" if texts.get(at + 2) == Some(&"Category Match") => {
                    categories.by_vendor.push((*name).to_owned());
                }
                _ => {}
            }
        } else if let Some(at) = after("url-filtering") {
            let (Some(profile), Some(word)) = (texts.get(at), texts.get(at + 1)) else { continue };
            if let Some(action) = profile_action(word) {
                for (category, _) in members(&words[at + 2..]) {
                    let by = format!("the URL filtering profile {profile}");
                    categories.used(category, action, by);
                }
            }
        } else if let Some(at) = after_security_rules(&texts) {
            let (Some(rule), Some(field)) = (texts.get(at), texts.get(at + 1)) else { continue };
            let entry = rules.entry((*rule).to_owned()).or_default();
            match *field {
                "category" => {
                    let used = members(&words[at + 2..]).map(|(word, _)| word.clone());
                    entry.categories.extend(used.filter(|category| category != "any"));
                }
                "action" => entry.action = texts.get(at + 2).map(|word| rule_action(word)),
                "disabled" => entry.disabled = texts.get(at + 2) == Some(&"yes"),
                _ => {}
            }
        } else {
            other += 1;
        }
    }
    for (rule, Named { categories: used, action, disabled }) in rules {
        for category in used {
            if let Some(action) = action.filter(|_| !disabled) {
                categories.used(&category, action, format!("the security rule {rule}"));
            }
        }
    }
    if other > 0 {
        gather.note(format!("{other} lines about other things than URL categories were not read"));
    }
    categories.rules(gather, dialect)
}

/// What the commands say of one security rule.
#[derive(Default)]
struct Named {
    categories: Vec<String>,
    action: Option<Action>,
    disabled: bool,
}

/// Where the name of a security rule stands. Rules about decryption, translation or anything else
/// let nothing through and stop nothing.
fn after_security_rules(texts: &[&str]) -> Option<usize> {
    texts.windows(2).position(|pair| pair == ["security", "rules"]).map(|at| at + 2)
}

/// The words of a command, with quotes taken away, each with the piece of the line that it is.
fn words(line: &str) -> Vec<(String, &str)> {
    let mut words = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return words };
        let (part, after) = if matches!(first, '"' | '\'') {
            let inner = &rest[1..];
            let end = inner.find(first).unwrap_or(inner.len());
            (&inner[..end], inner.get(end + 1..).unwrap_or_default())
        } else {
            rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()))
        };
        words.push((part.to_owned(), part));
        rest = after;
    }
}

/// The members of a list in brackets, or the one member without.
fn members<'a, 'b>(words: &'a [(String, &'b str)]) -> impl Iterator<Item = &'a (String, &'b str)> {
    words.iter().filter(|(word, _)| word != "[" && word != "]")
}
