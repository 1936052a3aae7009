//! The schemes of a rule.

use std::fmt;

use crate::address::Scheme;

/// A set of schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schemes {
    /// Plain HTTP.
    pub http: bool,
    /// HTTPS: `CONNECT` through a proxy, TLS with a server name through a firewall.
    pub https: bool,
    /// Any other TCP.
    pub tcp: bool,
}

impl Schemes {
    /// Every scheme.
    pub const ALL: Self = Self { http: true, https: true, tcp: true };
    /// Plain HTTP only.
    pub const HTTP: Self = Self { http: true, https: false, tcp: false };
    /// HTTPS only.
    pub const HTTPS: Self = Self { http: false, https: true, tcp: false };
    /// Everything that goes through a proxy as `CONNECT`.
    pub const CONNECT: Self = Self { http: false, https: true, tcp: true };
    /// No scheme.
    pub const NONE: Self = Self { http: false, https: false, tcp: false };

    /// One scheme.
    #[must_use]
    pub fn one(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Http => Self::HTTP,
            Scheme::Https => Self::HTTPS,
            Scheme::Tcp => Self { tcp: true, ..Self::NONE },
        }
    }

    /// True when `scheme` is one of them.
    #[must_use]
    pub fn admit(self, scheme: Scheme) -> bool {
        match scheme {
            Scheme::Http => self.http,
            Scheme::Https => self.https,
            Scheme::Tcp => self.tcp,
        }
    }

    /// Those in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            http: self.http || other.http,
            https: self.https || other.https,
            tcp: self.tcp || other.tcp,
        }
    }

    /// Those in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self {
            http: self.http && other.http,
            https: self.https && other.https,
            tcp: self.tcp && other.tcp,
        }
    }

    /// True when each of `other` is one of them.
    #[must_use]
    pub fn contain(self, other: Self) -> bool {
        self.intersection(other) == other
    }
}

impl fmt::Display for Schemes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str("any scheme");
        }
        let all = [(self.http, "http"), (self.https, "https"), (self.tcp, "tcp")];
        let names: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        f.write_str(if names.is_empty() { "no scheme".into() } else { names.join(", ") }.as_str())
    }
}
