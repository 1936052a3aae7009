//! Comparisons of small reports made by hand.

use std::fmt::Write as _;

use super::{DIFF_WRITERS, Diff, Kind, MATRIX_WRITERS, Matrix, Merger};
use crate::saved::{Report, SCHEMA, read, read_brief};

/// Host, status, cause and milliseconds of each probe.
type Rows<'a> = &'a [(&'a str, &'a str, &'a str, f64)];

fn text(machine: &str, started: &str, rows: Rows<'_>) -> String {
    let mut probes = String::new();
    for (host, status, cause, ms) in rows {
        let comma = if probes.is_empty() { "" } else { "," };
        let cause = if cause.is_empty() { "null".to_owned() } else { format!("{cause:?}") };
        let source = if host.starts_with("found") { "san" } else { "catalogue" };
        let _ = write!(
            probes,
            r#"{comma}{{"endpoint":"{host}","host":"{host}","port":443,"scheme":"https","roles":["a/role"],
            "source":"{source}","status":"{status}","cause":{cause},"stages":[{{"stage":"http","ms":{ms}}}],
            "advice":"Ask about {host}."}}"#
        );
    }
    format!(
        r#"{{"schema":"{SCHEMA}","outcome":"ready","account":"me","run":{{"machine":"{machine}","started":"{started}"}},
        "roles":[{{"role":"a/role","status":"{}"}}],"probes":[{probes}]}}"#,
        if rows.iter().all(|row| row.1 == "reachable") { "ready" } else { "not ready" }
    )
}

fn report(rows: Rows<'_>) -> Report {
    read("r.json", text("cm01", "2026-03-01T00:00:00Z", rows).as_bytes()).unwrap()
}

fn kinds(diff: &Diff) -> Vec<(&str, Kind)> {
    diff.changes.iter().map(|change| (change.place.as_str(), change.kind)).collect()
}

const DENIED: &str = "proxy.denied";

