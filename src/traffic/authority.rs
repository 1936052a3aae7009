//! Hosts and ports as requests have them.

use memchr::{memchr, memchr2, memchr3, memrchr};

use crate::address::Scheme;
use crate::lines::Written;

/// What a request is for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) host: Written<'a>,
    pub(super) port: Option<u16>,
    pub(super) scheme: Option<Scheme>,
}

/// The target of a CONNECT, `host:port` (RFC 9110, section 9.3.6), at the beginning of a text; it
/// ends at a blank or a quote. Some products write `tunnel://host:port/`.
#[inline]
pub(super) fn tunnel(text: &[u8]) -> Option<Asked<'_>> {
    let bare = text.strip_prefix(b"tunnel://").or_else(|| text.strip_prefix(b"tcp://"));
    let (host, port) = host_and_port(bare.unwrap_or(text))?;
    Some(Asked { host, port, scheme: Some(tunnelled(port)) })
}

/// How a port is spoken to through a tunnel: with TLS where the port is known for it.
#[inline]
pub(super) fn tunnelled(port: Option<u16>) -> Scheme {
    match port {
        None | Some(443) => Scheme::Https,
        Some(port) if Scheme::of_port(port) == Scheme::Https => Scheme::Https,
        _ => Scheme::Tcp,
    }
}

/// The host of a URL at the beginning of a text; none for paths and other texts without one.
#[inline]
pub(super) fn url(text: &[u8]) -> Option<Asked<'_>> {
    let (scheme, usual, authority) = if let Some(rest) = text.strip_prefix(b"http://") {
        (Scheme::Http, 80, rest)
    } else if let Some(rest) = text.strip_prefix(b"https://") {
        (Scheme::Https, 443, rest)
    } else {
        other_scheme(text)?
    };
    let (host, port) = host_and_port(without_user(authority))?;
    Some(Asked { host, port: port.or((usual > 0).then_some(usual)), scheme: Some(scheme) })
}

/// A URL, or `host:port`, or a host with a path behind it, as logs cut URLs down.
pub(super) fn url_or_host(text: &[u8]) -> Option<Asked<'_>> {
    if let Some(asked) = url(text) {
        return Some(asked);
    }
    let (host, port) = host_and_port(without_user(text))?;
    Some(Asked { host, port, scheme: None })
}

/// What follows `scheme://` (RFC 3986, section 3.1), with the scheme and the port that it means.
#[cold]
fn other_scheme(text: &[u8]) -> Option<(Scheme, u16, &[u8])> {
    let colon = memchr(b':', &text[..text.len().min(32)])?;
    let rest = text[colon..].strip_prefix(b"://")?;
    let name = text[..colon].to_ascii_lowercase();
    let (scheme, port) = match &*name {
        b"http" | b"ws" => (Scheme::Http, 80),
        b"https" | b"wss" => (Scheme::Https, 443),
        b"ftp" => (Scheme::Tcp, 21),
        // What a tunnel is for is behind it.
        b"tunnel" | b"ssl" | b"tcp" | b"tls" => {
            let port = host_and_port(rest)?.1;
            (tunnelled(port), 0)
        }
        [] => return None,
        name if !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'+') => {
            return None;
        }
        _ => (Scheme::Tcp, 0),
    };
    Some((scheme, port, rest))
}

/// An authority without its user, which is rare.
#[inline]
fn without_user(authority: &[u8]) -> &[u8] {
    match memchr3(b'@', b'/', b' ', authority) {
        Some(at) if authority[at] == b'@' => &authority[at + 1..],
        _ => authority,
    }
}

