//! From options and environment to routes.

use anyhow::{Context, Result, bail};

use clearway::mock::{MockWorld, Scenario};
use clearway::proxy::Router;
use clearway::proxy::discover::{Environment, from_command_line, from_environment};

use super::args::RouteOptions;

/// The routes that `--proxy`, `--direct` or the environment ask for, in this order.
pub(crate) fn router(options: &RouteOptions) -> Result<Router> {
    let credentials = options.sign_in.credentials()?;
    let fixed = from_command_line(options.proxy.as_deref(), options.direct, credentials.clone());
    if let Some(mut router) = fixed.context("--proxy cannot be used")? {
        if options.proxy.as_deref().is_some_and(has_password) {
            router.notes.push(
                "the proxy password stands on the command line, where others on this machine may \
                 read it: use --proxy-user with CLEARWAY_PROXY_PASSWORD"
                    .to_owned(),
            );
        }
        return Ok(router);
    }
    let variables = variables()?;
    from_environment(&Environment::new(variables), credentials)
        .context("the environment cannot be used; --proxy URL or --direct override it")
}

/// The environment as text. A proxy setting that is no text is an error, never "not set".
fn variables() -> Result<Vec<(String, String)>> {
    let mut variables = Vec::new();
    for (name, value) in std::env::vars_os() {
        let Ok(name) = name.into_string() else { continue };
        match value.into_string() {
            Ok(value) => variables.push((name, value)),
            Err(_) if Environment::SETTINGS.iter().any(|own| name.eq_ignore_ascii_case(own)) => {
                bail!(
                    "the environment variable {name} is not UTF-8; --proxy URL or --direct \
                     override it"
                )
            }
            Err(_) => {}
        }
    }
    Ok(variables)
}

/// The routes of a run against the mock world that listens at `world`.
pub(crate) fn mock_router(options: &RouteOptions, world: &MockWorld) -> Result<Router> {
    let url = format!("http://{}", world.address());
    let router = from_command_line(Some(&url), false, options.sign_in.credentials()?)?;
    let router = router.context("the mock world has no address")?;
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
