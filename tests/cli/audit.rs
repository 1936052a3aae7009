//! `clearway audit` and `clearway export`: lists in files, answers, reports and exit codes.

use std::fs;

use clearway::audit::checks::CHECKS;
use serde_json::Value;

use super::run;

/// Something that a target needs, in the words of the command line.
const NEEDED: [&str; 4] = ["--target", "dl.x.test", "--target", "http://dl.x.test/"];

struct List {
    _folder: tempfile::TempDir,
    path: String,
}

fn list(name: &str, text: &str) -> List {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    List { path: path.to_str().unwrap().to_owned(), _folder: folder }
}

fn with<'a>(first: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    [first, rest].concat()
}

#[test]
fn a_list_that_covers_everything_ends_with_0() {
    let list = list("edl.txt", "dl.x.test/\n");
    let shown = run(&with(&["audit", &list.path], &NEEDED));
    assert!(shown.ends_with(0).out.contains("COVERED"), "{}", shown.out);
    assert!(shown.out.contains("recognised"), "{}", shown.out);
}

#[test]
fn what_is_missing_ends_with_1_and_names_the_line_to_write() {
    let list = list(
        "squid.conf",
        "acl ok dstdomain *.x.test\nacl web port 80 443\n\
        http_access allow ok web\nhttp_access deny all\n",
    );
    let shown = run(&["audit", &list.path, "--format", "squid", "--target", "dl.x.test"]);
    shown.ends_with(1);
    for part in ["need.dead", "*.x.test", "^^^^^^^^", ":1:18", "dl.x.test"] {
        assert!(shown.out.contains(part), "`{part}` is missing in {}", shown.out);
    }
}

