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

    /// The text `host:port`, where the port stands as `CONNECT` writes it.
    #[must_use]
    pub fn authority(&self) -> String {
        let port = self.port.or_else(|| self.scheme.default_port());
        port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// The text of the `Host` header: the port only where it is not the scheme's own.
    #[must_use]
    pub fn host_header(&self) -> String {
        match self.port {
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
