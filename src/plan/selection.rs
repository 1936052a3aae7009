//! Which roles and targets a run is about.

use std::collections::BTreeMap;

use globset::{Glob, GlobMatcher};

use crate::address::Target;
use crate::catalogue::{Catalogue, CloudChoice, Lifecycle, Need, Role, RoleId};

/// What the user picked.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Role ids, or globs over them (`configmgr/*`).
    pub roles: Vec<String>,
    /// Product folders.
    pub products: Vec<String>,
    /// Whose cloud; the public one when none is given.
    pub cloud: Option<CloudChoice>,
    /// Which needs.
    pub need: NeedChoice,
    /// Plain targets.
    pub targets: Vec<Target>,
    /// Values for placeholders.
    pub values: BTreeMap<String, String>,
}

/// Which needs a run is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NeedChoice {
    /// Everything.
    #[default]
    All,
    /// Only what a role does not work without.
    Required,
    /// Only the rest: optional and conditional.
    Optional,
}

impl NeedChoice {
    pub(super) fn admits(self, need: Need) -> bool {
        match (self, need) {
            (Self::All, _)
            | (Self::Required, Need::Required)
            | (Self::Optional, Need::Optional | Need::Conditional) => true,
            (Self::Required, Need::Optional | Need::Conditional)
            | (Self::Optional, Need::Required) => false,
        }
    }
}

/// The roles picked, and what the reader should know about the choice.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// Role ids, sorted.
    pub roles: Vec<RoleId>,
    /// Remarks for the first lines of a report.
    pub notes: Vec<String>,
}

/// Why nothing can be picked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// No role has such an id.
    #[error("no role matches `{pattern}`{}; `clearway roles` lists all", nearest_text(.nearest.as_ref()))]
    NoRole {
        /// What was asked for.
        pattern: String,
        /// The nearest known id.
        nearest: Option<String>,
    },
    /// No product has such a name.
    #[error("no product `{name}`{}; there are: {}", nearest_text(.nearest.as_ref()), .known.join(", "))]
    NoProduct {
        /// What was asked for.
        name: String,
        /// The nearest known product.
        nearest: Option<String>,
        /// All there are.
        known: Vec<String>,
    },
    /// The glob cannot be read.
    #[error("`{pattern}` is no pattern of roles: {reason}")]
    Glob {
        /// What was asked for.
        pattern: String,
        /// What is wrong.
        reason: String,
    },
    /// The roles exist, but not in this cloud.
    #[error("none of the selected roles exists in the cloud `{cloud}`; try --cloud any")]
    NotInCloud {
        /// The cloud.
        cloud: CloudChoice,
    },
}

fn nearest_text(nearest: Option<&String>) -> String {
    nearest.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default()
}

/// What is asked when nothing is selected.
const DEFAULT_PRODUCT: &str = "configmgr";

impl Selection {
    /// The cloud asked about.
    #[must_use]
    pub fn cloud(&self) -> CloudChoice {
        self.cloud.unwrap_or(CloudChoice::Public)
    }

    /// The roles that are meant.
    ///
    /// A role named exactly is always meant. A pattern or a product means the roles of the cloud,
    /// and a product only those that are current. Nothing at all means the current roles of
    /// Configuration Manager.
    ///
    /// # Errors
    /// When a role or product does not exist, or nothing is left.
    pub fn pick(&self, catalogue: &Catalogue) -> Result<Picked, SelectionError> {
        let mut picked = Picked::default();
        if self.roles.is_empty() && self.products.is_empty() {
            if self.targets.is_empty() {
                picked.notes.push(format!(
                    "nothing was selected: the current roles of {DEFAULT_PRODUCT} in the {} cloud \
                     are checked (choose with --role or --product)",
                    self.cloud()
                ));
                self.add_product(catalogue, DEFAULT_PRODUCT, &mut picked)?;
            }
            return Ok(picked);
        }
        for product in &self.products {
            self.add_product(catalogue, product, &mut picked)?;
        }
        for pattern in &self.roles {
            self.add_roles(catalogue, pattern, &mut picked)?;
        }
        picked.roles.sort_unstable();
        picked.roles.dedup();
        if picked.roles.is_empty() {
            return Err(SelectionError::NotInCloud { cloud: self.cloud() });
        }
        Ok(picked)
    }

