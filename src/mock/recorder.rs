//! Remembers who was asked for what.

use std::sync::{Mutex, PoisonError};

use super::request::Request;

/// How many requests are remembered; later ones are only counted.
const REMEMBERED: usize = 100_000;

/// A request as the mock world saw it. Credentials are noted, never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who was asked.
    pub by: Party,
    /// The method as sent.
    pub method: String,
    /// The request target as sent: `host:port`, a URL, or a path.
    pub target: String,
    /// The `Host` header.
    pub host: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// Whether credentials came along.
    pub credentials: Credentials,
    /// Whether a cookie came along.
    pub cookie: Option<String>,
}

/// Who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The proxy, by CONNECT or for a URL.
    Proxy,
    /// An origin, inside a tunnel or directly.
    Origin,
}

/// Whether a request carried credentials for the party that was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// No credentials.
    Absent,
    /// Credentials, right or wrong.
    Sent,
}

#[derive(Default)]
pub(super) struct Recorder {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    seen: Vec<Seen>,
    count: u64,
}

impl Recorder {
    pub(super) fn record(&self, by: Party, request: &Request) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.count += 1;
        if kept.seen.len() >= REMEMBERED {
            return;
        }
        let credentials = match by {
            Party::Proxy => request.header("Proxy-Authorization"),
            Party::Origin => request.header("Authorization"),
        };
        kept.seen.push(Seen {
            by,
            method: request.method.clone(),
            target: request.target.clone(),
            host: request.header("Host").map(str::to_owned),
            user_agent: request.header("User-Agent").map(str::to_owned),
            credentials: match credentials {
                Some(_) => Credentials::Sent,
                None => Credentials::Absent,
            },
            cookie: request.header("Cookie").map(str::to_owned),
        });
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).seen.clone()
    }

    pub(super) fn count(&self) -> u64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).count
    }
}
