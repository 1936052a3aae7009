//! `clearway explain`: every form of a code leads to the same words.

use super::run;

#[test]
fn every_form_of_a_number_means_the_same() {
    let expected = run(&["explain", "12007"]).ends_with(0).out.clone();
    assert!(expected.contains("ERROR_WINHTTP_NAME_NOT_RESOLVED"), "{expected}");
    for code in ["0x80072EE7", "-2147012889", "80072ee7", "ERROR_WINHTTP_NAME_NOT_RESOLVED"] {
        assert_eq!(run(&["explain", code]).ends_with(0).out, expected, "{code}");
    }
}

#[test]
fn meaning_causes_logs_and_who_must_act_are_said() {
    let number = run(&["explain", "12007"]).ends_with(0).out.to_lowercase();
    for word in ["meaning", "usual causes", "log", "act"] {
        assert!(number.contains(word), "{word}: {number}");
    }
    let cause = run(&["explain", "proxy.denied"]).ends_with(0).out.to_lowercase();
    for word in ["meaning", "usual causes", "act", "allowlist"] {
        assert!(cause.contains(word), "{word}: {cause}");
    }
    let status = run(&["explain", "HTTP", "407"]).ends_with(0).out.clone();
    assert!(status.contains("407"), "{status}");
}

#[test]
fn every_cause_that_a_report_can_name_is_explained() {
    for cause in clearway::verdict::Cause::ALL {
        let text = run(&["explain", cause.code(), "--format", "json"]).ends_with(0).json();
        assert_eq!(text["cause"], cause.code());
    }
}

#[test]
fn an_unknown_code_is_refused_with_help() {
    run(&["explain", "nonsense"]).refuses(&["nonsense", "12007", "0x80072EE7"]);
    run(&["explain", "proxy.denid"]).refuses(&["proxy.denid"]);
    run(&["explain"]).ends_with(2);
}