    fn add_product(
        &self,
        catalogue: &Catalogue,
        product: &str,
        picked: &mut Picked,
    ) -> Result<(), SelectionError> {
        let of_product = |role: &&Role| role.id.product() == product;
        let roles: Vec<&Role> = catalogue.roles().filter(of_product).collect();
        if roles.is_empty() {
            let mut known: Vec<String> =
                catalogue.roles().map(|role| role.id.product().to_owned()).collect();
            known.dedup();
            let nearest = nearest_product(product, known.iter().map(String::as_str));
            return Err(SelectionError::NoProduct { name: product.to_owned(), nearest, known });
        }
        let (current, old): (Vec<&Role>, Vec<&Role>) =
            roles.into_iter().partition(|role| role.lifecycle == Lifecycle::Current);
        if !old.is_empty() {
            let ids: Vec<&str> = old.iter().map(|role| role.id.as_str()).collect();
            picked.notes.push(format!(
                "{} deprecated or historical roles of {product} are left out (name them with \
                 --role): {}",
                old.len(),
                ids.join(", ")
            ));
        }
        let there = current.into_iter().filter(|role| role.exists_in(self.cloud()));
        picked.roles.extend(there.map(|role| role.id.clone()));
        Ok(())
    }

    fn add_roles(
        &self,
        catalogue: &Catalogue,
        pattern: &str,
        picked: &mut Picked,
    ) -> Result<(), SelectionError> {
        if let Some(role) = catalogue.roles().find(|role| role.id.as_str() == pattern) {
            picked.roles.push(role.id.clone());
            return Ok(());
        }
        let glob = matcher(pattern)?;
        let matching: Vec<&Role> =
            catalogue.roles().filter(|role| glob.is_match(role.id.as_str())).collect();
        if matching.is_empty() {
            let nearest = nearest(pattern, catalogue);
            return Err(SelectionError::NoRole { pattern: pattern.to_owned(), nearest });
        }
        let there = matching.into_iter().filter(|role| role.exists_in(self.cloud()));
        picked.roles.extend(there.map(|role| role.id.clone()));
        Ok(())
    }
}

fn matcher(pattern: &str) -> Result<GlobMatcher, SelectionError> {
    Glob::new(pattern).map(|glob| glob.compile_matcher()).map_err(|error| SelectionError::Glob {
        pattern: pattern.to_owned(),
        reason: error.kind().to_string(),
    })
}

/// Below this, two names have too little in common.
const ALIKE: f64 = 0.6;

/// The id that is most like what was typed: a slip of the finger, the same name in another product,
/// a part of the name, or its initials (`configmgr/sup`).
fn nearest(typed: &str, catalogue: &Catalogue) -> Option<String> {
    let typed = typed.to_lowercase();
    if let Some(product) = typed.strip_suffix("/*") {
        let products = catalogue.roles().map(|role| role.id.product());
        return nearest_product(product, products).map(|product| format!("{product}/*"));
    }
    let last = typed.rsplit('/').next().unwrap_or(&typed);
    let likeness = |id: &str| {
        let name = id.rsplit('/').next().unwrap_or(id);
        let initials: String = name.split('-').filter_map(|word| word.chars().next()).collect();
        let own = match last.len() {
            0..=1 => 0.0,
            _ if name == last => 1.0,
            _ if initials == last => 0.9,
            3.. if name.contains(last) => 0.7,
            _ => strsim::normalized_damerau_levenshtein(name, last) - 0.1,
        };
        // Between names that are equally alike, the product decides.
        let whole = strsim::normalized_damerau_levenshtein(id, &typed);
        (own.max(whole), whole)
    };
    let scored = catalogue.roles().map(|role| (likeness(role.id.as_str()), role.id.as_str()));
    let best = scored.max_by(|(a, _), (b, _)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
    let ((likeness, _), id) = best;
    (likeness > ALIKE).then(|| id.to_owned())
}

fn nearest_product<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let typed = typed.to_lowercase();
    let scored = known.map(|name| (strsim::normalized_damerau_levenshtein(name, &typed), name));
    let (likeness, name) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness >= ALIKE).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_slips_parts_and_initials() {
        let catalogue = Catalogue::builtin().unwrap();
        for (typed, meant) in [
            ("configmgr/service-conection-point", Some("configmgr/service-connection-point")),
            ("configmgr/sup", Some("configmgr/software-update-point")),
            ("intune/service-connection-point", Some("configmgr/service-connection-point")),
            ("wsuss/*", Some("wsus/*")),
            ("x", None),
        ] {
            assert_eq!(nearest(typed, &catalogue).as_deref(), meant, "{typed}");
        }
        let selection = Selection { products: vec!["intnue".to_owned()], ..Selection::default() };
        let refused = selection.pick(&catalogue).unwrap_err().to_string();
        assert!(refused.contains("did you mean `intune`?"), "{refused}");
    }
}
