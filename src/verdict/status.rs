//! The few words that a verdict is made of.

/// Where an endpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The endpoint itself answered.
    Reachable,
    /// Somebody's policy refused.
    Blocked,
    /// The network, the proxy or the endpoint is in trouble.
    Failed,
    /// Nothing was asked, and the cause says why.
    Untested,
    /// Something was asked, and what came back has more than one meaning.
    Inconclusive,
}

impl Status {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Blocked => "blocked",
            Self::Failed => "failed",
            Self::Untested => "untested",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Who said no, or where it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// This machine: its resolver, its firewall, its resources, its settings.
    ThisMachine,
    /// The configured proxy.
    Proxy,
    /// Something between the proxy and the endpoint, or the proxy's own resolver or parent.
    BeyondProxy,
    /// Something between this machine and whom it connects to.
    Path,
    /// The endpoint.
    Origin,
}

impl Party {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThisMachine => "this_machine",
            Self::Proxy => "proxy",
            Self::BeyondProxy => "beyond_proxy",
            Self::Path => "path",
            Self::Origin => "origin",
        }
    }
}

/// How far the evidence carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It has one meaning wherever it was seen.
    Sure,
    /// It has one meaning in practice, and another one is possible.
    Likely,
    /// It has several meanings; a second question would settle it.
    Open,
}

impl Confidence {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Likely => "likely",
            Self::Open => "open",
        }
    }
}

/// The furthest point that was shown to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The endpoint accepted a TCP connection from this machine.
    Tcp,
    /// The proxy said that it opened a tunnel. By itself this proves nothing about the endpoint.
    Tunnel,
    /// The endpoint completed TLS.
    Tls,
    /// The endpoint answered a request.
    Http,
}

impl Proof {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Tunnel => "tunnel",
            Self::Tls => "tls",
            Self::Http => "http",
        }
    }
}
