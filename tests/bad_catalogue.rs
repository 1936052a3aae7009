//! Every mistake in a catalogue directory has a message that says where it is and what to type.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use clearway::catalogue::{Catalogue, MAX_FILE_BYTES};

/// What loading `directory` says, with the directory itself left out.
fn message(directory: &Path) -> String {
    let error = Catalogue::default().with_directory(directory).unwrap_err().to_string();
    let with_separator = format!("{}{}", directory.display(), std::path::MAIN_SEPARATOR);
    error.replace(&with_separator, "").replace(&directory.display().to_string(), "DIR")
}

/// One line, one test: the name of the mistake, its folder in `tests/data`, the exact message.
macro_rules! mistakes {
    ($($name:ident, $folder:literal, $message:literal;)+) => {
        $(#[test]
        fn $name() {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bad-catalogue");
            assert_eq!(message(&data.join($folder)), $message);
        })+

        #[test]
        fn every_folder_has_its_test() {
            let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bad-catalogue");
            let mut folders: Vec<String> = fs::read_dir(data)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            folders.sort();
            let mut tested = vec![$($folder),+];
            tested.sort_unstable();
            assert_eq!(folders, tested);
        }
    };
}

mistakes! {
    anchors, "anchors", "role.yaml:5:13: anchors (`&`) and aliases (`*`) are not used in catalogues; write the text out, and quote wildcards: '*.example.com'";
    bad_pattern, "bad-pattern", "role.yaml:5:14: the pattern `exa mple.com` cannot be understood; `exa mple.com` is no host: `exa mple` is no label of a host name (1 to 63 letters, digits, hyphens)";
    bad_port, "bad-port", "role.yaml:6:13: `70000` is no port (1 to 65535) and no range such as 10124-10139; see endpoints/role.schema.json for what can stand here";
    bad_range, "bad-range", "role.yaml:5:13: `10.0.0.0/33` is no address range; write one such as 10.0.0.0/8";
    bad_role_id, "bad-role-id", "role.yaml:2:7: `My Role` is no role id; write product/name, such as configmgr/software-update-point";
    empty, "empty", "role.yaml is empty; a role file starts with `schema: clearway/role/v1`";
    empty_ports, "empty-ports", "role.yaml:5:14: `example.com` has an empty list of ports; add them, such as `ports: [443]`";
    every_host, "every-host", "role.yaml:5:14: the pattern `*` cannot be understood; `*` would stand for every host; name at least one domain, such as *.example.com";
    latin_1, "latin-1", "role.yaml:4:10: the byte 0xFC is not UTF-8; save the file as UTF-8";
    list_at_top, "list-at-top", "role.yaml:1:1: something else than fields stands here; write fields, such as `title: My role`";
    missing_ports, "missing-ports", "role.yaml:6:5: the field `ports` is missing; add them, such as `ports: [443]`; no port is assumed";
    name_outside, "name-outside", "role.yaml:8:15: `www.example.org` does not fall under `*.example.com`; name a host that the pattern covers";
    no_role_file, "no-role-file", "DIR holds no role file; add one, named <product>/<role>.yaml, or name another directory";
    no_schema, "no-schema", "role.yaml:2:1: the field `schema` is missing; start the file with `schema: clearway/role/v1`";
    no_yaml, "no-yaml", "role.yaml:4:8: this is no YAML: unclosed bracket '['; check the indentation, and quote texts that hold `: `, `#`, `*`, `{` or `[`";
    only_comments, "only-comments", "role.yaml is empty; a role file starts with `schema: clearway/role/v1`";
    other_version, "other-version", "role.yaml:1:9: unknown value `clearway/role/v2`; did you mean `clearway/role/v1`?";
    same_id, "same-id", "the role own/proxy-test stands in two files: a.yaml and b.yaml; give one of them another id, or delete it";
    twice_the_field, "twice-the-field", "role.yaml:4:1: `title` stands twice in one place; keep one of them";
    two_documents, "two-documents", "role.yaml:4:1: a second document starts (`---`); write one role per file";
    unknown_field, "unknown-field", "role.yaml:6:5: unknown field `portz`; did you mean `ports`?";
    unknown_field_far, "unknown-field-far", "role.yaml:4:1: unknown field `colour`; known here: schema, role, title, runs_on, mode, status, deprecated_since, clouds, category, endpoint_set, conditions, notes, also_needs, unites, documented_in, sources, endpoints, addresses";
    unknown_role, "unknown-role", "role.yaml:4:14: there is no role `configmgr/software-update-poin`; did you mean `configmgr/software-update-point`?";
    unknown_source, "unknown-source", "role.yaml:10:21: `vendor-lst` is none of the file's `sources`; did you mean `vendor-list`?";
    unknown_value, "unknown-value", "role.yaml:7:11: unknown value `requird`; did you mean `required`?";
    unquoted_placeholder, "unquoted-placeholder", "role.yaml:5:14: something else than a single value stands here; write one value, and quote `{` and `[`";
    unquoted_wildcard, "unquoted-wildcard", "role.yaml:5:14: `*.example.com` starts with a star and is not quoted; quote wildcards: '*.example.com'";
    utf_16, "utf-16", "role.yaml:1:1: the file is UTF-16; save it as UTF-8";
    wrong_type, "wrong-type", "role.yaml:4:12: something else than a list stands here; write a list: lines that start with `- `";
}

