//! An HTTP/1.1 response, as one of the mock world's parties says it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt};

/// What happens to the connection after a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// It takes the next request.
    KeepOpen,
    /// It ends.
    Close,
}

/// A response with a body of known length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Response {
    /// Status line without its line end.
    pub(super) status_line: String,
    /// Names and values, in the order in which they are sent.
    pub(super) headers: Vec<(String, String)>,
    /// The body.
    pub(super) body: String,
    /// What follows.
    pub(super) afterwards: Afterwards,
}

impl Response {
    /// A response with HTTP/1.1 and nothing else yet.
    pub(super) fn new(status: u16, reason: &str) -> Self {
        Self {
            status_line: format!("HTTP/1.1 {status} {reason}"),
            headers: Vec::new(),
            body: String::new(),
            afterwards: Afterwards::KeepOpen,
        }
    }

    /// Adds a header.
    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body.
    pub(super) fn body(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self
    }

    /// The same response with what a scenario says otherwise. A header takes the place of those of
    /// its name.
    pub(super) fn changed(
        mut self,
        status: Option<(u16, Option<&str>)>,
        headers: &BTreeMap<String, String>,
        body: Option<&str>,
    ) -> Self {
        if let Some((status, phrase)) = status {
            let phrase = phrase.unwrap_or_else(|| reason(status));
            self.status_line = format!("HTTP/1.1 {status} {phrase}");
        }
        for (name, value) in headers {
            self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            self.headers.push((name.clone(), value.clone()));
        }
        if let Some(body) = body {
            body.clone_into(&mut self.body);
        }
        self
    }

    /// The connection ends after this response, without a word about it.
    pub(super) fn ends(mut self) -> Self {
        self.afterwards = Afterwards::Close;
        self
    }

    /// The connection ends after this response, which says so.
    pub(super) fn closes(self) -> Self {
        self.header("Connection", "close").ends()
    }

    /// The bytes on the wire. An answer to HEAD has everything but the body.
    pub(super) fn bytes(&self, method: &str) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.status_line);
        for (name, value) in &self.headers {
            // Writing into a string cannot fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n", self.body.len());
        if method != "HEAD" {
            text.push_str(&self.body);
        }
        text.into_bytes()
    }

    /// Sends it, and says what happens to the connection then.
    pub(super) async fn send<S: AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        method: &str,
    ) -> io::Result<Afterwards> {
        stream.write_all(&self.bytes(method)).await?;
        stream.flush().await?;
        Ok(self.afterwards)
    }
}

/// The reason phrase registered for a status (RFC 9110, section 15), or none.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        511 => "Network Authentication Required",
        _ => "",
    }
}
