//! Text from elsewhere, made harmless: nothing in it moves a cursor, hides or reorders text.

use std::borrow::Cow;

/// White space folded into blanks, and every control or invisible character written out as
/// `\u{1b}`, so that a terminal shows it and does not obey it.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_white(c) || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_white(character) {
            shown.push(' ');
        } else if is_hidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_white(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Control characters (C0, DEL, C1), the bidirectional controls of Unicode (UAX #9, section 2),
/// and characters without a width of their own.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_shown_and_not_obeyed() {
        assert_eq!(visible("a\u{1b}[31mb\u{9b}1mc\u{7}"), "a\\u{1b}[31mb\\u{9b}1mc\\u{7}");
    }

    #[test]
    fn text_cannot_be_reordered_or_hidden() {
        assert_eq!(visible("a\u{202e}b\u{200b}c"), "a\\u{202e}b\\u{200b}c");
    }

    #[test]
    fn white_space_is_folded_and_other_text_kept() {
        assert_eq!(visible("one\r\n\ttwo"), "one   two");
        assert!(matches!(visible("Zugriff verweigert: größer als 1 €"), Cow::Borrowed(_)));
    }
}
