//! From settings to the route of each target, with the setting that won.

use std::sync::Arc;

use crate::address::{Scheme, Target};

use super::{Bypass, Credentials, ProxyUrl};

/// How a target is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Straight to the target: this machine looks up its name and connects.
    Direct,
    /// Through this proxy: only the proxy's name is looked up here.
    Proxy(ProxyUrl),
}

impl Route {
    /// The proxy, if there is one.
    #[must_use]
    pub fn proxy(&self) -> Option<&ProxyUrl> {
        match self {
            Self::Direct => None,
            Self::Proxy(proxy) => Some(proxy),
        }
    }

    /// `direct` or `proxy`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Proxy(_) => "proxy",
        }
    }
}

/// A route and why it was taken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Routing {
    /// The route.
    pub route: Route,
    /// Where to turn when the first hop of `route` cannot be reached, in this order: the rest of
    /// the list that a PAC file gave.
    pub otherwise: Vec<Route>,
    /// The setting that won: `--proxy`, `HTTPS_PROXY`, `--direct`, `NO_PROXY`, `default`...
    pub source: String,
    /// One sentence for the report.
    pub because: String,
}

impl Routing {
    /// One route, with the setting that won and a sentence for the report.
    pub fn new(route: Route, source: impl Into<String>, because: impl Into<String>) -> Self {
        Self { route, otherwise: Vec::new(), source: source.into(), because: because.into() }
    }
}

/// All settings of a run that decide about routes.
#[derive(Clone, Debug)]
pub struct Router {
    http: Arc<Routing>,
    https: Arc<Routing>,
    bypass: Bypass,
    bypass_source: String,
    credentials: Option<Credentials>,
    /// Things about the settings that a reader of the report should know.
    pub notes: Vec<String>,
}

impl Router {
    /// Everything goes one way.
    #[must_use]
    pub fn fixed(routing: Routing, credentials: Option<Credentials>) -> Self {
        let routing = Arc::new(routing);
        Self {
            http: Arc::clone(&routing),
            https: routing,
            bypass: Bypass::default(),
            bypass_source: String::new(),
            credentials,
            notes: Vec::new(),
        }
    }

    /// One way for plain HTTP and one for everything else, and a list of targets that go direct.
    #[must_use]
    pub fn per_scheme(
        http: Routing,
        https: Routing,
        bypass: (Bypass, String),
        credentials: Option<Credentials>,
    ) -> Self {
        let (bypass, bypass_source) = bypass;
        Self {
            http: Arc::new(http),
            https: Arc::new(https),
            bypass,
            bypass_source,
            credentials,
            notes: Vec::new(),
        }
    }

    /// The same routes, said to come from another setting.
    #[must_use]
    pub fn named(mut self, source: &str, because: &str) -> Self {
        for routing in [&mut self.http, &mut self.https] {
            let routing = Arc::make_mut(routing);
            source.clone_into(&mut routing.source);
            because.clone_into(&mut routing.because);
        }
        self
    }

    /// The route of one target.
    #[must_use]
    pub fn route(&self, target: &Target) -> Arc<Routing> {
        let routing = self.for_scheme(target.scheme);
        if routing.route == Route::Direct {
            return Arc::clone(routing);
        }
        match self.bypass.covers(target) {
            None => Arc::clone(routing),
            Some(entry) => Arc::new(Routing::new(
                Route::Direct,
                self.bypass_source.clone(),
                format!("{} says `{entry}` goes around the proxy", self.bypass_source),
            )),
        }
    }

    /// The route of a scheme before any bypass.
    #[must_use]
    pub fn for_scheme(&self, scheme: Scheme) -> &Arc<Routing> {
        match scheme {
            Scheme::Http => &self.http,
            Scheme::Https | Scheme::Tcp => &self.https,
        }
    }

    /// Who we are to the proxy.
    #[must_use]
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }
}
