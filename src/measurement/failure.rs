//! How a step failed: a kind, the native number, and the words that came with it.

/// What happened, without saying whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// The name does not exist (NXDOMAIN, `EAI_NONAME`, `WSAHOST_NOT_FOUND`).
    NameNotFound,
    /// The name exists and has no address (NODATA, `WSANO_DATA`).
    NoAddress,
    /// Every address of the name is private, link-local or loopback, and only public ones may be
    /// asked.
    NotPublic,
    /// No name server answered (`EAI_AGAIN`, `WSATRY_AGAIN`, a time-out).
    NameServerSilent,
    /// A name server answered that it failed or refuses (SERVFAIL, REFUSED).
    NameServerFailed,
    /// The connection was refused.
    Refused,
    /// No route to the address.
    Unreachable,
    /// The connection was reset.
    Reset,
    /// The connection was closed before the answer was complete.
    Closed,
    /// No answer within the limit of the stage.
    TimedOut,
    /// What came back was no TLS.
    NotTls,
    /// TLS failed: an alert, or parameters on which the two sides cannot agree.
    Tls,
    /// What came back was no HTTP.
    NotHttp,
    /// The answer was larger than what is read.
    TooLarge,
    /// This machine had no descriptor, port or memory left.
    LocalResources,
    /// This machine forbade it.
    LocalPolicy,
    /// A SOCKS proxy answered with a reply code other than success.
    SocksReply,
    /// A SOCKS proxy did not accept user and password.
    LoginRefused,
    /// What answered a SOCKS greeting was no SOCKS, or nothing.
    NotSocks,
    /// The run was ended before the step was.
    Cancelled,
    /// Anything else; the text says what.
    Other,
}

impl FailureKind {
    /// The word in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NameNotFound => "name_not_found",
            Self::NoAddress => "no_address",
            Self::NotPublic => "not_public",
            Self::NameServerSilent => "name_server_silent",
            Self::NameServerFailed => "name_server_failed",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Reset => "reset",
            Self::Closed => "closed",
            Self::TimedOut => "timed_out",
            Self::NotTls => "not_tls",
            Self::Tls => "tls",
            Self::NotHttp => "not_http",
            Self::TooLarge => "too_large",
            Self::LocalResources => "local_resources",
            Self::LocalPolicy => "local_policy",
            Self::SocksReply => "socks_reply",
            Self::LoginRefused => "login_refused",
            Self::NotSocks => "not_socks",
            Self::Cancelled => "cancelled",
            Self::Other => "other",
        }
    }
}

/// The number that the system or the peer gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NativeCode {
    /// `errno` (POSIX) or a Winsock error number, as the running system has it.
    Os(i32),
    /// A `getaddrinfo` result (RFC 3493, section 6.1), as the running system numbers it.
    AddrInfo(i32),
    /// A DNS response code (RFC 1035, section 4.1.1).
    DnsRcode(u16),
    /// A TLS alert (RFC 8446, section 6).
    TlsAlert(u8),
    /// A SOCKS 5 reply (RFC 1928, section 6; RFC 1929, section 2), or one of SOCKS 4: 90 to 93.
    SocksReply(u8),
}

impl std::fmt::Display for NativeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Os(number) => write!(f, "os error {number}"),
            Self::AddrInfo(number) => write!(f, "getaddrinfo {number}"),
            Self::DnsRcode(number) => write!(f, "dns rcode {number}"),
            Self::TlsAlert(number) => write!(f, "tls alert {number}"),
            Self::SocksReply(number) => write!(f, "socks reply {number}"),
        }
    }
}

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// Its number, where there is one.
    pub native: Option<NativeCode>,
    /// The words, for people.
    pub text: String,
}

impl Failure {
    /// A failure without a number.
    #[must_use]
    pub fn new(kind: FailureKind, text: impl Into<String>) -> Self {
        Self { kind, native: None, text: text.into() }
    }

    /// The same with its number.
    #[must_use]
    pub fn with(mut self, native: NativeCode) -> Self {
        self.native = Some(native);
        self
    }
}
