//! Suricata: the text of a `content` or a `pcre`, out of its quotes.

use super::suricata_match::Pattern;
use crate::allowlist::Rejected;

/// The text between the quotes, and whether `!` stands before them.
fn quoted(value: &str) -> Result<(bool, &str), Rejected> {
    let (negated, rest) = match value.strip_prefix('!') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, value),
    };
    let inner = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map(|inner| (negated, inner)).ok_or_else(|| {
        Rejected::because(format!("has `{value}` where text in double quotes is expected"))
    })
}

/// What a `content` looks for.
///
/// # Errors
/// When Suricata refuses it.
pub(super) fn content(value: &str) -> Result<Pattern, Rejected> {
    let (negated, inner) = quoted(value)?;
    let mut text = String::new();
    let mut rest = inner;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\\' => {
                let escaped = rest.chars().next().filter(|next| "\\\":;".contains(*next));
                let escaped = escaped.ok_or_else(|| {
                    Rejected::because(
                        "has `\\` before a character that needs none; Suricata refuses it",
                    )
                })?;
                rest = &rest[escaped.len_utf8()..];
                text.push(escaped);
            }
            '|' => {
                let (hex, after) = rest.split_once('|').ok_or_else(|| {
                    Rejected::because("opens a run of hexadecimal numbers that it never closes")
                })?;
                bytes(hex, &mut text)?;
                rest = after;
            }
            _ => text.push(character),
        }
    }
    if text.is_empty() {
        return Err(Rejected::because("looks for an empty text"));
    }
    Ok(Pattern { text, negated, ..Pattern::default() })
}

/// Hexadecimal digits, two for each byte, with any spaces between.
fn bytes(hex: &str, text: &mut String) -> Result<(), Rejected> {
    let mut digits = hex.chars().filter(|digit| *digit != ' ');
    while let Some(high) = digits.next() {
        let low = digits.next();
        let byte = high.to_digit(16).zip(low.and_then(|low| low.to_digit(16)));
        let (high, low) = byte.ok_or_else(|| {
            Rejected::because(format!("has `{hex}` where hexadecimal bytes are expected"))
        })?;
        text.extend(char::from_u32(high * 16 + low));
    }
    Ok(())
}

/// What a `pcre` looks for.
///
/// # Errors
/// When Suricata refuses it.
pub(super) fn pcre(value: &str) -> Result<Pattern, Rejected> {
    let (negated, inner) = quoted(value)?;
    let parts = inner.strip_prefix('/').and_then(|inner| inner.rsplit_once('/'));
    let (expression, flags) = parts.ok_or_else(|| {
        Rejected::because("has a pcre that is not written as `/expression/flags`")
    })?;
    Ok(Pattern {
        text: expression.to_owned(),
        pcre: Some(flags.to_owned()),
        negated,
        nocase: flags.contains('i'),
        ..Pattern::default()
    })
}
