//! Two reports: what changed between them.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::kind::{Kind, Standing};
use super::{Noise, Side};
use crate::saved::{Probe, ProbeKey, Report};

/// What changed from one report to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// [`Diff::SCHEMA`].
    pub schema: &'static str,
    /// The first report.
    pub before: Side,
    /// The second one.
    pub after: Side,
    /// How many endpoints of each kind; kinds without any are left out.
    pub counts: BTreeMap<Kind, usize>,
    /// Endpoints that work as before, or are as unknown as before.
    pub unchanged: usize,
    /// Roles that stand otherwise, or are in one report only.
    pub roles: Vec<RoleChange>,
    /// How the times differ, and so what counts as slower.
    pub noise: Noise,
    /// Everything that changed or is broken, the most urgent kind first.
    pub changes: Vec<Change>,
}

/// A role that stands otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleChange {
    /// The role.
    pub role: String,
    /// Where it stood; none when the first report does not have it.
    pub before: Option<String>,
    /// Where it stands; none when the second one does not have it.
    pub after: Option<String>,
}

/// An endpoint that changed, or is broken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: Kind,
    /// `host:port`, or the entry where nobody was asked.
    pub place: String,
    /// `http`, `https` or `tcp`; `rule` for a wildcard's rule; empty where nobody was asked.
    pub scheme: String,
    /// The roles that want it.
    pub roles: Vec<String>,
    /// How it stood; none when the first report does not have it.
    pub before: Option<State>,
    /// How it stands; none when the second one does not have it.
    pub after: Option<State>,
    /// The next step; empty when there is none.
    pub advice: String,
}

/// How an endpoint stands in one report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    /// Its status, or the verdict on a rule.
    pub status: String,
    /// Its cause.
    pub cause: Option<String>,
    /// Milliseconds of the last attempt.
    pub ms: Option<f64>,
}

impl State {
    /// `blocked (proxy.denied)`.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.cause {
            Some(cause) => format!("{} ({cause})", self.status),
            None => self.status.clone(),
        }
    }
}

/// An endpoint of one report, on its way into a comparison.
struct Item<'a> {
    place: String,
    scheme: String,
    roles: &'a [String],
    state: State,
    listed: bool,
    advice: &'a str,
}

/// What makes two items the same. Where nobody was asked, each role has a row of its own.
type Key = (ProbeKey, Option<String>);

impl Diff {
    /// Name and version of the form.
    pub const SCHEMA: &'static str = "clearway/diff/v1";

    /// Compares.
    #[must_use]
    pub fn of(before: &Report, after: &Report) -> Self {
        let rules = !before.rules.is_empty() && !after.rules.is_empty();
        let (old, old_order) = items(before, rules);
        let (new, order) = items(after, rules);
        let works = |item: &Item<'_>| item.state.status == "reachable";
        let times: Vec<(f64, f64)> = new
            .iter()
            .filter_map(|(key, item)| Some((old.get(key)?, item)))
            .filter(|(old, new)| works(old) && works(new))
            .filter_map(|(old, new)| Some((old.state.ms?, new.state.ms?)))
            .collect();
        let noise = Noise::of(&times);
        let mut changes = Vec::new();
        let mut unchanged = 0;
        for key in &order {
            match change(old.get(key), Some(&new[key]), &noise) {
                Some(change) => changes.push(change),
                None => unchanged += 1,
            }
        }
        let gone = old_order.iter().filter(|key| !new.contains_key(*key));
        changes.extend(gone.filter_map(|key| change(old.get(key), None, &noise)));
        // Stable, so that each kind keeps the order of the report.
        changes.sort_by_key(|change| change.kind);
        let mut counts = BTreeMap::new();
        for change in &changes {
            *counts.entry(change.kind).or_default() += 1;
        }
        Self {
            schema: Self::SCHEMA,
            before: Side::of(before),
            after: Side::of(after),
            counts,
            unchanged,
            roles: roles(before, after),
            noise,
            changes,
        }
    }

