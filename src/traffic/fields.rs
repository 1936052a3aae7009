//! Lines taken apart: words, values behind names, columns.

use std::borrow::Cow;

use memchr::memchr;

/// Where the first blank is, or the end. Most fields are shorter than 16 bytes, and are looked at
/// in one sweep without a branch for each byte.
#[inline]
pub(super) fn blank(text: &[u8]) -> usize {
    let mut from = 0;
    while let Some(chunk) = text[from..].first_chunk() {
        let found = first_of(u128::from_le_bytes(*chunk), b' ');
        if found != 0 {
            return from + found.trailing_zeros() as usize / 8;
        }
        from += 16;
    }
    from + text[from..].iter().position(|byte| *byte == b' ').unwrap_or(text.len() - from)
}

/// Sixteen bytes, each of which is one.
const ONES: u128 = u128::MAX / 0xFF;

/// The highest bit of each of sixteen bytes.
const HIGHEST: u128 = ONES << 7;

/// The highest bit of the first byte that is below `least`, and no bit before it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a few instructions of a loop over bytes")]
fn first_below(bytes: u128, least: u8) -> u128 {
    bytes.wrapping_sub(ONES * u128::from(least)) & !bytes & HIGHEST
}

/// The highest bit of the first byte that is `byte`, and no bit before it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn first_of(bytes: u128, byte: u8) -> u128 {
    first_below(bytes ^ (ONES * u128::from(byte)), 1)
}

/// The next word, between blanks of any number; what is left begins at the blank behind it. An
/// empty word is the end.
#[inline]
pub(super) fn word<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let mut text = *rest;
    while let Some((b' ', behind)) = text.split_first() {
        text = behind;
    }
    let (word, behind) = text.split_at(blank(text));
    *rest = behind;
    word
}

/// The next word, where quotes or brackets hold blanks together; they are taken off.
pub(super) fn quoted_word<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let text = rest.trim_ascii_start();
    let close = match text.first()? {
        b'"' => b'"',
        b'[' => b']',
        _ => {
            let mut text = text;
            let word = word(&mut text);
            *rest = text;
            return Some(word);
        }
    };
    let end = memchr(close, &text[1..]).map_or(text.len(), |end| end + 1);
    *rest = text.get(end + 1..).unwrap_or_default();
    Some(&text[1..end])
}

/// The pairs of `name=value name="quoted value"`. A backslash before a quote keeps it in the value.
/// Bare values end at the blank before the next `name=`, as some products leave blanks in them.
pub(super) struct Pairs<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.0.trim_ascii_start();
            let equals = memchr(b'=', text)?;
            // Words before the name belong to no pair.
            let start = text[..equals]
                .iter()
                .rposition(|byte| !is_name(*byte))
                .map_or(0, |before| before + 1);
            let (name, behind) = (&text[start..equals], &text[equals + 1..]);
            let (value, rest) = match behind.first() {
                Some(b'"') => {
                    let inside = &behind[1..];
                    let end = closing(inside);
                    (&inside[..end], inside.get(end + 1..).unwrap_or_default())
                }
                _ => behind.split_at(bare_end(behind)),
            };
            self.0 = rest;
            if !name.is_empty() {
                return Some((name, value.trim_ascii()));
            }
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Where a quoted value ends.
fn closing(inside: &[u8]) -> usize {
    let mut from = 0;
    while let Some(at) = memchr(b'"', &inside[from..]) {
        let at = from + at;
        let slashes = inside[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return at;
        }
        from = at + 1;
    }
    inside.len()
}

/// Where a bare value ends: at a tab, or at the blank before the next name.
fn bare_end(text: &[u8]) -> usize {
    let text = &text[..memchr(b'\t', text).unwrap_or(text.len())];
    let Some(equals) = memchr(b'=', text) else { return text.len() };
    let name = text[..equals].iter().rev().take_while(|byte| is_name(**byte)).count();
    match text[..equals - name].last() {
        Some(b' ') if name > 0 => equals - name,
        // A sign of equality inside of a value, as URLs have it.
        _ => blank(text),
    }
}

/// The columns of a line of comma separated values (RFC 4180); none when a quote does not close.
pub(super) struct Columns<'a>(pub(super) Option<&'a [u8]>);

impl<'a> Columns<'a> {
    pub(super) fn of(line: &'a [u8]) -> Self {
        Self(Some(line))
    }
}

impl<'a> Iterator for Columns<'a> {
    type Item = Cow<'a, [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.take()?;
        let Some(inside) = text.strip_prefix(b"\"") else {
            let end = memchr(b',', text);
            self.0 = end.map(|end| &text[end + 1..]);
            return Some(Cow::Borrowed(&text[..end.unwrap_or(text.len())]));
        };
        let mut from = 0;
        let mut doubled = false;
        let end = loop {
            let at = from + memchr(b'"', &inside[from..])?;
            if inside.get(at + 1) != Some(&b'"') {
                break at;
            }
            (doubled, from) = (true, at + 2);
        };
        let behind = &inside[end + 1..];
        self.0 = memchr(b',', behind).map(|comma| &behind[comma + 1..]);
        let text = &inside[..end];
        Some(if doubled {
            let mut single = Vec::with_capacity(text.len());
            let mut bytes = text.iter();
            while let Some(byte) = bytes.next() {
                single.push(*byte);
                if *byte == b'"' {
                    // Its pair.
                    bytes.next();
                }
            }
            Cow::Owned(single)
        } else {
            Cow::Borrowed(text)
        })
    }
}

/// A text with its bytes compared without case.
pub(super) fn is(text: &[u8], word: &str) -> bool {
    text.eq_ignore_ascii_case(word.as_bytes())
}

/// True when a text begins so, compared without case.
pub(super) fn begins(text: &[u8], start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| is(text, start))
}

/// A value, or nothing where a log writes `-` for nothing.
pub(super) fn value(text: &[u8]) -> &[u8] {
    if matches!(text, b"-" | b"N/A" | b"None" | b"none") { b"" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_between_any_blanks() {
        let mut rest = &b"  one two-and-a-very-long-word-behind   three"[..];
        let words: Vec<&[u8]> =
            std::iter::from_fn(|| Some(word(&mut rest)).filter(|word| !word.is_empty())).collect();
        assert_eq!(words, [&b"one"[..], b"two-and-a-very-long-word-behind", b"three"]);
        let mut rest = &b"a \"b c\" [d e] f"[..];
        let words: Vec<&[u8]> = std::iter::from_fn(|| quoted_word(&mut rest)).collect();
        assert_eq!(words, [&b"a"[..], b"b c", b"d e", b"f"]);
        assert_eq!(quoted_word(&mut &b"\"open"[..]), Some(&b"open"[..]));
    }

    #[test]
    fn pairs_may_be_quoted_bare_or_have_blanks() {
        let line = br#"<134>x: a=1 b="two \"words\"" url=http://h/?x=1&y=2 reason=Not allowed here c= d-e=5"#;
        let pairs: Vec<(String, String)> = Pairs(line)
            .map(|(name, value)| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                (text(name), text(value))
            })
            .collect();
        let expected = [
            ("a", "1"),
            ("b", "two \\\"words\\\""),
            ("url", "http://h/?x=1&y=2"),
            ("reason", "Not allowed here"),
            ("c", ""),
            ("d-e", "5"),
        ];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn columns_may_be_quoted() {
        let columns: Vec<String> = Columns::of(br#"a,"b,c",,"d ""e""","f"#)
            .map(|column| String::from_utf8_lossy(&column).into_owned())
            .collect();
        assert_eq!(columns, ["a", "b,c", "", "d \"e\""]);
    }
}
