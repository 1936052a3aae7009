//! `clearway site`: an example that is good, and one file for each mistake.

use std::fs;
use std::path::Path;

use super::run;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sites")
}

#[test]
fn the_example_is_good_and_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.yaml");
    let file = path.to_str().unwrap();
    run(&["site", "init", file]).ends_with(0);
    let shown = run(&["site", "check", file]);
    assert!(shown.ends_with(0).out.contains("2 sites, 4 servers: 0 errors"), "{}", shown.out);
    run(&["site", "init", file]).refuses(&["cannot write a new file", file]);
    assert_eq!(run(&["site", "init"]).out, fs::read_to_string(&path).unwrap());
}

#[test]
fn editors_get_the_schema() {
    let schema = run(&["site", "schema"]).ends_with(0).json();
    assert_eq!(schema["properties"]["schema"]["const"], "clearway/site/v1");
}

#[test]
fn a_file_says_nothing_to_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.yaml");
    let text = "schema: clearway/site/v1\nsites:\n  - code: \"\\e[2J\"\n    kind: primary\n";
    fs::write(&path, text).unwrap();
    let shown = run(&["site", "check", path.to_str().unwrap()]);
    shown.refuses(&["is no site code"]);
    assert!(!shown.err.contains('\u{1b}'), "{:?}", shown.err);
}

/// Each file says in its first line what must be found: `# LINE:COLUMN: severity [code] words`, or
/// `# LINE:COLUMN: unusable words`.
#[test]
fn each_mistake_is_found_at_its_place() {
    let mut files: Vec<_> =
        fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{files:?}");
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let expected = text.lines().next().unwrap().strip_prefix("# ").unwrap();
        let file = path.to_str().unwrap();
        let shown = run(&["site", "check", file]);
        if expected == "nothing" {
            assert!(shown.ends_with(0).out.contains(" 0 errors, 0 warnings"), "{}", shown.out);
            continue;
        }
        let (place, rest) = expected.split_once(": ").unwrap();
        let wanted = format!("{file}:{place}: ");
        if let Some(words) = rest.strip_prefix("unusable ") {
            shown.refuses(&[&wanted, words]);
            continue;
        }
        let (head, words) = rest.split_once("] ").unwrap();
        let (severity, code) = head.split_once(" [").unwrap();
        let is_it = |line: &&str| line.starts_with(&wanted) && line.contains(code);
        let line = shown.out.lines().find(is_it);
        let line = line.unwrap_or_else(|| panic!("nothing at {place} in {}", shown.out));
        for part in [&format!("{severity}: "), &format!("[{code}]"), words] {
            assert!(line.contains(part), "`{part}` is missing in {line}");
        }
        shown.ends_with(i32::from(severity == "error"));
    }
}

#[test]
fn programs_get_the_same_as_json() {
    let file = folder().join("several-connection-points.yaml");
    let shown = run(&["site", "check", file.to_str().unwrap(), "--format", "json"]);
    let shown = shown.ends_with(1).json();
    assert_eq!(shown["schema"], "clearway/site-check/v1");
    assert_eq!(shown["faults"][0]["code"], "connection_point.several");
    assert_eq!(shown["faults"][0]["facts"][0], "scp-single-instance");
}

#[test]
fn a_large_hierarchy_is_read_and_checked() {
    let head = "schema: clearway/site/v1\nsites:\n  - code: P01\n    kind: primary\n    servers:\n";
    let servers = (0..2000).map(|number| {
        format!(
            "      - name: dp{number}.corp.test\n        proxy: {{name: proxy.corp.test, port: 8080}}\n\
             \x20       roles:\n          - role: distribution-point\n"
        )
    });
    let text: String = std::iter::once(head.to_owned()).chain(servers).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.yaml");
    fs::write(&path, text).unwrap();
    let shown = run(&["site", "check", path.to_str().unwrap()]);
    assert!(shown.ends_with(0).out.contains("1 site, 2000 servers: 0 errors"), "{}", shown.out);
}
