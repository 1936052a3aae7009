//! What one line of a log says.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::address::Scheme;
use crate::lines::Written;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The product let it pass. What the origin answered does not matter: its 403 is its own.
    Allowed,
    /// A rule of the product stopped it.
    Denied,
    /// The next proxy, or whatever else the product asked, stopped it.
    DeniedUpstream,
    /// The product asked for a login and got none.
    LoginMissing,
    /// TLS could not be set up between the product and the origin, or the client.
    TlsFailed,
    /// The line does not say: the client left, the name did not resolve, nothing answered.
    Unknown,
}

impl Verdict {
    /// Every verdict, in the order of their numbers.
    pub const ALL: [Self; 6] = [
        Self::Allowed,
        Self::Denied,
        Self::DeniedUpstream,
        Self::LoginMissing,
        Self::TlsFailed,
        Self::Unknown,
    ];

    /// Its words in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::DeniedUpstream => "denied upstream",
            Self::LoginMissing => "login missing",
            Self::TlsFailed => "TLS failed",
            Self::Unknown => "unclear",
        }
    }
}

/// One request, as one line tells about it. Texts are as the line has them.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When, in seconds since 1970; none where the line has no full date. A time without a zone is
    /// taken as UTC.
    pub time: Option<i64>,
    /// Who asked; empty where the line does not say.
    pub client: &'a [u8],
    /// Whom for: a name or an address.
    pub host: Written<'a>,
    /// The port; none where the line does not say.
    pub port: Option<u16>,
    /// How it was asked for; none where the line does not say.
    pub scheme: Option<Scheme>,
    /// What became of it.
    pub verdict: Verdict,
    /// The product's words for why; empty where it has none.
    pub reason: Cow<'a, [u8]>,
    /// The product's name for the rule that decided; empty where it has none.
    pub rule: Cow<'a, [u8]>,
}

impl<'a> Event<'a> {
    /// A request for a host of which nothing more is known.
    #[must_use]
    pub fn of(host: &'a [u8], verdict: Verdict) -> Self {
        Self {
            time: None,
            client: b"",
            host: Written::alone(host),
            port: None,
            scheme: None,
            verdict,
            reason: Cow::Borrowed(b""),
            rule: Cow::Borrowed(b""),
        }
    }
}

/// A request that was plainly let through: what busy logs consist of.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    /// When, in seconds since 1970.
    pub time: i64,
    /// Who asked.
    pub client: Written<'a>,
    /// Whom for.
    pub host: Written<'a>,
    /// The port.
    pub port: u16,
    /// How it was asked for.
    pub scheme: Scheme,
}

/// What a line is to a format.
#[derive(Clone, Debug)]
pub enum Reading<'a> {
    /// It tells about a request.
    Request(Event<'a>),
    /// It is a line of the format and tells about no request for a host.
    Aside,
    /// It is no line of the format.
    Foreign,
}
