//! Codes in a message, in all their spellings.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::decimal::{Mood, is_code};
use super::status::{is_announced, is_error, of_name};
use super::{prefilter, words};
use crate::errors::{Code, HResult, Key, WindowsErrors};

/// A code, and where in the message it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) key: Key,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Bytes before a place that are looked at to tell a code from another number.
pub(super) const BEFORE: usize = 160;
/// The same behind it.
pub(super) const BEHIND: usize = 96;

/// Every code of a message, each once.
pub(super) fn all_in(
    message: &str,
    severity: super::Severity,
    status_as_number: bool,
) -> Vec<Written> {
    let mut found: Vec<Written> = Vec::new();
    let mut mood = None;
    let mut from = 0;
    let bytes = message.as_bytes();
    while let Some(at) = prefilter::next(bytes, from, bytes.len()) {
        from = at + 1;
        let mood = *mood.get_or_insert_with(|| Mood {
            severity,
            trouble: words::speaks_of_trouble(message),
            status_as_number,
        });
        if let Some(written) = at_place(message, at, mood) {
            from = from.max(written.end);
            if !found.iter().any(|known| known.key == written.key) {
                found.push(written);
            }
        }
    }
    found
}

/// Whether a code may stand at a place of a log whose records are not known yet.
pub(super) fn is_plausible(bytes: &[u8], at: usize) -> bool {
    for thread in [&b"thread="[..], b"thread=\""] {
        if bytes[..at].ends_with(thread) {
            return false;
        }
    }
    let start = at.saturating_sub(BEFORE);
    let end = (at + BEHIND).min(bytes.len());
    let text = String::from_utf8_lossy(&bytes[start..at]);
    let place = text.len();
    let text = text.into_owned() + &String::from_utf8_lossy(&bytes[at..end]);
    at_place(&text, place, Mood::LENIENT).is_some()
}

/// The code at a candidate of the filter.
fn at_place(text: &str, at: usize, mood: Mood) -> Option<Written> {
    match text.as_bytes().get(at)? {
        b'1' => number(text, at, mood),
        b'8' => hexadecimal(text, at, mood),
        b'2' => decimal(text, at, mood),
        b'4' | b'5' => status(text, at),
        _ => name(text, at),
    }
}

fn number(text: &str, at: usize, mood: Mood) -> Option<Written> {
    const DIGITS: usize = 5;
    let value = text.get(at..at + DIGITS)?.parse().ok()?;
    WindowsErrors::builtin().by_number(value)?;
    let is_code = is_code(&text[..at], &text[at + DIGITS..], mood);
    is_code.then_some(Written { key: Key::Number(value), start: at, end: at + DIGITS })
}

fn hexadecimal(text: &str, at: usize, mood: Mood) -> Option<Written> {
    const DIGITS: usize = 8;
    let digits = text.get(at..at + DIGITS)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (before, after) = (&text[..at], &text[at + DIGITS..]);
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if after.starts_with(word) {
        return None;
    }
    let marked = before.strip_suffix("0x").or_else(|| before.strip_suffix("0X"));
    let clings =
        |before: &str| before.ends_with(|c| word(c) || matches!(c, '-' | '.' | '/' | '\\'));
    let has_letter = digits.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_code = marked.is_some()
        || (!clings(before)
            && !is_group_of_guid(after)
            && (has_letter || is_code(before, after, mood)));
    let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_code)?;
    let key = known(HResult(value), mood)?;
    let start = marked.map_or(at, str::len);
    Some(Written { key, start, end: at + DIGITS })
}

