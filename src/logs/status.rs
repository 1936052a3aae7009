//! When a number of three digits is an HTTP status.

use super::words::{begins_with_unit, is_other};

/// Words that announce a status, in lower case.
const ANNOUNCERS: &[&str] = &[
    "http",
    "status code",
    "statuscode",
    "status-code",
    "status_code",
    "statuskod",
    "statuskode",
    "code d'état",
    "code de statut",
    "code d\u{2019}état",
    "código de estado",
    "código de status",
    "codice di stato",
    "kod stanu",
    "stavový kód",
    "код состояния",
    "ステータス コード",
    "状态代码",
    "狀態碼",
    "상태 코드",
];

/// Names that `winhttp.h` gives to statuses (HTTP Status Codes, Winhttp.h).
const NAMES: &[(&str, u16)] = &[
    ("HTTP_STATUS_BAD_REQUEST", 400),
    ("HTTP_STATUS_DENIED", 401),
    ("HTTP_STATUS_PAYMENT_REQ", 402),
    ("HTTP_STATUS_FORBIDDEN", 403),
    ("HTTP_STATUS_NOT_FOUND", 404),
    ("HTTP_STATUS_BAD_METHOD", 405),
    ("HTTP_STATUS_NONE_ACCEPTABLE", 406),
    ("HTTP_STATUS_PROXY_AUTH_REQ", 407),
    ("HTTP_STATUS_REQUEST_TIMEOUT", 408),
    ("HTTP_STATUS_CONFLICT", 409),
    ("HTTP_STATUS_GONE", 410),
    ("HTTP_STATUS_LENGTH_REQUIRED", 411),
    ("HTTP_STATUS_PRECOND_FAILED", 412),
    ("HTTP_STATUS_REQUEST_TOO_LARGE", 413),
    ("HTTP_STATUS_URI_TOO_LONG", 414),
    ("HTTP_STATUS_UNSUPPORTED_MEDIA", 415),
    ("HTTP_STATUS_RETRY_WITH", 449),
    ("HTTP_STATUS_SERVER_ERROR", 500),
    ("HTTP_STATUS_NOT_SUPPORTED", 501),
    ("HTTP_STATUS_BAD_GATEWAY", 502),
    ("HTTP_STATUS_SERVICE_UNAVAIL", 503),
    ("HTTP_STATUS_GATEWAY_TIMEOUT", 504),
    ("HTTP_STATUS_VERSION_NOT_SUP", 505),
];

/// Bytes before a number in which it is announced.
const NEAR: usize = 48;

/// The status that a name of `winhttp.h` stands for.
pub(super) fn of_name(name: &str) -> Option<u16> {
    NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, status)| *status)
}

/// Whether a number is a status of an error (IANA HTTP Status Code Registry, and 449 of IIS).
pub(super) const fn is_error(status: u32) -> bool {
    matches!(status, 400..=418 | 421..=426 | 428 | 429 | 431 | 449 | 451 | 500..=508 | 510 | 511)
}

/// Whether a number between these texts is announced as an HTTP status.
///
/// `(407)` behind a colon is one too: so ends the text of a .NET exception in every language
/// ("The remote server returned an error: (407) Proxy Authentication Required").
pub(super) fn is_announced(before: &str, after: &str) -> bool {
    if begins_with_unit(after) || after.starts_with(['/', '\\', '_', '%']) {
        return false;
    }
    if after.starts_with(['.', ',', ':', '-'])
        && after[1..].starts_with(|c: char| c.is_ascii_alphanumeric())
    {
        return false;
    }
    if let Some(head) = before.strip_suffix('(')
        && after.starts_with(')')
        && head.trim_end().ends_with([':', '\u{ff1a}'])
    {
        return true;
    }
    let mut start = before.len().saturating_sub(NEAR);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = before[start..].to_lowercase();
    ANNOUNCERS
        .iter()
        .any(|word| near.rfind(word).is_some_and(|at| leads_to_number(&near[at + word.len()..])))
}

/// Whether what stands between the announcement and the number leaves them together.
fn leads_to_number(between: &str) -> bool {
    // The version of HTTP is the one other number that may stand there.
    let version = ["/1.1", "/1.0", "/2.0", "/2", "/3", " 1.1", " 1.0"];
    let between = version.iter().find_map(|text| between.strip_prefix(text)).unwrap_or(between);
    let last = between.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = last.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    !between.contains("://")
        && !between.contains(". ")
        && !between.contains(['\n', ';', ','])
        && !between.contains(|c: char| c.is_ascii_digit())
        && !is_other(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(line: &str, status: &str) -> bool {
        let at = line.rfind(status).unwrap();
        is_announced(&line[..at], &line[at + status.len()..])
    }

    #[test]
    fn a_status_is_announced_in_many_ways() {
        for line in [
            "HTTP 407",
            "http status 407",
            "HTTP/1.1 407 Proxy Authentication Required",
            "The request failed with HTTP status 407: Proxy Authentication Required",
            "HttpSendRequest failed 407",
            "status code 407",
            "StatusCode=407",
            "Le serveur distant a retourné une erreur : (407) Authentification proxy requise.",
            "リモート サーバーがエラーを返しました: (407) プロキシ認証が必要です。",
            "Code d'état HTTP : 407",
            "HTTP-Statuscode 407.",
            "Код состояния: 407",
        ] {
            assert!(judged(line, "407"), "{line}");
        }
    }

    #[test]
    fn three_digits_are_mostly_something_else() {
        for line in [
            "thread=407 (0x197)",
            "state 407",
            "found (407) items",
            "downloaded 407 bytes over http in 407 ms",
            "http://server:80/a 407",
            "http port 407",
            "HTTP timeout 407",
            "HTTP waited 407 seconds",
            "HTTP took 407.5",
        ] {
            assert!(!judged(line, "407"), "{line}");
        }
    }
}
