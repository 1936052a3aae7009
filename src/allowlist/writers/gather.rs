//! What is wanted, put in order for a file.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::Forms;
use super::shape::{printable, refused};
use crate::allowlist::{Ports, Refused, Schemes, Wanted, Written};

/// Entries that share their ports and schemes.
pub(super) struct Group {
    /// The ports.
    pub(super) ports: Ports,
    /// The schemes; all where the product does not tell them apart.
    pub(super) schemes: Schemes,
    /// The entries in the order of their text, each with the roles that need it.
    pub(super) lines: BTreeMap<String, BTreeSet<String>>,
}

impl Group {
    /// A name for the group, of letters, digits, and hyphens or underscores: `clearway-80-443`.
    pub(super) fn name(&self, between: char) -> String {
        let mut name = "clearway".to_owned();
        if self.ports.is_all() {
            return name;
        }
        for (low, high) in self.ports.ranges() {
            name.push(between);
            name.push_str(&low.to_string());
            if low != high {
                name.push_str("to");
                name.push_str(&high.to_string());
            }
        }
        name
    }

    /// The roles of an entry, for a comment.
    pub(super) fn roles(&self, entry: &str) -> String {
        let roles = self.lines.get(entry).into_iter().flatten();
        roles.map(|role| printable(role)).collect::<Vec<_>>().join(", ")
    }

    /// The entries.
    pub(super) fn entries(&self) -> Vec<&str> {
        self.lines.keys().map(String::as_str).collect()
    }
}

/// What tells groups apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Nothing: all entries are one group.
    Nothing,
    /// The ports.
    Ports,
    /// The ports and the schemes.
    PortsAndSchemes,
}

/// How many ports a product writes.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    /// It writes none, or ranges.
    None,
    /// So many one by one; `all` when it can say "every port".
    Most {
        /// How many.
        ports: usize,
        /// Whether it can say "every port".
        all: bool,
    },
}

/// Groups everything that can be written, and says what cannot.
pub(super) fn gather(wanted: &[Wanted], forms: &Forms, by: By) -> (Vec<Group>, Written) {
    let mut written = Written::default();
    let mut groups: Vec<Group> = Vec::new();
    for wanted in wanted {
        let lines = match forms.write(wanted) {
            Ok(lines) => lines,
            Err(why) => {
                written.refused.push(refused(wanted, why));
                continue;
            }
        };
        if let Some(less) = lines.less {
            written.refused.push(refused(wanted, less));
        }
        let ports = if by == By::Nothing { Ports::all() } else { wanted.ports.clone() };
        let schemes = if by == By::PortsAndSchemes { wanted.schemes } else { Schemes::ALL };
        let found = groups.iter().position(|own| own.ports == ports && own.schemes == schemes);
        let at = found.unwrap_or_else(|| {
            groups.push(Group { ports, schemes, lines: BTreeMap::new() });
            groups.len() - 1
        });
        for entry in lines.entries {
            groups[at].lines.entry(entry).or_default().extend(wanted.roles.iter().cloned());
        }
    }
    let key = |group: &Group| {
        let schemes = group.schemes;
        (group.ports.ranges().to_vec(), schemes.http, schemes.https, schemes.tcp)
    };
    groups.sort_by_key(key);
    written.refused.sort_by(|one, other| one.text.cmp(&other.text));
    (groups, written)
}

/// Takes out the groups with more ports than a product writes one by one, and says so.
pub(super) fn without_wide(groups: &mut Vec<Group>, written: &mut Written, limit: Limit) {
    let Limit::Most { ports: most, all } = limit else { return };
    let wide = |group: &Group| {
        let count = |(low, high): &(u16, u16)| usize::from(high - low) + 1;
        let many = group.ports.ranges().iter().map(count).sum::<usize>() > most;
        many && !(all && group.ports.is_all())
    };
    refuse_groups(groups, written, wide, "has more ports than can be written one by one");
}

/// Takes out groups for a reason.
pub(super) fn refuse_groups(
    groups: &mut Vec<Group>,
    written: &mut Written,
    out: impl Fn(&Group) -> bool,
    why: &str,
) {
    for group in groups.extract_if(.., |group| out(group)) {
        for text in group.lines.into_keys() {
            written.refused.push(Refused { text, why: why.to_owned() });
        }
    }
}

/// The entries of one wanted thing, for a product whose forms say everything.
pub(super) fn entries(wanted: &Wanted, forms: &Forms) -> Result<Vec<String>, String> {
    forms.write(wanted).map(|lines| lines.entries)
}

/// Which ports the groups need, for a note.
pub(super) fn ports_note(groups: &[Group], between: char) -> Option<String> {
    let lines: Vec<String> =
        groups.iter().map(|group| format!("{} for {}", group.name(between), group.ports)).collect();
    (!lines.is_empty())
        .then(|| format!("ports stand in the rules that use these lists: {}", lines.join("; ")))
}

/// A text in the quotes of JSON, which YAML reads as well.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A value as a file.
pub(super) fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
