//! From options and environment to routes.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};

use clearway::machine;
use clearway::mock::{MockWorld, Scenario};
use clearway::plan::Plan;
use clearway::proxy::discover::{
    Environment, Setting, command_line_setting, decide, environment_setting, from_command_line,
};
use clearway::proxy::{Credentials, Route, Router};

use super::args::RouteOptions;
use super::pac::PacScript;

/// The routes that `--proxy`, `--direct`, the environment or this computer ask for, in this order.
/// A setting that counts and cannot be used is an error: nothing is sent on a guess.
pub(crate) fn router(options: &RouteOptions) -> Result<Router> {
    let (router, _) = settled(options, Depth::UntilDecided)?;
    match router.unusable() {
        Some(unusable) => {
            let setting = &unusable.setting;
            let advice = format!("{setting} cannot be used; --proxy URL or --direct override it");
            Err(anyhow!(unusable.why.clone()).context(advice))
        }
        None => Ok(router),
    }
}

/// How many sources are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Those up to the one that decides.
    UntilDecided,
    /// All, so that the losers can be shown.
    All,
}

/// The same, with what was considered; it may say that it cannot be used.
pub(crate) fn settled(
    options: &RouteOptions,
    depth: Depth,
) -> Result<(Router, Option<Arc<PacScript>>)> {
    // Whoever only looks at routes is not asked for a password.
    let credentials = match depth {
        Depth::UntilDecided => options.sign_in.credentials()?,
        Depth::All => None,
    };
    let refuse_nobodys_password = |router: &Router| match depth {
        Depth::UntilDecided => options.sign_in.refuse_nobodys_password(router),
        Depth::All => Ok(()),
    };
    if let Some(text) = &options.pac {
        let script = PacScript::load(text).context("--pac cannot be used")?;
        let settled = by_script(script, &format!("--pac {text}"), credentials);
        refuse_nobodys_password(&settled.0)?;
        return Ok(settled);
    }
    if let Some(domain) = &options.wpad {
        let domain = Some(domain.as_str()).filter(|domain| !domain.is_empty());
        let script = PacScript::discover(domain).context("--wpad cannot be used")?;
        let settled = by_script(script, "--wpad", credentials);
        refuse_nobodys_password(&settled.0)?;
        return Ok(settled);
    }
    let fixed = command_line_setting(options.proxy.as_deref(), options.direct);
    let fixed = fixed.context("--proxy cannot be used")?;
    let has_password = options.proxy.as_deref().is_some_and(has_password);
    let mut settings = vec![fixed];
    let mut of_others = Vec::new();
    let goes_on =
        |settings: &[Setting]| depth == Depth::All || !settings.iter().any(Setting::decides);
    if goes_on(&settings) {
        let (variables, unreadable) = variables();
        settings.push(match unreadable {
            Some(why) => Setting::unreadable("the environment", why),
            None => environment_setting(&Environment::new(variables.iter().cloned())),
        });
        if goes_on(&settings) {
            let found = machine::read(&variables);
            settings.extend(found.settings);
            of_others = found.of_others;
        }
    }
    let given = credentials.is_some();
    let mut router = decide(&settings, &of_others, credentials);
    refuse_nobodys_password(&router)?;
    if depth == Depth::UntilDecided && !given {
        options.sign_in.complete(&mut router)?;
    }
    let mut asked = None;
    if let Some(url) = router.wanted_script().map(str::to_owned) {
        match PacScript::load(&url) {
            Ok(script) => {
                router.notes.extend(script.notes.iter().cloned());
                let script = Arc::new(script);
                router = router.answered_by(Arc::<PacScript>::clone(&script));
                asked = Some(script);
            }
            Err(error) => router = router.unanswered(&format!("{error:#}")),
        }
    }
    if has_password {
        router.notes.push(
            "the proxy password stands on the command line, where others on this machine may \
             read it: use --proxy-user with CLEARWAY_PROXY_PASSWORD"
                .to_owned(),
        );
    }
    Ok((router, asked))
}

fn by_script(
    script: PacScript,
    source: &str,
    credentials: Option<Credentials>,
) -> (Router, Option<Arc<PacScript>>) {
    let script = Arc::new(script);
    let mut router = Router::by_script(Arc::<PacScript>::clone(&script), source, credentials);
    router.notes.extend(script.notes.iter().cloned());
    (router, Some(script))
}

/// Refuses a plan in which nobody knows the way of a target: a script failed for it.
pub(crate) fn refuse_unknown(plan: &Plan) -> Result<()> {
    let unknown = plan.probes.iter().filter(|probe| probe.routing.route == Route::Unknown);
    let unknown: Vec<_> = unknown.collect();
    let Some(first) = unknown.first() else { return Ok(()) };
    let target = &first.target;
    let others = match unknown.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let source = &first.routing.source;
    Err(anyhow!(first.routing.because.clone())
        .context(format!("{source} names no way to {target}{others}; nothing was sent")))
}

/// The environment as text, and why a proxy setting in it is none: that is never "not set".
fn variables() -> (Vec<(String, String)>, Option<String>) {
    let mut variables = Vec::new();
    let mut unreadable = None;
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => variables.push((name, value)),
            Err(_) if Environment::SETTINGS.iter().any(|own| name.eq_ignore_ascii_case(own)) => {
                unreadable = Some(format!("the environment variable {name} is not UTF-8"));
            }
            Err(_) => {}
        }
    }
    (variables, unreadable)
}

/// The routes of a run against the mock world that listens at `world`.
pub(crate) fn mock_router(options: &RouteOptions, world: &MockWorld) -> Result<Router> {
    let url = format!("http://{}", world.address());
    let router = from_command_line(Some(&url), false, options.sign_in.credentials()?)?;
    let router = router.context("the mock world has no address")?;
    options.sign_in.refuse_nobodys_password(&router)?;
    Ok(router.named("--mock", "--mock asks for the built-in mock world"))
}

/// The routes of a run against a mock world that is not started: its port is not known yet.
pub(crate) fn planned_mock_router(name: &str) -> Result<Router> {
    scenario(name)?;
    let router = from_command_line(Some("http://127.0.0.1:1"), false, None)?;
    let router = router.context("the mock world has no address")?;
    Ok(router.named("--mock", "--mock starts the mock world on a free port of 127.0.0.1"))
}

/// A scenario by its built-in name, or from a file.
pub(crate) fn scenario(name: &str) -> Result<Scenario> {
    let is_builtin = Scenario::builtin_names().any(|known| known == name);
    if !is_builtin && name.contains(['/', '\\', '.']) {
        return Ok(Scenario::from_file(std::path::Path::new(name))?);
    }
    Scenario::builtin(name)
        .with_context(|| format!("a scenario file needs a path such as ./{name}.yaml"))
}

fn has_password(url: &str) -> bool {
    url.rsplit_once('@').is_some_and(|(before, _)| {
        before.split_once("://").map_or(before, |(_, rest)| rest).contains(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_url_is_noticed() {
        assert!(has_password("http://me:secret@p:8080") && has_password("me:secret@p"));
        assert!(!has_password("http://me@p:8080") && !has_password("http://p:8080"));
    }
}
