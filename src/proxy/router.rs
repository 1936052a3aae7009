//! From settings to the route of each target, with the setting that won.

use std::sync::Arc;

use crate::address::{Scheme, Target};

use super::discover::Finding;
use super::script::{Asked, RouteScript};
use super::{Bypass, Credentials, ProxyUrl, Users};

/// How a target is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Straight to the target: this machine looks up its name and connects.
    Direct,
    /// Through this proxy: only the proxy's name is looked up here.
    Proxy(ProxyUrl),
    /// Nobody knows: the setting cannot be read, or the script that decides failed. Nothing is ever
    /// sent on a guess; [`Routing::because`] says what went wrong.
    Unknown,
}

impl Route {
    /// The proxy, if there is one.
    #[must_use]
    pub fn proxy(&self) -> Option<&ProxyUrl> {
        match self {
            Self::Direct | Self::Unknown => None,
            Self::Proxy(proxy) => Some(proxy),
        }
    }

    /// `direct`, `proxy` or `unknown`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Proxy(_) => "proxy",
            Self::Unknown => "unknown",
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

/// A source of settings that did not decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The source.
    pub source: String,
    /// What it says, in one line.
    pub shown: String,
    /// Why another one decided.
    pub why_lost: String,
}

/// The setting that counts cannot be used, so that no route is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{setting} cannot be used: {why}")]
pub struct Unusable {
    /// The source that counts.
    pub setting: String,
    /// What is wrong with it. Never holds a password.
    pub why: String,
}

/// All settings of a run that decide about routes.
#[derive(Clone, Debug)]
pub struct Router {
    http: Arc<Routing>,
    https: Arc<Routing>,
    script: Option<Asked>,
    wanted_script: Option<String>,
    bypass: Bypass,
    bypass_source: String,
    users: Users,
    considered: Vec<Considered>,
    findings: Vec<Finding>,
    unusable: Option<Unusable>,
    /// Things about the settings that a reader of the report should know.
    pub notes: Vec<String>,
}

impl Router {
    /// Everything goes one way.
    #[must_use]
    pub fn fixed(routing: Routing, credentials: Option<Credentials>) -> Self {
        Self::per_scheme(routing.clone(), routing, (Bypass::default(), String::new()), credentials)
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
            script: None,
            wanted_script: None,
            bypass,
            bypass_source,
            users: Users { everywhere: credentials, in_urls: Vec::new() },
            considered: Vec::new(),
            findings: Vec::new(),
            unusable: None,
            notes: Vec::new(),
        }
    }

    /// A script is asked about each target, once for each host, scheme and port. `source` names the
    /// setting, such as `--pac proxy.pac`. Where the script fails the route is [`Route::Unknown`].
    #[must_use]
    pub fn by_script(
        script: Arc<dyn RouteScript>,
        source: &str,
        credentials: Option<Credentials>,
    ) -> Self {
        let why = "the script was not asked";
        let mut router = Self::fixed(Routing::new(Route::Unknown, source, why), credentials);
        router.script = Some(Asked::new(script, source.to_owned()));
        router
    }

    /// A setting names a script, and somebody has yet to fetch it: no route is known until
    /// [`Router::answered_by`].
    pub(super) fn wanting_script(
        url: &str,
        source: &str,
        why: &str,
        credentials: Option<Credentials>,
    ) -> Self {
        let routing = Routing::new(Route::Unknown, source, why);
        let mut router = Self::fixed(routing, credentials);
        router.wanted_script = Some(url.to_owned());
        router.unusable = Some(Unusable { setting: source.to_owned(), why: why.to_owned() });
        router
    }

    /// The URL of the script that the settings name and nobody has given yet.
    #[must_use]
    pub fn wanted_script(&self) -> Option<&str> {
        self.wanted_script.as_deref()
    }

    /// The same settings, with the script that they name.
    #[must_use]
    pub fn answered_by(mut self, script: Arc<dyn RouteScript>) -> Self {
        if self.wanted_script.take().is_some() {
            self.unusable = None;
            self.script = Some(Asked::new(script, self.https.source.clone()));
        }
        self
    }

    /// The same settings, whose script cannot be had, for this reason. No route is known.
    #[must_use]
    pub fn unanswered(mut self, why: &str) -> Self {
        if let Some(url) = self.wanted_script.clone() {
            let url = super::discover::masked(&url);
            let why = format!("the script {url} decides, and it cannot be used: {why}");
            let setting = self.https.source.clone();
            self = self.named(&setting, &why);
            self.unusable = Some(Unusable { setting, why });
        }
        self
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
        if let Some(script) = &self.script {
            return script.route(target);
        }
        let routing = self.for_scheme(target.scheme);
        match self.bypass_entry(target) {
            None => Arc::clone(routing),
            Some(entry) => Arc::new(Routing::new(
                Route::Direct,
                self.bypass_source.clone(),
                format!(
                    "{} says `{entry}` goes around the proxy: a firewall decides, not the proxy",
                    self.bypass_source
                ),
            )),
        }
    }

    /// The entry of the bypass list that takes the target around its proxy, as written.
    #[must_use]
    pub fn bypass_entry(&self, target: &Target) -> Option<&str> {
        match self.for_scheme(target.scheme).route {
            Route::Proxy(_) => self.bypass.covers(target),
            Route::Direct | Route::Unknown => None,
        }
    }

    /// The bypass list of the setting that won, and where it stands.
    #[must_use]
    pub fn bypass(&self) -> (&Bypass, &str) {
        (&self.bypass, &self.bypass_source)
    }

    /// The route of a scheme before any bypass or script.
    #[must_use]
    pub fn for_scheme(&self, scheme: Scheme) -> &Arc<Routing> {
        match scheme {
            Scheme::Http => &self.http,
            Scheme::Https | Scheme::Tcp => &self.https,
        }
    }

    /// Who we are to proxies.
    #[must_use]
    pub fn users(&self) -> &Users {
        &self.users
    }

    /// Keeps what stands in the URLs of proxies.
    pub fn keep_users_in_urls(&mut self, in_urls: Vec<(ProxyUrl, Credentials)>) {
        self.users.in_urls = in_urls;
    }

    /// The sources that did not decide, in their order.
    #[must_use]
    pub fn considered(&self) -> &[Considered] {
        &self.considered
    }

    /// Remarks about all sources; those about the winner come first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Why nothing should be sent: the setting that counts cannot be read, or names a script that
    /// was not given.
    #[must_use]
    pub fn unusable(&self) -> Option<&Unusable> {
        self.unusable.as_ref()
    }

    pub(super) fn refuse(&mut self, unusable: Unusable) {
        self.unusable = Some(unusable);
    }

    pub(super) fn report(&mut self, considered: Vec<Considered>, findings: Vec<Finding>) {
        self.considered = considered;
        self.findings = findings;
    }
}