#[test]
fn every_format_of_reports_is_written() {
    let list = list("edl.txt", "*.y.test/\n*.com/\n");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let reports: Vec<String> = ["human", "json", "csv", "markdown", "sarif", "junit"]
        .iter()
        .map(|format| format!("--report={format}={}", path(format)))
        .collect();
    let mut arguments = vec!["audit", list.path.as_str(), "--target", "dl.x.test"];
    arguments.extend(reports.iter().map(String::as_str));
    run(&arguments).ends_with(1);
    let read = |name: &str| fs::read_to_string(path(name)).unwrap();
    let json: Value = serde_json::from_str(&read("json")).unwrap();
    assert_eq!(json["schema"], "clearway/audit/v1");
    assert_eq!(json["endpoints"][0]["status"], "uncovered");
    let sarif: Value = serde_json::from_str(&read("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let codes: Vec<&str> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["ruleId"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"need.uncovered"), "{codes:?}");
    assert!(codes.contains(&"entry.broad.public_suffix"), "{codes:?}");
    assert!(read("junit").contains("<testsuite name=\"targets\""));
    assert!(read("csv").starts_with("endpoint,port,"));
    assert!(read("markdown").contains("need.uncovered"));
}

#[test]
fn the_severity_that_fails_can_be_chosen() {
    let list = list("edl.txt", "dl.x.test/\nother.test/\n");
    let arguments = with(&["audit", &list.path], &NEEDED);
    run(&arguments).ends_with(0);
    run(&with(&arguments, &["--fail-on", "note"])).ends_with(1);
    run(&with(&arguments, &["--fail-on", "never"])).ends_with(0);
    run(&with(&arguments, &["--fail-on", "bad"])).refuses(&["error, warning, note and never"]);
}

#[test]
fn accepted_findings_do_not_count() {
    let edl = list("edl.txt", "dl.x.test/\nother.test/\n");
    let accepted = list(
        "accepted.yaml",
        "- {code: entry.unneeded, entry: other.test/, reason: kept, expires: 2999-12-31}\n",
    );
    let arguments = with(&["audit", &edl.path, "--fail-on", "note"], &NEEDED);
    run(&with(&arguments, &["--suppress", &accepted.path])).ends_with(0);
    let broken = list("broken.yaml", "- {code: entry.unneeded}\n");
    run(&with(&arguments, &["--suppress", &broken.path])).refuses(&["entry", "broken.yaml"]);
}

#[test]
fn one_question_names_the_entry_that_decides() {
    let list = list("edl.txt", "*.x.test/\n");
    let ask = |what: &str| run(&["audit", &list.path, "--ask", what]);
    let allowed = ask("dl.x.test:443");
    assert!(allowed.ends_with(0).out.contains("allowed by `*.x.test/`"), "{}", allowed.out);
    let denied = ask("x.test:443");
    assert!(denied.ends_with(1).out.contains("no entry matches"), "{}", denied.out);
}

#[test]
fn an_allowlist_behind_the_logs_is_noticed() {
    let squid = list(
        "squid.conf",
        "acl ok dstdomain .x.test\nhttp_access allow ok\nhttp_access deny all\n",
    );
    let log = list(
        "access.log",
        "1763722800.123 5 192.0.2.1 TCP_TUNNEL/200 39 CONNECT dl.x.test:443 - HIER_DIRECT/192.0.2.9 -\n",
    );
    let shown = run(&["audit", "--target", "dl.x.test", "--log", &log.path, &squid.path]);
    shown.refuses(&["squid.conf looks like an allowlist", "before --log"]);
    let right = ["audit", squid.path.as_str(), "--target", "dl.x.test", "--log", &log.path];
    run(&right).ends_with(0);
}

#[test]
fn what_goes_over_udp_is_held_against_nothing() {
    let list = list("squid.conf", "acl ok dstdomain .windows.com\nhttp_access allow ok\n");
    let role = ["--role", "azure-local/azure-local-common", "--format", "json"];
    let shown = run(&with(&["audit", &list.path], &role));
    let json: Value = serde_json::from_str(&shown.out).unwrap();
    let endpoints = json["endpoints"].as_array().unwrap();
    assert!(endpoints.iter().all(|one| one["port"] != "123"), "{}", shown.out);
    let unjudged = json["unjudged"].as_array().unwrap();
    let markdown = run(&with(&["audit", &list.path], &[role[0], role[1], "--format", "markdown"]));
    assert!(markdown.out.contains("## Held against nothing"), "{}", markdown.out);
    let time = unjudged.iter().find(|one| one["pattern"] == "time.windows.com").unwrap();
    assert!(time["why"].as_str().unwrap().contains("UDP"), "{time}");
}

#[test]
fn two_lists_of_different_products_are_compared() {
    let old = list("edl.txt", "*.x.test/\nx.test/\n");
    let new =
        list("new.conf", "acl ok dstdomain .x.test\nhttp_access allow ok\nhttp_access deny all\n");
    run(&["audit", &new.path, "--against", &old.path]).ends_with(0);
    let lost = run(&["audit", &old.path, "--against", &new.path]);
    assert!(lost.ends_with(0).out.contains("0 of 2"), "{}", lost.out);
    let narrow = list("narrow.txt", "*.x.test/\n");
    let lost = run(&["audit", &narrow.path, "--against", &old.path]);
    assert!(lost.ends_with(1).out.contains("`x.test/`"), "{}", lost.out);
}

#[test]
fn a_list_of_no_known_format_says_what_to_type() {
    let list = list("prose.txt", "This is a letter.\n");
    run(&["audit", &list.path]).refuses(&["--format", "squid"]);
    run(&["audit", &list.path, "--format", "sqiud"]).refuses(&["squid"]);
    run(&["audit", &list.path, "--format", "squid", "--format", "plain"]).refuses(&["twice"]);
    run(&["audit", "missing.txt"]).refuses(&["missing.txt"]);
    run(&["audit", &list.path, "--option", "squid.versoin=6"]).refuses(&["squid.version"]);
}

#[test]
fn what_is_exported_is_covered_when_it_is_read_back() {
    for format in clearway::allowlist::writers::WRITERS {
        let id = format.id();
        let written = run(&["export", "--format", id, "--target", "https://dl.x.test/"]);
        if written.code == Some(3) {
            assert!(written.err.contains("dl.x.test"), "{id}: {}", written.err);
            continue;
        }
        let file = list("export", &written.ends_with(0).out);
        let audited = run(&["audit", &file.path, "--format", id, "--target", "https://dl.x.test/"]);
        assert_eq!(audited.code, Some(0), "{id}: {}\n{}", audited.out, audited.err);
    }
}

#[test]
fn a_request_asks_for_what_a_report_shows_as_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let path = path.to_str().unwrap();
    let report = format!("--report=json={path}");
    let checked = run(&["check", "--mock=all-denied", "--role", "wsus/*", &report]);
    assert_eq!(checked.code, Some(1), "{}", checked.err);
    let request = run(&["export", "--format", "request", "--from-report", path]);
    assert!(request.ends_with(0).out.contains("## Evidence"), "{}", request.out);
    assert!(request.out.contains("403"), "{}", request.out);
    let csv = run(&["export", "--format", "request-csv", "--from-report", path]);
    assert!(csv.ends_with(0).out.starts_with("source,way,destination"), "{}", csv.out);
    assert!(csv.out.lines().count() > 1, "{}", csv.out);
}

#[test]
fn every_code_has_its_section_in_the_documentation() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/audit.md");
    let page = fs::read_to_string(page).unwrap();
    for code in CHECKS.iter().flat_map(|check| check.codes()) {
        assert!(page.contains(&format!("\n### {code}\n")), "{code} is not documented");
    }
}

/// Two requests in Squid's own form: one refused by the proxy, one that the endpoint refused.
const SQUID_LOG: &str = "\
1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT dl.x.test:443 - HIER_NONE/- text/html
1795223905.010     12 10.0.0.5 TCP_MISS/403 512 GET http://www.y.test/x - HIER_DIRECT/203.0.113.10 text/html
";

