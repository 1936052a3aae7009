//! What changed between two catalogues, role by role.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::address::PortSpec;
use crate::catalogue::{Catalogue, Role, RoleId};

/// What happened to an endpoint, an address range or a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Only in the new catalogue.
    Added,
    /// Only in the old one.
    Removed,
    /// In both, and not the same.
    Changed,
}

impl ChangeKind {
    /// The word that stands in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A change of one entry of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The entry or address range, as the newer catalogue writes it.
    pub entry: String,
    /// The facts that the old catalogue has about it: ports, need, cloud. None when added.
    pub old: Option<String>,
    /// The facts of the new catalogue. None when removed.
    pub new: Option<String>,
}

/// What changed in one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleChange {
    /// The id.
    pub role: String,
    /// Whether the role itself came, went or changed.
    pub kind: ChangeKind,
    /// Its entries that changed, by entry.
    pub changes: Vec<Change>,
}

/// Everything that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Roles with changes, by id.
    pub roles: Vec<RoleChange>,
}

/// What is known about one entry, as one text for each row.
type Facts = BTreeMap<String, (String, BTreeSet<String>)>;

impl Difference {
    /// Compares the roles for which `wanted` holds.
    #[must_use]
    pub fn between(old: &Catalogue, new: &Catalogue, wanted: impl Fn(&RoleId) -> bool) -> Self {
        let ids: BTreeSet<&RoleId> =
            old.roles().chain(new.roles()).map(|role| &role.id).filter(|id| wanted(id)).collect();
        let roles = ids.into_iter().filter_map(|id| role_change(id, old.role(id), new.role(id)));
        Self { roles: roles.collect() }
    }

    /// How many entries were added, removed and changed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |kind| {
            let changes = self.roles.iter().flat_map(|role| &role.changes);
            changes.filter(|change| change.kind == kind).count()
        };
        (count(ChangeKind::Added), count(ChangeKind::Removed), count(ChangeKind::Changed))
    }
}

fn role_change(id: &RoleId, old: Option<&Role>, new: Option<&Role>) -> Option<RoleChange> {
    let kind = match (old, new) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    };
    let before = old.map(facts).unwrap_or_default();
    let after = new.map(facts).unwrap_or_default();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |rows: &BTreeSet<String>| rows.iter().cloned().collect::<Vec<_>>().join("; ");
    let changes = keys.into_iter().filter_map(|key| {
        let (old, new) = (before.get(key), after.get(key));
        let kind = match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (Some((_, old)), Some((_, new))) if old == new => return None,
            _ => ChangeKind::Changed,
        };
        let entry = new.or(old).map(|(entry, _)| entry.clone()).unwrap_or_default();
        let [old, new] = [old, new].map(|side| side.map(|(_, rows)| text(rows)));
        Some(Change { kind, entry, old, new })
    });
    let changes: Vec<Change> = changes.collect();
    let same = kind == ChangeKind::Changed && changes.is_empty();
    (!same).then(|| RoleChange { role: id.to_string(), kind, changes })
}

/// What a role needs, by entry. Case and a lone slash at the end make no other entry.
fn facts(role: &Role) -> Facts {
    let mut facts = Facts::new();
    let mut add = |entry: String, row: String| {
        let key = entry.trim_end_matches('/').to_ascii_lowercase();
        facts.entry(key).or_insert_with(|| (entry, BTreeSet::new())).1.insert(row);
    };
    for endpoint in &role.endpoints {
        let mut row = format!(
            "{} {}, {}, {}",
            endpoint.protocol,
            ports(&endpoint.ports),
            endpoint.need,
            endpoint.cloud
        );
        if endpoint.suffix {
            row.push_str(", the whole domain");
        }
        add(endpoint.pattern.text.clone(), row);
    }
    for group in &role.addresses {
        for range in &group.ranges {
            add(range.to_string(), format!("{} {}", group.protocol, ports(&group.ports)));
        }
    }
    for part in &role.unites {
        add(format!("role {part}"), "united".to_owned());
    }
    facts
}

fn ports(ports: &[PortSpec]) -> String {
    let sorted: BTreeSet<&PortSpec> = ports.iter().collect();
    sorted.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
