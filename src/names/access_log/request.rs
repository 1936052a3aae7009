//! Whom a logged request is for.

use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::lines::Written;

/// Method and target of a request, as a log has them.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// True for CONNECT, whose target is `host:port` (RFC 9110, section 9.3.6).
    pub(super) is_connect: bool,
    /// The line from the target on. The target ends at the first blank or quote.
    pub(super) from_target: &'a [u8],
}

impl<'a> Request<'a> {
    /// The host as written; none for paths and other targets that name none.
    #[inline]
    pub(super) fn host(self) -> Option<Written<'a>> {
        let authority = if self.is_connect {
            self.from_target
        } else if let Some(rest) = self.from_target.strip_prefix(b"http://") {
            rest
        } else if let Some(rest) = self.from_target.strip_prefix(b"https://") {
            rest
        } else {
            after_scheme(self.from_target)?
        };
        let end = memchr3(b':', b'/', b' ', authority).unwrap_or(authority.len());
        let (line, length) = match authority.get(end) {
            // Behind the colon stands a port, or the host after a user name and a password.
            Some(b':') if !self.is_connect => without_user(authority, end),
            _ => (authority, end),
        };
        (length > 0).then_some(Written { line, length })
    }
}

/// What follows `scheme://` (RFC 3986, section 3.1).
fn after_scheme(target: &[u8]) -> Option<&[u8]> {
    let colon = memchr(b':', &target[..target.len().min(32)])?;
    let named = target[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'+');
    if named && colon > 0 { target[colon..].strip_prefix(b"://") } else { None }
}

/// Where the host starts in an authority that has a colon at `colon`, and its length.
fn without_user(authority: &[u8], colon: usize) -> (&[u8], usize) {
    let end = memchr3(b'/', b' ', b'?', authority).unwrap_or(authority.len());
    match memrchr(b'@', &authority[..end]) {
        Some(at) => {
            let line = &authority[at + 1..];
            let length = end - at - 1;
            (line, memchr(b':', &line[..length]).unwrap_or(length))
        }
        None => (authority, colon),
    }
}

/// The host with what may still stick to it taken off: a user name, a query, a closing quote.
pub(super) fn bare(host: &[u8]) -> &[u8] {
    let host = &host[..memchr3(b'?', b'#', b'"', host).unwrap_or(host.len())];
    let host = &host[..memchr2(b'\r', b'\t', host).unwrap_or(host.len())];
    memrchr(b'@', host).map_or(host, |at| &host[at + 1..])
}