    /// How many endpoints of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// The changes of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    /// One sentence: `1 newly broken, 2 fixed, 30 unchanged`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let told = self.counts.iter().map(|(kind, count)| format!("{count} {}", kind.title()));
        let told: Vec<String> =
            told.chain(std::iter::once(format!("{} unchanged", self.unchanged))).collect();
        told.join(", ")
    }
}

fn items(report: &Report, rules: bool) -> (HashMap<Key, Item<'_>>, Vec<Key>) {
    let mut found: HashMap<Key, Item<'_>> = HashMap::new();
    let mut order = Vec::new();
    let mut put = |key: Key, item| {
        // The first of equals stands: they were asked the same.
        if let std::collections::hash_map::Entry::Vacant(free) = found.entry(key.clone()) {
            free.insert(item);
            order.push(key);
        }
    };
    for probe in report.probes.iter().filter(|probe| !probe.asks_about_a_rule()) {
        let role = probe.host.is_none().then(|| probe.roles.join(" "));
        put((probe.key(), role), item(probe));
    }
    for rule in report.rules.iter().filter(|_| rules) {
        let name = rule.pattern.to_ascii_lowercase();
        let key = ProbeKey { name, port: rule.port, scheme: "rule".to_owned() };
        let state = State { status: rule.verdict.clone(), cause: None, ms: None };
        let place = format!("{}:{}", rule.pattern, rule.port);
        let item = Item {
            place,
            scheme: "rule".to_owned(),
            roles: &rule.roles,
            state,
            listed: true,
            advice: &rule.advice,
        };
        put((key, Some(rule.method.clone())), item);
    }
    (found, order)
}

fn item(probe: &Probe) -> Item<'_> {
    Item {
        place: probe.place(),
        scheme: probe.scheme.clone().unwrap_or_default(),
        roles: &probe.roles,
        state: State {
            status: probe.status.clone(),
            cause: probe.cause.clone(),
            ms: probe.ms().map(|ms| (ms * 1e3).round() / 1e3),
        },
        listed: matches!(probe.source.as_str(), "" | "target" | "catalogue"),
        advice: &probe.advice,
    }
}

fn change(old: Option<&Item<'_>>, new: Option<&Item<'_>>, noise: &Noise) -> Option<Change> {
    let item = new.or(old)?;
    let kind = match (old, new) {
        (Some(old), Some(new)) => {
            let same = old.state.cause == new.state.cause && old.state.status == new.state.status;
            let (before, after) =
                (Standing::of(&old.state.status), Standing::of(&new.state.status));
            Kind::between(before, after, same).or_else(|| {
                let (before, after) = (old.state.ms?, new.state.ms?);
                let works = new.state.status == "reachable";
                (works && noise.is_exceeded(before, after)).then_some(Kind::Slower)
            })?
        }
        _ if !item.listed => Kind::OnlyDiscovered,
        (None, _) => Kind::Added,
        (Some(_), None) => Kind::Removed,
    };
    Some(Change {
        kind,
        place: item.place.clone(),
        scheme: item.scheme.clone(),
        roles: item.roles.to_vec(),
        before: old.map(|item| item.state.clone()),
        after: new.map(|item| item.state.clone()),
        advice: new.map(|item| item.advice.to_owned()).unwrap_or_default(),
    })
}

fn roles(before: &Report, after: &Report) -> Vec<RoleChange> {
    let mut found: BTreeMap<String, RoleChange> = BTreeMap::new();
    for role in &before.roles {
        let (role, before) = (role.label(), Some(role.status.clone()));
        found.insert(role.clone(), RoleChange { role, before, after: None });
    }
    for role in &after.roles {
        let empty = RoleChange { role: role.label(), before: None, after: None };
        found.entry(role.label()).or_insert(empty).after = Some(role.status.clone());
    }
    found.into_values().filter(|change| change.before != change.after).collect()
}
