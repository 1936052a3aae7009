//! Accept every certificate, keep the chain, judge it afterwards: each question apart.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error, RootCertStore};

use super::certificate::describe;
use super::own_roots::is_own_root;
use crate::address::Host;
use crate::measurement::{Certificate, ChainTrust, Dates, NameFit, RootStore, Trust};

/// The roots that are believed: the platform's and those of `--ca`; and the same apart, beside those
/// of the public web, to say who vouches for a chain.
#[derive(Clone)]
pub struct TrustStore {
    roots: Arc<RootCertStore>,
    apart: Vec<(RootStore, Arc<RootCertStore>)>,
    algorithms: WebPkiSupportedAlgorithms,
    /// What a reader of the report should know about the roots.
    pub notes: Vec<String>,
}

/// Why the roots could not be read. Reads on from "failed to".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustStoreError {
    /// The file is missing, or not ours to read.
    #[error("read the certificates in {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: rustls::pki_types::pem::Error,
    },
    /// There is no certificate in the file.
    #[error("find a certificate in {path}; expected PEM with -----BEGIN CERTIFICATE-----")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A certificate cannot be a root.
    #[error("use a certificate in {path} as a root: {source}")]
    Root {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: Error,
    },
}

impl TrustStore {
    /// The platform's roots and those in the PEM files `extra`.
    ///
    /// # Errors
    /// When a file of `extra` cannot be used. Roots of the platform that cannot be read are noted.
    pub fn platform(extra: &[PathBuf]) -> Result<Self, TrustStoreError> {
        let native = rustls_native_certs::load_native_certs();
        let mut store = Self::empty();
        let mut roots = RootCertStore::empty();
        let mut own = RootCertStore::empty();
        own.add_parsable_certificates(
            native.certs.iter().filter(|root| is_own_root(root)).cloned(),
        );
        let (added, ignored) = roots.add_parsable_certificates(native.certs);
        if added == 0 {
            store.notes.push(
                "no trusted root was found on this machine: certificates are judged against --ca only"
                    .to_owned(),
            );
        }
        if ignored > 0 {
            store.notes.push(format!("{ignored} roots of this machine cannot be read"));
        }
        let platform = roots.clone();
        let mut given = RootCertStore::empty();
        for path in extra {
            add_file(&mut given, path)?;
        }
        roots.roots.extend_from_slice(&given.roots);
        store.roots = Arc::new(roots);
        store.apart = [
            (RootStore::Platform, platform),
            (RootStore::Public, public_roots()),
            (RootStore::Vendor, own),
            (RootStore::Given, given),
        ]
        .map(|(store, roots)| (store, Arc::new(roots)))
        .into();
        Ok(store)
    }

    /// No root at all.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            roots: Arc::new(RootCertStore::empty()),
            apart: vec![(RootStore::Public, Arc::new(public_roots()))],
            algorithms: provider().signature_verification_algorithms,
            notes: Vec::new(),
        }
    }

    /// This store and one more root.
    ///
    /// # Errors
    /// When the certificate cannot be a root.
    pub fn with_root(mut self, root: CertificateDer<'static>) -> Result<Self, Error> {
        Arc::make_mut(&mut self.roots).add(root.clone())?;
        let mut given = RootCertStore::empty();
        given.add(root)?;
        self.apart.push((RootStore::Given, Arc::new(given)));
        Ok(self)
    }

    /// The roots that are believed, for whoever else speaks TLS.
    #[must_use]
    pub fn roots(&self) -> Arc<RootCertStore> {
        Arc::clone(&self.roots)
    }

    /// Describes a chain and answers the three questions about it.
    pub(super) fn judge(
        &self,
        chain: &[CertificateDer<'_>],
        host: &Host,
        now: UnixTime,
    ) -> (Vec<Certificate>, Option<Trust>) {
        let described: Vec<Certificate> = chain.iter().map(describe).collect();
        let trust = match (chain.split_first(), described.first()) {
            (Some((leaf, intermediates)), Some(first)) => {
                Some(self.judge_leaf(leaf, intermediates, first, host, now))
            }
            _ => None,
        };
        (described, trust)
    }

    fn judge_leaf(
        &self,
        leaf: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        described: &Certificate,
        host: &Host,
        now: UnixTime,
    ) -> Trust {
        let parsed = match ParsedCertificate::try_from(leaf) {
            Ok(parsed) => parsed,
            Err(error) => {
                return Trust {
                    chain: ChainTrust::Invalid,
                    dates: Dates::Valid,
                    name: NameFit::Differs,
                    by: Vec::new(),
                    text: error.to_string(),
                };
            }
        };
        let mut text = String::new();
        let mut say = |error: &Error| {
            if text.is_empty() {
                text = error.to_string();
            }
        };
        let against = |roots: &RootCertStore, time: UnixTime| {
            verify_server_cert_signed_by_trust_anchor(
                &parsed,
                roots,
                intermediates,
                time,
                self.algorithms.all,
            )
        };
        let at = |time: UnixTime| against(&self.roots, time);
        let first = at(now);
        let mut dates = leaf_dates(described, now);
        let chain = match &first {
            Ok(()) => ChainTrust::Trusted,
            Err(error) => {
                say(error);
                match date_fault(error) {
                    // A wrong date hides everything else: ask again at a time at which it fits.
                    Some(fault) => {
                        if dates == Dates::Valid {
                            dates = fault;
                        }
                        match at(within(described)) {
                            Ok(()) => ChainTrust::Trusted,
                            Err(error) if date_fault(&error).is_some() => ChainTrust::Trusted,
                            Err(error) => chain_fault(&error, described, intermediates),
                        }
                    }
                    None => chain_fault(error, described, intermediates),
                }
            }
        };
        let name = match verify_server_name(&parsed, &server_name(host)) {
            Ok(()) => NameFit::Fits,
            Err(error) => {
                say(&error);
                NameFit::Differs
            }
        };
        // Dates are another question: a chain that has expired still leads where it leads.
        let leads_to = |roots: &RootCertStore| match against(roots, now) {
            Ok(()) => true,
            Err(error) if date_fault(&error).is_some() => against(roots, within(described))
                .map_or_else(|error| date_fault(&error).is_some(), |()| true),
            Err(_) => false,
        };
        let stores = self.apart.iter().filter(|(_, roots)| !roots.is_empty() && leads_to(roots));
        let by = stores.map(|(store, _)| *store).collect();
        Trust { chain, dates, name, by, text }
    }
}

impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustStore").field("roots", &self.roots.len()).finish_non_exhaustive()
    }
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> Result<(), TrustStoreError> {
    let read = |source| TrustStoreError::Read { path: path.to_owned(), source };
    let mut found = 0;
    for certificate in CertificateDer::pem_file_iter(path).map_err(read)? {
        let root = |source| TrustStoreError::Root { path: path.to_owned(), source };
        roots.add(certificate.map_err(read)?).map_err(root)?;
        found += 1;
    }
    if found == 0 {
        return Err(TrustStoreError::Empty { path: path.to_owned() });
    }
    Ok(())
}

/// The roots of the public web: Mozilla's, as they were when this program was built.
fn public_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// The one provider of cryptography.
pub(super) fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

/// The name for SNI and for the certificate.
pub(super) fn server_name(host: &Host) -> ServerName<'static> {
    match host {
        Host::Ip(ip) => ServerName::IpAddress((*ip).into()),
        // Names that DNS has and certificates cannot carry end up as an address that fits nothing.
        Host::Name(name) => ServerName::try_from(name.as_str().to_owned())
            .unwrap_or(ServerName::IpAddress(IpAddr::from([0, 0, 0, 0]).into())),
    }
}

fn date_fault(error: &Error) -> Option<Dates> {
    match error {
        Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => Some(Dates::Expired),
        Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => Some(Dates::NotYetValid),
        _ => None,
    }
}

fn chain_fault(
    error: &Error,
    leaf: &Certificate,
    intermediates: &[CertificateDer<'_>],
) -> ChainTrust {
    match error {
        Error::InvalidCertificate(CertificateError::Revoked) => ChainTrust::Revoked,
        _ if leaf.is_self_issued() && intermediates.is_empty() => ChainTrust::SelfSigned,
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => ChainTrust::UnknownIssuer,
        _ => ChainTrust::Invalid,
    }
}

fn leaf_dates(leaf: &Certificate, now: UnixTime) -> Dates {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < leaf.not_before.as_second() {
        Dates::NotYetValid
    } else if now > leaf.not_after.as_second() {
        Dates::Expired
    } else {
        Dates::Valid
    }
}

/// The middle of the leaf's validity.
fn within(leaf: &Certificate) -> UnixTime {
    let middle = leaf.not_before.as_second().midpoint(leaf.not_after.as_second());
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(middle.try_into().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use rcgen::{
        BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd,
    };

    fn issuer() -> CertifiedIssuer<'static, KeyPair> {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Test Root");
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    }

    fn now() -> UnixTime {
        let at: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            at.as_second().try_into().unwrap(),
        ))
    }

    /// The verdict on a leaf for `a.test` signed by a known or an unknown root.
    fn judged(trusted: bool, years: (i32, i32), asked: &str) -> Trust {
        let issuer = issuer();
        let mut params = CertificateParams::new(vec!["a.test".to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let leaf = params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap();
        let mut store = TrustStore::empty();
        if trusted {
            store = store.with_root(issuer.der().clone()).unwrap();
        }
        let (chain, trust) = store.judge(&[leaf.der().clone()], &asked.parse().unwrap(), now());
        assert_eq!(chain[0].issuer_common_name, "Test Root");
        assert_eq!(chain[0].names, ["a.test"]);
        trust.unwrap()
    }

    #[test]
    fn a_good_certificate_is_good() {
        let trust = judged(true, (2026, 2027), "a.test");
        assert!(trust.is_good());
        assert_eq!(trust.by, [RootStore::Given], "no public root vouches for it");
        assert_eq!(judged(false, (2026, 2027), "a.test").by, []);
    }

    #[test]
    fn every_fault_is_found_behind_the_others() {
        let trust = judged(false, (2020, 2021), "b.test");
        assert_eq!(trust.dates, Dates::Expired);
        assert_eq!(trust.chain, ChainTrust::UnknownIssuer);
        assert_eq!(trust.name, NameFit::Differs);
    }

    #[test]
    fn an_expired_certificate_still_leads_to_its_root() {
        let trust = judged(true, (2020, 2021), "a.test");
        assert_eq!((trust.chain, trust.dates), (ChainTrust::Trusted, Dates::Expired));
        let early = judged(true, (2030, 2031), "a.test");
        assert_eq!((early.chain, early.dates), (ChainTrust::Trusted, Dates::NotYetValid));
    }

    #[test]
    fn a_self_signed_leaf_is_told_from_an_unknown_issuer() {
        let mut params = CertificateParams::new(vec!["a.test".to_owned()]).unwrap();
        params.not_after = date_time_ymd(2030, 1, 1);
        let leaf = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        let chain = [leaf.der().clone()];
        let (_, trust) = TrustStore::empty().judge(&chain, &"a.test".parse().unwrap(), now());
        assert_eq!(trust.unwrap().chain, ChainTrust::SelfSigned);
    }
}
