//! Certificates for the endpoints: good ones, and one for each thing that can be wrong.

use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};

use crate::world::write;

/// The file with the authority that tests trust.
pub const AUTHORITY: &str = "authority.pem";

/// The file with the authority of proxies that intercept, and the one with its key.
pub const INTERCEPTOR: (&str, &str) = ("interceptor.pem", "interceptor.key");

/// Writes `good`, `expired`, `wrong-name`, `self-signed` and `unknown-authority` as `.pem` and
/// `.key`, the authority that signed the first three, and the one of interceptors.
///
/// # Errors
/// When a certificate cannot be made.
pub fn write_all(folder: &Path) -> Result<(), rcgen::Error> {
    let known = Authority::new("clearway interop root", KeyPair::generate()?)?;
    let unknown = Authority::new("a root that nobody was told of", KeyPair::generate()?)?;
    // Privoxy knows no other kind of key.
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    let interceptor = Authority::new("clearway interop interceptor", key)?;
    write(folder, AUTHORITY, &known.pem);
    write(folder, INTERCEPTOR.0, &interceptor.pem);
    write(folder, INTERCEPTOR.1, &interceptor.issuer.key().serialize_pem());
    leaf(folder, "good", &["*.allowed.test", "*.resolving.test"], IN_DATE, Some(&known))?;
    leaf(folder, "expired", &["expired.allowed.test"], (2020, 2021), Some(&known))?;
    leaf(folder, "wrong-name", &["elsewhere.test"], IN_DATE, Some(&known))?;
    leaf(folder, "self-signed", &["self-signed.allowed.test"], IN_DATE, None)?;
    leaf(folder, "unknown-authority", &["unknown-authority.allowed.test"], IN_DATE, Some(&unknown))
}

/// First and last year.
const IN_DATE: (i32, i32) = (2024, 2100);

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str, key: KeyPair) -> Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name = called(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let pem = params.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem })
    }
}

fn leaf(
    folder: &Path,
    file: &str,
    names: &[&str],
    years: (i32, i32),
    by: Option<&Authority>,
) -> Result<(), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params =
        CertificateParams::new(names.iter().copied().map(str::to_owned).collect::<Vec<_>>())?;
    params.distinguished_name = called(names[0]);
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    let made = match by {
        Some(authority) => params.signed_by(&key, &authority.issuer)?,
        None => params.self_signed(&key)?,
    };
    write(folder, &format!("{file}.pem"), &made.pem());
    write(folder, &format!("{file}.key"), &key.serialize_pem());
    Ok(())
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::CommonName, name);
    called
}
