//! Reads one HTTP/1.x request head from a client that may mean no good.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::address::{Host, Scheme};

/// The longest request head that is read, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// How long a client may take to send a request head, or to begin the next one.
const HEAD_WITHIN: Duration = Duration::from_mins(1);

/// A request head, taken apart as far as the mock world needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// The method as sent.
    pub(super) method: String,
    /// The request target as sent.
    pub(super) target: String,
    /// True when the client asked to close the connection afterwards.
    pub(super) closes: bool,
    /// Names and values in the order in which they came.
    pub(super) headers: Vec<(String, String)>,
}

/// What came in place of, or as, a request.
pub(super) enum Received {
    /// A request, and the bytes that came after its head.
    Request(Request, Vec<u8>),
    /// The client closed, or took too long.
    Nothing,
    /// No HTTP request, or one beyond the limits.
    Malformed,
}

/// Whom a request to a proxy is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// True for CONNECT, false for a request with an absolute URL.
    pub(super) tunnel: bool,
    /// The method as sent.
    pub(super) method: String,
    /// The host asked for.
    pub(super) host: Host,
    /// The port asked for.
    pub(super) port: u16,
    /// Path and query; `/` for CONNECT.
    pub(super) path: String,
    /// True for an absolute URL with `https`.
    pub(super) secure: bool,
}

impl Request {
    /// The first header of that name, compared without case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The endpoint that a proxy is asked for (RFC 9112, sections 3.2.2 and 3.2.3); none when the
    /// target has another form.
    pub(super) fn asked(&self) -> Option<Asked> {
        let tunnel = self.method == "CONNECT";
        let (scheme, rest) = if tunnel {
            (Scheme::Https, self.target.as_str())
        } else if let Some(rest) = without_prefix(&self.target, "http://") {
            (Scheme::Http, rest)
        } else {
            (Scheme::Https, without_prefix(&self.target, "https://")?)
        };
        let (authority, path) = match rest.find(['/', '?']) {
            _ if tunnel => (rest, "/".to_owned()),
            Some(at) if rest[at..].starts_with('?') => (&rest[..at], format!("/{}", &rest[at..])),
            Some(at) => (&rest[..at], rest[at..].to_owned()),
            None => (rest, "/".to_owned()),
        };
        let after_address = authority.rfind(']').map_or(0, |at| at + 1);
        let (host, port) = match authority[after_address..].find(':') {
            Some(at) => {
                let (host, port) = authority.split_at(after_address + at);
                (host, port[1..].parse().ok().filter(|port| *port > 0)?)
            }
            None if tunnel => return None,
            None => (authority, scheme.default_port()?),
        };
        Some(Asked {
            tunnel,
            method: self.method.clone(),
            host: host.parse().ok()?,
            port,
            path,
            secure: !tunnel && scheme == Scheme::Https,
        })
    }
}

impl Asked {
    /// `host:port`.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.host.authority(), self.port)
    }

    /// The URL as a proxy shows it on its pages.
    pub(super) fn url(&self) -> String {
        if self.tunnel {
            return self.authority();
        }
        let scheme = if self.secure { Scheme::Https } else { Scheme::Http };
        let authority = match scheme.default_port() {
            Some(port) if port == self.port => self.host.authority(),
            _ => self.authority(),
        };
        format!("{scheme}://{authority}{}", self.path)
    }
}

/// Reads the next request head.
pub(super) async fn receive<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Received> {
    match tokio::time::timeout(HEAD_WITHIN, read_head(stream)).await {
        Ok(received) => received,
        Err(_) => Ok(Received::Nothing),
    }
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Received> {
    let mut bytes = Vec::with_capacity(1024);
    let mut searched = 0;
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(if bytes.is_empty() { Received::Nothing } else { Received::Malformed });
        }
        // Parse only when the end of the head may be there: a client that sends a byte at a time
        // must not make the work quadratic.
        let from = usize::saturating_sub(searched, 3);
        if has_blank_line(&bytes[from..]) {
            return Ok(parse(&bytes));
        }
        searched = bytes.len();
        if bytes.len() > MAX_HEAD {
            return Ok(Received::Malformed);
        }
    }
}

