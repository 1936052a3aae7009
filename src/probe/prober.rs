//! Everything that the probes of a run share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ClientConfig;

use super::limits::Limits;
use super::network::Resolver;
use super::recording_client::recording_client;
use super::steps::ProxyLookups;
use super::trust::TrustStore;
use crate::auth::{AuthChoice, AuthScheme, Authenticator, Conversation};
use crate::plan::Probe;
use crate::proxy::{Credentials, ProxyUrl, Users};

/// Knows how to ask: whom to look names up with, whom to trust, who we are, how long to wait.
pub struct Prober {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) trust: TrustStore,
    pub(super) tls: Arc<ClientConfig>,
    pub(super) limits: Limits,
    pub(super) user_agent: String,
    pub(super) proxy_lookups: ProxyLookups,
    pub(super) local_dns: bool,
    sign_in: SignIn,
    authenticators: Mutex<HashMap<ProxyUrl, Authenticator>>,
}

/// Who we are to proxies, and how we may show it.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// Which schemes may be used.
    pub choice: AuthChoice,
    /// Users and passwords.
    pub users: Users,
    /// True when the account that runs may be used: its Kerberos tickets, or on Windows whatever
    /// the system knows of it.
    pub own_account: bool,
}

impl Prober {
    /// A prober that says who it is in `User-Agent`, and signs in to proxies as `sign_in` has it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        resolver: Arc<dyn Resolver>,
        trust: TrustStore,
        sign_in: SignIn,
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
            sign_in,
            authenticators: Mutex::default(),
        })
    }

    /// The same, which looks up behind a proxy, too, the targets that the user or a list names: for
    /// the names on the way, and for nothing else.
    #[must_use]
    pub fn with_local_dns(mut self, local_dns: bool) -> Self {
        self.local_dns = local_dns;
        self
    }

    /// Forgets where proxies are, so that another run with the same prober looks again. What
    /// proxies said about our credentials is kept: a refused password must not be sent once more.
    pub fn forget_addresses(&self) {
        self.proxy_lookups.clear();
    }

    /// Who looks up names, for the report.
    #[must_use]
    pub fn resolver(&self) -> String {
        self.resolver.describe()
    }

    /// True when a challenge of a proxy may be answered for this probe.
    pub(super) fn may_sign_in(&self, probe: &Probe) -> bool {
        let able =
            probe.routing.route.proxy().is_some_and(|proxy| self.credentials(proxy).is_some());
        self.sign_in.choice != AuthChoice::None
            && (able || self.sign_in.own_account)
            && !probe.forbids_sign_in()
    }

    /// The talk with a proxy about who asks. All probes of a run share what one of them learns of a
    /// proxy. An entry that forbids a sign-in is asked for without one.
    pub(super) fn conversation(&self, proxy: &ProxyUrl, probe: &Probe) -> Conversation {
        let host = proxy.host.to_string();
        if probe.forbids_sign_in() {
            return Authenticator::new(AuthChoice::None, None, false, &host).conversation();
        }
        let mut known = self.authenticators.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let credentials = self.credentials(proxy).cloned();
            let own_account = self.sign_in.own_account && credentials.is_none();
            Authenticator::new(self.sign_in.choice, credentials, own_account, &host)
        };
        known.entry(proxy.clone()).or_insert_with(make).conversation()
    }

    /// User and password for a proxy.
    fn credentials(&self, proxy: &ProxyUrl) -> Option<&Credentials> {
        self.sign_in.users.of(proxy).filter(|_| self.sign_in.choice != AuthChoice::None)
    }

    /// The same for a SOCKS proxy, which takes a password and nothing else.
    pub(super) fn login(&self, proxy: &ProxyUrl) -> Option<&Credentials> {
        let choice = self.sign_in.choice;
        let allowed = matches!(choice, AuthChoice::Any | AuthChoice::Only(AuthScheme::Basic));
        self.credentials(proxy).filter(|_| allowed)
    }
}
