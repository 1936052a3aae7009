//! Every way to refuse with every way to say that a name is unknown: a verdict on a rule is right or
//! `inconclusive`, and never wrong.

use std::fmt::Write as _;

use super::case::Case;
use super::compare::rule;
use super::play::play;
use super::runtime;

/// What the proxy of each world has for each pattern.
const TRUTH: &[(&str, &str)] = &[
    ("*.present.test", "present"),
    (".whole.test", "present"),
    ("*.absent.test", "absent"),
    (".apex.test", "absent"),
    ("*.flat.test", "partial"),
    (".below.test", "partial"),
];

/// How proxies refuse by policy.
const DENIALS: &[&str] = &[
    "deny",
    "{deny: {status: 451, reason: Unavailable For Legal Reasons}}",
    "{deny: {status: 502}}",
    "redirect",
    "block_page",
    "{block_page: {status: 403}}",
    "reset",
    "close",
    "close_after_200",
    "clear_in_tunnel",
    "early_bytes",
    "auth_required",
    "{intercept: {then: deny}}",
    "{intercept: {then: block_page}}",
    "not_a_proxy",
];

/// How proxies say that a name is unknown. A redirect is not among them: by every sign that there
/// is, it leads to the page of a filter.
const UNKNOWN: &[&str] = &[
    "name_not_found",
    "name_server_failed",
    "{name_not_found: {after_ms: 40}}",
    "{upstream_timed_out: {after_ms: 40}}",
    "{block_page: {status: 502}}",
    "reset",
    "close",
    "close_after_200",
    "clear_in_tunnel",
    "{intercept: {then: name_not_found}}",
];

const PRESETS: &[&str] =
    &["squid", "squid5", "tinyproxy", "apache", "privoxy", "envoy", "smokescreen", "plain"];

/// How right the verdicts on the rules of one world are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Score {
    right: usize,
    open: usize,
    wrong: usize,
}

/// A world that refuses so, and says so that a name is unknown. A proxy that resolves first says of
/// every name that nobody has that it is unknown.
fn case(preset: &str, denial: &str, unknown: &str, resolves_first: bool) -> Case {
    let made_up = if resolves_first {
        format!("- {{hosts: [{{beginning: clearway-}}], answer: {unknown}}}")
    } else {
        String::new()
    };
    let roles = TRUTH.iter().fold(String::new(), |mut text, (pattern, _)| {
        let _ = write!(text, "\n    - {{pattern: '{pattern}', ports: [80, 443]}}");
        text
    });
    let text = format!(
        "
title: '{preset}, {denial}, {unknown}'
world:
  schema: clearway/mock/v1
  title: t
  preset: {preset}
  default: {denial}
  rules:
    - {{hosts: [gate.test, whole.test, apex.test], answer: allow}}
    {made_up}
    - hosts: ['*.present.test', .whole.test, {{one_label_below: flat.test}}, '*.below.test']
      answer: {unknown}
roles:
  own/a:
    - {{pattern: gate.test, ports: [80, 443]}}{roles}
further: {{rules: true}}
expect: {{outcome: '', exit: 0, roles: {{}}, standings: {{}}, probes: {{}}}}
"
    );
    Case::read(&text, &text)
}

/// Plays a world and compares its rules with the truth. What is wrong is told.
fn score(case: &Case, wrong: &mut Vec<String>) -> Score {
    let played = runtime().block_on(play(case));
    assert_eq!(played.looked_up, [""; 0], "{}", case.title);
    let mut score = Score::default();
    assert_eq!(played.report.rules.len(), 2 * TRUTH.len());
    for own in &played.report.rules {
        let truth = TRUTH.iter().find(|(pattern, _)| *pattern == own.pattern).unwrap().1;
        match own.verdict.as_str() {
            "inconclusive" => score.open += 1,
            verdict if verdict == truth => score.right += 1,
            _ => {
                score.wrong += 1;
                let (place, said) = rule(own);
                wrong.push(format!("{}: {place} is {truth}, not {said}: {}", case.title, own.text));
            }
        }
    }
    score
}

fn none_is_wrong(denials: &[&str], preset: &str) {
    let mut wrong = Vec::new();
    for denial in denials {
        for unknown in UNKNOWN {
            for resolves_first in [false, true] {
                let score = score(&case(preset, denial, unknown, resolves_first), &mut wrong);
                println!("{preset:<10} {denial} / {unknown} / {resolves_first}: {score:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! worlds {
    ($($name:ident: $range:expr, $preset:literal;)*) => {$(
        #[test]
        fn $name() {
            none_is_wrong(&DENIALS[$range], $preset);
        }
    )*};
}

worlds! {
    refusals_in_words_are_never_misread: 0..4, "squid";
    pages_and_cuts_are_never_misread: 4..8, "squid";
    promises_are_never_misread: 8..12, "squid";
    interception_is_never_misread: 12..15, "squid";
    bare_refusals_in_words_are_never_misread: 0..4, "plain";
    bare_pages_and_cuts_are_never_misread: 4..8, "plain";
}

#[test]
fn what_every_make_says_by_default_is_read_right() {
    let mut wrong = Vec::new();
    let mut open = Vec::new();
    for preset in PRESETS {
        let score = score(&case(preset, "deny", "name_not_found", false), &mut wrong);
        println!("{preset}: {score:?}");
        // In answer to a plain request, both speak of an unknown name as an endpoint might.
        let plain_requests = if ["tinyproxy", "plain"].contains(preset) { 4 } else { 0 };
        if score.open != plain_requests {
            open.push(format!("{preset}: {score:?}"));
        }
        let first = self::score(&case(preset, "deny", "name_not_found", true), &mut wrong);
        assert_eq!(first.right, 0, "{preset} resolves first and cannot tell: {first:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(open, [""; 0]);
}
