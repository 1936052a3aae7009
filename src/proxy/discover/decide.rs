//! Whose word counts: the first source that says anything about proxies decides alone.

use super::super::router::{Considered, Router, Unusable};
use super::super::{Credentials, Route, Routing};
use super::command_line;
use super::setting::{Choice, Finding, FindingKind, Said, Setting, masked};

/// The routes that follow from the settings, the one that counts most first. `others` are settings
/// that never decide for this run, such as those of other accounts; they are compared.
///
/// `credentials` given apart win over those inside the winner's URL.
#[must_use]
pub fn decide(
    settings: &[Setting],
    others: &[Setting],
    credentials: Option<Credentials>,
) -> Router {
    let place = settings.iter().position(Setting::decides);
    let winner = place.map(|place| &settings[place]);
    let mut router = winner.map_or_else(nothing_set, |winner| routes(winner, credentials));
    let lost = settings.iter().enumerate().filter(|(own, _)| Some(*own) != place);
    let lost: Vec<Considered> = lost
        .map(|(_, setting)| Considered {
            source: setting.source.clone(),
            shown: setting.shown(),
            why_lost: why_lost(setting, winner),
        })
        .chain(others.iter().map(|setting| Considered {
            source: setting.source.clone(),
            shown: setting.shown(),
            why_lost: "it counts for another account".to_owned(),
        }))
        .collect();
    let mut own: Vec<Finding> = winner.map(|own| own.findings.clone()).unwrap_or_default();
    own.extend(winner.and_then(protocols_differ));
    own.extend(winner.and_then(|winner| {
        let url = masked(winner.auto_config.as_ref()?);
        let text = format!("{} leaves every route to the script {url}", winner.source);
        Some(Finding::new(FindingKind::Script, text))
    }));
    let before = &settings[..place.unwrap_or(settings.len())];
    let mut shared: Vec<Finding> = before.iter().filter_map(unfollowed_discovery).collect();
    shared.extend(winner.into_iter().flat_map(|winner| {
        let all = settings.iter().chain(others);
        all.filter_map(|other| accounts_differ(winner, other)).collect::<Vec<_>>()
    }));
    // What protocols do is to be seen in every report; the rest of it belongs beside the results.
    let told = own.iter().filter(|finding| finding.kind != FindingKind::ProtocolsDiffer);
    router.notes = told.chain(&shared).map(|finding| finding.text.clone()).collect();
    let silent = settings.iter().chain(others).enumerate();
    let of_losers = silent.filter(|(own, _)| Some(*own) != place);
    let of_losers = of_losers.flat_map(|(_, setting)| setting.findings.iter().cloned());
    let mut findings = own;
    findings.extend(shared);
    findings.extend(of_losers);
    router.report(lost, findings);
    router
}

fn nothing_set() -> Router {
    let because = "no proxy is set on the command line, in the environment or on this computer";
    let routing = Routing::new(Route::Direct, "default", because);
    Router::fixed(routing, None)
}

fn routes(winner: &Setting, credentials: Option<Credentials>) -> Router {
    if let Some(url) = &winner.auto_config {
        let why = format!("the script {} decides, and it was not evaluated", masked(url));
        return Router::wanting_script(url, &winner.source, &why, credentials);
    }
    let (bypass, broken) = match &winner.bypass {
        Ok(bypass) => (bypass.clone(), None),
        Err(why) => (super::super::Bypass::default(), Some(why)),
    };
    let routing = |choice: &Choice| match (&choice.said, broken) {
        // Without the list nobody knows what goes around the proxy.
        (Said::Proxy(_), Some(why)) => {
            Routing::new(Route::Unknown, winner.bypass_source.clone(), why.clone())
        }
        _ => choice.routing(),
    };
    let (http, https) = (routing(&winner.http), routing(&winner.https));
    let bypass = (bypass, winner.bypass_source.clone());
    let mut router = Router::per_scheme(http, https, bypass, credentials);
    router.keep_users_in_urls(winner.credentials.clone());
    let unreadable =
        [&winner.https, &winner.http].into_iter().find_map(|choice| match &choice.said {
            Said::Unreadable(why) => Some(why),
            _ => None,
        });
    if let Some(why) = unreadable.or(broken) {
        router.refuse(Unusable { setting: winner.source.clone(), why: why.clone() });
    }
    router
}

fn why_lost(setting: &Setting, winner: Option<&Setting>) -> String {
    if setting.decides() {
        let first = winner.map_or("another source", |winner| winner.source.as_str());
        return format!("decided by {first}");
    }
    if setting.auto_detect {
        return "it asks for automatic discovery only, which is not done unasked".to_owned();
    }
    "it names no proxy".to_owned()
}

fn unfollowed_discovery(setting: &Setting) -> Option<Finding> {
    let worth = setting.auto_detect && !setting.auto_detect_is_usual;
    worth.then(|| {
        let text = format!(
            "{} asks for automatic discovery of a script (WPAD), which clearway does not do \
             unasked: programs that do may find another way",
            setting.source
        );
        Finding::new(FindingKind::AutoDetect, text)
    })
}

