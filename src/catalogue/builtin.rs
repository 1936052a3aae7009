//! The files of `endpoints/`, compiled in.

use std::path::PathBuf;

use super::{LoadError, Role, RoleId, form};

/// Path below `endpoints/` and text of every built-in file, sorted by path.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue_files.rs"));

/// The ids of all built-in roles, sorted, without reading one of them.
#[must_use]
pub fn builtin_ids() -> Vec<RoleId> {
    // By path, `a-b.yaml` stands before `a.yaml`; by id, after it.
    let ids = FILES.iter().filter_map(|(path, _)| path.strip_suffix(".yaml")?.parse().ok());
    let mut ids: Vec<RoleId> = ids.collect();
    ids.sort_unstable();
    ids
}

/// Reads one built-in role; none when there is no such role.
pub(super) fn role(id: &RoleId) -> Result<Option<Role>, LoadError> {
    let path = format!("{id}.yaml");
    table(&path).map(|text| form::role(&shown(&path), text)).transpose()
}

/// True when there is a built-in role of this id.
pub(super) fn exists(id: &RoleId) -> bool {
    table(&format!("{id}.yaml")).is_some()
}

/// The text of a built-in file.
pub(super) fn table(path: &str) -> Option<&'static str> {
    let at = FILES.binary_search_by(|(known, _)| (*known).cmp(path)).ok()?;
    Some(FILES[at].1)
}

/// How messages name a built-in file: the same on every system.
pub(super) fn shown(path: &str) -> PathBuf {
    format!("endpoints/{path}").into()
}
