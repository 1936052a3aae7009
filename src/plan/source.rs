//! What led to a probe.

use std::fmt;

use serde::{Serialize, Serializer};

/// What led to a probe. The strongest comes first: a name that a list has is the list's, whoever
/// else mentions it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The command line.
    Target,
    /// A list: the entry itself, another entry, or a name that is known under a wildcard.
    #[default]
    Catalogue,
    /// A file of names that somebody uses.
    Names,
    /// The access log of a proxy.
    Log,
    /// A canonical name met while another name was looked up.
    Cname,
    /// A subject alternative name of a certificate that was shown.
    San,
    /// A name made up to ask a proxy about a rule, or a control for that question.
    Rule,
    /// A CRL distribution point of a chain that was shown (RFC 5280, section 4.2.1.13).
    Crl,
    /// An OCSP responder of such a chain (RFC 5280, section 4.2.2.1).
    Ocsp,
    /// Where such a chain's issuers can be fetched (RFC 5280, section 4.2.2.1).
    Aia,
    /// The `Location` of an answer (RFC 9110, section 10.2.2).
    Redirect,
}

impl Source {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Catalogue => "catalogue",
            Self::Names => "names",
            Self::Log => "log",
            Self::Cname => "cname",
            Self::San => "san",
            Self::Rule => "rule",
            Self::Crl => "crl",
            Self::Ocsp => "ocsp",
            Self::Aia => "aia",
            Self::Redirect => "redirect",
        }
    }

    /// True for a name under a wildcard that no list has. That it fails shows that this one name
    /// fails, and never that a role is not ready.
    #[must_use]
    pub fn is_discovered(self) -> bool {
        matches!(self, Self::Names | Self::Log | Self::Cname | Self::San)
    }

    /// True for what an endpoint's answer drags in.
    #[must_use]
    pub fn is_derived(self) -> bool {
        matches!(self, Self::Crl | Self::Ocsp | Self::Aia | Self::Redirect)
    }

    /// True for what somebody on the network told us to ask, rather than a list or the user.
    #[must_use]
    pub fn is_hearsay(self) -> bool {
        self.is_derived() || matches!(self, Self::Cname | Self::San)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
