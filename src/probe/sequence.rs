//! The straight line of one probe: each step takes what the one before produced.
//!
//! Through a proxy it is the *proxy's* name that is looked up; the target's name is the proxy's
//! business and goes there untouched.

use std::net::IpAddr;

use tokio::net::TcpStream;

use super::gate::Place;
use super::prober::Prober;
use super::recorder::{Recorder, Stopped};
use super::steps::{self, Transport, Whose};
use super::tee::Tee;
use crate::address::{Scheme, Target};
use crate::proxy::{ProxyScheme, ProxyUrl, Route};

/// Walks until the target has answered or a step has failed. A way whose first hop is not reached
/// is given up for the next one of the same routing, as programs do with the list of a PAC file.
pub(super) async fn walk(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
) -> Result<(), Stopped> {
    loop {
        match first_hop(prober, recorder, place).await {
            Ok(stream) => match beyond(prober, recorder, place, stream).await {
                Err(Stopped) if recorder.met_no_such_proxy() && recorder.turn_to_next_way() => {}
                ended => return ended,
            },
            Err(Stopped) if recorder.turn_to_next_way() => {}
            Err(Stopped) => return Err(Stopped),
        }
    }
}

/// The connection to the proxy, or to the target where there is none.
async fn first_hop(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
) -> Result<TcpStream, Stopped> {
    let probe = std::sync::Arc::clone(&recorder.seen.probe);
    let (whose, host, port) = match &probe.routing.route {
        Route::Direct => {
            let whose = Whose::Target { public_only: probe.public_only };
            (whose, &probe.target.host, probe.target.port)
        }
        Route::Proxy(proxy) => (Whose::Proxy, &proxy.host, proxy.port),
        // A run is refused before it starts; a later wave ends here. Nothing is sent on a guess.
        Route::Unknown => return Err(Stopped),
    };
    let addresses: Vec<IpAddr> = place.lend(steps::resolve(recorder, prober, whose, host)).await?;
    steps::connect(recorder, &addresses, port, prober.limits.connect).await
}

/// Everything after the connection.
async fn beyond(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
    stream: TcpStream,
) -> Result<(), Stopped> {
    let probe = std::sync::Arc::clone(&recorder.seen.probe);
    let target = &probe.target;
    match &probe.routing.route {
        Route::Direct => inside(prober, recorder, place, Box::new(stream), target).await,
        Route::Proxy(proxy) => through(prober, recorder, place, stream, proxy, target).await,
        Route::Unknown => Err(Stopped),
    }
}

async fn through(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
    stream: TcpStream,
    proxy: &ProxyUrl,
    target: &Target,
) -> Result<(), Stopped> {
    let transport: Transport = match proxy.scheme {
        ProxyScheme::Http => Box::new(stream),
        ProxyScheme::Https => steps::proxy_tls(recorder, prober, stream, &proxy.host).await?,
        ProxyScheme::Socks5 | ProxyScheme::Socks4a => {
            let transport = Box::new(stream);
            let opened = steps::socks(recorder, prober, place, proxy, transport, target).await?;
            return inside(prober, recorder, place, opened, target).await;
        }
    };
    match target.scheme {
        Scheme::Http => steps::forward(recorder, prober, place, transport, proxy, target).await,
        Scheme::Tcp => {
            steps::tunnel(recorder, prober, place, transport, proxy, target).await?;
            Ok(())
        }
        Scheme::Https => {
            let stream = steps::tunnel(recorder, prober, place, transport, proxy, target).await?;
            let stream = steps::tls(recorder, prober, place, stream, &target.host).await?;
            steps::http(recorder, prober, place, stream, target).await
        }
    }
}

/// Speaks to the target itself over a connection that leads there.
async fn inside(
    prober: &Prober,
    recorder: &mut Recorder,
    place: &mut Place,
    stream: Transport,
    target: &Target,
) -> Result<(), Stopped> {
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