fn has_blank_line(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|two| two == b"\n\n") || bytes.windows(4).any(|four| four == b"\r\n\r\n")
}

fn parse(bytes: &[u8]) -> Received {
    let mut room = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Request::new(&mut room);
    let Ok(httparse::Status::Complete(length)) = parsed.parse(bytes) else {
        return Received::Malformed;
    };
    let (Some(method), Some(target)) = (parsed.method, parsed.path) else {
        return Received::Malformed;
    };
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|header| {
            (header.name.to_owned(), String::from_utf8_lossy(header.value).trim().to_owned())
        })
        .collect();
    let said = |name: &str, word: &str| {
        headers.iter().any(|(known, value)| {
            known.eq_ignore_ascii_case(name) && value.eq_ignore_ascii_case(word)
        })
    };
    let closes = said("connection", "close")
        || said("proxy-connection", "close")
        || (parsed.version == Some(0) && !said("connection", "keep-alive"))
        // A body would have to be read away first. No client of ours sends one.
        || headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("transfer-encoding")
                || (name.eq_ignore_ascii_case("content-length") && value != "0")
        });
    let request = Request { method: method.to_owned(), target: target.to_owned(), closes, headers };
    Received::Request(request, bytes[length..].to_vec())
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, target: &str) -> Option<Asked> {
        let request = Request {
            method: method.into(),
            target: target.into(),
            closes: false,
            headers: Vec::new(),
        };
        request.asked()
    }

    async fn received(text: &str) -> Received {
        receive(&mut text.as_bytes()).await.unwrap()
    }

    #[test]
    fn the_endpoint_is_found_in_both_forms() {
        let tunnel = asked("CONNECT", "A.Test:443").unwrap();
        assert_eq!((tunnel.authority().as_str(), tunnel.tunnel), ("a.test:443", true));
        let get = asked("GET", "HTTP://a.test?x=1").unwrap();
        assert_eq!((get.port, get.path.as_str(), get.tunnel), (80, "/?x=1", false));
        assert_eq!(get.url(), "http://a.test/?x=1");
        let odd_port = asked("GET", "http://a.test:8080/p").unwrap();
        assert_eq!(odd_port.url(), "http://a.test:8080/p");
        assert_eq!(asked("CONNECT", "[::1]:443").unwrap().authority(), "[::1]:443");
        assert_eq!(asked("GET", "https://a.test/").unwrap().port, 443);
    }

    #[test]
    fn other_forms_are_for_nobody() {
        for (method, target) in [
            ("GET", "/"),
            ("CONNECT", "a.test"),
            ("CONNECT", "a.test:0"),
            ("CONNECT", "a.test:99999"),
            ("OPTIONS", "*"),
            ("GET", "ftp://a.test/"),
            ("GET", "http://"),
            ("GET", "ü"),
        ] {
            assert_eq!(asked(method, target), None, "{method} {target}");
        }
    }

    #[tokio::test]
    async fn bytes_after_the_head_are_kept() {
        let text = "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n\x16\x03";
        let Received::Request(request, rest) = received(text).await else { panic!("no request") };
        assert_eq!(request.header("HOST"), Some("a.test"));
        assert_eq!(rest, b"\x16\x03");
    }

    #[tokio::test]
    async fn heads_beyond_the_limits_are_malformed() {
        let endless = format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(MAX_HEAD));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200));
        for text in [endless.as_str(), many.as_str(), "\x16\x03\x01", "nonsense\r\n\r\n"] {
            assert!(matches!(received(text).await, Received::Malformed));
        }
        assert!(matches!(received("").await, Received::Nothing));
    }
}
