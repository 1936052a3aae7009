//! Whom a logged request is for.

use memchr::{memchr, memchr2, memchr3, memrchr};

/// Method and target of a request, as a log has them.
#[derive(Clone, Copy)]
pub(super) struct Request<'a> {
    /// True for CONNECT, whose target is `host:port` (RFC 9110, section 9.3.6).
    pub(super) is_connect: bool,
    /// The line from the target on. The target ends at the first blank or quote.
    pub(super) from_target: &'a [u8],
}

impl<'a> Request<'a> {
    /// The host as written; none for addresses in brackets, paths and other things that name none.
    #[inline]
    pub(super) fn host(self) -> Option<&'a [u8]> {
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
        let host = match authority.get(end) {
            // Behind the colon stands a port, or the host after a user name and a password.
            Some(b':') if !self.is_connect => without_user(authority, end),
            _ => &authority[..end],
        };
        match host.first() {
            None | Some(b'[' | b'-') => None,
            Some(_) => Some(host),
        }
    }
}

/// What follows `scheme://` (RFC 3986, section 3.1).
fn after_scheme(target: &[u8]) -> Option<&[u8]> {
    let colon = memchr(b':', &target[..target.len().min(32)])?;
    let named = target[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'+');
    if named && colon > 0 { target[colon..].strip_prefix(b"://") } else { None }
}

/// The host of an authority that has a colon at `colon`.
fn without_user(authority: &[u8], colon: usize) -> &[u8] {
    let end = memchr3(b'/', b' ', b'?', authority).unwrap_or(authority.len());
    match memrchr(b'@', &authority[..end]) {
        Some(at) => {
            let host = &authority[at + 1..end];
            &host[..memchr(b':', host).unwrap_or(host.len())]
        }
        None => &authority[..colon],
    }
}

/// The host with what may still stick to it taken off: a user name, a query, a closing quote.
pub(super) fn bare(host: &[u8]) -> &[u8] {
    let host = &host[..memchr3(b'?', b'#', b'"', host).unwrap_or(host.len())];
    let host = &host[..memchr2(b'\r', b'\t', host).unwrap_or(host.len())];
    memrchr(b'@', host).map_or(host, |at| &host[at + 1..])
}
