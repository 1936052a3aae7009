//! The schemes that are spoken, and which of them somebody wants.

/// A scheme of proxy authentication. The order is by strength, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthScheme {
    /// The password itself (RFC 7617).
    Basic,
    /// A hash over password and nonce (RFC 7616).
    Digest,
    /// `NTLMv2` ([MS-NLMP]), which authenticates a connection rather than a request.
    Ntlm,
    /// Kerberos, or NTLM in the same wrapping (RFC 4559, RFC 4178).
    Negotiate,
}

impl AuthScheme {
    /// All of them, weakest first.
    pub const ALL: [Self; 4] = [Self::Basic, Self::Digest, Self::Ntlm, Self::Negotiate];

    /// The name for options and reports: `basic`, `digest`, `ntlm`, `negotiate`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Digest => "digest",
            Self::Ntlm => "ntlm",
            Self::Negotiate => "negotiate",
        }
    }

    /// The scheme of that name, whatever its case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str().eq_ignore_ascii_case(name))
    }
}

/// Which schemes may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthChoice {
    /// Whatever the proxy offers and the credentials allow, strongest first.
    #[default]
    Any,
    /// None, on purpose: what a product without authentication meets.
    None,
    /// This one or none.
    Only(AuthScheme),
}

impl AuthChoice {
    /// True when a scheme may be used.
    #[must_use]
    pub fn allows(self, scheme: AuthScheme) -> bool {
        match self {
            Self::Any => true,
            Self::None => false,
            Self::Only(only) => only == scheme,
        }
    }
}
