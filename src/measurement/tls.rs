//! A TLS session as it was seen: the whole chain, and what was found when it was judged.
//!
//! The handshake accepts every certificate, so that a bad one can be described; it is judged
//! afterwards, each question apart, because one fault hides another.

use std::sync::Arc;

use jiff::Timestamp;

/// What the peer presented, and whether it is believed.
#[derive(Clone, Debug, PartialEq)]
pub struct TlsSession {
    /// `TLS 1.2` or `TLS 1.3`.
    pub version: &'static str,
    /// The peer's chain, leaf first, as sent. Empty when the leaf could not be read.
    pub chain: Arc<[Certificate]>,
    /// What was found; none when it was not judged.
    pub trust: Option<Trust>,
}

/// One certificate, in the parts that matter for a verdict and for what it drags in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Subject, as one line.
    pub subject: String,
    /// Issuer, as one line.
    pub issuer: String,
    /// Common name of the issuer.
    pub issuer_common_name: String,
    /// Organisation of the issuer.
    pub issuer_organisation: String,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// The first subject alternative names, at most [`Certificate::NAMES_KEPT`].
    pub names: Vec<String>,
    /// How many subject alternative names there are.
    pub name_count: usize,
    /// Where its revocation list is, exactly as written: CRL distribution points (RFC 5280,
    /// section 4.2.1.13), at most [`Certificate::URLS_KEPT`].
    pub crl: Vec<String>,
    /// Who answers whether it is revoked: OCSP responders (RFC 5280, section 4.2.2.1), as many at
    /// most.
    pub ocsp: Vec<String>,
    /// Where its issuer's certificate is (RFC 5280, section 4.2.2.1), as many at most.
    pub ca_issuers: Vec<String>,
    /// How many such addresses are not kept: too many, too long, or not readable as text.
    pub urls_left_out: usize,
    /// SHA-256 of the whole certificate, in lower-case hex.
    pub sha256: String,
}

impl Certificate {
    /// Subject alternative names that are kept.
    pub const NAMES_KEPT: usize = 512;
    /// Addresses of each kind that are kept.
    pub const URLS_KEPT: usize = 8;
    /// Bytes of the longest address that is kept.
    pub const URL_LONGEST: usize = 2048;

    /// True when subject and issuer are the same.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }
}

/// Answers to the separate questions about a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Does it lead to a root that is trusted here, leaving dates and name aside?
    pub chain: ChainTrust,
    /// Is today within its validity?
    pub dates: Dates,
    /// Is it for the name that was asked for?
    pub name: NameFit,
    /// Which sets of roots it leads to, each asked apart.
    pub by: Vec<RootStore>,
    /// What the library said about the first fault it met, for people.
    pub text: String,
}

impl Trust {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.chain == ChainTrust::Trusted
            && self.dates == Dates::Valid
            && self.name == NameFit::Fits
    }
}

/// A set of trusted roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RootStore {
    /// This machine's.
    Platform,
    /// Those of the public web, as browsers have them.
    Public,
    /// Those of the platform with which a vendor signs endpoints of its own.
    Vendor,
    /// Those of `--ca`, or of the mock world.
    Given,
}

impl RootStore {
    /// `platform`, `public`, `vendor` or `ca`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Public => "public",
            Self::Vendor => "vendor",
            Self::Given => "ca",
        }
    }
}

/// Where a chain leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainTrust {
    /// To a root of the platform or of `--ca`.
    Trusted,
    /// The leaf is its own issuer and is not trusted.
    SelfSigned,
    /// To an issuer that is not trusted here.
    UnknownIssuer,
    /// The chain was revoked.
    Revoked,
    /// A signature, an extension or a purpose is wrong.
    Invalid,
}

/// Today against the validity of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// Within.
    Valid,
    /// The leaf or an issuer has expired.
    Expired,
    /// The leaf or an issuer is not valid yet; a wrong clock looks the same.
    NotYetValid,
}

/// The names in the leaf against the name asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFit {
    /// One of them is it.
    Fits,
    /// None is.
    Differs,
}
