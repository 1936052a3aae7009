//! Shell patterns: `fnmatch` without flags, where a star takes dots and slashes too.
//!
//! IEEE Std 1003.1, `fnmatch`: <https://pubs.opengroup.org/onlinepubs/9699919799/functions/fnmatch.html>.

use super::{Member, Untranslated, bracket, known_class, literal, within_length};

/// Translates a pattern that is held against the whole text. `any` is what a star stands for,
/// `one` what a question mark stands for, in the target syntax.
///
/// # Errors
/// When a bracket cannot be followed.
pub fn glob(pattern: &str, any: &str, one: &str) -> Result<String, Untranslated> {
    within_length(pattern)?;
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '*' => out.push_str(any),
            '?' => out.push_str(one),
            '\\' => match rest.chars().next() {
                Some(escaped) => {
                    literal(&mut out, escaped);
                    rest = &rest[escaped.len_utf8()..];
                }
                None => return Err(Untranslated::undecidable("ends in a backslash")),
            },
            '[' => match members(rest)? {
                Some((negated, members, after)) => {
                    bracket(&mut out, negated, &members)?;
                    rest = after;
                }
                None => literal(&mut out, '['),
            },
            _ => literal(&mut out, character),
        }
    }
    Ok(out)
}

type Bracket<'a> = (bool, Vec<Member>, &'a str);

/// The members of a bracket expression, behind the opening bracket; none when it is never closed.
fn members(text: &str) -> Result<Option<Bracket<'_>>, Untranslated> {
    let (negated, mut rest) = match text.strip_prefix(['!', '^']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut members = Vec::new();
    loop {
        if let Some((name, after)) =
            rest.strip_prefix("[:").and_then(|inner| inner.split_once(":]"))
            && known_class(name)
        {
            members.push(Member::Class(format!("[:{name}:]")));
            rest = after;
            continue;
        }
        let Some(character) = rest.chars().next() else { return Ok(None) };
        rest = &rest[character.len_utf8()..];
        match character {
            ']' if !members.is_empty() => return Ok(Some((negated, members, rest))),
            '\\' => {
                return Err(Untranslated::undecidable("has a backslash in brackets"));
            }
            _ => members.push(Member::One(character)),
        }
    }
}