fn protocols_differ(setting: &Setting) -> Option<Finding> {
    let differ = setting.auto_config.is_none() && setting.http.said != setting.https.said;
    differ.then(|| {
        let say = |said: &Said| match said {
            Said::Nothing => "direct".to_owned(),
            said => said.to_string(),
        };
        let (http, https) = (say(&setting.http.said), say(&setting.https.said));
        let text = format!("the ways differ by {}: http {http}, https {https}", setting.source);
        Finding::new(FindingKind::ProtocolsDiffer, text)
    })
}

/// A remark when those whom `other` governs go another way than this run. Nobody wonders when the
/// command line asked for that.
fn accounts_differ(winner: &Setting, other: &Setting) -> Option<Finding> {
    let whose = other.whose.as_ref()?;
    let compared = other.decides() || other.silent_is_direct;
    let way = |setting: &Setting| {
        let said = |said: &Said| match said {
            Said::Nothing => Said::Direct,
            said => said.clone(),
        };
        (setting.auto_config.clone(), said(&setting.http.said), said(&setting.https.said))
    };
    let same = std::ptr::eq(winner, other) || way(winner) == way(other);
    if !compared || same || winner.source == command_line::SOURCE {
        return None;
    }
    let text = format!(
        "{whose} go another way than this run: {} by {}, {} by {}",
        other.way(),
        other.source,
        winner.way(),
        winner.source
    );
    Some(Finding::new(FindingKind::AccountsDiffer, text))
}

#[cfg(test)]
mod tests {
    use super::super::{
        Environment, environment_setting, from_etc_environment, from_gnome_keyfile,
    };
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Setting {
        let owned = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        environment_setting(&Environment::new(owned))
    }

    const GNOME: &str = "[system/proxy]\nmode='manual'\n[system/proxy/http]\nhost='g'\nport=1\n\
                         [system/proxy/https]\nhost='g'\nport=1\n";

    #[test]
    fn the_first_that_speaks_decides_alone() {
        let settings = || {
            vec![
                environment(&[("NO_PROXY", "a.test")]),
                from_gnome_keyfile(GNOME),
                from_etc_environment("https_proxy=e:1\n"),
            ]
        };
        let router = decide(&settings(), &[], None);
        let routing = router.route(&"a.test".parse().unwrap());
        assert_eq!(routing.route.proxy().unwrap().to_string(), "http://g:1");
        let lost: Vec<_> = router.considered().iter().map(|own| own.why_lost.as_str()).collect();
        assert_eq!(lost, ["it names no proxy", "decided by GNOME"]);
        let kinds: Vec<_> = router.findings().iter().map(|own| own.kind).collect();
        assert!(kinds.contains(&FindingKind::AccountsDiffer), "{kinds:?}");
        let plain = decide(&[environment(&[])], &[], None);
        assert_eq!(plain.route(&"a.test".parse().unwrap()).source, "default");
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_never_direct() {
        for variables in [
            &[("HTTPS_PROXY", "p:x")][..],
            &[("HTTP_PROXY", "p:x"), ("HTTPS_PROXY", "p:1")],
            &[("HTTPS_PROXY", "p:1"), ("NO_PROXY", "a..b")],
            &[("NO_PROXY", "a..b")],
        ] {
            let router = decide(&[environment(variables)], &[], None);
            assert!(router.unusable().is_some(), "{variables:?}");
        }
        let router = decide(&[environment(&[("HTTPS_PROXY", "p:x")])], &[], None);
        assert_eq!(router.route(&"a.test".parse().unwrap()).route, Route::Unknown);
        // A loser's trouble is told and stops nobody.
        let settings = vec![environment(&[("HTTPS_PROXY", "p:1")]), Setting::unreadable("x", "y")];
        let router = decide(&settings, &[], None);
        assert!(router.unusable().is_none());
        assert!(router.findings().iter().any(|own| own.kind == FindingKind::Unreadable));
    }

    #[test]
    fn a_script_that_was_not_given_leaves_the_way_unknown() {
        let gnome = "[system/proxy]\nmode='auto'\nautoconfig-url='http://x/p.pac'\n";
        let router = decide(&[from_gnome_keyfile(gnome)], &[], None);
        assert_eq!(router.route(&"a.test".parse().unwrap()).route, Route::Unknown);
        assert!(router.unusable().unwrap().to_string().contains("http://x/p.pac"));
        assert_eq!(router.wanted_script(), Some("http://x/p.pac"));
    }

    #[test]
    fn discovery_that_is_not_followed_is_told() {
        let router = decide(&[from_gnome_keyfile("[system/proxy]\nmode='auto'\n")], &[], None);
        assert_eq!(router.findings()[0].kind, FindingKind::AutoDetect);
        assert!(router.notes[0].contains("WPAD"), "{:?}", router.notes);
        assert_eq!(router.route(&"a.test".parse().unwrap()).route, Route::Direct);
    }
}
