//! The forms in which people and logs write a code.

use std::fmt;

use super::hresult::HResult;

/// A code as it was written, before it is looked up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A bare number: `12007`, `0x2EE7`, `407`.
    Number(u32),
    /// A number that the text calls an HTTP status: `HTTP 407`, `HTTP/1.1 407`.
    HttpStatus(u16),
    /// `0x80072EE7`, `80072ee7`, `-2147012889` or `2147954407`.
    HResult(HResult),
    /// A symbolic name, in upper case.
    Name(String),
}

/// The accepted forms, for messages.
pub(super) const FORMS: &str = "a number (12007), an HRESULT (0x80072EE7, 80072ee7, -2147012889), \
                                an HTTP status (HTTP 407) or a name \
                                (ERROR_WINHTTP_NAME_NOT_RESOLVED)";

impl Code {
    /// The first code in a text, whatever stands around it (`Error = 12007.`, `hr=0x80072ee7`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::all_in(text).into_iter().next()
    }

    /// Every code in a text, in order.
    #[must_use]
    pub fn all_in(text: &str) -> Vec<Self> {
        let text = text.replace('\u{2212}', "-");
        let mut codes = Vec::new();
        let mut after_http = false;
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')) {
            let word = word.trim_end_matches('-');
            if word.eq_ignore_ascii_case("http") {
                after_http = true;
                continue;
            }
            let http_word = strip_prefix_ignore_case(word, "http").filter(|_| !after_http);
            if let Some(status) = status(http_word.unwrap_or(word))
                && (after_http || http_word.is_some())
            {
                codes.push(Self::HttpStatus(status));
                after_http = false;
            } else if let Some(code) = Self::of_word(word)
                && !(after_http && word.len() == 1)
            {
                codes.push(code);
            }
        }
        codes
    }

    fn of_word(word: &str) -> Option<Self> {
        if let Some(digits) = strip_prefix_ignore_case(word, "0x") {
            let value = hexadecimal(digits)?;
            let is_number = digits.len() < 8 && value <= 0xFFFF;
            return Some(if is_number {
                Self::Number(value)
            } else {
                Self::HResult(HResult(value))
            });
        }
        if word.len() == 8 && word.starts_with('8') {
            return hexadecimal(word).map(|value| Self::HResult(HResult(value)));
        }
        if let Some(digits) = word.strip_prefix('-') {
            let digits = Some(digits).filter(|digits| is_decimal(digits))?;
            let value = format!("-{digits}").parse::<i32>().ok()?;
            return Some(Self::HResult(HResult(value.cast_unsigned())));
        }
        if is_decimal(word) {
            let value = word.parse::<u32>().ok()?;
            let is_hresult = value >= 1 << 31;
            return Some(if is_hresult {
                Self::HResult(HResult(value))
            } else {
                Self::Number(value)
            });
        }
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.contains('_')
            && !word.contains('-');
        is_name.then(|| Self::Name(word.to_ascii_uppercase()))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::HttpStatus(status) => write!(f, "HTTP {status}"),
            Self::HResult(hresult) => write!(f, "{hresult}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}

fn status(word: &str) -> Option<u16> {
    Some(word).filter(|word| word.len() == 3 && is_decimal(word))?.parse().ok()
}

fn is_decimal(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

fn strip_prefix_ignore_case<'a>(word: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = word.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hresult_in_every_form() {
        let expected = Some(Code::HResult(HResult(0x8007_2EE7)));
        for text in [
            "0x80072EE7",
            "0X80072ee7",
            "80072ee7",
            "-2147012889",
            "(-2147012889)",
            "\u{2212}2147012889",
            "2147954407",
            "hr=0x80072ee7",
            "failed with error: 0x80072EE7.",
            "[80072EE7]",
        ] {
            assert_eq!(Code::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_statuses_and_names() {
        for text in ["12007", "Error = 12007.", "0x2EE7", " 12007,"] {
            assert_eq!(Code::parse(text), Some(Code::Number(12007)), "{text}");
        }
        for text in ["HTTP 407", "http status 407", "HTTP/1.1 407 Authentication", "HTTP407"] {
            assert_eq!(Code::parse(text), Some(Code::HttpStatus(407)), "{text}");
        }
        assert_eq!(
            Code::parse("(wu_e_pt_http_status_forbidden)"),
            Some(Code::Name("WU_E_PT_HTTP_STATUS_FORBIDDEN".to_owned()))
        );
    }

    #[test]
    fn several_codes_in_one_line_are_all_seen() {
        assert_eq!(
            Code::all_in("HTTP 503, 0x80244022"),
            [Code::HttpStatus(503), Code::HResult(HResult(0x8024_4022))]
        );
    }

    #[test]
    fn other_words_are_no_codes() {
        for text in ["", "proxy.denied", "2026-11-21", "0x", "0x123456789", "-", "99999999999", "é"]
        {
            assert_eq!(Code::parse(text), None, "{text}");
        }
    }
}
