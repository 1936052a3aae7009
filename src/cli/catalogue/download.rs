//! Downloads a list by the route and with the credentials of everything else.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reqwest::Url;

use clearway::address::{Scheme, Target};
use clearway::catalogue::MAX_FILE_BYTES;
use clearway::document::{DocumentClient, FetchError};
use clearway::probe::TrustStore;
use clearway::proxy::Route;

use super::super::args::RouteOptions;
use super::super::{route, terminal};

/// How long the download may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// The text at an address. Redirects are not followed: another host may have another route.
pub(crate) fn download(url: &str, options: &RouteOptions, ca: &[PathBuf]) -> Result<String> {
    if options.mock.is_some() {
        bail!("the mock world has no list to download; give --m365 a file");
    }
    // Targets have no query; the route does not depend on it.
    let asked = url.split(['?', '#']).next().unwrap_or_default();
    let target: Target = asked.parse().with_context(|| format!("--m365: {asked}"))?;
    if target.scheme == Scheme::Http {
        terminal::remark("the list comes without TLS: whoever is on the way can change it");
    }
    let router = route::router(options)?;
    for note in &router.notes {
        terminal::remark(note);
    }
    let routing = router.route(&target);
    let proxy = match &routing.route {
        Route::Direct => None,
        Route::Proxy(proxy) => Some((proxy.clone(), router.users().of(proxy).cloned())),
        Route::Unknown => {
            let source = &routing.source;
            return Err(anyhow!(routing.because.clone())
                .context(format!("{source} names no way to {target}; nothing was sent")));
        }
    };
    let way = match &routing.route {
        Route::Proxy(proxy) => format!("through {proxy}"),
        Route::Direct | Route::Unknown => "directly".to_owned(),
    };
    let trust = TrustStore::platform(ca).map_err(|error| anyhow!("failed to {error}"))?;
    let client = DocumentClient { roots: trust.roots(), proxy, redirects: 0, patience: PATIENCE };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let most = usize::try_from(MAX_FILE_BYTES).unwrap_or(usize::MAX);
    let whole: Url = url.parse().with_context(|| format!("--m365: {asked}"))?;
    let fetched = runtime.block_on(client.fetch(&whole, most)).map_err(|error| explained(&error));
    let text = fetched
        .and_then(|fetched| String::from_utf8(fetched.bytes).context("the list is not UTF-8"));
    text.with_context(|| format!("cannot download {asked} {way} ({})", routing.source))
}

/// The error, with what to do where the proxy wants to know who asks.
fn explained(error: &FetchError) -> anyhow::Error {
    let text = error.to_string();
    let advice = "a proxy that asks for another sign-in than Basic needs the list as a file";
    if text.contains("407") { anyhow!(text).context(advice) } else { anyhow!(text) }
}
