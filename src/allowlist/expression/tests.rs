//! Tests of the translations, each held against what the engine itself answers.

use super::{Posix, Untranslated, anywhere, glob, perl, posix, whole};

fn found(source: &str, text: &str) -> bool {
    anywhere(source, false).unwrap().matches(text).unwrap()
}

#[test]
fn an_extended_expression_is_searched_for() {
    for (pattern, text, expected) in [
        (r"(^|\.)x\.test$", "x.test", true),
        (r"(^|\.)x\.test$", "a.x.test", true),
        (r"(^|\.)x\.test$", "notx.test", false),
        ("x.test", "axytest.b", true),
        ("a+?b", "b", true),
        ("a**b", "b", true),
        ("a{,2}b$", "b", true),
        ("^a{2}$", "aaa", false),
        ("a)", "a)", true),
        ("^[]a]$", "]", true),
        ("^[^.]+$", "a.b", false),
        ("^[[:alpha:]-]+$", "a-b", true),
        (r"^[\.]$", r"\", true),
        (r"^\d$", "d", true),
        ("()a||b", "c", true),
    ] {
        let source = posix(pattern, Posix::Extended).unwrap();
        assert_eq!(found(&source, text), expected, "{pattern} on {text}: {source}");
    }
}

#[test]
fn a_basic_expression_takes_its_signs_for_themselves() {
    for (pattern, text, expected) in [
        (r"^\(.*\.\)\{0,1\}x\.test$", "a.x.test", true),
        (r"^\(.*\.\)\{0,1\}x\.test$", "notx.test", false),
        ("*.test", "a.test", false),
        ("*.test", "*a.test", false),
        ("*.test", "a*.test", true),
        ("(a|b)", "a", false),
        ("(a|b)", "(a|b)", true),
        (r"a\|b", "b", true),
        ("a^b$c", "a^b$c", true),
        (r"\(^a\)", "ba", false),
        ("a+", "a+", true),
        (r"^a\+$", "aa", true),
        ("^*a", "*a", true),
    ] {
        let source = posix(pattern, Posix::Basic).unwrap();
        assert_eq!(found(&source, text), expected, "{pattern} on {text}: {source}");
    }
}

#[test]
fn what_regcomp_refuses_is_refused() {
    for pattern in
        ["*a", "(*a)", "a|*b", "^*a", "a{x", "a{1,2", "{1}a", "[a", "a{3,2}", "(a", "a\\"]
    {
        let refused = matches!(posix(pattern, Posix::Extended), Err(Untranslated::Refused(_)));
        assert!(refused, "{pattern}");
    }
    assert!(matches!(posix(r"\)", Posix::Basic), Err(Untranslated::Refused(_))));
    assert!(matches!(posix(r"(a)\1", Posix::Extended), Err(Untranslated::Undecidable(_))));
}

#[test]
fn a_perl_expression_is_translated_or_undecidable() {
    for (pattern, text, expected) in [
        (r"^([a-z0-9-]+\.)?x\.test$", "a.x.test", true),
        (r"^([a-z0-9-]+\.)?x\.test$", "b.a.x.test", false),
        (r"(?i)^X\.test$", "x.test", true),
        (r"^a{1,}?$", "aaa", true),
        (r"^(?:a|b)+$", "ab", true),
        (r"^(?<host>a)$", "a", true),
        (r"^[\w.-]+$", "a-b.c", true),
        (r"^a{x}$", "a{x}", true),
        (r"^\x61\/b$", "a/b", true),
        (r"^[a&&b~~]+$", "a&b~", true),
    ] {
        let source = perl(pattern).unwrap();
        assert_eq!(found(&source, text), expected, "{pattern} on {text}: {source}");
    }
    for pattern in [r"(a)\1", "(?=a)b", "(?!a)b", "(?<=a)b", "a++", r"\Qa\E", "a{,2}", "(?x)a b"] {
        assert!(matches!(perl(pattern), Err(Untranslated::Undecidable(_))), "{pattern}");
    }
    for pattern in ["*a", "a**", "(a", "a)", "[a", "a\\", "a{2,1}"] {
        assert!(matches!(perl(pattern), Err(Untranslated::Refused(_))), "{pattern}");
    }
}

#[test]
fn a_shell_pattern_takes_the_whole_text() {
    for (pattern, text, expected) in [
        ("*.x.test", "b.a.x.test", true),
        ("?.x.test", "a.x.test", true),
        ("?.x.test", "ab.x.test", false),
        ("[!a].test", "b.test", true),
        ("[!a].test", "a.test", false),
        ("[a-c].test", "b.test", true),
        ("[a.test", "[a.test", true),
        (r"\*.test", "a.test", false),
    ] {
        let source = glob(pattern, ".*", ".").unwrap();
        let set = whole(&source, false).unwrap();
        assert_eq!(set.matches(text), Ok(expected), "{pattern} on {text}: {source}");
    }
}

#[test]
fn a_thousand_groups_are_followed_by_nobody() {
    let deep = "(".repeat(1000) + &")".repeat(1000);
    assert!(matches!(posix(&deep, Posix::Extended), Err(Untranslated::Undecidable(_))));
    assert!(matches!(perl(&deep), Err(Untranslated::Undecidable(_))));
}
