//! The mock world's certificate authorities, made anew at each start, and the leaves they sign.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType, SerialNumber,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;

use super::authority_access::authority_access;
use super::certificate::{Certificate, CertificateKind};

/// How many leaves are remembered. A client that asks for more names than this costs time, not
/// memory.
const CACHED_LEAVES: usize = 20_000;

/// Leaves of more bytes than this are made anew each time: a scenario that wants them huge would
/// fill the memory.
const LARGEST_CACHED: usize = 16 * 1024;

/// The name in the certificate of [`CertificateKind::WrongName`].
const OTHER_NAME: &str = "other.mock.test";

/// Three CAs and one leaf key. Signing is one P-256 operation for each new name and kind.
pub(super) struct Certificates {
    own: Authority,
    intercepting: Authority,
    unknown: Authority,
    leaf_key: KeyPair,
    signing_key: Arc<dyn rustls::sign::SigningKey>,
    leaves: Mutex<HashMap<(Certificate, String), Arc<CertifiedKey>>>,
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

    /// Such a certificate for a name, with its chain; none for what is no name.
    pub(super) fn leaf(&self, certificate: &Certificate, name: &str) -> Option<Arc<CertifiedKey>> {
        let wanted = (certificate.clone(), name.to_owned());
        // A panic elsewhere leaves the map whole: entries are only added or all removed.
        let lock = || self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&wanted) {
            return Some(Arc::clone(known));
        }
        let leaf = match self.sign(certificate, name) {
            Ok(leaf) => Arc::new(leaf),
            Err(error) => {
                tracing::debug!(name, %error, "no certificate for this name");
                return None;
            }
        };
        if leaf.cert.iter().any(|part| part.len() > LARGEST_CACHED) {
            return Some(leaf);
        }
        let mut leaves = lock();
        if leaves.len() >= CACHED_LEAVES {
            leaves.clear();
        }
        leaves.insert(wanted, Arc::clone(&leaf));
        Some(leaf)
    }

    fn sign(&self, wanted: &Certificate, name: &str) -> Result<CertifiedKey, rcgen::Error> {
        let kind = wanted.kind;
        let name = if kind == CertificateKind::WrongName { OTHER_NAME } else { name };
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        for further in &wanted.names {
            params.subject_alt_names.push(SanType::DnsName(further.as_str().try_into()?));
        }
        let points = wanted.crl.iter().map(|url| CrlDistributionPoint { uris: vec![url.clone()] });
        params.crl_distribution_points = points.collect();
        params.custom_extensions.extend(authority_access(wanted));
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
    use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
    use x509_parser::prelude::{FromDer, X509Certificate};

    use super::*;

    #[test]
    fn a_name_is_signed_once_and_serial_numbers_differ() {
        let certificates = Certificates::new().unwrap();
        let first = certificates.leaf(&Certificate::default(), "a.test").unwrap();
        let again = certificates.leaf(&Certificate::default(), "a.test").unwrap();
        let other = certificates.leaf(&Certificate::default(), "b.test").unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let serial = |leaf: &CertifiedKey| {
            X509Certificate::from_der(&leaf.cert[0]).unwrap().1.raw_serial().to_vec()
        };
        assert_ne!(serial(&first), serial(&other));
    }

    #[test]
    fn the_cache_does_not_grow_beyond_its_cap() {
        let certificates = Certificates::new().unwrap();
        let leaf = certificates.leaf(&Certificate::default(), "a.test").unwrap();
        for number in 0..CACHED_LEAVES {
            let name = (Certificate::default(), number.to_string());
            certificates.leaves.lock().unwrap().insert(name, Arc::clone(&leaf));
        }
        certificates.leaf(&Certificate::default(), "b.test").unwrap();
        assert_eq!(certificates.leaves.lock().unwrap().len(), 1);
    }

    #[test]
    fn long_names_and_addresses_get_certificates() {
        let certificates = Certificates::new().unwrap();
        let long = format!("{}.test", ["a".repeat(60), "b".repeat(60)].join("."));
        for name in [long.as_str(), "127.0.0.1", "::1"] {
            assert!(certificates.leaf(&Certificate::default(), name).is_some(), "{name}");
        }
    }

    fn parsed(wanted: &Certificate, check: impl FnOnce(&X509Certificate<'_>)) {
        let leaf = Certificates::new().unwrap().leaf(wanted, "a.test").unwrap();
        let (rest, certificate) = X509Certificate::from_der(&leaf.cert[0]).unwrap();
        assert!(rest.is_empty());
        check(&certificate);
    }

    fn urls<'a>(names: impl IntoIterator<Item = &'a GeneralName<'a>>) -> Vec<&'a str> {
        let url = |name: &'a GeneralName<'a>| match name {
            GeneralName::URI(url) => *url,
            other => panic!("{other} is no URL"),
        };
        names.into_iter().map(url).collect()
    }

    fn points<'a>(certificate: &'a X509Certificate<'a>) -> Vec<&'a str> {
        let extensions = certificate.extensions().iter();
        let found = extensions.filter_map(|extension| match extension.parsed_extension() {
            ParsedExtension::CRLDistributionPoints(points) => Some(&points.points),
            _ => None,
        });
        let names = found.flatten().flat_map(|point| match &point.distribution_point {
            Some(DistributionPointName::FullName(names)) => names.iter(),
            other => panic!("{other:?} has no URL"),
        });
        urls(names)
    }

    fn access<'a>(certificate: &'a X509Certificate<'a>, method: &str) -> Vec<&'a str> {
        let extensions = certificate.extensions().iter();
        let found = extensions.filter_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityInfoAccess(access) => Some(&access.accessdescs),
            _ => None,
        });
        let described = found.flatten();
        let wanted = described.filter(|one| one.access_method.to_id_string() == method);
        urls(wanted.map(|one| &one.access_location))
    }

    fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
        let names = &certificate.subject_alternative_name().unwrap().unwrap().value.general_names;
        names
            .iter()
            .map(|name| format!("{name}").replace("DNSName(", "").replace(')', ""))
            .collect()
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn further_names_and_urls_stand_in_their_extensions() {
        let odd = ["http://127.0.0.1:22/", "file:///etc/passwd", "ldap://a.test/cn=x?y", ""];
        let wanted = Certificate {
            names: owned(&["b.test", "*.c.test"]),
            crl: owned(&odd),
            ocsp: owned(&["http://ocsp.test", "http://[::1]/"]),
            ca_issuers: owned(&["http://ca.test/ca.crt"]),
            ..Certificate::default()
        };
        parsed(&wanted, |certificate| {
            assert_eq!(names(certificate), ["a.test", "b.test", "*.c.test"]);
            assert_eq!(points(certificate), odd);
            let ocsp = access(certificate, "1.3.6.1.5.5.7.48.1");
            assert_eq!(ocsp, ["http://ocsp.test", "http://[::1]/"]);
            assert_eq!(access(certificate, "1.3.6.1.5.5.7.48.2"), ["http://ca.test/ca.crt"]);
        });
    }

    #[test]
    fn an_ordinary_certificate_says_nothing_of_its_issuer() {
        parsed(&Certificate::default(), |certificate| {
            assert_eq!(names(certificate), ["a.test"]);
            assert!(points(certificate).is_empty());
            assert!(access(certificate, "1.3.6.1.5.5.7.48.1").is_empty());
        });
    }

    #[test]
    fn huge_certificates_are_made_and_not_kept() {
        let wanted = Certificate {
            names: (0..10_000).map(|number| format!("n{number}.example.test")).collect(),
            ocsp: vec![format!("http://long.test/{}", "a".repeat(65_536))],
            ..Certificate::default()
        };
        parsed(&wanted, |certificate| {
            assert_eq!(names(certificate).len(), 10_001);
            assert_eq!(access(certificate, "1.3.6.1.5.5.7.48.1")[0].len(), 65_553);
        });
        let certificates = Certificates::new().unwrap();
        certificates.leaf(&wanted, "a.test").unwrap();
        assert_eq!(certificates.leaves.lock().unwrap().len(), 0);
    }
}