/// A directory with one file, `role.yaml`.
fn directory_with(content: &[u8]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("role.yaml"), content).unwrap();
    directory
}

/// The message for a file that was made to be expensive; it must not be.
fn message_soon(content: &[u8]) -> String {
    let directory = directory_with(content);
    let start = Instant::now();
    let message = message(directory.path());
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    message
}

const HEAD: &str = "schema: clearway/role/v1\nrole: own/proxy-test\ntitle: A role of our own\n";

#[test]
fn an_alias_bomb_is_refused_at_its_first_anchor() {
    let mut text = String::from("schema: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "k{level}: &a{level} [{below}]").unwrap();
    }
    assert_eq!(
        message_soon(text.as_bytes()),
        "role.yaml:1:13: anchors (`&`) and aliases (`*`) are not used in catalogues; \
         write the text out, and quote wildcards: '*.example.com'"
    );
}

#[test]
fn a_pattern_of_one_mebibyte_is_refused_and_not_repeated() {
    let line = "x".repeat(1024 * 1024);
    let text = format!("{HEAD}endpoints:\n  - pattern: {line}\n    ports: [443]\n");
    let message = message_soon(text.as_bytes());
    assert!(message.starts_with("role.yaml:5:14: the pattern `xxxx"), "{}", &message[..200]);
    assert!(message.len() < 1000, "the message has {} bytes", message.len());
}

#[test]
fn a_field_name_of_one_mebibyte_is_refused_and_not_repeated() {
    let message = message_soon(format!("{HEAD}{}: 1\n", "x".repeat(1024 * 1024)).as_bytes());
    assert!(message.starts_with("role.yaml:"), "{message}");
    assert!(message.len() < 1000, "the message has {} bytes", message.len());
}

#[test]
fn an_endless_flow_of_brackets_is_refused() {
    assert_eq!(
        message_soon(format!("{HEAD}notes: {}\n", "[".repeat(1_000_000)).as_bytes()),
        "role.yaml:4:24: nested more than 16 levels deep; \
         a role file needs four levels; see endpoints/role.schema.json"
    );
}

#[test]
fn deep_block_nesting_is_refused() {
    let mut text = format!("{HEAD}notes:\n");
    for level in 1..1500 {
        writeln!(text, "{}-", " ".repeat(level)).unwrap();
    }
    assert_eq!(
        message_soon(text.as_bytes()),
        "role.yaml:6:3: something else than a single value stands here; \
         write one value, and quote `{` and `[`"
    );
}