/// `host`, `host:port` or `[address]:port` at the beginning of a text, up to a slash, a blank, a
/// quote or its end.
#[inline]
fn host_and_port(text: &[u8]) -> Option<(Written<'_>, Option<u16>)> {
    if text.first() == Some(&b'[') {
        let end = memchr(b']', text)?;
        let host = Written { line: &text[1..], length: end - 1 };
        return Some((host, text[end + 1..].strip_prefix(b":").and_then(port)));
    }
    let end = memchr3(b':', b'/', b' ', text).unwrap_or(text.len());
    let host = Written { line: text, length: end };
    match text.get(end) {
        Some(b':') if end > 0 => {
            let behind = &text[end + 1..];
            let number = port(behind);
            // A bare IPv6 address has more than one colon.
            if number.is_none() && memchr(b':', &behind[..behind.len().min(45)]).is_some() {
                let end = memchr2(b' ', b'/', text).unwrap_or(text.len());
                return Some((Written { line: text, length: end }, None));
            }
            Some((host, number))
        }
        _ => (end > 0).then_some((host, None)),
    }
}

/// A port at the beginning of a text, behind which no digit or letter follows.
#[inline]
fn port(text: &[u8]) -> Option<u16> {
    let mut number = 0_u32;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' if at < 5 => number = number * 10 + u32::from(byte - b'0'),
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b':' => return None,
            _ => break,
        }
    }
    u16::try_from(number).ok().filter(|port| *port > 0)
}

/// A port that is a whole text.
pub(super) fn port_of(text: &[u8]) -> Option<u16> {
    std::str::from_utf8(text).ok()?.parse().ok().filter(|port| *port > 0)
}

/// The host with what may still stick to it taken off: a user name, a query, a closing quote.
pub(super) fn bare(host: &[u8]) -> &[u8] {
    let host = &host[..memchr3(b'?', b'#', b'"', host).unwrap_or(host.len())];
    let host = &host[..memchr3(b'\r', b'\t', b'/', host).unwrap_or(host.len())];
    memrchr(b'@', host).map_or(host, |at| &host[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(asked: Option<Asked<'_>>) -> String {
        asked.map_or("none".to_owned(), |asked| {
            let host = String::from_utf8_lossy(bare(asked.host.text())).into_owned();
            let port = asked.port.map_or("-".to_owned(), |port| port.to_string());
            let scheme = asked.scheme.map_or("-", Scheme::as_str);
            format!("{scheme} {host} {port}")
        })
    }

    #[test]
    fn targets_of_all_shapes_are_read() {
        for (text, expected) in [
            ("a.test:443 - HIER", "https a.test 443"),
            ("a.test:8531", "https a.test 8531"),
            ("a.test:80", "tcp a.test 80"),
            ("a.test HTTP/1.1", "https a.test -"),
            ("tunnel://a.test:443/ - HIER", "https a.test 443"),
            ("tcp://a.test:5671/", "tcp a.test 5671"),
            ("[2001:db8::1]:443 -", "https 2001:db8::1 443"),
            ("a.test:99999", "https a.test -"),
            (":443", "none"),
            ("", "none"),
        ] {
            assert_eq!(shown(tunnel(text.as_bytes())), expected, "{text}");
        }
        for (text, expected) in [
            ("http://a.test/x:y", "http a.test 80"),
            ("http://a.test:8080/", "http a.test 8080"),
            ("http://me:pass@a.test/", "http a.test 80"),
            ("http://a.test?q=1", "http a.test 80"),
            ("HTTPS://A.test", "https A.test 443"),
            ("wss://a.test/x", "https a.test 443"),
            ("tunnel://a.test:443/", "https a.test 443"),
            ("ftp://a.test/x", "tcp a.test 21"),
            ("http://[2001:db8::1]/", "http 2001:db8::1 80"),
            ("error:invalid-request", "none"),
            ("/path", "none"),
        ] {
            assert_eq!(shown(url(text.as_bytes())), expected, "{text}");
        }
        for (text, expected) in [
            ("a.test/path?u=http://b.test/", "- a.test -"),
            ("a.test:8443/", "- a.test 8443"),
            ("2001:db8::1", "- 2001:db8::1 -"),
        ] {
            assert_eq!(shown(url_or_host(text.as_bytes())), expected, "{text}");
        }
    }
}
