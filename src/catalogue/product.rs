//! A product: the folder that its roles stand in.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Source;

/// What `products.yaml` says about a product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// What its lists are about.
    pub title: String,
    /// How its lists are to be read, and what was left out.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Sources that were read for comparison and that no role refers to.
    #[serde(default)]
    pub background: BTreeMap<String, Source>,
}