#[test]
fn every_kind_of_change_is_told_apart() {
    let before = report(&[
        ("broke.test", "reachable", "", 10.0),
        ("same.test", "blocked", DENIED, 10.0),
        ("other.test", "failed", "tcp.refused", 10.0),
        ("mended.test", "blocked", DENIED, 10.0),
        ("lost.test", "reachable", "", 10.0),
        ("unknown.test", "untested", "untested.wildcard", 10.0),
        ("slow.test", "reachable", "", 10.0),
        ("well.test", "reachable", "", 10.0),
        ("well2.test", "reachable", "", 10.0),
        ("gone.test", "reachable", "", 10.0),
        ("found-a.test", "reachable", "", 10.0),
    ]);
    let after = report(&[
        ("BROKE.test", "blocked", DENIED, 10.0),
        ("same.test", "blocked", DENIED, 10.0),
        ("other.test", "blocked", DENIED, 10.0),
        ("mended.test", "reachable", "", 10.0),
        ("lost.test", "inconclusive", "", 10.0),
        ("unknown.test", "failed", "tcp.refused", 10.0),
        ("slow.test", "reachable", "", 900.0),
        ("well.test", "reachable", "", 11.0),
        ("well2.test", "reachable", "", 9.0),
        ("new.test", "blocked", DENIED, 10.0),
        ("found-b.test", "reachable", "", 10.0),
    ]);
    let diff = Diff::of(&before, &after);
    assert_eq!(
        kinds(&diff),
        [
            ("BROKE.test:443", Kind::NewlyBroken),
            ("other.test:443", Kind::ChangedCause),
            ("unknown.test:443", Kind::FoundBroken),
            ("same.test:443", Kind::StillBroken),
            ("lost.test:443", Kind::UnknownNow),
            ("mended.test:443", Kind::Fixed),
            ("slow.test:443", Kind::Slower),
            ("new.test:443", Kind::Added),
            ("gone.test:443", Kind::Removed),
            ("found-b.test:443", Kind::OnlyDiscovered),
            ("found-a.test:443", Kind::OnlyDiscovered),
        ]
    );
    assert_eq!(diff.unchanged, 2);
    for writer in DIFF_WRITERS {
        let mut out = Vec::new();
        writer.write(&diff, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap().replace("<wbr>", "").to_lowercase();
        for (place, _) in kinds(&diff) {
            assert!(text.contains(&place.to_lowercase()), "{}: {place}", writer.name());
        }
        assert!(text.contains("newly"), "{}", writer.name());
    }
}

#[test]
fn a_report_differs_from_itself_in_nothing_but_what_is_broken() {
    let own = report(&[("a.test", "reachable", "", 5.0), ("b.test", "failed", "tcp.refused", 5.0)]);
    let diff = Diff::of(&own, &own);
    assert_eq!(kinds(&diff), [("b.test:443", Kind::StillBroken)]);
    assert!(diff.roles.is_empty());
}

#[test]
fn markdown_fits_a_comment_and_says_what_it_left_out() {
    let rows: Vec<(String, &str)> =
        (0..2_000).map(|i| (format!("a-rather-long-name-{i}.test"), DENIED)).collect();
    let before: Vec<_> = rows.iter().map(|row| (row.0.as_str(), "reachable", "", 1.0)).collect();
    let after: Vec<_> = rows.iter().map(|row| (row.0.as_str(), "blocked", row.1, 1.0)).collect();
    let diff = Diff::of(&report(&before), &report(&after));
    let markdown = DIFF_WRITERS.iter().find(|writer| writer.name() == "markdown").unwrap();
    let mut out = Vec::new();
    markdown.write(&diff, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.chars().count() <= 65_536, "{}", text.len());
    let told = text.matches("-name-").count();
    assert!(told > 100 && text.contains(&format!("{} more lines did not fit", 2_000 - told / 2)));
}

fn merged(texts: &[String]) -> Matrix {
    let mut merger = Merger::default();
    for (at, text) in texts.iter().enumerate() {
        let file = format!("{at}.json");
        merger.add(&file, read_brief(&file, text.as_bytes()).unwrap());
    }
    merger.finish()
}

#[test]
fn machines_stand_beside_each_other() {
    let day = "2026-03-01T00:00:00Z";
    let matrix = merged(&[
        text("b", day, &[("x.test", "blocked", DENIED, 1.0), ("y.test", "reachable", "", 1.0)]),
        text("a", day, &[("x.test", "reachable", "", 1.0), ("y.test", "reachable", "", 1.0)]),
        text("c", day, &[("x.test", "blocked", DENIED, 1.0)]),
    ]);
    let names: Vec<&str> = matrix.machines.iter().map(|own| own.side.machine.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let role = &matrix.roles[0];
    assert_eq!(role.role, "a/role");
    let x = &role.endpoints[0];
    assert_eq!((x.place.as_str(), x.states[0].status.as_str()), ("x.test:443", "blocked"));
    assert_eq!((&x.states[0].machines[..], &x.states[1].machines[..]), (&[1, 2][..], &[0][..]));
    assert!(role.endpoints[1].works_everywhere());
    for writer in MATRIX_WRITERS {
        let mut out = Vec::new();
        writer.write(&matrix, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap().replace("<wbr>", "");
        assert!(text.contains("x.test") && text.contains(DENIED), "{}", writer.name());
    }
}

#[test]
fn the_later_report_of_a_machine_counts() {
    let old = text("a", "2026-03-01T00:00:00Z", &[("x.test", "blocked", DENIED, 1.0)]);
    let new = text("a", "2026-03-02T00:00:00Z", &[("x.test", "reachable", "", 1.0)]);
    for texts in [[old.clone(), new.clone()], [new, old]] {
        let matrix = merged(&texts);
        assert_eq!(matrix.machines.len(), 1);
        assert!(matrix.roles[0].endpoints[0].works_everywhere());
        assert!(matrix.notes[0].contains("later report of a"), "{:?}", matrix.notes);
    }
}
