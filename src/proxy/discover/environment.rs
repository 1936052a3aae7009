//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case.
//!
//! Lower case wins where both are set, as in curl; a difference between the two is noted.
//! A value that cannot be read is an error, never "no proxy".

use super::super::{
    Bypass, BypassError, Credentials, ProxyUrl, ProxyUrlError, Route, Router, Routing,
};

/// The variables as they stand, read once by the caller: nothing here asks the process.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: Vec<(String, String)>,
}

/// A variable that cannot be read. Holds the name, not the value, which may carry a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// The value is no proxy.
    #[error("the environment variable {name} names no proxy: {source}")]
    Proxy {
        /// The variable.
        name: String,
        /// What is wrong.
        source: ProxyUrlError,
    },
    /// The value is no bypass list.
    #[error("the environment variable {name} is no list of hosts: {source}")]
    Bypass {
        /// The variable.
        name: String,
        /// What is wrong.
        source: BypassError,
    },
}

impl Environment {
    /// The variables that matter, in upper case; each may also be in lower case.
    pub const SETTINGS: &[&str] = &["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

    /// Of these variables; others are ignored.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect() }
    }

    /// The value of a variable in lower or upper case; empty counts as not set.
    fn find(&self, upper: &str, notes: &mut Vec<String>) -> Option<(String, String)> {
        let get = |name: &str| {
            self.variables
                .iter()
                .find(|(known, value)| known == name && !value.trim().is_empty())
                .cloned()
        };
        let lower = get(&upper.to_ascii_lowercase());
        let upper_found = get(upper);
        if let (Some((low, a)), Some((up, b))) = (&lower, &upper_found)
            && a != b
        {
            notes.push(format!("{low} and {up} differ: {low} is used, programs may use {up}"));
        }
        lower.or(upper_found)
    }
}

/// The routes that the environment asks for. Without any variable everything goes direct, and the
/// routing says so.
///
/// `credentials` given apart win over those inside a URL.
///
/// # Errors
/// When a variable that matters cannot be read.
pub fn from_environment(
    environment: &Environment,
    credentials: Option<Credentials>,
) -> Result<Router, SettingError> {
    let mut notes = Vec::new();
    let mut inside = None;
    let all = environment.find("ALL_PROXY", &mut notes);
    let mut routing = |name: &str, notes: &mut Vec<String>| {
        let Some((name, value)) = environment.find(name, notes).or_else(|| all.clone()) else {
            return Ok(nothing_set());
        };
        let (url, own) = ProxyUrl::parse(&value)
            .map_err(|source| SettingError::Proxy { name: name.clone(), source })?;
        if url.port_assumed {
            notes.push(format!("{name} gives no port: {} is assumed", url.port));
        }
        inside = inside.take().or(own);
        let because = format!("the environment variable {name} is set");
        Ok(Routing::new(Route::Proxy(url), name, because))
    };
    let https = routing("HTTPS_PROXY", &mut notes)?;
    let http = routing("HTTP_PROXY", &mut notes)?;
    let bypass = match environment.find("NO_PROXY", &mut notes) {
        None => (Bypass::default(), String::new()),
        Some((name, value)) => match Bypass::parse(&value) {
            Ok(bypass) => (bypass, name),
            Err(source) => return Err(SettingError::Bypass { name, source }),
        },
    };
    let mut router = Router::per_scheme(http, https, bypass, credentials.or(inside));
    router.notes = notes;
    router.notes.dedup();
    Ok(router)
}

fn nothing_set() -> Routing {
    Routing::new(
        Route::Direct,
        "default",
        "no proxy is set on the command line or in the environment",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(variables: &[(&str, &str)]) -> Result<Router, SettingError> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        from_environment(&Environment::new(variables), None)
    }

    fn route(router: &Router, target: &str) -> (String, String) {
        let routing = router.route(&target.parse().unwrap());
        let proxy = routing.route.proxy().map_or("direct".to_owned(), ToString::to_string);
        (proxy, routing.source.clone())
    }

    #[test]
    fn each_scheme_has_its_variable() {
        let router = router(&[("HTTPS_PROXY", "http://s:1"), ("http_proxy", "p:2")]).unwrap();
        assert_eq!(route(&router, "x.test:443"), ("http://s:1".into(), "HTTPS_PROXY".into()));
        assert_eq!(route(&router, "x.test:80"), ("http://p:2".into(), "http_proxy".into()));
    }

    #[test]
    fn all_proxy_fills_the_gaps() {
        let router = router(&[("ALL_PROXY", "http://a:1"), ("HTTP_PROXY", "")]).unwrap();
        assert_eq!(route(&router, "x.test:80").1, "ALL_PROXY");
    }

    #[test]
    fn lower_case_wins_and_a_difference_is_noted() {
        let router = router(&[("HTTPS_PROXY", "http://up:1"), ("https_proxy", "http://low:1")]);
        let router = router.unwrap();
        assert_eq!(route(&router, "x.test").0, "http://low:1");
        assert!(router.notes.iter().any(|note| note.contains("differ")), "{:?}", router.notes);
    }

    #[test]
    fn the_bypass_entry_is_named() {
        let router = router(&[("HTTPS_PROXY", "http://s:1"), ("NO_PROXY", ".corp.test")]).unwrap();
        let routing = router.route(&"a.corp.test".parse().unwrap());
        assert_eq!(routing.route, Route::Direct);
        assert!(routing.because.contains("`.corp.test`"), "{}", routing.because);
        assert_eq!(route(&router, "x.test").1, "HTTPS_PROXY");
    }

    #[test]
    fn nothing_set_is_direct_and_says_so() {
        let router = router(&[]).unwrap();
        assert_eq!(route(&router, "x.test"), ("direct".into(), "default".into()));
    }

    #[test]
    fn unreadable_settings_are_errors_without_the_value() {
        for (name, value) in [
            ("HTTPS_PROXY", "socks4://me:secret@p:1"),
            ("HTTP_PROXY", "http://me:secret@p:99999"),
            ("NO_PROXY", "a..b"),
        ] {
            let error = router(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name) && !error.contains("secret"), "{error}");
        }
    }
}
