//! `shExpMatch(text, pattern)`: shell patterns, case-sensitive, over the whole text.
//!
//! Browsers make a regular expression of the pattern: `.` becomes itself, `*` any text and `?` any
//! one character, and everything else keeps the meaning that it has there. So `[abc]` and
//! `(one|two)` work in browsers, and people use them. Patterns of plain characters, `*` and `?` are
//! matched by a loop; others by a regular expression whose time grows linearly, so that no pattern
//! can hold up a run, and with a note, because other clients take those characters literally.

use regex::bytes::RegexBuilder;

use super::{Argument, Returned, text};
use crate::pac::evaluation::{Evaluation, cut};

/// Bytes of memory for one compiled pattern.
const MOST_MEMORY: usize = 1 << 20;

pub(super) fn sh_exp_match(evaluation: &Evaluation, arguments: &[Argument]) -> Returned {
    let (Some(value), Some(pattern)) = (text(arguments, 0), text(arguments, 1)) else {
        return Returned::Truth(false);
    };
    if !pattern.contains(['[', ']', '(', ')', '{', '}', '|', '+', '^', '$', '\\']) {
        return Returned::Truth(fits(value.as_bytes(), pattern.as_bytes()));
    }
    evaluation.note(format!(
        "shExpMatch takes `{}` for a regular expression, as browsers do; other clients may take \
         it literally",
        cut(pattern)
    ));
    let expression =
        format!("^{}$", pattern.replace('.', "\\.").replace('*', ".*").replace('?', "."));
    let built = RegexBuilder::new(&expression)
        .unicode(false)
        .size_limit(MOST_MEMORY)
        .dfa_size_limit(MOST_MEMORY)
        .build();
    let Ok(expression) = built else {
        let pattern = cut(pattern);
        evaluation.note(format!("`{pattern}` is no pattern that can be read; it fits nothing"));
        return Returned::Truth(false);
    };
    Returned::Truth(expression.is_match(value.as_bytes()))
}

/// Matches `*` and `?` without recursion. After a mismatch only the last star is tried again: the
/// ones before it have already taken the least that they need.
fn fits(value: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut in_pattern) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < value.len() {
        match pattern.get(in_pattern) {
            Some(b'*') => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(byte) if *byte == b'?' || *byte == value[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut star {
                Some((after, taken)) => {
                    *taken += 1;
                    at = *taken;
                    in_pattern = *after + 1;
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|byte| *byte == b'*')
}
