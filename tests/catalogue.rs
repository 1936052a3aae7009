//! The built-in catalogue is complete and has the form that it says it has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clearway::catalogue::Catalogue;

fn endpoints() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("endpoints")
}

/// Every role file, sorted.
fn role_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for product in fs::read_dir(endpoints()).unwrap() {
        let product = product.unwrap().path();
        if product.is_dir() {
            files.extend(fs::read_dir(product).unwrap().map(|file| file.unwrap().path()));
        }
    }
    files.sort();
    files
}

#[test]
fn nothing_was_dropped() {
    let mut recount: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    let mut patterns: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for role in Catalogue::builtin().unwrap().roles() {
        let row = recount.entry(role.id.product().to_owned()).or_default();
        // A uniting role adds nothing of its own and is not counted.
        row[0] += usize::from(role.unites.is_empty());
        row[1] += role.endpoints.len();
        row[4] += role.addresses.iter().map(|group| group.ranges.len()).sum::<usize>();
        let texts = role.endpoints.iter().map(|endpoint| endpoint.pattern.text.clone());
        patterns.entry(role.id.product().to_owned()).or_default().extend(texts);
    }
    for (product, texts) in patterns {
        let row = recount.get_mut(&product).unwrap();
        row[2] = texts.len();
        row[3] = texts.iter().filter(|text| text.contains('*')).count();
    }
    let mut table =
        String::from("product,roles,endpoints,distinct_patterns,wildcards,address_ranges\n");
    for (product, row) in recount {
        let numbers: Vec<String> = row.iter().map(ToString::to_string).collect();
        writeln!(table, "{product},{}", numbers.join(",")).unwrap();
    }
    let expected = fs::read_to_string(endpoints().join("counts.csv")).unwrap();
    assert_eq!(table, expected.replace("\r\n", "\n"));
}

/// How many endpoints have which peculiarity, as counted over the lists when they were collected.
///
/// `host` includes the two address literals; `placeholder-angle` includes the five example words,
/// which the catalogue reads as places to fill.
const SHAPES: &[(&str, usize)] = &[
    ("bare-suffix", 3),
    ("cidr", 1),
    ("host", 2123),
    ("ip-literal", 2),
    ("mixed-case", 4),
    ("path", 67),
    ("placeholder-angle", 69),
    ("placeholder-brace", 1),
    ("placeholder-word", 5),
    ("port", 18),
    ("query", 4),
    ("trailing-slash", 28),
    ("url", 287),
    ("wildcard-hyphen-prefix", 2),
    ("wildcard-inner-label", 2),
    ("wildcard-label", 614),
    ("wildcard-no-dot", 5),
    ("wildcard-partial-label", 6),
    ("wildcard-path", 9),
    ("wildcard-trailing", 3),
];

#[test]
fn every_shape_of_entry_is_recognised_as_often_as_it_was_counted() {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for role in Catalogue::builtin().unwrap().roles() {
        for endpoint in &role.endpoints {
            for shape in &endpoint.pattern.shapes {
                let name = serde_json::to_value(shape).unwrap().as_str().unwrap().to_owned();
                *counted.entry(name).or_default() += 1;
            }
            *counted.entry("bare-suffix".to_owned()).or_default() += usize::from(endpoint.suffix);
            *counted.entry("placeholder-word".to_owned()).or_default() += endpoint.words.len();
        }
    }
    let expected: BTreeMap<String, usize> =
        SHAPES.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!(counted, expected);
}

#[test]
fn every_role_file_has_the_form_of_the_schema() {
    let schema = fs::read_to_string(endpoints().join("role.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let files = role_files();
    assert_eq!(files.len(), 396);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let role: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&role)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let schema = fs::read_to_string(endpoints().join("role.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for text in [
        "{schema: clearway/role/v1, role: a/b, title: x, colour: red}",
        "{schema: clearway/role/v2, role: a/b, title: x}",
        "{schema: clearway/role/v1, role: a, title: x}",
        "{schema: clearway/role/v1, role: a/b, title: x, endpoints: [{pattern: x.test}]}",
        "{schema: clearway/role/v1, role: a/b, title: x, endpoints: [{pattern: x.test, ports: []}]}",
    ] {
        let role: serde_json::Value = serde_saphyr::from_str(text).unwrap();
        assert!(!validator.is_valid(&role), "{text} was accepted");
    }
}

#[test]
fn a_copy_of_the_built_in_directory_is_the_built_in_catalogue() {
    let copy = Catalogue::default().with_directory(&endpoints()).unwrap();
    let builtin = Catalogue::builtin().unwrap();
    assert!(copy.roles().map(|role| &role.id).eq(builtin.roles().map(|role| &role.id)));
    let endpoints = |catalogue: &Catalogue| -> Vec<_> {
        catalogue.roles().flat_map(|role| role.endpoints.clone()).collect()
    };
    assert_eq!(endpoints(&copy), endpoints(&builtin));
}
