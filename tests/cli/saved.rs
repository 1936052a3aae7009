//! Saved reports: written again, compared, merged, held against.

use std::fs;
use std::path::Path;

use super::{clearway, finish, run};

const ROLE: &str = "configmgr/service-connection-point";

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().unwrap().to_owned()
}

/// A report of the mock world.
fn saved(folder: &Path, name: &str) -> String {
    let file = path(folder, name);
    run(&["check", "--mock", "--role", ROLE, "--report", &format!("json={file}")]).ends_with(1);
    file
}

/// The same report after something was replaced in it.
fn changed(file: &str, folder: &Path, name: &str, replace: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string(file).unwrap();
    for (old, new) in replace {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let other = path(folder, name);
    fs::write(&other, text).unwrap();
    other
}

#[test]
fn a_saved_report_is_written_as_the_run_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let formats = ["human", "json", "junit", "csv", "markdown", "html", "sarif"];
    let files: Vec<String> = formats.iter().map(|own| path(folder.path(), own)).collect();
    let reports: Vec<String> =
        formats.iter().zip(&files).map(|(own, file)| format!("{own}={file}")).collect();
    let mut line = vec!["check", "--mock", "--role", ROLE];
    for report in &reports {
        line.extend(["--report", report]);
    }
    run(&line).ends_with(1);
    for (format, file) in formats.iter().zip(&files) {
        let again = run(&["report", &files[1], "--format", format]).ends_with(0).out.clone();
        assert!(again == fs::read_to_string(file).unwrap(), "{format} is another one");
    }
    let input = fs::read(&files[1]).unwrap();
    let mut command = clearway(&["report", "-", "--format", "csv"]);
    let from_stdin = command.write_stdin(input).output().unwrap();
    assert_eq!(from_stdin.stdout, fs::read(&files[3]).unwrap());
}

#[test]
fn many_reports_go_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = saved(folder.path(), "cm01.json");
    let second = changed(&first, folder.path(), "cm02.json", &[]);
    run(&["report", &first, &second, "--format", "html"]).refuses(&["--into", "merge"]);
    let pages = path(folder.path(), "pages");
    run(&["report", &first, &second, "--format", "html", "--into", &pages]).ends_with(0);
    for name in ["cm01.html", "cm02.html"] {
        let page = fs::read_to_string(Path::new(&pages).join(name)).unwrap();
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{name}");
    }
    assert_eq!(fs::read_dir(&pages).unwrap().count(), 2, "nothing else is left");
    run(&["report", &first, &first, "--format", "html", "--into", &pages])
        .refuses(&["both become"]);
    run(&["report", &first, "--format", "json", "--into", folder.path().to_str().unwrap()])
        .refuses(&["replace itself"]);
}

#[test]
fn what_is_no_report_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = saved(folder.path(), "r.json");
    let later = changed(&file, folder.path(), "later.json", &[("report/v1", "report/v2")]);
    let text = fs::read_to_string(&file).unwrap();
    let cut = path(folder.path(), "cut.json");
    fs::write(&cut, &text[..text.len() / 2]).unwrap();
    let missing = path(folder.path(), "missing.json");
    for command in [&["report"][..], &["diff", &file], &["merge", &file]] {
        for (bad, words) in [
            (&later, &["later.json", "clearway/report/v2", "clearway/report/v1"][..]),
            (&cut, &["cut.json:", "too early"]),
            (&missing, &["missing.json", "cannot be read"]),
        ] {
            let mut line = command.to_vec();
            line.push(bad);
            run(&line).refuses(words);
        }
    }
    let other = changed(&file, folder.path(), "other.json", &[("report/v1", "report/v3")]);
    run(&["merge", &later, &file, &other]).refuses(&[
        "later.json",
        "other.json",
        "v2",
        "v3",
        "2 of 3",
    ]);
}

#[test]
fn only_what_is_newly_broken_fails_a_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let before = saved(folder.path(), "before.json");
    let same = run(&["diff", &before, &before]).ends_with(0).out.clone();
    assert!(same.contains("STILL BROKEN") && !same.contains("NEWLY"), "{same}");
    let worse = changed(
        &before,
        folder.path(),
        "worse.json",
        &[(
            "\"status\":\"reachable\",\"cause\":null",
            "\"status\":\"blocked\",\"cause\":\"proxy.denied\"",
        )],
    );
    assert!(run(&["diff", &before, &worse]).ends_with(1).out.contains("NEWLY BROKEN"));
    assert!(run(&["diff", &worse, &before]).ends_with(0).out.contains("FIXED"));
    let json = run(&["diff", &before, &worse, "--format", "json"]).ends_with(1).json();
    assert_eq!(json["schema"], "clearway/diff/v1");
    assert!(json["counts"]["newly_broken"].as_u64().unwrap() > 0);
    for format in ["markdown", "html"] {
        let file = path(folder.path(), format);
        run(&["diff", &before, &worse, "--format", format, "--output", &file]).ends_with(1);
        assert!(fs::read_to_string(&file).unwrap().to_lowercase().contains("newly broken"));
    }
}

#[test]
fn many_machines_become_one_matrix() {
    let folder = tempfile::tempdir().unwrap();
    let first = saved(folder.path(), "one.json");
    let machine = format!("\"machine\":\"{}\"", gethostname::gethostname().to_string_lossy());
    let second = changed(&first, folder.path(), "two.json", &[(&machine, "\"machine\":\"cm02\"")]);
    let matrix = run(&["merge", &first, &second, "--format", "json"]).ends_with(0).json();
    assert_eq!(matrix["schema"], "clearway/merge/v1");
    assert_eq!(matrix["machines"].as_array().unwrap().len(), 2);
    assert_eq!(matrix["roles"][0]["role"], ROLE);
    for format in ["human", "markdown", "csv", "html"] {
        let out = run(&["merge", &first, &second, "--format", format]).ends_with(0).out.clone();
        assert!(out.contains("cm02"), "{format}");
        assert!(!out.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_baseline_says_what_works_outside() {
    let folder = tempfile::tempdir().unwrap();
    let here = saved(folder.path(), "here.json");
    let machine = format!("\"machine\":\"{}\"", gethostname::gethostname().to_string_lossy());
    let outside = changed(
        &here,
        folder.path(),
        "outside.json",
        &[
            (&machine, "\"machine\":\"laptop\""),
            ("\"status\":\"blocked\"", "\"status\":\"reachable\""),
        ],
    );
    let line = ["check", "--mock", "--role", ROLE, "--baseline", &outside];
    let run = run(&line);
    run.ends_with(1);
    assert!(run.out.contains("works outside, not here"), "{}", run.out);
    assert!(run.out.contains("held against a report from laptop"), "{}", run.out);
    let bad = path(folder.path(), "none.json");
    super::run(&["check", "--mock", "--role", ROLE, "--baseline", &bad]).refuses(&["none.json"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_file_and_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = saved(folder.path(), "r.json");
    for line in [
        &["report", &file, "--report", "html=/dev/full"][..],
        &["diff", &file, &file, "--output", "/dev/full"],
        &["merge", &file, "--output", "/dev/full"],
    ] {
        let run = finish(&mut clearway(line));
        run.ends_with(2);
        assert!(run.err.contains("No space left"), "{}", run.err);
    }
}
