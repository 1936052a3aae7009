//! Reading back, on small reports made by hand.

use super::{SCHEMA, read, read_brief};
use crate::address::PortSpec;

fn with_probe(probe: &str) -> String {
    format!("{{\"schema\":\"{SCHEMA}\",\n\"probes\":[\n{probe}]}}")
}

const LEAST: &str = r#"{"endpoint":"a.test","port":443,"status":"reachable"}"#;

#[test]
fn the_least_that_is_a_report_is_read() {
    let report = read("r.json", with_probe(LEAST).as_bytes()).unwrap();
    assert_eq!(report.probes[0].port, PortSpec::One(443));
    assert_eq!(report.machine(), "an unnamed machine");
    assert_eq!(report.took(), None);
    assert!(report.roles.is_empty() && report.probes[0].stages.is_empty());
    let brief = read_brief("r.json", with_probe(LEAST).as_bytes()).unwrap();
    assert_eq!(brief.probes[0].key(), report.probes[0].key());
}

#[test]
fn fields_of_later_versions_are_ignored() {
    let probe = r#"{"endpoint":"a.test","port":443,"status":"reachable","new":{"x":[1]}}"#;
    let text = with_probe(probe).replacen('{', "{\"future\":[{}],", 1);
    assert_eq!(read("r.json", text.as_bytes()).unwrap().probes[0].status, "reachable");
}

#[test]
fn a_range_of_ports_stays_one() {
    let probe = r#"{"endpoint":"a.test","port":"10124-10139","status":"untested"}"#;
    let report = read("r.json", with_probe(probe).as_bytes()).unwrap();
    assert_eq!(report.probes[0].place(), "a.test port 10124-10139");
}

#[test]
fn another_version_is_named_with_its_file() {
    let text = r#"{"schema":"clearway/report/v2","probes":{"in":"another form"}}"#;
    let error = read("old/r.json", text.as_bytes()).unwrap_err();
    assert_eq!(error.other_schema(), Some("clearway/report/v2"));
    let said = error.to_string();
    for word in ["old/r.json", "clearway/report/v2", SCHEMA, "later"] {
        assert!(said.contains(word), "{said}");
    }
    let plan = r#"{"schema":"clearway/plan/v1","probes":[]}"#;
    assert!(read("p.json", plan.as_bytes()).unwrap_err().other_schema().is_some());
}

#[test]
fn what_is_no_report_is_said_with_its_place() {
    let missing = with_probe(r#"{"endpoint":"a.test","port":443}"#);
    let port = with_probe(r#"{"endpoint":"a.test","port":0,"status":"reachable"}"#);
    let range = with_probe(r#"{"endpoint":"a.test","port":"9-1","status":"reachable"}"#);
    let cut = &with_probe(LEAST)[..60];
    for (text, words) in [
        (missing.as_str(), &["r.json:3:", "`status`"][..]),
        (port.as_str(), &["r.json:3:", "65535"]),
        (range.as_str(), &["r.json:3:", "9-1"]),
        (cut, &["ends too early"]),
        ("<html>", &["r.json:1:1", "no JSON"]),
        ("[]", &["no report"]),
        ("{}", &["`schema`"]),
        (" \n", &["empty"]),
    ] {
        let said = read("r.json", text.as_bytes()).unwrap_err().to_string();
        for word in words {
            assert!(said.contains(word), "{text}: {said}");
        }
    }
}

#[test]
fn what_powershell_does_to_a_file_is_known() {
    let marked = format!("\u{feff}{}", with_probe(LEAST));
    assert!(read("r.json", marked.as_bytes()).is_ok());
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(with_probe(LEAST).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(read("r.json", &wide).unwrap_err().to_string().contains("UTF-16"));
}

#[test]
fn text_of_the_file_does_not_reach_the_terminal_raw() {
    let text = "{\"schema\":\"\\u001b[2J\",\"probes\":[]}";
    assert!(!read("r.json", text.as_bytes()).unwrap_err().to_string().contains('\u{1b}'));
    let port = with_probe("{\"endpoint\":\"a\",\"port\":\"\\u001b[2J\",\"status\":\"failed\"}");
    assert!(!read("r.json", port.as_bytes()).unwrap_err().to_string().contains('\u{1b}'));
}
