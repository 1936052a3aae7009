//! What one source says about proxies, before it is decided whose word counts.

use std::fmt;

use super::super::{Bypass, Credentials, ProxyUrl, Route, Routing};

/// Everything that one source says.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The source, for people: `the environment`, `WinHTTP (netsh winhttp)`...
    pub source: String,
    /// For `http://`.
    pub http: Choice,
    /// For `https://` and bare TCP.
    pub https: Choice,
    /// Where targets are listed that go around the proxy.
    pub bypass_source: String,
    /// The targets that go around the proxy, or why the list cannot be read.
    pub bypass: Result<Bypass, String>,
    /// The URL of a script that decides. It comes before the proxies of the same setting, as in
    /// Windows.
    pub auto_config: Option<String>,
    /// Programs are to look for a script by themselves (WPAD).
    pub auto_detect: bool,
    /// Whom it governs, where that is not everybody: `services and Windows Update`.
    pub whose: Option<String>,
    /// Those whom it governs go direct when it is silent: no other source is asked for them.
    pub silent_is_direct: bool,
    /// Automatic discovery is on unless somebody switched it off, so it is not worth a remark.
    pub auto_detect_is_usual: bool,
    /// A user and password that stood in a proxy's URL.
    pub(in crate::proxy) credentials: Vec<(ProxyUrl, Credentials)>,
    /// What a reader should know about it.
    pub findings: Vec<Finding>,
}

/// What a source says about one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it says.
    pub said: Said,
    /// The name of the value that says so: `HTTPS_PROXY`, `ProxyServer`...
    pub named: String,
    /// One sentence for the report.
    pub because: String,
}

/// The word of a source about one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing: another source may decide.
    Nothing,
    /// No proxy, on purpose.
    Direct,
    /// This proxy.
    Proxy(ProxyUrl),
    /// Something, but nobody can read it. It is never taken as "no proxy".
    Unreadable(String),
}

/// A remark about settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind, for programs.
    pub kind: FindingKind,
    /// A sentence for people. Never holds a password.
    pub text: String,
}

/// Kinds of remarks about settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// A setting, or a part of it, cannot be read.
    Unreadable,
    /// A value was left out, and the usual one stands in for it.
    Assumed,
    /// Two places that should say the same differ.
    Contradiction,
    /// Accounts or kinds of programs of this machine use different ways.
    AccountsDiffer,
    /// Protocols of one setting use different ways.
    ProtocolsDiffer,
    /// An entry of a bypass list covers nothing.
    BypassMatchesNothing,
    /// Programs read an entry of a bypass list differently.
    ClientsDisagree,
    /// The setting that counts leaves routes to a script.
    Script,
    /// A setting asks for automatic discovery.
    AutoDetect,
}

impl FindingKind {
    /// The kind as reports write it: `setting.unreadable`, `bypass.clients_disagree`...
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "setting.unreadable",
            Self::Assumed => "setting.assumed",
            Self::Contradiction => "setting.contradiction",
            Self::AccountsDiffer => "proxies.accounts_differ",
            Self::ProtocolsDiffer => "proxies.protocols_differ",
            Self::BypassMatchesNothing => "bypass.matches_nothing",
            Self::ClientsDisagree => "bypass.clients_disagree",
            Self::Script => "script.decides",
            Self::AutoDetect => "script.auto_detect",
        }
    }
}

