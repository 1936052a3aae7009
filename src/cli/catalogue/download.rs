//! Downloads a list by the route and with the credentials of everything else.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret;

use clearway::address::{Scheme, Target};
use clearway::catalogue::MAX_FILE_BYTES;
use clearway::proxy::{Credentials, ProxyUrl, Route};

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
        Route::Proxy(proxy) => Some(of_reqwest(proxy, router.users().of(proxy))?),
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
    let client = client(proxy, ca)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime
        .block_on(fetch(&client, url))
        .with_context(|| format!("cannot download {asked} {way} ({})", routing.source))
}

fn of_reqwest(proxy: &ProxyUrl, credentials: Option<&Credentials>) -> Result<Proxy> {
    let made = Proxy::all(proxy.to_string()).with_context(|| format!("cannot use {proxy}"))?;
    Ok(match credentials {
        Some(own) => made.basic_auth(own.user(), own.password().expose_secret()),
        None => made,
    })
}

fn client(proxy: Option<Proxy>, ca: &[PathBuf]) -> Result<Client> {
    let mut roots = RootCertStore::empty();
    // What cannot be read of the platform's store is missing when a certificate is judged.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for path in ca {
        let about = || format!("--ca {}", path.display());
        for certificate in CertificateDer::pem_file_iter(path).with_context(about)? {
            roots.add(certificate.with_context(about)?).with_context(about)?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // The environment has had its say in the router.
    let mut builder = Client::builder().no_proxy();
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy);
    }
    let agent = concat!("clearway/", env!("CARGO_PKG_VERSION"));
    let builder = builder.redirect(Policy::none()).timeout(PATIENCE).user_agent(agent);
    Ok(builder.tls_backend_preconfigured(tls).build()?)
}

async fn fetch(client: &Client, url: &str) -> Result<String> {
    let response = client.get(url).send().await.map_err(reqwest::Error::without_url);
    let mut response = response.map_err(|error| {
        let text = format!("{:#}", anyhow!(error));
        let advice = "a proxy that asks for another sign-in than Basic needs the list as a file";
        if text.contains("407") { anyhow!(text).context(advice) } else { anyhow!(text) }
    })?;
    let status = response.status();
    if !status.is_success() {
        bail!("the answer is {status}");
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
        if (bytes.len() + chunk.len()) as u64 > MAX_FILE_BYTES {
            bail!("the list has more than {MAX_FILE_BYTES} bytes");
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).context("the list is not UTF-8")
}
