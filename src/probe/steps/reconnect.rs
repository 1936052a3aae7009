//! A further connection to the proxy, where it ended the first one with its challenge.

use std::time::Duration;

use super::super::exchange::Unreadable;
use super::super::network::dial;
use super::super::prober::Prober;
use super::super::recorder::Recorder;
use super::Transport;
use super::tls::shake_hands_with_proxy;
use crate::measurement::{Failure, FailureKind};
use crate::proxy::{ProxyScheme, ProxyUrl};

/// Connects to the address that answered before.
pub(super) async fn reconnect(
    recorder: &Recorder,
    prober: &Prober,
    proxy: &ProxyUrl,
) -> Result<Transport, Unreadable> {
    let wait: Duration = prober.limits.connect;
    let plain = |failure| Unreadable { failure, bytes: Vec::new() };
    let Some(address) = recorder.first_hop else {
        let failure = Failure::new(FailureKind::Other, "the proxy's address was not kept");
        return Err(plain(failure));
    };
    let dialled = tokio::time::timeout(wait, dial(&[address.ip()], address.port())).await;
    let dialled = dialled.unwrap_or_else(|_| {
        let text = format!("no second connection to {address} within {} s", wait.as_secs_f32());
        Err(Failure::new(FailureKind::TimedOut, text))
    });
    let stream = dialled.map_err(plain)?.stream;
    let _ = stream.set_nodelay(true);
    if proxy.scheme == ProxyScheme::Https {
        let shaken = shake_hands_with_proxy(prober, stream, &proxy.host).await;
        return Ok(shaken.map_err(|refused| refused.found)?.0);
    }
    Ok(Box::new(stream))
}
