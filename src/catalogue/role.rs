//! A role: one thing that an administrator installs or switches on, and what it has to reach.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    Addresses, Category, Cloud, CloudChoice, Condition, Endpoint, Lifecycle, Mode, Source,
};

/// One role file, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// `product/name`.
    pub id: RoleId,
    /// What the administrator knows it as.
    pub title: String,
    /// Where it runs.
    pub runs_on: Vec<String>,
    /// In which mode of the product it connects.
    pub mode: Mode,
    /// Whether the product still has it.
    pub lifecycle: Lifecycle,
    /// Since when it is deprecated, in the words of the source.
    pub deprecated_since: Option<String>,
    /// The clouds in which it exists, where the source says so; see [`Role::exists_in`].
    pub clouds: Vec<Cloud>,
    /// Category of the Microsoft 365 endpoint set.
    pub category: Option<Category>,
    /// Number of the Microsoft 365 endpoint set.
    pub endpoint_set: Option<u32>,
    /// What it asks of the path.
    pub conditions: Vec<Condition>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Roles whose endpoints it needs too.
    pub also_needs: Vec<RoleId>,
    /// Roles that it is made of; [`super::Catalogue::resolve`] lists their endpoints.
    pub unites: Vec<RoleId>,
    /// Ids of the sources that describe the role.
    pub documented_in: Vec<String>,
    /// All sources that the file refers to, by id.
    pub sources: BTreeMap<String, Source>,
    /// What it reaches, in the order of the file.
    pub endpoints: Vec<Endpoint>,
    /// Address ranges that the list gives beside the names. Never probed.
    pub addresses: Vec<Addresses>,
    /// The file it was read from, `built-in ...` for ours.
    pub file: PathBuf,
    /// Where the file names other roles: line and column.
    pub(super) references: Vec<(RoleId, u64, u64)>,
}

impl Role {
    /// True when the role has something to reach in the chosen cloud: it is declared for it, or one
    /// of its own endpoints belongs to it. A role without both is asked about in every cloud.
    #[must_use]
    pub fn exists_in(&self, choice: CloudChoice) -> bool {
        if !self.clouds.is_empty() {
            return self.clouds.iter().any(|cloud| choice.admits(*cloud));
        }
        self.endpoints.is_empty()
            || self.endpoints.iter().any(|endpoint| choice.admits(endpoint.cloud))
    }
}

/// The id of a role: `product/name`, in lower-case letters, digits, hyphens and dots.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleId(String);

/// Why a text is no role id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no role id; write product/name, such as configmgr/software-update-point")]
pub struct RoleIdError {
    found: String,
}

impl RoleId {
    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash: the product.
    #[must_use]
    pub fn product(&self) -> &str {
        self.0.split_once('/').map_or("", |(product, _)| product)
    }

    /// The part after the slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, name)| name)
    }
}

impl FromStr for RoleId {
    type Err = RoleIdError;

    fn from_str(text: &str) -> Result<Self, RoleIdError> {
        match text.split_once('/') {
            Some((product, name)) if is_word(product) && is_word(name) => Ok(Self(text.to_owned())),
            Some(_) | None => {
                Err(RoleIdError { found: text.chars().take(100).collect::<String>() })
            }
        }
    }
}

fn is_word(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
        })
}

impl TryFrom<String> for RoleId {
    type Error = RoleIdError;

    fn try_from(text: String) -> Result<Self, RoleIdError> {
        text.parse()
    }
}

impl From<RoleId> for String {
    fn from(id: RoleId) -> Self {
        id.0
    }
}

impl fmt::Display for RoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_id_has_two_parts() {
        let id: RoleId = "configmgr/scp-intune".parse().unwrap();
        assert_eq!((id.product(), id.name()), ("configmgr", "scp-intune"));
        for wrong in ["", "configmgr", "configmgr/", "/x", "a/b/c", "ConfigMgr/x", "a/b c", "../x"]
        {
            assert!(wrong.parse::<RoleId>().is_err(), "{wrong:?} was accepted");
        }
    }
}