/// Whether the first group of a GUID stands before this text.
fn is_group_of_guid(after: &str) -> bool {
    after
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

fn decimal(text: &str, at: usize, mood: Mood) -> Option<Written> {
    const DIGITS: usize = 10;
    let digits = text.get(at..at + DIGITS)?;
    let value: i64 =
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    let (before, after) = (&text[..at], &text[at + DIGITS..]);
    if after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let (sign, value) = match before.chars().next_back() {
        Some(minus @ ('-' | '\u{2212}'))
            if !before[..before.len() - minus.len_utf8()]
                .ends_with(|c: char| c.is_ascii_alphanumeric()) =>
        {
            (minus.len_utf8(), i32::try_from(-value).ok()?.cast_unsigned())
        }
        _ if is_code(before, after, mood) => (0, u32::try_from(value).ok()?),
        _ => return None,
    };
    let key = known(HResult(value), mood)?;
    Some(Written { key, start: at - sign, end: at + DIGITS })
}

fn status(text: &str, at: usize) -> Option<Written> {
    const DIGITS: usize = 3;
    let value: u16 = text.get(at..at + DIGITS)?.parse().ok()?;
    let is_status = is_error(value.into()) && is_announced(&text[..at], &text[at + DIGITS..]);
    is_status.then_some(Written { key: Key::Http(value), start: at, end: at + DIGITS })
}

fn name(text: &str, at: usize) -> Option<Written> {
    static NAMES: LazyLock<HashMap<String, Key>> = LazyLock::new(|| {
        let names = WindowsErrors::builtin().names();
        names.into_iter().map(|(name, key)| (name.to_ascii_uppercase(), key)).collect()
    });
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = text[..at]
        .rfind(|c| !part(c))
        .map_or(0, |place| place + text[place..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(|c| !part(c)).map_or(text.len(), |length| at + length);
    let name = &text[start..end];
    let of_status = || {
        let status = name.strip_prefix("BG_E_HTTP_ERROR_")?.parse().ok()?;
        is_error(status).then(|| u16::try_from(status).ok().map(Key::Http))?
    };
    let key = NAMES.get(&name.to_ascii_uppercase()).copied();
    let key = key.or_else(|| of_name(name).map(Key::Http)).or_else(of_status)?;
    is_of_network(key).then_some(Written { key, start, end })
}

/// What an HRESULT stands for, if the table has it and it may be about the network.
pub(super) fn known(hresult: HResult, mood: Mood) -> Option<Key> {
    let key =
        WindowsErrors::builtin().find(&Code::HResult(hresult)).filter(|key| is_of_network(*key))?;
    if let Key::Http(status) = key {
        // Error 577, say, has the bits of a status; only one program means the status by them.
        let as_number = hresult.win32_number().is_some();
        if !is_error(status.into()) || (as_number && !mood.status_as_number) {
            return None;
        }
    }
    Some(key)
}

fn is_of_network(key: Key) -> bool {
    !matches!(key, Key::Flag(_) | Key::StatusMessage(_))
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;

    fn keys(message: &str) -> Vec<String> {
        let found = all_in(message, Severity::Unstated, false);
        assert!(found.iter().all(|one| one.start < one.end && one.end <= message.len()));
        found.iter().map(|one| one.key.to_string()).collect()
    }

    #[test]
    fn one_code_in_every_spelling() {
        for text in [
            "Error = 12007.",
            "hr=0x80072EE7",
            "hr = 0x80072ee7.",
            "WUA failed: 80072ee7",
            "error = -2147012889",
            "(-2147012889)",
            "\u{2212}2147012889",
            "code 2147954407",
            "ERROR_WINHTTP_NAME_NOT_RESOLVED",
            "[80072EE7]",
            "Fehler 0X80072EE7 trat auf",
            "0x80072EE7, ERROR_INTERNET_NAME_NOT_RESOLVED (12007)",
        ] {
            assert_eq!(keys(text), ["12007"], "{text}");
        }
        assert_eq!(keys("WSUS scan failed, 0x8024402C")[0], "0x8024402C");
        assert_eq!(keys("hr=0x80244019"), ["HTTP 404"]);
        assert_eq!(keys("BITS: 0x80190197"), ["HTTP 407"]);
        assert_eq!(keys("HttpSendRequest failed HTTP_STATUS_NOT_FOUND"), ["HTTP 404"]);
        assert_eq!(keys("HTTP 407 and error 12029"), ["HTTP 407", "12029"]);
    }

    #[test]
    fn what_only_looks_like_a_code_is_none() {
        for text in [
            "{80072EE7-1111-2222-3333-444444444444}",
            "80072EE7-1111-2222-3333-444444444444",
            "0x80072EE70000",
            "a80072ee7",
            "file 80244017 bytes",
            "size=2147954407",
            "0x80070005",
            "0x80070241",
            "2147954407",
            "20260112010101",
            "-21470128890",
            "0x00000000",
            "ERROR_ACCESS_DENIED",
            "MY_ERROR_WINHTTP_THING",
        ] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_status_as_error_number_counts_in_the_log_that_prints_it_so() {
        let text = "DownloadContentFiles() failed with hr=0x80070194";
        assert_eq!(all_in(text, Severity::Unstated, true)[0].key, Key::Http(404));
        assert_eq!(all_in(text, Severity::Unstated, false), []);
    }
}
