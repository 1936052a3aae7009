//! From options to a catalogue and a selection.

use anyhow::{Context, Result};

use clearway::catalogue::{Catalogue, CloudChoice, RoleId};
use clearway::plan::{NeedChoice, Selection};

use super::args::{CloudName, NeedName, SelectionOptions};

impl From<CloudName> for CloudChoice {
    fn from(name: CloudName) -> Self {
        match name {
            CloudName::Public => Self::Public,
            CloudName::Usgov => Self::UsGov,
            CloudName::China => Self::China,
            CloudName::Any => Self::Any,
        }
    }
}

impl From<NeedName> for NeedChoice {
    fn from(name: NeedName) -> Self {
        match name {
            NeedName::Required => Self::Required,
            NeedName::Optional => Self::Optional,
            NeedName::All => Self::All,
        }
    }
}

/// What the options select, and a catalogue that holds at least that.
pub(crate) fn select(options: &SelectionOptions) -> Result<(Catalogue, Selection)> {
    let selection = Selection {
        roles: options.role.clone(),
        products: options.product.clone(),
        cloud: options.cloud.map(Into::into),
        need: options.need.into(),
        targets: options.targets.clone(),
        values: options.set.iter().cloned().collect(),
    };
    let mut catalogue = Catalogue::builtin_where(|id| may_be_needed(id, &selection))
        .context("cannot read the built-in catalogue")?;
    for directory in &options.catalogue {
        catalogue = catalogue
            .with_directory(directory)
            .with_context(|| format!("cannot use the catalogue in {}", directory.display()))?;
    }
    Ok((catalogue, selection))
}

/// Reading every product takes longer than a small check: those that cannot matter stay closed.
fn may_be_needed(id: &RoleId, selection: &Selection) -> bool {
    let product = id.product();
    let nothing = selection.roles.is_empty() && selection.products.is_empty();
    if nothing {
        return selection.targets.is_empty() && product == "configmgr";
    }
    // A name that is not there is refused with the nearest one, for which all are read.
    let known =
        |name: &str| clearway::catalogue::builtin_ids().iter().any(|id| id.product() == name);
    selection.products.iter().any(|name| name == product || !known(name))
        || selection.roles.iter().any(|pattern| match pattern.split_once('/') {
            Some((name, _)) if known(name) => name == product,
            Some(_) | None => true,
        })
}
