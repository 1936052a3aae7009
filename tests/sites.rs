//! Files of sites against their schema, and the lists and logs that their roles name.

use std::fs;
use std::path::{Path, PathBuf};

use clearway::catalogue::{Catalogue, Lifecycle, RoleId};
use clearway::errors::WindowsErrors;
use clearway::site::{CHECKS, EXAMPLE, FACTS, Hierarchy, SCHEMA_JSON, needs, read};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sites");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

fn schema() -> jsonschema::Validator {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA_JSON).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::draft202012::new(&schema).unwrap()
}

/// A mistake in the form is one for an editor; a broken rule is not, and neither is a key that
/// stands twice, which no JSON can show.
#[test]
fn the_schema_accepts_what_is_read_and_refuses_what_is_not() {
    let schema = schema();
    let mut refused = 0;
    for path in fixtures() {
        let text = fs::read_to_string(&path).unwrap();
        let Ok(value) = serde_saphyr::from_str::<serde_json::Value>(&text) else {
            assert!(path.ends_with("two-proxies.yaml"), "{} is no YAML", path.display());
            continue;
        };
        let errors: Vec<String> =
            schema.iter_errors(&value).map(|error| error.to_string()).collect();
        let readable = read(&path, &text).is_ok();
        assert_eq!(readable, errors.is_empty(), "{}: {errors:#?}", path.display());
        refused += usize::from(!readable);
    }
    assert!(refused >= 6, "only {refused} files have mistakes in their form");
}

#[test]
fn the_example_is_as_the_schema_says_and_names_it() {
    let value: serde_json::Value = serde_saphyr::from_str(EXAMPLE).unwrap();
    let errors: Vec<String> = schema().iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(EXAMPLE.lines().any(|line| line == "# yaml-language-server: $schema=site.schema.json"));
}

/// Every role with every setting that gives it something to ask for.
fn everything() -> Hierarchy {
    let text = "schema: clearway/site/v1
sites:
  - code: P01
    kind: primary
    servers:
      - name: cm01.corp.test
        proxy: {name: proxy.corp.test, port: 8080}
        roles:
          - role: service-connection-point
            features: [updates, intune, tenant-attach, entra-user-discovery, entra-group-discovery,
              collection-sync, cloud-management-gateway]
          - {role: software-update-point, third_party_catalogs: true}
          - {role: distribution-point, connected_cache: true}
          - role: cmg-connection-point
          - role: exchange-server-connector
          - role: asset-intelligence-synchronization-point
          - role: cloud-distribution-point
          - role: console
          - role: client
";
    read(Path::new("site.yaml"), text).unwrap()
}

#[test]
fn every_list_and_every_log_exists() {
    let catalogue = Catalogue::builtin().unwrap();
    let logs = WindowsErrors::builtin().logs();
    let hierarchy = everything();
    let (site, server) = hierarchy.server("cm01").unwrap();
    let all = needs(&hierarchy, site, server);
    assert_eq!(all.len(), 17);
    for need in all {
        assert!(!need.lists.is_empty() && !need.logs.is_empty(), "{need:?}");
        for list in need.lists {
            let id: RoleId = list.parse().unwrap();
            let role = catalogue.role(&id).unwrap_or_else(|| panic!("no list {list}"));
            let old = ["asset-intelligence-synchronization-point", "cloud-distribution-point"];
            let is_old = old.contains(&need.role.as_str()) || *list == "configmgr/scp-intune";
            assert!(role.lifecycle == Lifecycle::Current || is_old, "{list} is not current");
        }
        for file in need.logs {
            assert!(logs.iter().any(|log| log.file == *file), "no log {file}");
        }
    }
}

/// The text of a table, as Markdown shows it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*")
}

fn table_of_checks() -> String {
    let rows = CHECKS.iter().map(|check| {
        let facts: Vec<String> = check.facts().iter().map(|id| format!("`{id}`")).collect();
        let facts = if facts.is_empty() { "none needed".to_owned() } else { facts.join(", ") };
        format!("| `{}` | {} | {facts} |\n", check.code(), check.severity().as_str())
    });
    let head = "| check | severity | facts |\n| --- | --- | --- |\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

fn table_of_facts() -> String {
    let rows = FACTS.iter().map(|fact| {
        let enforces = CHECKS.iter().filter(|check| check.facts().contains(&fact.id.as_str()));
        let codes: Vec<String> = enforces.map(|check| format!("`{}`", check.code())).collect();
        let by = match &fact.unchecked {
            None => codes.join(", "),
            Some(why) => format!("none: {}", cell(why)),
        };
        let about = fact.about.trim_matches(['(', ')']);
        format!("| `{}` | {about} | {} | {by} |\n", fact.id, cell(&fact.fact))
    });
    let head = "| fact | about | says | enforced by |\n| --- | --- | --- | --- |\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

/// `CLEARWAY_UPDATE_SAMPLES=1` writes the tables anew.
#[test]
fn the_tables_of_the_documentation_are_those_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration-manager.md");
    let mut text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let kept = text.clone();
    for (name, table) in [("checks", table_of_checks()), ("facts", table_of_facts())] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let (before, rest) = text.split_once(&begin).unwrap();
        let (_, after) = rest.split_once(&end).unwrap();
        text = format!("{before}{begin}{table}{end}{after}");
    }
    if std::env::var_os("CLEARWAY_UPDATE_SAMPLES").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        kept == text || std::env::var_os("CLEARWAY_UPDATE_SAMPLES").is_some(),
        "set CLEARWAY_UPDATE_SAMPLES=1 and look at the difference in {}",
        path.display()
    );
}

/// Read from the documentation, and not from what made it.
#[test]
fn the_documentation_has_every_fact_once_and_every_check() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration-manager.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, facts) = text.split_once("<!-- facts -->").unwrap();
    let rows: Vec<Vec<&str>> = facts
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect())
        .collect();
    assert_eq!(rows.len(), 81);
    let mut ids: Vec<&str> = rows.iter().map(|row| row[0].trim_matches('`')).collect();
    ids.sort_unstable();
    let mut known: Vec<&str> = FACTS.iter().map(|fact| fact.id.as_str()).collect();
    known.sort_unstable();
    assert_eq!(ids, known, "every fact stands there once");
    let mut named = std::collections::BTreeSet::new();
    for row in &rows {
        let by = row.last().unwrap();
        assert!(by.starts_with("none: ") || by.starts_with('`'), "{row:?}");
        if by.starts_with('`') {
            named.extend(by.split(", ").map(|code| code.trim_matches('`')));
        }
    }
    for code in &named {
        assert!(CHECKS.iter().any(|check| check.code() == *code), "{code} is no check");
    }
    for check in CHECKS {
        let shown = text.contains(&format!("\n| `{}` |", check.code()));
        assert!(shown, "{} is missing", check.code());
        assert_eq!(named.contains(check.code()), !check.facts().is_empty(), "{}", check.code());
    }
}
