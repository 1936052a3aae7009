//! The common and combined formats: `client ident user [time] "method target version" status ...`.
//!
//! Described at <https://httpd.apache.org/docs/2.4/logs.html#accesslog>. What follows the status
//! (referrer and agent, Squid's tag) does not matter here.

use memchr::{memchr, memchr_iter};

use super::request::Request;

/// The request of a line; none where it is no line of one of these formats.
pub(super) fn request(line: &[u8]) -> Option<Request<'_>> {
    // A user name may have a bracket too.
    let request = memchr_iter(b'[', line).find_map(|open| after_time(&line[open + 1..]))?;
    let quoted = &request[..memchr(b'"', request)?];
    let (method, from_target) = match memchr(b' ', quoted) {
        Some(blank) => (&quoted[..blank], &request[blank + 1..]),
        // A client that left before it asked is logged as `"-"`.
        None => (quoted, &request[quoted.len()..]),
    };
    Some(Request { is_connect: method == b"CONNECT", from_target })
}

/// What follows `21/Nov/2026:01:17:52 +0000] "`.
fn after_time(text: &[u8]) -> Option<&[u8]> {
    let (time, rest) = text.split_at_checked(26)?;
    let dated = time[..2].iter().all(u8::is_ascii_digit) && time[2] == b'/' && time[6] == b'/';
    if dated { rest.strip_prefix(b"] \"") } else { None }
}
