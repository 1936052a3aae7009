//! The catalogue as a whole: roles by id, and what is known about names under wildcards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tables::{self, NamesByPattern};
use super::yaml::{content, suggest};
use super::{
    Endpoint, ExpectedStatus, KnownName, LoadError, Product, Role, RoleId, builtin, form, load,
};
use crate::address::HostPattern;

/// Roles by id, from the built-in files and from directories.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    roles: BTreeMap<RoleId, Role>,
    products: BTreeMap<String, Product>,
    names: NamesByPattern,
    expected: Vec<ExpectedStatus>,
}

/// An endpoint together with the role whose file lists it.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The role in whose file it stands; for a uniting role, the part.
    pub role: &'a Role,
    /// The endpoint.
    pub endpoint: &'a Endpoint,
}

impl Catalogue {
    /// All built-in roles.
    ///
    /// # Errors
    /// When a built-in file is wrong, which a test rules out.
    pub fn builtin() -> Result<Self, LoadError> {
        Self::builtin_where(|_| true)
    }

    /// The built-in roles that `wanted` picks, and those that they unite; only these are read.
    ///
    /// # Errors
    /// As for [`Catalogue::builtin`].
    pub fn builtin_where(wanted: impl Fn(&RoleId) -> bool) -> Result<Self, LoadError> {
        let mut catalogue = Self::default();
        for file in [tables::PRODUCTS, tables::WILDCARD_NAMES, tables::EXPECTED_STATUS] {
            if let Some(text) = builtin::table(file) {
                catalogue.add_table(file, &builtin::shown(file), text)?;
            }
        }
        for id in builtin::builtin_ids().into_iter().filter(wanted) {
            if let Some(role) = builtin::role(&id)? {
                catalogue.roles.insert(id, role);
            }
        }
        catalogue.complete()?;
        Ok(catalogue)
    }

    /// The catalogue with the files of a directory: each adds a role, or replaces the one that had
    /// its id.
    ///
    /// # Errors
    /// When a file cannot be read or is wrong, or two files of the directory claim one role.
    pub fn with_directory(mut self, directory: &Path) -> Result<Self, LoadError> {
        let mut found: BTreeMap<RoleId, Role> = BTreeMap::new();
        for (path, text) in load::directory(directory)? {
            let table = path.strip_prefix(directory).ok().and_then(Path::to_str);
            if let Some(table) = table
                && self.add_table(table, &path, &text)?
            {
                continue;
            }
            let role = form::role(&path, &text)?;
            if let Some(first) = found.get(&role.id) {
                return Err(LoadError::Twice {
                    role: role.id,
                    first: first.file.clone(),
                    second: path,
                });
            }
            found.insert(role.id.clone(), role);
        }
        self.roles.append(&mut found);
        self.complete()?;
        Ok(self)
    }

