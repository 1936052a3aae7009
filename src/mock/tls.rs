//! How the origins speak TLS: one full handshake for each connection, with the certificate that
//! fits.

use std::io;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, SupportedProtocolVersion};
use serde::Deserialize;

use super::certificate::Certificate;
use super::certificates::Certificates;

/// Which TLS versions an origin speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum TlsVersions {
    /// Both, as servers do today.
    #[default]
    #[serde(rename = "any")]
    Any,
    /// Only TLS 1.2 (RFC 5246).
    #[serde(rename = "1.2")]
    Only12,
    /// Only TLS 1.3 (RFC 8446).
    #[serde(rename = "1.3")]
    Only13,
}

/// A configuration for each choice of versions; a connection copies one and adds its certificate.
pub(super) struct TlsConfigs {
    certificates: Arc<Certificates>,
    any: ServerConfig,
    only_12: ServerConfig,
    only_13: ServerConfig,
}

impl TlsConfigs {
    pub(super) fn new(certificates: Arc<Certificates>) -> io::Result<Self> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        Ok(Self {
            certificates,
            any: config(&provider, &[&rustls::version::TLS13, &rustls::version::TLS12])?,
            only_12: config(&provider, &[&rustls::version::TLS12])?,
            only_13: config(&provider, &[&rustls::version::TLS13])?,
        })
    }

    /// The configuration for one handshake. The certificate is for the name that the client sends
    /// in its `ClientHello` (RFC 6066, section 3), or for `asked` when it sends none.
    pub(super) fn server(
        &self,
        certificate: Certificate,
        versions: TlsVersions,
        asked: String,
    ) -> Arc<ServerConfig> {
        let mut config = match versions {
            TlsVersions::Any => &self.any,
            TlsVersions::Only12 => &self.only_12,
            TlsVersions::Only13 => &self.only_13,
        }
        .clone();
        config.cert_resolver = Arc::new(Presenter {
            certificates: Arc::clone(&self.certificates),
            certificate,
            asked,
        });
        Arc::new(config)
    }
}

/// A configuration without a certificate and without resumption: every handshake is a full one.
fn config(
    provider: &Arc<CryptoProvider>,
    versions: &[&'static SupportedProtocolVersion],
) -> io::Result<ServerConfig> {
    let mut config = ServerConfig::builder_with_provider(Arc::clone(provider))
        .with_protocol_versions(versions)
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Nobody));
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Stands in a configuration until a connection puts its [`Presenter`] there.
#[derive(Debug)]
struct Nobody;

impl ResolvesServerCert for Nobody {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        None
    }
}

/// Shows the certificate for the name that the client asks for.
struct Presenter {
    certificates: Arc<Certificates>,
    certificate: Certificate,
    asked: String,
}

impl ResolvesServerCert for Presenter {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certificates.leaf(&self.certificate, hello.server_name().unwrap_or(&self.asked))
    }
}

impl std::fmt::Debug for Presenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Presenter").field("kind", &self.certificate.kind).finish_non_exhaustive()
    }
}
