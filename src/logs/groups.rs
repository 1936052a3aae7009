//! Finds of one code about one host by one component, counted.

use std::collections::HashMap;

use super::find::{Find, Near};
use super::identity::LogIdentity;
use super::severity::Severity;
use super::time::LogTime;
use crate::address::Target;
use crate::errors::{Explanation, Key, explain};

/// Groups that are kept; a log that made up more would cost more memory than it is worth.
const MOST: usize = 10_000;
/// Spellings that are kept for one group.
const SPELLINGS: usize = 8;

/// Where a find stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// When it was written.
    pub time: Option<LogTime>,
    /// The message.
    pub message: String,
}

/// Finds with the same code, host and component.
#[derive(Clone, Debug)]
pub struct Group {
    /// The entry of the table of errors.
    pub key: Key,
    /// The host that the code is about.
    pub target: Option<Target>,
    /// How near it was named, in the find where that was nearest.
    pub near: Option<Near>,
    /// The proxy that was named last near it.
    pub proxy: Option<Target>,
    /// Who wrote the records.
    pub component: String,
    /// The logs, by their usual names.
    pub logs: Vec<String>,
    /// The files, as they were named, up to [`Group::FILES`] of them.
    pub files: Vec<String>,
    /// Roles that write these logs.
    pub roles: Vec<String>,
    /// How the code is written, each spelling once.
    pub written: Vec<String>,
    /// The worst that the log says.
    pub severity: Severity,
    /// How many finds.
    pub count: u64,
    /// The earliest.
    pub first: Spot,
    /// The latest.
    pub last: Spot,
}

impl Group {
    /// Files that a group keeps.
    pub const FILES: usize = 64;

    /// What the code means.
    #[must_use]
    pub fn explanation(&self) -> Option<Explanation> {
        explain(&self.key.to_string()).ok()
    }
}

/// All finds of a reading, grouped.
#[derive(Debug, Default)]
pub struct Groups {
    places: HashMap<(Key, Option<String>, String), usize>,
    kept: Vec<Group>,
    left_out: u64,
}

impl Groups {
    /// Counts a find in `file`, which is the log `identity`.
    pub fn add(&mut self, find: Find, file: &str, identity: &LogIdentity) {
        let spot =
            Spot { file: file.to_owned(), line: find.line, time: find.time, message: find.message };
        let (target, near) = find.target.unzip();
        let host = target.as_ref().map(Target::authority);
        let place = (find.key, host, find.component.clone());
        let Some(&at) = self.places.get(&place) else {
            if self.kept.len() >= MOST {
                self.left_out += 1;
                return;
            }
            self.places.insert(place, self.kept.len());
            self.kept.push(Group {
                key: find.key,
                target,
                near,
                proxy: find.proxy,
                component: find.component,
                logs: vec![identity.name.clone()],
                files: vec![file.to_owned()],
                roles: identity.roles().to_vec(),
                written: vec![find.written],
                severity: find.severity,
                count: 1,
                first: spot.clone(),
                last: spot,
            });
            return;
        };
        let group = &mut self.kept[at];
        group.count += 1;
        group.severity = group.severity.max(find.severity);
        group.proxy = find.proxy.or(group.proxy.take());
        if near == Some(Near::Same) {
            group.near = near;
        }
        if group.written.len() < SPELLINGS && !group.written.contains(&find.written) {
            group.written.push(find.written);
        }
        if !group.logs.contains(&identity.name) {
            group.logs.push(identity.name.clone());
        }
        if group.files.len() < Group::FILES && !group.files.iter().any(|known| known == file) {
            group.files.push(file.to_owned());
        }
        for role in identity.roles() {
            if !group.roles.contains(role) {
                group.roles.push(role.clone());
            }
        }
        // Without times, the order of reading is the order of time.
        if spot.time.is_some() && group.first.time.is_some() && spot.time < group.first.time {
            group.first = spot;
        } else if spot.time >= group.last.time || spot.time.is_none() {
            group.last = spot;
        }
    }

    /// The groups, largest first.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.kept.iter().collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
        groups
    }

    /// Finds that were not kept because there are too many groups.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }
}
