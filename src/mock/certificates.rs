//! The mock world's certificate authorities, made anew at each start, and the leaves they sign.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use serde::Deserialize;

/// How many leaves are remembered. A client that asks for more names than this costs time, not
/// memory.
const CACHED_LEAVES: usize = 20_000;

/// The name in the certificate of [`CertificateKind::WrongName`].
const OTHER_NAME: &str = "other.mock.test";

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

/// Three CAs and one leaf key. Signing is one P-256 operation for each new name and kind.
pub(super) struct Certificates {
    own: Authority,
    intercepting: Authority,
    unknown: Authority,
    leaf_key: KeyPair,
    signing_key: Arc<dyn rustls::sign::SigningKey>,
    leaves: Mutex<HashMap<(CertificateKind, String), Arc<CertifiedKey>>>,
    today: (i32, u8, u8),
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
    pem: String,
}

impl Certificates {
    /// Makes the keys and the CA certificates.
    pub(super) fn new() -> io::Result<Arc<Self>> {
        let leaf_key = KeyPair::generate().map_err(io::Error::other)?;
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(leaf_key.serialize_der()));
        let signing_key =
            rustls::crypto::aws_lc_rs::sign::any_ecdsa_type(&private).map_err(io::Error::other)?;
        let date = jiff::Zoned::now().date();
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        Ok(Arc::new(Self {
            own: Authority::new("clearway mock root CA", "clearway mock world")?,
            intercepting: Authority::new("Example Corp TLS inspection CA", "Example Corp")?,
            unknown: Authority::new("Some unknown root CA", "Elsewhere")?,
            leaf_key,
            signing_key,
            leaves: Mutex::default(),
            today: (date.year().into(), part(date.month()), part(date.day())),
        }))
    }

    /// The CA that signs for the origins, in PEM.
    pub(super) fn own_pem(&self) -> &str {
        &self.own.pem
    }

    /// The same in DER.
    pub(super) fn own_der(&self) -> &CertificateDer<'static> {
        &self.own.der
    }

    /// The CA of the intercepting proxy, in PEM.
    pub(super) fn intercepting_pem(&self) -> &str {
        &self.intercepting.pem
    }

    /// The certificate of that kind for a name, with its chain; none for what is no name.
    pub(super) fn leaf(&self, kind: CertificateKind, name: &str) -> Option<Arc<CertifiedKey>> {
        let wanted = (kind, name.to_owned());
        // A panic elsewhere leaves the map whole: entries are only added or all removed.
        let lock = || self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&wanted) {
            return Some(Arc::clone(known));
        }
        let leaf = match self.sign(kind, name) {
            Ok(leaf) => Arc::new(leaf),
            Err(error) => {
                tracing::debug!(name, %error, "no certificate for this name");
                return None;
            }
        };
        let mut leaves = lock();
        if leaves.len() >= CACHED_LEAVES {
            leaves.clear();
        }
        leaves.insert(wanted, Arc::clone(&leaf));
        Some(leaf)
    }

    fn sign(&self, kind: CertificateKind, name: &str) -> Result<CertifiedKey, rcgen::Error> {
        let name = if kind == CertificateKind::WrongName { OTHER_NAME } else { name };
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        params.distinguished_name = distinguished_name(name, "clearway mock world");
        params.serial_number = Some(serial_number());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let (year, month, day) = self.today;
        // Some verifiers refuse leaves of more than two years, so these have one year about today.
        // The 28th is a day of every month.
        let day = day.min(28);
        (params.not_before, params.not_after) = match kind {
            CertificateKind::Expired => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            CertificateKind::NotYetValid => (date_time_ymd(2099, 1, 1), date_time_ymd(2100, 1, 1)),
            CertificateKind::Good
            | CertificateKind::WrongName
            | CertificateKind::SelfSigned
            | CertificateKind::UnknownIssuer
            | CertificateKind::Intercepted => {
                let before = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
                (date_time_ymd(before.0, before.1, day), date_time_ymd(year + 1, month, day))
            }
        };
        let issuer = match kind {
            CertificateKind::SelfSigned => None,
            CertificateKind::UnknownIssuer => Some(&self.unknown),
            CertificateKind::Intercepted => Some(&self.intercepting),
            CertificateKind::Good
            | CertificateKind::WrongName
            | CertificateKind::Expired
            | CertificateKind::NotYetValid => Some(&self.own),
        };
        let leaf = match issuer {
            Some(authority) => params.signed_by(&self.leaf_key, &authority.issuer)?,
            None => params.self_signed(&self.leaf_key)?,
        };
        let mut chain = vec![leaf.der().clone()];
        if kind == CertificateKind::Intercepted {
            // Squid sends its CA along, so a client can tell who intercepts.
            chain.push(self.intercepting.der.clone());
        }
        Ok(CertifiedKey::new(chain, Arc::clone(&self.signing_key)))
    }
}

impl Authority {
    fn new(name: &str, organization: &str) -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = distinguished_name(name, organization);
        params.serial_number = Some(serial_number());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2120, 1, 1);
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        let (der, pem) = (certificate.der().clone(), certificate.pem());
        Ok(Self { issuer: Issuer::new(params, key), der, pem })
    }
}

fn distinguished_name(name: &str, organization: &str) -> DistinguishedName {
    let mut found = DistinguishedName::new();
    found.push(DnType::OrganizationName, organization);
    // RFC 5280, appendix A.1: a common name has at most 64 characters.
    if name.len() <= 64 {
        found.push(DnType::CommonName, name);
    }
    found
}

/// RFC 5280, section 4.1.2.2: unique for an issuer, positive, at most 20 octets.
fn serial_number() -> SerialNumber {
    let mut octets = fastrand::u128(..).to_be_bytes();
    octets[0] = (octets[0] & 0x7f) | 0x40;
    SerialNumber::from_slice(&octets)
}

#[cfg(test)]
mod tests {
    use x509_parser::prelude::{FromDer, X509Certificate};

    use super::*;

    #[test]
    fn a_name_is_signed_once_and_serial_numbers_differ() {
        let certificates = Certificates::new().unwrap();
        let first = certificates.leaf(CertificateKind::Good, "a.test").unwrap();
        let again = certificates.leaf(CertificateKind::Good, "a.test").unwrap();
        let other = certificates.leaf(CertificateKind::Good, "b.test").unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let serial = |leaf: &CertifiedKey| {
            X509Certificate::from_der(&leaf.cert[0]).unwrap().1.raw_serial().to_vec()
        };
        assert_ne!(serial(&first), serial(&other));
    }

    #[test]
    fn the_cache_does_not_grow_beyond_its_cap() {
        let certificates = Certificates::new().unwrap();
        let leaf = certificates.leaf(CertificateKind::Good, "a.test").unwrap();
        for number in 0..CACHED_LEAVES {
            let name = (CertificateKind::Good, number.to_string());
            certificates.leaves.lock().unwrap().insert(name, Arc::clone(&leaf));
        }
        certificates.leaf(CertificateKind::Good, "b.test").unwrap();
        assert_eq!(certificates.leaves.lock().unwrap().len(), 1);
    }

    #[test]
    fn long_names_and_addresses_get_certificates() {
        let certificates = Certificates::new().unwrap();
        let long = format!("{}.test", ["a".repeat(60), "b".repeat(60)].join("."));
        for name in [long.as_str(), "127.0.0.1", "::1"] {
            assert!(certificates.leaf(CertificateKind::Good, name).is_some(), "{name}");
        }
    }
}