impl Finding {
    /// A remark of this kind.
    pub fn new(kind: FindingKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

impl Choice {
    /// The word of a source, and the value that has it.
    pub fn new(said: Said, named: impl Into<String>, because: impl Into<String>) -> Self {
        Self { said, named: named.into(), because: because.into() }
    }

    /// No word.
    #[must_use]
    pub fn nothing() -> Self {
        Self::new(Said::Nothing, "default", "no proxy is set for it")
    }

    /// The route that follows.
    pub(in crate::proxy) fn routing(&self) -> Routing {
        let route = match &self.said {
            Said::Nothing | Said::Direct => Route::Direct,
            Said::Proxy(url) => Route::Proxy(url.clone()),
            Said::Unreadable(why) => {
                return Routing::new(Route::Unknown, self.named.clone(), why.clone());
            }
        };
        Routing::new(route, self.named.clone(), self.because.clone())
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.pad("nothing"),
            Self::Direct => f.pad("direct"),
            Self::Proxy(url) => fmt::Display::fmt(url, f),
            Self::Unreadable(_) => f.pad("unreadable"),
        }
    }
}

/// A text of settings without what stands before an `@`, which may be a password.
pub(in crate::proxy) fn masked(text: &str) -> String {
    // A password may hold what divides entries: everything before the last `@` goes.
    let words = std::iter::once(text).map(|word| match word.rsplit_once('@') {
        None => word.to_owned(),
        Some((before, host)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://***@{host}"),
            None => format!("***@{host}"),
        },
    });
    words.collect::<Vec<_>>().join(";")
}

impl Setting {
    /// Of a source that has said nothing yet.
    pub fn silent(source: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            http: Choice::nothing(),
            https: Choice::nothing(),
            bypass_source: String::new(),
            bypass: Ok(Bypass::default()),
            auto_config: None,
            auto_detect: false,
            whose: None,
            silent_is_direct: false,
            auto_detect_is_usual: false,
            credentials: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// One that cannot be read at all.
    pub fn unreadable(source: impl Into<String>, why: impl Into<String>) -> Self {
        let mut setting = Self::silent(source);
        let why = why.into();
        setting.say(&Said::Unreadable(why.clone()), &setting.source.clone(), &why);
        setting.note(FindingKind::Unreadable, format!("{} cannot be read: {why}", setting.source));
        setting
    }

    /// Says the same for every protocol.
    pub(super) fn say(&mut self, said: &Said, named: &str, because: &str) {
        self.http = Choice::new(said.clone(), named, because);
        self.https = self.http.clone();
    }

    pub(super) fn note(&mut self, kind: FindingKind, text: impl Into<String>) {
        let finding = Finding::new(kind, text);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Keeps a bypass list, with a finding for each entry that covers nothing.
    pub(super) fn list(&mut self, bypass: Bypass, named: &str) {
        for entry in bypass.entries() {
            if let Some(why) = entry.never() {
                let text = format!("`{}` in {named} covers nothing: {why}", entry.text());
                self.note(FindingKind::BypassMatchesNothing, text);
            }
        }
        named.clone_into(&mut self.bypass_source);
        self.bypass = Ok(bypass);
    }

    /// Reads a list of clearway's own rule.
    pub(super) fn list_own(&mut self, text: &str, named: &str) {
        match Bypass::parse(text) {
            Ok(bypass) => self.list(bypass, named),
            Err(error) => {
                self.note(FindingKind::Unreadable, format!("{named}: {error}"));
                named.clone_into(&mut self.bypass_source);
                self.bypass = Err(error.to_string());
            }
        }
    }

    /// Reads one proxy; what cannot be read stays visible as such.
    pub(super) fn proxy(&mut self, text: &str, named: &str) -> Said {
        match ProxyUrl::parse(text) {
            Ok((url, credentials)) => {
                if url.port_assumed {
                    let text = format!("{named} gives no port: {} is assumed", url.port);
                    self.note(FindingKind::Assumed, text);
                }
                let own = credentials.map(|credentials| (url.clone(), credentials));
                self.credentials.extend(own);
                Said::Proxy(url)
            }
            Err(error) => {
                let why = format!("{named} names no proxy: {error}");
                self.note(FindingKind::Unreadable, why.clone());
                Said::Unreadable(why)
            }
        }
    }

    /// Keeps the proxies of a desktop: SOCKS is for protocols without a proxy of their own.
    pub(super) fn of_desktop(
        &mut self,
        desktop: &str,
        named: &str,
        http: Option<Said>,
        https: Option<Said>,
        socks: Option<&Said>,
    ) {
        let choice = |own: Option<Said>, protocol: &str| {
            if let Some(said) = own.or_else(|| socks.cloned()) {
                let because = format!("the desktop settings of {desktop} name it");
                return Choice::new(said, named, because);
            }
            let because = format!("the desktop settings of {desktop} name no proxy for {protocol}");
            Choice::new(Said::Direct, named, because)
        };
        (self.http, self.https) = (choice(http, "http"), choice(https, "https"));
    }

    /// Whether it decides about routes, so that no other source is asked.
    #[must_use]
    pub fn decides(&self) -> bool {
        let speaks = |choice: &Choice| choice.said != Said::Nothing;
        speaks(&self.http)
            || speaks(&self.https)
            || self.auto_config.is_some()
            || self.bypass.is_err()
    }

    /// Its proxies and its script, in one line: `nothing` where it is silent.
    fn proxies(&self) -> String {
        let mut parts = Vec::new();
        if let Some(url) = &self.auto_config {
            parts.push(format!("script {}", masked(url)));
        }
        if self.http.said != self.https.said {
            parts.push(format!("http: {}, https: {}", self.http.said, self.https.said));
        } else if self.http.said != Said::Nothing || parts.is_empty() {
            parts.push(self.http.said.to_string());
        }
        parts.join("; ")
    }

    /// The way of those who follow it: silence sends them direct.
    pub(super) fn way(&self) -> String {
        if self.decides() { self.proxies() } else { Said::Direct.to_string() }
    }

    /// What it says, in one line.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = self.proxies();
        match &self.bypass {
            Ok(list) if !list.entries().is_empty() => {
                shown.push_str("; except ");
                shown.push_str(&list.to_string());
            }
            Ok(_) => {}
            Err(_) => {
                shown.push_str("; unreadable ");
                shown.push_str(&self.bypass_source);
            }
        }
        if self.auto_detect {
            shown += "; automatic discovery";
        }
        shown
    }
}
