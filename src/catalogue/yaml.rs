//! Role files as YAML.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::LoadError;
use crate::yaml::{self, Kind, Trouble, cut};

pub(super) use crate::yaml::{excerpt, place, suggest};

/// The form of role files: `endpoints` > entry > `names` > name is its deepest.
const ROLE_FILES: Kind = Kind {
    depth: 16,
    nodes: None,
    too_deep: "a role file needs four levels; see endpoints/role.schema.json",
    too_much: ("more content than a role file can have", "split it into one file per role"),
    one_document: "write one role per file",
    whole: "catalogues",
    help: "see endpoints/role.schema.json for what can stand here",
    fields: "write fields, such as `title: My role`",
    missing: |field| match field {
        "ports" => Some("add them, such as `ports: [443]`; no port is assumed"),
        "schema" => Some("start the file with `schema: clearway/role/v1`"),
        "role" => Some("add the id, such as `role: configmgr/my-role`"),
        _ => None,
    },
    twice: |_| None,
};

/// Reads `text`, which is the content of the file `path`.
pub(super) fn read<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, LoadError> {
    yaml::read(text, &ROLE_FILES).map_err(|trouble| of(path, trouble))
}

/// The text of a file: UTF-8, with or without a byte order mark.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, LoadError> {
    yaml::decode(bytes).map_err(|trouble| of(path, trouble))
}

fn of(path: &Path, trouble: Trouble) -> LoadError {
    match trouble {
        Trouble::Empty => LoadError::Empty { path: path.to_owned() },
        Trouble::At { place, found, fix } => content(path, place, found, fix),
    }
}

/// An error about one place of a file.
pub(super) fn content(
    path: &Path,
    (line, column): (u64, u64),
    found: impl Into<String>,
    fix: impl Into<String>,
) -> LoadError {
    LoadError::Content {
        path: path.to_owned(),
        line,
        column,
        found: cut(&found.into(), 400),
        fix: cut(&fix.into(), 400),
    }
}