#[test]
fn a_huge_file_is_refused_before_it_is_read_to_its_end() {
    let size = usize::try_from(MAX_FILE_BYTES).unwrap() + 1;
    assert_eq!(
        message_soon(&vec![b'#'; size]),
        "role.yaml has more than 4194304 bytes, the limit for one file; \
         split it into one file per role"
    );
}

#[test]
fn as_many_endpoints_as_a_file_can_hold_are_read_in_linear_time() {
    let mut text = format!("{HEAD}endpoints:\n");
    let mut number = 0;
    while text.len() < 2_000_000 {
        writeln!(text, "  - pattern: n{number}.example.com\n    ports: [443]").unwrap();
        number += 1;
    }
    let directory = directory_with(text.as_bytes());
    let start = Instant::now();
    let catalogue = Catalogue::default().with_directory(directory.path()).unwrap();
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    assert_eq!(catalogue.roles().next().unwrap().endpoints.len(), number);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let directory = directory_with(format!("\u{feff}{HEAD}").as_bytes());
    let catalogue = Catalogue::default().with_directory(directory.path()).unwrap();
    assert_eq!(catalogue.roles().count(), 1);
}

#[test]
fn windows_line_ends_are_line_ends() {
    let directory = directory_with(HEAD.replace('\n', "\r\n").as_bytes());
    let catalogue = Catalogue::default().with_directory(directory.path()).unwrap();
    assert_eq!(catalogue.roles().next().unwrap().title, "A role of our own");
}

#[test]
fn a_missing_directory_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let message = message(&directory.path().join("nowhere"));
    assert!(message.starts_with("cannot read DIR: "), "{message}");
}

#[test]
fn an_empty_directory_says_what_belongs_into_it() {
    assert_eq!(
        message(tempfile::tempdir().unwrap().path()),
        "DIR holds no role file; add one, named <product>/<role>.yaml, or name another directory"
    );
}

#[test]
fn a_file_is_no_directory() {
    let directory = directory_with(HEAD.as_bytes());
    assert_eq!(
        message(&directory.path().join("role.yaml")),
        "DIR is no directory; give the directory that holds the role files"
    );
}

#[test]
fn directories_without_end_are_not_followed() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir_all(directory.path().join("d/".repeat(12))).unwrap();
    let message = message(directory.path());
    assert!(message.contains("is more than 8 directories deep"), "{message}");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    let directory = tempfile::tempdir().unwrap();
    // A link to nothing is unreadable for everybody, the superuser included.
    std::os::unix::fs::symlink("nothing", directory.path().join("role.yaml")).unwrap();
    assert_eq!(
        message(directory.path()),
        "cannot read role.yaml: No such file or directory (os error 2)"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_something_else_than_a_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/null", directory.path().join("role.yaml")).unwrap();
    assert_eq!(
        message(directory.path()),
        "role.yaml is no regular file; replace it with a file, or rename it"
    );
}

#[test]
fn a_role_of_a_directory_replaces_the_built_in_one_and_a_later_directory_the_earlier() {
    let id = "configmgr/scp-intune".parse().unwrap();
    let text = |title: &str| {
        format!("schema: clearway/role/v1\nrole: configmgr/scp-intune\ntitle: {title}\n")
    };
    let (first, second) =
        (directory_with(text("First").as_bytes()), directory_with(text("Second").as_bytes()));
    let catalogue = Catalogue::builtin().unwrap();
    let count = catalogue.roles().count();
    let catalogue = catalogue.with_directory(first.path()).unwrap();
    assert_eq!(catalogue.role(&id).unwrap().title, "First");
    let catalogue = catalogue.with_directory(second.path()).unwrap();
    assert_eq!(catalogue.role(&id).unwrap().title, "Second");
    assert_eq!(catalogue.roles().count(), count);
}
