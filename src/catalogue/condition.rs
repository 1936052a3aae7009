//! What a role or endpoint asks of the path between it and the internet.

use serde::Deserialize;

use super::terms::terms;

terms! {
    /// The kind of a condition; its words stand in [`Condition::detail`].
    ConditionKind {
        /// TLS must not be opened on the way.
        NoTlsInspection = "no-tls-inspection",
        /// The proxy must not ask for a sign-in.
        NoProxyAuthentication = "no-proxy-authentication",
        /// How the role can sign in at a proxy.
        Authentication = "authentication",
        /// The account with which the role signs in at the proxy.
        Account = "account",
        /// Range requests and partial answers must pass (RFC 9110, section 14).
        RangeRequests = "range-requests",
        /// No proxy may stand on the way.
        NoProxy = "no-proxy",
        /// Idle connections must be left open for some time.
        IdleTimeout = "idle-timeout",
        /// A certain TLS version or cipher suite must be possible.
        TlsVersion = "tls-version",
        /// The proxy port that the product takes when none is given.
        DefaultPort = "default-port",
        /// How the product finds the proxy by itself.
        Discovery = "discovery",
        /// Where the product takes its proxy setting from.
        Settings = "settings",
    }
}

/// One condition, as documented.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What it is about.
    pub kind: ConditionKind,
    /// What the source says, in our words.
    pub detail: String,
}
