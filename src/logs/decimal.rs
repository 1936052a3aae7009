//! When a plain decimal number is a code: what stands around it decides, in any language.

use super::severity::Severity;
use super::words::{begins_with_unit, is_other, is_perhaps_other, speaks_of_trouble};

/// What is known about the record around a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mood {
    /// What the log says about the record.
    pub(super) severity: Severity,
    /// Whether the message speaks of an error anywhere.
    pub(super) trouble: bool,
    /// Whether the log prints an HTTP status as a Windows error number.
    pub(super) status_as_number: bool,
}

impl Mood {
    /// Lets pass whatever may be a code.
    pub(super) const LENIENT: Self =
        Self { severity: Severity::Error, trouble: true, status_as_number: true };
}

/// Whether a number between these texts of one message is a code.
///
/// `Error = 12007` is one, whatever the word is, and so is `(12007)`; `port 12007`, `host:12007`,
/// `KB12007`, `12007 bytes` and `10.0.12007.1` are none. A word that is unknown counts before `=`;
/// before `:`, only where something else speaks of an error too.
pub(super) fn is_code(before: &str, after: &str, mood: Mood) -> bool {
    if !stands_alone(before, after) || begins_with_unit(after) {
        return false;
    }
    // Quotes around the number change nothing.
    let unquoted = before.trim_end_matches(['"', '\'', '`']);
    let head = unquoted.trim_end();
    let Some(lead) = head.chars().next_back() else { return false };
    let body = head[..head.len() - lead.len_utf8()].trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ':' | '(' | '[')
    });
    let phrase = phrase_of(body);
    let last = last_word(body);
    match lead {
        '=' | '\u{ff1d}' => {
            !is_other(last) && (speaks_of_trouble(phrase) || !is_perhaps_other(last))
        }
        ':' if head.len() == unquoted.len() && unquoted.len() == before.len() => {
            // Without a blank it may be a port, or a line of a source file.
            let token = body.rsplit(char::is_whitespace).next().unwrap_or(body);
            !token.contains(['.', ']', '/', '\\']) && !is_other(last) && speaks_of_trouble(token)
        }
        ':' | '\u{ff1a}' => {
            let certain = mood.trouble || mood.severity.is_trouble();
            !is_other(last) && (speaks_of_trouble(phrase) || (certain && !is_perhaps_other(last)))
        }
        '(' | '\u{ff08}' => {
            !last.is_empty()
                && !is_other(last)
                && (speaks_of_trouble(phrase) || !is_perhaps_other(last))
        }
        '[' | '#' | '>' => !is_other(last) && speaks_of_trouble(phrase),
        _ if lead.is_alphabetic() => {
            let whole = phrase_of(head);
            let last = last_word(head);
            !is_other(last) && speaks_of_trouble(two_words(whole))
        }
        _ => false,
    }
}

/// Whether nothing clings to the number that makes it part of something longer.
fn stands_alone(before: &str, after: &str) -> bool {
    let clings = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '-' | '_' | '/' | '\\' | '+' | ',' | '%' | '&' | '@' | '~' | '*')
            || (c.is_alphabetic() && !speaks_of_trouble(before))
    };
    if before.ends_with(clings) {
        return false;
    }
    let mut behind = after.chars();
    let digit_follows = |rest: Option<char>| rest.is_some_and(|c| c.is_ascii_alphanumeric());
    match behind.next() {
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '\\' | '/' | '%') => {
            // An XML element ends with `</`, which begins with another character.
            false
        }
        Some('.' | ',' | ':' | '-') => !digit_follows(behind.next()),
        _ => true,
    }
}

/// What belongs to the number: back to the end of the sentence before it.
fn phrase_of(text: &str) -> &str {
    let start = text
        .rfind(['\n', ';', '|', '!', '\u{3002}'])
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let text = &text[start..];
    let start = [". ", ", "].iter().filter_map(|stop| Some(text.rfind(stop)? + 2)).max();
    &text[start.unwrap_or(0)..]
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = text
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

/// The last two words, or the end of a text that is written without blanks.
fn two_words(text: &str) -> &str {
    let text = text.trim_end();
    let one = text.rfind(char::is_whitespace).unwrap_or(0);
    let two = text[..one].trim_end().rfind(char::is_whitespace).unwrap_or(0);
    &text[two..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Mood =
        Mood { severity: Severity::Unstated, trouble: false, status_as_number: false };

    fn judged(line: &str) -> bool {
        let at = line.find("12007").unwrap();
        is_code(&line[..at], &line[at + 5..], PLAIN)
    }

    #[test]
    fn an_error_is_one_in_any_language() {
        for line in [
            "Failed to download the update from internet. Error = 12007.",
            "Fout = 12007.",
            "Erreur = 12007",
            "Fehler: 12007",
            "Erreur : 12007.",
            "Fehlercode 12007",
            "Virhe = 12007",
            "Hitilafu = 12007",
            "Greška=12007",
            "Ошибка: 12007",
            "エラー: 12007",
            "エラー 12007 が発生しました",
            "错误：12007",
            "오류 = 12007",
            "error=12007",
            "Error:12007",
            "hr = 12007",
            "ERROR_WINHTTP_NAME_NOT_RESOLVED (12007)",
            "WinHttpSendRequest failed with 12007",
            "WinHttpSendRequest failed 12007",
            "Der Name wurde nicht gefunden (12007).",
            "error code: 12007",
            "<ErrorCode>12007</ErrorCode>",
            "ErrorCode=\"12007\"",
            "error #12007",
            "Fel 12007",
        ] {
            assert!(judged(line), "{line}");
        }
    }

    #[test]
    fn not_every_number_is_a_code() {
        for line in [
            "Connecting to port 12007",
            "Port = 12007",
            "ProxyPort: 12007",
            "Puerto = 12007",
            "ポート: 12007",
            "proxy.contoso.com:12007",
            "10.0.0.1:12007",
            "[2001:db8::1]:12007",
            "KB12007",
            "KB 12007 is needed",
            "Size = 12007",
            "Error buffer size = 12007",
            "downloaded 12007 bytes",
            "Error = 12007 bytes",
            "waited (12007 ms)",
            "PID=12007",
            "thread=12007 (0x2EE7)",
            "Thread (12007)",
            "error in line 12007",
            "error.cpp:12007",
            "Build: 12007",
            "10.0.12007.1",
            "5.00.12007",
            "{12007-AB}",
            "Total updates: 12007",
            "Anzahl = 12007",
            "CI_ID=12007",
            "found 12007 of 12008",
            "12007 items",
            "Hitilafu: 12007",
            "version 12007",
            "2026-12007",
            "12007",
            "x12007y",
            "message 12007",
            "[12007] started",
        ] {
            assert!(!judged(line), "{line}");
        }
    }

    #[test]
    fn an_unknown_word_before_a_colon_counts_where_the_log_says_error() {
        let mood = Mood { severity: Severity::Error, ..PLAIN };
        assert!(is_code("Hitilafu: ", ".", mood));
        assert!(!is_code("Port: ", ".", mood));
    }
}
