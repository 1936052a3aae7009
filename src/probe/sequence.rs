//! The straight line of one probe: each step takes what the one before produced.
//!
//! Through a proxy it is the *proxy's* name that is looked up; the target's name is the proxy's
//! business and goes there untouched.

use super::gate::Place;
use super::prober::Prober;
use super::recorder::{Recorder, Stopped};
use super::steps::{self, Transport, Whose};
use super::tee::Tee;
use crate::address::{Scheme, Target};
use crate::plan::Probe;
use crate::proxy::{ProxyScheme, ProxyUrl, Route};

/// Walks until the target has answered or a step has failed.
pub(super) async fn walk(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
) -> Result<(), Stopped> {
    let probe = std::sync::Arc::clone(&recorder.seen.probe);
    match &probe.routing.route {
        Route::Direct => direct(prober, recorder, place, &probe).await,
        Route::Proxy(proxy) => through(prober, recorder, place, proxy, &probe.target).await,
    }
}

async fn direct(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
    probe: &Probe,
) -> Result<(), Stopped> {
    let target = &probe.target;
    let limits = &prober.limits;
    let whose = Whose::Target { public_only: probe.public_only };
    let addresses = place.lend(steps::resolve(recorder, prober, whose, &target.host)).await?;
    let stream = steps::connect(recorder, &addresses, target.port, limits.connect).await?;
    match target.scheme {
        Scheme::Tcp => Ok(()),
        Scheme::Http => steps::http(recorder, prober, place, stream, target).await,
        Scheme::Https => {
            let stream = Tee::new(stream, Vec::new());
            let stream = steps::tls(recorder, prober, place, stream, &target.host).await?;
            steps::http(recorder, prober, place, stream, target).await
        }
    }
}

async fn through(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
    proxy: &ProxyUrl,
    target: &Target,
) -> Result<(), Stopped> {
    let limits = &prober.limits;
    let addresses = place.lend(steps::resolve(recorder, prober, Whose::Proxy, &proxy.host)).await?;
    let stream = steps::connect(recorder, &addresses, proxy.port, limits.connect).await?;
    let transport: Transport = match proxy.scheme {
        ProxyScheme::Http | ProxyScheme::Socks5 | ProxyScheme::Socks4a => Box::new(stream),
        ProxyScheme::Https => steps::proxy_tls(recorder, prober, stream, &proxy.host).await?,
    };
    match target.scheme {
        Scheme::Http => steps::forward(recorder, prober, place, transport, target).await,
        Scheme::Tcp => {
            steps::tunnel(recorder, prober, place, transport, target).await?;
            Ok(())
        }
        Scheme::Https => {
            let stream = steps::tunnel(recorder, prober, place, transport, target).await?;
            let stream = steps::tls(recorder, prober, place, stream, &target.host).await?;
            steps::http(recorder, prober, place, stream, target).await
        }
    }
}
