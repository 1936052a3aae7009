//! The three files beside the roles: products, names under wildcards, expected answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::form::{entry, known_name, source_ids};
use super::yaml::read;
use super::{ExpectedStatus, KnownName, LoadError, NameOrigin, Product, Source};
use crate::address::HostPattern;

/// File names that are tables when they stand directly in the catalogue's directory.
pub(super) const PRODUCTS: &str = "products.yaml";
/// See [`PRODUCTS`].
pub(super) const WILDCARD_NAMES: &str = "wildcard-names.yaml";
/// See [`PRODUCTS`].
pub(super) const EXPECTED_STATUS: &str = "expected-status.yaml";

/// Names under wildcards, by the host part of the pattern.
pub(super) type NamesByPattern = BTreeMap<HostPattern, BTreeSet<KnownName>>;

/// Reads `products.yaml`.
pub(super) fn products(path: &Path, text: &str) -> Result<BTreeMap<String, Product>, LoadError> {
    let form: ProductsForm = read(path, text)?;
    Ok(form.products)
}

/// Reads `wildcard-names.yaml`.
pub(super) fn wildcard_names(path: &Path, text: &str) -> Result<NamesByPattern, LoadError> {
    let form: NamesForm = read(path, text)?;
    let mut names = NamesByPattern::new();
    for row in form.patterns {
        let pattern = entry(path, &row.pattern, false, &[])?;
        let mut known = BTreeSet::new();
        for (texts, from) in
            [(row.documented, NameOrigin::Documented), (row.community, NameOrigin::Community)]
        {
            for text in texts {
                let name = known_name(path, &text, &pattern)?;
                known.insert(KnownName { from, name, source: None });
            }
        }
        names.entry(pattern.host).or_default().extend(known);
    }
    for text in form.without_names {
        names.entry(entry(path, &text, false, &[])?.host).or_default();
    }
    Ok(names)
}

/// Reads `expected-status.yaml`.
pub(super) fn expected_status(path: &Path, text: &str) -> Result<Vec<ExpectedStatus>, LoadError> {
    let form: ExpectedForm = read(path, text)?;
    let sources = form.sources;
    form.answers
        .into_iter()
        .map(|row| {
            Ok(ExpectedStatus {
                url: entry(path, &row.url, false, &[])?,
                status: row.status,
                unblock: row
                    .unblock
                    .iter()
                    .map(|text| entry(path, text, false, &[]))
                    .collect::<Result<_, _>>()?,
                loose_certificate: row.loose_certificate,
                area: row.area,
                documented_in: source_ids(path, &sources, row.documented_in)?,
            })
        })
        .collect()
}

#[derive(Deserialize)]
enum ProductsSchema {
    #[serde(rename = "clearway/products/v1")]
    V1,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductsForm {
    #[serde(rename = "schema")]
    _schema: ProductsSchema,
    products: BTreeMap<String, Product>,
}

#[derive(Deserialize)]
enum NamesSchema {
    #[serde(rename = "clearway/wildcard-names/v1")]
    V1,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesForm {
    #[serde(rename = "schema")]
    _schema: NamesSchema,
    #[serde(rename = "title", default)]
    _title: String,
    #[serde(rename = "notes", default)]
    _notes: Vec<String>,
    #[serde(rename = "sources", default)]
    _sources: BTreeMap<String, Source>,
    patterns: Vec<NamesRow>,
    #[serde(default)]
    without_names: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesRow {
    pattern: Spanned<String>,
    #[serde(default)]
    documented: Vec<Spanned<String>>,
    #[serde(default)]
    community: Vec<Spanned<String>>,
    #[serde(rename = "covers")]
    _covers: Option<u32>,
}

#[derive(Deserialize)]
enum ExpectedSchema {
    #[serde(rename = "clearway/expected-status/v1")]
    V1,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedForm {
    #[serde(rename = "schema")]
    _schema: ExpectedSchema,
    #[serde(rename = "title", default)]
    _title: String,
    #[serde(rename = "notes", default)]
    _notes: Vec<String>,
    #[serde(default)]
    sources: BTreeMap<String, Source>,
    answers: Vec<ExpectedRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRow {
    url: Spanned<String>,
    status: Vec<u16>,
    #[serde(default)]
    unblock: Vec<Spanned<String>>,
    #[serde(default)]
    loose_certificate: bool,
    #[serde(default)]
    area: Vec<String>,
    #[serde(default)]
    documented_in: Vec<Spanned<String>>,
}
