//! Where rule collections stand in a file, and their order.

use super::super::tree::Node;

/// A rule collection.
pub(super) struct Collection<'a> {
    /// Whether it has application rules.
    pub(super) application: bool,
    /// The priorities of its group and its own; the smaller is first.
    pub(super) priority: (u32, u32),
    /// Whether it denies.
    pub(super) denies: bool,
    /// Its name.
    pub(super) name: Option<&'a str>,
    /// Its rules.
    pub(super) rules: Vec<&'a Node>,
}

/// Collections without a priority come last.
const LAST: u32 = u32::MAX;

/// Finds the rule collections of groups and of classic firewalls, wherever they stand.
pub(super) fn find(tree: &Node) -> Vec<Collection<'_>> {
    let mut found = Vec::new();
    let mut bare = Vec::new();
    tree.walk(&mut |node| {
        let group = priority(node);
        for collection in node.list("ruleCollections") {
            add(collection, group, None, &mut found);
        }
        for collection in node.list("applicationRuleCollections") {
            add(collection, 0, Some(true), &mut found);
        }
        for collection in node.list("networkRuleCollections") {
            add(collection, 0, Some(false), &mut found);
        }
        if node.get("targetFqdns").is_some() || node.get("destinationFqdns").is_some() {
            bare.push(node);
        }
    });
    if found.is_empty() {
        // Rules without a collection, as one of them is shown alone.
        for rule in bare {
            let application = rule.get("targetFqdns").is_some();
            let rules = vec![rule];
            let priority = (LAST, LAST);
            found.push(Collection { application, priority, denies: false, name: None, rules });
        }
    }
    found
}

/// Adds a collection: one for its network rules, one for its application rules.
fn add<'a>(node: &'a Node, group: u32, classic: Option<bool>, found: &mut Vec<Collection<'a>>) {
    let inner = node.get("properties").unwrap_or(node);
    let action = inner.path(&["action", "type"]).or_else(|| inner.get("action"));
    let denies = action.and_then(Node::text).is_some_and(|text| text.eq_ignore_ascii_case("deny"));
    let (mut network, mut application) = (Vec::new(), Vec::new());
    for rule in inner.list("rules") {
        let kind = rule.text_of("ruleType").unwrap_or_default().to_ascii_lowercase();
        match (classic, kind.as_str()) {
            (Some(true), _) | (None, "applicationrule") => application.push(rule),
            (Some(false), _) | (None, "networkrule") => network.push(rule),
            // Rules about traffic from outside.
            _ => {}
        }
    }
    let priority = (group, priority(node));
    let name = node.text_of("name");
    for (application, rules) in [(false, network), (true, application)] {
        if !rules.is_empty() {
            found.push(Collection { application, priority, denies, name, rules });
        }
    }
}

fn priority(node: &Node) -> u32 {
    let inner = node.get("properties").and_then(|inner| inner.get("priority"));
    let own = node.get("priority").or(inner);
    own.and_then(Node::text).and_then(|text| text.parse().ok()).unwrap_or(LAST)
}