#[test]
fn logs_say_what_was_refused_by_the_proxy_and_what_by_the_endpoint() {
    let log = list("access.log", SQUID_LOG);
    let denied = run(&["audit", "--target", "dl.x.test", "--log", &log.path]);
    assert!(denied.ends_with(1).out.contains("dl.x.test"), "{}", denied.out);
    let passed = run(&["audit", "--target", "http://www.y.test/", "--log", &log.path]);
    passed.ends_with(0);
    let unseen = run(&["audit", "--target", "other.test", "--log", &log.path]);
    assert!(unseen.ends_with(3).out.contains("never seen"), "{}", unseen.out);
    let shown = run(&[
        "audit",
        "--target",
        "dl.x.test",
        "--format",
        "json",
        "--log-format",
        "squid",
        "--log",
        &log.path,
    ]);
    assert_eq!(shown.ends_with(1).json()["needs"][0]["state"], "denied");
    run(&["audit", "--log-format", "sqiud", "--log", &log.path]).refuses(&["squid"]);
}

#[test]
fn the_same_is_asked_of_engines() {
    for (language, words) in
        [("kql", "AZFW"), ("spl", "search"), ("sql", "SELECT"), ("sql-clickhouse", "SELECT")]
    {
        let query = run(&["audit", "--emit", language, "--target", "dl.x.test"]);
        let query = query.ends_with(0);
        assert!(query.out.contains("dl.x.test"), "{language}: {}", query.out);
        assert!(
            query.out.to_lowercase().contains(&words.to_lowercase()),
            "{language}: {}",
            query.out
        );
    }
    run(&["audit", "--emit", "sqll"]).refuses(&["sql-clickhouse"]);
    run(&["audit", "--emit", "sql", "--table", "a;b"]).refuses(&["--table"]);
}

#[test]
fn a_path_counts_where_it_is_seen() {
    let squid =
        list("squid.conf", "acl ok dstdomain x.test\nhttp_access allow ok\nhttp_access deny all\n");
    for target in ["https://x.test/a/", "http://x.test/a/"] {
        run(&["audit", &squid.path, "--target", target]).ends_with(0);
    }
    let plain = run(&["export", "--format", "squid", "--target", "https://x.test/a/"]);
    assert!(plain.ends_with(0).out.contains("dstdomain x.test"), "{}", plain.out);
    let seen = run(&["export", "--format", "squid", "--target", "http://x.test/a/"]);
    assert!(seen.ends_with(3).err.contains("/a/"), "{}", seen.err);
    let whole = ["export", "--format", "squid", "--whole-hosts", "--target", "http://x.test/a/"];
    assert!(run(&whole).ends_with(0).out.contains("dstdomain x.test"));
}

#[test]
fn markdown_of_5000_findings_fits_into_one_comment_and_says_that_it_was_cut() {
    let lines = (0..5_000).map(|number| format!("host-{number}.other.test/\n"));
    let list = list("edl.txt", &lines.collect::<Vec<_>>().concat());
    let run = run(&with(&["audit", &list.path, "--format", "markdown"], &NEEDED));
    let length = run.out.chars().count();
    assert!((60_000..=65_536).contains(&length), "{length} characters");
    let end = run.out.lines().last().unwrap();
    assert!(end.starts_with("**Cut here**: ") && end.contains("--report json=PATH"), "{end}");
    let shown = run.out.matches("`entry.unneeded`").count();
    let left: usize = end.split(' ').nth(2).unwrap().parse().unwrap();
    assert!(shown + left >= 5_000, "{shown} are shown, {left} lines are left out");
    assert!(run.out.contains("`need.uncovered`"), "the worst come first");
}

#[test]
fn junit_skips_what_was_accepted_and_says_what_to_write() {
    let squid = "acl ok dstdomain a.x.test\nhttp_access allow ok\nhttp_access deny all\n";
    let squid = list("squid.conf", squid);
    let accepted = list(
        "accepted.yaml",
        "- {code: need.uncovered, entry: 'https://b.x.test/', reason: later, expires: 2999-12-31}\n",
    );
    let targets = ["--target", "b.x.test", "--target", "c.x.test"];
    let arguments = with(&["audit", &squid.path, "--format", "junit"], &targets);
    let run = run(&with(&arguments, &["--suppress", &accepted.path]));
    run.ends_with(1);
    let suite = run.out.split("<testsuite name=\"entries\"").next().unwrap();
    assert_eq!(suite.matches("<failure").count(), 1, "{suite}");
    assert!(suite.contains("accepted until 2999-12-31: later"), "{suite}");
    assert!(suite.contains("write: dstdomain c.x.test"), "{suite}");
}

#[test]
fn a_long_line_of_a_list_is_cut_to_the_terminal_and_says_so() {
    let names = (0..40).map(|number| format!(" host-{number}.y.test"));
    let names = names.collect::<Vec<_>>().concat();
    let text = format!("acl ok dstdomain{names} *.x.test{names}\nhttp_access allow ok\n");
    let list = list("squid.conf", &text);
    // Where there is no terminal, there are 80 columns.
    let run = run(&["audit", &list.path, "--target", "dl.x.test"]);
    let mut lines = run.out.lines();
    let line = lines.find(|line| line.contains("| ...") && line.contains(" *.x.test ")).unwrap();
    assert!(line.chars().count() <= 80 && line.ends_with("..."), "{line}");
    let marks = lines.next().unwrap();
    assert_eq!(marks.find('^'), line.find("*.x.test"), "{line}\n{marks}");
    assert_eq!(marks.trim(), "^^^^^^^^");
}
