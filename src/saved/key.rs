//! What makes a probe of one report the same as one of another.

use crate::address::PortSpec;

/// What makes a probe of one report the same as one of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProbeKey {
    /// The host in small letters, or the entry where nobody was asked.
    pub name: String,
    /// The port.
    pub port: PortSpec,
    /// The scheme; empty where nobody was asked.
    pub scheme: String,
}

impl ProbeKey {
    pub(super) fn of(
        host: Option<&str>,
        endpoint: &str,
        port: PortSpec,
        scheme: Option<&str>,
    ) -> Self {
        Self {
            name: host.unwrap_or(endpoint).to_ascii_lowercase(),
            port,
            scheme: scheme.unwrap_or_default().to_owned(),
        }
    }
}

/// Where a probe went, in words.
pub(super) fn place(host: Option<&str>, endpoint: &str, port: PortSpec) -> String {
    match host {
        Some(host) if host.contains(':') && !host.starts_with('[') => format!("[{host}]:{port}"),
        Some(host) => format!("{host}:{port}"),
        None => format!("{endpoint} port {port}"),
    }
}
