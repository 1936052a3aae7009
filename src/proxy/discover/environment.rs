//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case.
//!
//! Lower case wins where both are set, as in curl; a difference between the two is noted.
//! A value that cannot be read is an error, never "no proxy".

use super::super::{Bypass, Credentials, Router, Unusable};
use super::decide::decide;
use super::setting::{Choice, FindingKind, Said, Setting};

/// The variables as they stand, read once by the caller: nothing here asks the process.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: Vec<(String, String)>,
}

impl Environment {
    /// The variables that matter, in upper case; each may also be in lower case.
    pub const SETTINGS: &[&str] = &["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];

    /// Of these variables; others are ignored.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { variables: variables.into_iter().collect() }
    }

    /// The value of a variable in lower or upper case; empty counts as not set.
    fn find(&self, upper: &str, setting: &mut Setting) -> Option<(String, String)> {
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
            setting.note(
                FindingKind::Contradiction,
                format!("{low} and {up} differ: {low} is used, programs may use {up}"),
            );
        }
        lower.or(upper_found)
    }
}

/// What the environment says.
#[must_use]
pub fn environment_setting(environment: &Environment) -> Setting {
    setting_of(environment, "the environment", "")
}

/// What variables say that stand in some place: ` in /etc/environment`.
pub(super) fn setting_of(environment: &Environment, source: &str, place: &str) -> Setting {
    let mut setting = Setting::silent(source);
    let all = environment.find("ALL_PROXY", &mut setting);
    let mut choice = |upper: &str| {
        let Some((name, value)) = environment.find(upper, &mut setting).or_else(|| all.clone())
        else {
            return Choice::nothing();
        };
        let named = format!("{name}{place}");
        let because = format!("the environment variable {name} is set{place}");
        match setting.proxy(&value, &named) {
            Said::Unreadable(why) => {
                let why = format!("the environment variable {why}");
                Choice::new(Said::Unreadable(why.clone()), named, why)
            }
            said => Choice::new(said, named, because),
        }
    };
    let (https, http) = (choice("HTTPS_PROXY"), choice("HTTP_PROXY"));
    (setting.https, setting.http) = (https, http);
    if let Some((name, value)) = environment.find("NO_PROXY", &mut setting) {
        let named = format!("{name}{place}");
        match Bypass::parse(&value) {
            Ok(bypass) => setting.list(bypass, &named),
            Err(error) => {
                let why = format!("the environment variable {named} is no list of hosts: {error}");
                setting.note(FindingKind::Unreadable, why.clone());
                setting.bypass_source = named;
                setting.bypass = Err(why);
            }
        }
    }
    setting
}

/// The routes that the environment alone asks for. Without any variable everything goes direct, and
/// the routing says so.
///
/// `credentials` given apart win over those inside a URL.
///
/// # Errors
/// When a variable that matters cannot be read.
pub fn from_environment(
    environment: &Environment,
    credentials: Option<Credentials>,
) -> Result<Router, Unusable> {
    let router = decide(&[environment_setting(environment)], &[], credentials);
    match router.unusable() {
        Some(unusable) => Err(unusable.clone()),
        None => Ok(router),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Route;
    use super::*;

    fn router(variables: &[(&str, &str)]) -> Result<Router, Unusable> {
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