    /// All roles, sorted by id.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    /// One role.
    #[must_use]
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.get(id)
    }

    /// The endpoints of a role and of the roles that it unites, its own first, each with the role
    /// whose file lists it. Empty for an unknown role.
    #[must_use]
    pub fn resolve(&self, id: &RoleId) -> Vec<Listed<'_>> {
        let mut listed = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let Some(role) = self.roles.get(id).filter(|role| seen.insert(&role.id)) else {
                continue;
            };
            listed.extend(role.endpoints.iter().map(|endpoint| Listed { role, endpoint }));
            waiting.extend(role.unites.iter().rev());
        }
        listed
    }

    /// What is known about a product, by the name of its folder.
    #[must_use]
    pub fn product(&self, name: &str) -> Option<&Product> {
        self.products.get(name)
    }

    /// Concrete names under a pattern, documented ones first: those of the endpoint's own file and
    /// those of `wildcard-names.yaml`. Names that other roles list are not among them.
    #[must_use]
    pub fn names_under<'a>(&'a self, endpoint: &'a Endpoint) -> Vec<&'a KnownName> {
        let host = &endpoint.pattern.host;
        let mut names: BTreeSet<&KnownName> = endpoint.names.iter().collect();
        names.extend(self.names.get(host).into_iter().flatten());
        if let HostPattern::Domain(domain) = host {
            // What is below the domain is in it.
            let below = HostPattern::Below(domain.clone());
            names.extend(self.names.get(&below).into_iter().flatten());
        }
        names.into_iter().collect()
    }

    /// The answers that a public tool expects from well-known addresses.
    #[must_use]
    pub fn expected_status(&self) -> &[ExpectedStatus] {
        &self.expected
    }

    /// Takes one of the tables; false when the file is none.
    fn add_table(&mut self, name: &str, path: &Path, text: &str) -> Result<bool, LoadError> {
        match name {
            tables::PRODUCTS => self.products.extend(tables::products(path, text)?),
            tables::WILDCARD_NAMES => {
                for (pattern, names) in tables::wildcard_names(path, text)? {
                    self.names.entry(pattern).or_default().extend(names);
                }
            }
            tables::EXPECTED_STATUS => self.expected = tables::expected_status(path, text)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Reads built-in roles that are united and not here yet, and checks every mention of a role.
    fn complete(&mut self) -> Result<(), LoadError> {
        let mut waiting: Vec<RoleId> =
            self.roles.values().flat_map(|role| role.unites.iter().cloned()).collect();
        while let Some(id) = waiting.pop() {
            if self.roles.contains_key(&id) {
                continue;
            }
            if let Some(role) = builtin::role(&id)? {
                waiting.extend(role.unites.iter().cloned());
                self.roles.insert(id, role);
            }
        }
        for role in self.roles.values() {
            for (other, line, column) in &role.references {
                if !self.roles.contains_key(other) && !builtin::exists(other) {
                    return Err(self.no_such_role(role, other, (*line, *column)));
                }
            }
        }
        Ok(())
    }

    fn no_such_role(&self, role: &Role, other: &RoleId, at: (u64, u64)) -> LoadError {
        let known: BTreeSet<RoleId> =
            self.roles.keys().cloned().chain(builtin::builtin_ids()).collect();
        let near = crate::yaml::nearest(other.as_str(), known.iter().map(RoleId::as_str));
        let fix = match near {
            Some(id) => suggest(other.as_str(), [id]),
            None => "`clearway roles` lists them".to_owned(),
        };
        content(&role.file, at, format!("there is no role `{other}`"), fix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> RoleId {
        text.parse().unwrap()
    }

    #[test]
    fn the_service_connection_point_unites_its_parts_in_their_order() {
        let catalogue =
            Catalogue::builtin_where(|id| id.name() == "service-connection-point").unwrap();
        let listed = catalogue.resolve(&id("configmgr/service-connection-point"));
        let mut parts: Vec<&str> = listed.iter().map(|one| one.role.id.name()).collect();
        parts.dedup();
        assert_eq!(parts, ["scp-updates-and-servicing", "scp-intune", "scp-windows-servicing"]);
        assert_eq!(listed[0].endpoint.pattern.text, "*.akamaiedge.net");
        assert_eq!(catalogue.roles().count(), 4);
    }

    #[test]
    fn only_what_is_asked_for_is_read() {
        let catalogue = Catalogue::builtin_where(|id| id.product() == "edge").unwrap();
        assert_eq!(catalogue.roles().count(), 11);
        assert!(catalogue.role(&id("wsus/wsus-client-probe-urls")).is_none());
    }

    #[test]
    fn every_built_in_role_stands_in_the_file_of_its_id() {
        let catalogue = Catalogue::builtin().unwrap();
        let ids = builtin::builtin_ids();
        assert_eq!(ids.len(), 396);
        assert!(ids.iter().eq(catalogue.roles().map(|role| &role.id)));
    }

    #[test]
    fn names_under_a_wildcard_come_with_their_origin_documented_ones_first() {
        let catalogue = Catalogue::builtin_where(|id| id.product() == "configmgr").unwrap();
        let listed = catalogue.resolve(&id("configmgr/scp-updates-and-servicing"));
        let under = |pattern: &str| {
            let one = listed.iter().find(|one| one.endpoint.pattern.text == pattern).unwrap();
            catalogue.names_under(one.endpoint)
        };
        let names = under("*.blob.core.windows.net");
        assert!(names.len() > 10, "{names:?}");
        assert!(names.is_sorted_by_key(|name| name.from));
        // A bare suffix stands for the same names, and a CDN without a known one for none.
        assert_eq!(under("blob.core.windows.net"), names);
        assert!(under("*.akamaiedge.net").is_empty());
    }

    #[test]
    fn expected_answers_are_carried() {
        let catalogue = Catalogue::builtin_where(|_| false).unwrap();
        assert_eq!(catalogue.expected_status().len(), 88);
        assert!(catalogue.product("wsus").is_some());
    }
}
