//! A configuration as XML (`running-config.xml`, or what the API answers).

use super::super::tree::Node;
use super::{Categories, Entry, profile_action, rule_action, start};
use crate::allowlist::{Allowlist, Options, ReadError, Source};

/// Reads the configuration.
pub(super) fn read(source: &Source, options: &Options) -> Result<Allowlist, ReadError> {
    let tree = Node::xml(source)?;
    let (gather, dialect) = start(options);
    let mut categories = Categories::default();
    tree.walk(&mut |node| {
        for list in node.all("custom-url-category") {
            for entry in list.all("entry") {
                category(entry, source, &mut categories);
            }
        }
        for list in node.all("url-filtering") {
            for entry in list.all("entry") {
                profile(entry, &mut categories);
            }
        }
        if let Some(list) = node.path(&["security", "rules"]) {
            for entry in list.all("entry") {
                rule(entry, &mut categories);
            }
        }
    });
    Ok(categories.rules(gather, dialect))
}

fn category(entry: &Node, source: &Source, categories: &mut Categories) {
    let Some(name) = entry.text_of("@name") else { return };
    if entry.text_of("type") == Some("Category Match") {
        categories.by_vendor.push(name.to_owned());
    }
    let members = entry.get("list").into_iter().flat_map(|list| list.all("member"));
    for member in members {
        if let Some(text) = member.text() {
            categories.entries.push(Entry {
                category: name.to_owned(),
                text: text.to_owned(),
                place: member.place(source),
            });
        }
    }
}

fn profile(entry: &Node, categories: &mut Categories) {
    let Some(name) = entry.text_of("@name") else { return };
    for (word, list) in entry.entries() {
        let Some(action) = profile_action(word) else { continue };
        for category in list.all("member").filter_map(Node::text) {
            categories.used(category, action, format!("the URL filtering profile {name}"));
        }
    }
}

fn rule(entry: &Node, categories: &mut Categories) {
    let (Some(name), Some(action)) = (entry.text_of("@name"), entry.text_of("action")) else {
        return;
    };
    if entry.text_of("disabled") == Some("yes") {
        return;
    }
    let used = entry.get("category").into_iter().flat_map(|list| list.all("member"));
    for category in used.filter_map(Node::text).filter(|category| *category != "any") {
        categories.used(category, rule_action(action), format!("the security rule {name}"));
    }
}
