//! Reports read back: the same in every format, whichever version wrote them.

use std::fs;

use clearway::compare::{DIFF_WRITERS, Diff, MATRIX_WRITERS, Merger};
use clearway::report::writers::{Style, WRITERS};
use clearway::report::{Report, RestoreError};
use clearway::saved;
use clearway::verdict::Status;
use serde_json::Value;

use crate::every::every;
use crate::{ending, fixture, in_format, is_kept, reports, runs, written};

fn read_back(report: &Report) -> saved::Report {
    saved::read("sample", in_format("json", report).as_bytes()).unwrap()
}

#[test]
fn what_is_read_back_is_written_the_same_in_every_format() {
    for report in runs().into_iter().chain([every()]) {
        let restored = Report::restore(read_back(&report)).unwrap();
        for writer in WRITERS {
            let (first, second) = (
                written(*writer, &report, Style::default()),
                written(*writer, &restored, Style::default()),
            );
            assert!(first == second, "{} is another one", writer.name());
        }
    }
}

#[test]
fn every_field_is_read_back() {
    for report in runs().into_iter().chain([every()]) {
        let text: Value = serde_json::from_str(&in_format("json", &report)).unwrap();
        assert_eq!(serde_json::to_value(read_back(&report)).unwrap(), text);
    }
}

#[test]
fn samples_of_comparisons_and_matrices_are_what_is_written() {
    let after = read_back(&fixture::sample());
    let mut before = after.clone();
    before.run.machine = "laptop".to_owned();
    for (at, probe) in before.probes.iter_mut().enumerate() {
        match (at % 4, probe.status.as_str()) {
            (_, "blocked") => (probe.status, probe.cause) = ("reachable".to_owned(), None),
            (0, "failed") => probe.cause = Some("proxy.denied".to_owned()),
            (1, "reachable") => {
                (probe.status, probe.cause) = ("failed".to_owned(), Some("tcp.refused".to_owned()));
            }
            (2, "untested") => probe.endpoint.insert(0, 'x'),
            _ => {}
        }
    }
    let diff = Diff::of(&before, &after);
    for writer in DIFF_WRITERS {
        let mut text = Vec::new();
        writer.write(&diff, &mut text).unwrap();
        let name = format!("diff.{}", ending(writer.name()));
        is_kept(&name, &String::from_utf8(text).unwrap());
    }
    let mut merger = Merger::default();
    for report in [before, after] {
        let text = serde_json::to_vec(&report).unwrap();
        let file = format!("{}.json", report.run.machine);
        merger.add(&file, saved::read_brief(&file, &text).unwrap());
    }
    let matrix = merger.finish();
    for writer in MATRIX_WRITERS {
        let mut text = Vec::new();
        writer.write(&matrix, &mut text).unwrap();
        let name = format!("merge.{}", ending(writer.name()));
        is_kept(&name, &String::from_utf8(text).unwrap());
    }
}

#[test]
fn every_stored_sample_is_read() {
    let mut read = 0;
    for folder in ["samples", "samples/kept"] {
        for file in fs::read_dir(reports().join(folder)).unwrap() {
            let path = file.unwrap().path();
            let name = path.display().to_string();
            let other = name.ends_with("diff.json") || name.ends_with("merge.json");
            if path.extension().is_some_and(|ending| ending == "json") && !other {
                let report = saved::read(&name, &fs::read(&path).unwrap()).unwrap();
                assert!(!report.probes.is_empty(), "{name}");
                Report::restore(report).unwrap();
                read += 1;
            }
        }
    }
    assert!(read >= 2, "there are no samples");
}

#[test]
fn a_word_that_is_not_known_stops_what_depends_on_it_and_not_the_page() {
    let mut report = read_back(&fixture::sample());
    report.probes[0].status = "quarantined\u{1b}".to_owned();
    let page = clearway::page::page(&report, &clearway::report::writers::lexicon());
    assert!(page.contains("quarantined"));
    let error = Report::restore(report).unwrap_err();
    assert!(matches!(error, RestoreError::Unknown { field: "status", .. }), "{error}");
    assert!(!error.to_string().contains('\u{1b}'));
}

#[test]
fn a_row_that_is_not_there_is_no_way_to_stop_the_program() {
    let mut report = read_back(&fixture::sample());
    report.probes.truncate(1);
    let _ = clearway::page::page(&report, &clearway::report::writers::lexicon());
    assert!(Report::restore(report).is_err());
}

#[test]
fn every_field_of_the_schema_is_documented() {
    let schema = fs::read_to_string(reports().join("report.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let readme = fs::read_to_string(reports().join("README.md")).unwrap();
    let section = |title: &str| {
        let (_, after) = readme.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| {
            panic!("reports/README.md has no section `{title}`");
        });
        after.split("\n## ").next().unwrap()
    };
    let mut forms = vec![("The report", &schema)];
    let parts = schema["$defs"].as_object().unwrap();
    forms.extend(parts.iter().map(|(name, form)| (name.as_str(), form)));
    forms.push(("leg", &schema["$defs"]["auth"]["properties"]["legs"]["items"]));
    let mut fields = 0;
    for (name, form) in forms {
        let Some(properties) = form["properties"].as_object() else { continue };
        let rows: Vec<&str> =
            section(name).lines().filter(|line| line.starts_with("| `")).collect();
        for field in properties.keys() {
            let start = format!("| `{field}` |");
            let row = rows.iter().find(|row| row.starts_with(&start));
            let row = row.unwrap_or_else(|| panic!("`{name}.{field}` is not documented"));
            assert!(row.split('|').nth(4).is_some_and(|means| means.trim().len() > 3), "{row}");
            fields += 1;
        }
        assert_eq!(rows.len(), properties.len(), "`{name}` documents fields that are not there");
    }
    assert!(fields > 100, "{fields}");
}

#[test]
fn a_baseline_is_said_beside_the_confidence() {
    let mut outside = read_back(&fixture::sample());
    outside.run.machine = "laptop".to_owned();
    for probe in
        outside.probes.iter_mut().filter(|probe| probe.cause.as_deref() == Some("proxy.denied"))
    {
        (probe.status, probe.cause) = ("reachable".to_owned(), None);
    }
    let mut report = fixture::sample();
    report.hold_against(&outside);
    for row in &report.probes {
        let says = row.baseline.as_ref().map(|own| own.says);
        let expected = match (row.status, row.cause) {
            (Status::Blocked, Some("proxy.denied")) => Some("works outside, not here"),
            (Status::Blocked | Status::Failed, _) => {
                Some("fails in the baseline too, for the same cause")
            }
            _ => None,
        };
        assert_eq!(says, expected, "{}", row.place());
    }
    for writer in WRITERS {
        let text = written(*writer, &report, Style { width: usize::MAX, ..Style::default() });
        assert!(text.contains("works outside, not here"), "{}", writer.name());
    }
    let human = in_format("human", &report);
    assert!(human.contains("(sure; works outside, not here)"), "{human}");
    let mut same = fixture::sample();
    let mut earlier = outside;
    earlier.run.machine.clone_from(&same.run.machine);
    same.hold_against(&earlier);
    assert!(
        same.probes.iter().flat_map(|row| &row.baseline).any(|own| own.says.contains("not now"))
    );
}
