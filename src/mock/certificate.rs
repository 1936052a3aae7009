//! What a scenario says of the certificate that an origin shows.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::made_text::texts;

/// What is right or wrong with the certificate that an origin shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// For the asked name, in date, from the mock world's own CA.
    #[default]
    Good,
    /// From the mock world's own CA, for another name.
    WrongName,
    /// Ended years ago.
    Expired,
    /// Begins in a distant future.
    NotYetValid,
    /// Signed by its own key.
    SelfSigned,
    /// Signed by a CA that nobody was told of.
    UnknownIssuer,
    /// Signed by the CA of a proxy that intercepts TLS.
    Intercepted,
}

/// The certificate that an origin shows. In a file it is a word (`good`), or a map of these fields
/// (`{kind: good, crl: ["http://crl.test/a.crl"]}`), whose texts may be described rather than
/// written out: `{text: "n#.test", times: 10000}`, `{text: "http://a.test/", length: 65536}`.
///
/// Names and URLs are put in as they are, however odd. Clients limit what they take: `rustls` ends
/// the handshake when the certificates have 64 KiB or more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// What is right or wrong with it.
    pub kind: CertificateKind,
    /// Names in the subject alternative name extension, after the asked one; a leading `*.` makes
    /// one a wildcard.
    pub names: Vec<String>,
    /// URLs of its CRL distribution points, one point each (RFC 5280, section 4.2.1.13).
    pub crl: Vec<String>,
    /// URLs of OCSP responders in its authority information access extension (RFC 5280, section
    /// 4.2.2.1).
    pub ocsp: Vec<String>,
    /// URLs of its issuer's certificate in the same extension.
    pub ca_issuers: Vec<String>,
}

impl From<CertificateKind> for Certificate {
    fn from(kind: CertificateKind) -> Self {
        Self { kind, ..Self::default() }
    }
}

/// The form with particulars.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Particulars {
    kind: CertificateKind,
    #[serde(deserialize_with = "texts")]
    names: Vec<String>,
    #[serde(deserialize_with = "texts")]
    crl: Vec<String>,
    #[serde(deserialize_with = "texts")]
    ocsp: Vec<String>,
    #[serde(deserialize_with = "texts")]
    ca_issuers: Vec<String>,
}

/// A text that no certificate can hold.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` cannot stand in a certificate; expected ASCII (RFC 5280, section 4.2.1.6)")]
struct NotAscii(String);

impl TryFrom<Particulars> for Certificate {
    type Error = NotAscii;

    fn try_from(from: Particulars) -> Result<Self, NotAscii> {
        let Particulars { kind, names, crl, ocsp, ca_issuers } = from;
        for text in [&names, &crl, &ocsp, &ca_issuers].into_iter().flatten() {
            if !text.is_ascii() {
                return Err(NotAscii(text.chars().take(80).collect()));
            }
        }
        Ok(Self { kind, names, crl, ocsp, ca_issuers })
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Certificate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a certificate (good) or one with particulars ({crl: [URL]})")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Certificate, E> {
                CertificateKind::deserialize(StrDeserializer::new(word)).map(Certificate::from)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Certificate, A::Error> {
                let particulars = Particulars::deserialize(MapAccessDeserializer::new(map))?;
                Certificate::try_from(particulars).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
