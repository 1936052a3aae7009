//! Everything that the probes of a run share.

use std::sync::Arc;

use rustls::ClientConfig;
use secrecy::SecretString;

use super::limits::Limits;
use super::network::Resolver;
use super::recording_client::recording_client;
use super::steps::ProxyLookups;
use super::trust::TrustStore;
use crate::proxy::Credentials;

/// Knows how to ask: whom to look names up with, whom to trust, who we are, how long to wait.
pub struct Prober {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) trust: TrustStore,
    pub(super) tls: Arc<ClientConfig>,
    pub(super) limits: Limits,
    pub(super) user_agent: String,
    pub(super) proxy_lookups: ProxyLookups,
    pub(super) local_dns: bool,
    credentials: Option<Credentials>,
}

impl Prober {
    /// A prober that says who it is in `User-Agent`, and gives `credentials` to proxies.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        resolver: Arc<dyn Resolver>,
        trust: TrustStore,
        credentials: Option<Credentials>,
        limits: Limits,
        user_agent: &str,
    ) -> Result<Self, rustls::Error> {
        Ok(Self {
            resolver,
            trust,
            tls: Arc::new(recording_client()?),
            limits,
            user_agent: user_agent.to_owned(),
            proxy_lookups: ProxyLookups::default(),
            local_dns: false,
            credentials,
        })
    }

    /// The same, which looks up behind a proxy, too, the targets that the user or a list names: for
    /// the names on the way, and for nothing else.
    #[must_use]
    pub fn with_local_dns(mut self, local_dns: bool) -> Self {
        self.local_dns = local_dns;
        self
    }

    /// Who looks up names, for the report.
    #[must_use]
    pub fn resolver(&self) -> String {
        self.resolver.describe()
    }

    /// Who we are to proxies.
    pub(super) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The value of `Proxy-Authorization`, made anew for each request and not kept.
    pub(super) fn authorization(&self) -> Option<SecretString> {
        self.credentials.as_ref().map(Credentials::basic)
    }
}
