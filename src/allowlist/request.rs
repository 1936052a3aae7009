//! What a client asks for.

use crate::address::Scheme;

/// One request, as the product sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The host as it was sent: case and a trailing dot are kept.
    pub host: String,
    /// The port; none where ports play no part.
    pub port: Option<u16>,
    /// The scheme.
    pub scheme: Scheme,
    /// The path with its query, from the slash on.
    pub path: String,
}

impl Request {
    /// A request for a host and a port, with the scheme that belongs to the port.
    #[must_use]
    pub fn new(host: &str, port: u16) -> Self {
        Self {
            host: host.to_owned(),
            port: Some(port),
            scheme: Scheme::of_port(port),
            path: "/".to_owned(),
        }
    }

    /// The host without a port that a client wrote with it.
    #[must_use]
    pub fn bare_host(&self) -> &str {
        match self.host.rsplit_once(':') {
            Some((host, port)) if is_port(port) && (host.ends_with(']') || !host.contains(':')) => {
                host
            }
            _ => &self.host,
        }
    }

    /// The text `host:port`, where the port stands as `CONNECT` writes it.
    #[must_use]
    pub fn authority(&self) -> String {
        let port = self.port.or_else(|| self.scheme.default_port());
        let host = self.bare_host();
        port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The text of the `Host` header: as the client wrote it, or with the port where it is not the
    /// scheme's own.
    #[must_use]
    pub fn host_header(&self) -> String {
        match self.port {
            _ if self.bare_host().len() < self.host.len() => self.host.clone(),
            Some(port) if Some(port) != self.scheme.default_port() => {
                format!("{}:{port}", self.host)
            }
            _ => self.host.clone(),
        }
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.scheme.as_str(), self.host_header(), self.path)
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
