//! Squid's native format: `time elapsed client tag/status bytes method target user peer type`.
//!
//! Described at <https://wiki.squid-cache.org/Features/LogFormat>. The second field is padded with
//! blanks; sites drop the last fields or add more.

use memchr::memchr;

use super::request::Request;

/// The request of a line; none where it is no line of this format.
#[inline]
pub(super) fn request(line: &[u8]) -> Option<Request<'_>> {
    as_squid_writes_it(line).or_else(|| field_by_field(line))
}

/// The layout that Squid has by itself, with as few looks at the line as can be.
///
/// The time is seconds, a dot and three digits. No field before the tag has a slash, so the first
/// one is the tag's, and three digits of status and a blank follow it.
#[inline]
fn as_squid_writes_it(line: &[u8]) -> Option<Request<'_>> {
    let (time, rest) = line.split_at_checked(15)?;
    if time[10] != b'.' || time[14] != b' ' || !time[..10].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (status, rest) = rest[memchr(b'/', rest)? + 1..].split_at_checked(4)?;
    if status[3] != b' ' || !status[..3].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let rest = &rest[memchr(b' ', rest)? + 1..];
    if let Some(from_target) = rest.strip_prefix(b"CONNECT ") {
        return Some(Request { is_connect: true, from_target });
    }
    if let Some(from_target) = rest.strip_prefix(b"GET ") {
        return Some(Request { is_connect: false, from_target });
    }
    None
}

/// Any number of blanks between the fields, any precision of the time, any method.
fn field_by_field(line: &[u8]) -> Option<Request<'_>> {
    if !line.first()?.is_ascii_digit() {
        return None;
    }
    let mut fields = line.split(|byte| *byte == b' ').filter(|field| !field.is_empty());
    let (seconds, fraction) = split_once(fields.next()?, b'.')?;
    if !digits(seconds) || !digits(fraction) {
        return None;
    }
    let elapsed = fields.next()?;
    let _client = fields.next()?;
    let (_, status) = split_once(fields.next()?, b'/')?;
    let size = fields.next()?;
    let number = |field: &[u8]| field == b"-" || digits(field.strip_prefix(b"-").unwrap_or(field));
    if !number(elapsed) || !number(status) || !number(size) {
        return None;
    }
    let method = fields.next()?;
    let target = fields.next()?;
    let named = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_');
    method
        .iter()
        .all(named)
        .then_some(Request { is_connect: method == b"CONNECT", from_target: target })
}

fn split_once(field: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    memchr(byte, field).map(|at| (&field[..at], &field[at + 1..]))
}

fn digits(field: &[u8]) -> bool {
    !field.is_empty() && field.iter().all(u8::is_ascii_digit)
}
