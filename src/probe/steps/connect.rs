//! The TCP connection to the first hop.

use std::net::IpAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::network::dial;
use super::super::recorder::{Recorder, Stopped};
use crate::measurement::{Failure, FailureKind, Stage};

/// Connects to whichever address answers first.
pub(in super::super) async fn connect(
    recorder: &mut Recorder,
    addresses: &[IpAddr],
    port: u16,
    wait: Duration,
) -> Result<TcpStream, Stopped> {
    recorder.begin(Stage::Connect);
    let dialled = timeout(wait, dial(addresses, port)).await.unwrap_or_else(|_| {
        let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let text = format!(
            "no connection to {} port {port} within {} s",
            shown.join(", "),
            wait.as_secs_f32()
        );
        Err(Failure::new(FailureKind::TimedOut, text))
    });
    let dialled = recorder.finish(dialled, |dialled| {
        if dialled.others.is_empty() {
            dialled.address.to_string()
        } else {
            format!("{} after {}", dialled.address, dialled.others.join("; "))
        }
    })?;
    recorder.first_hop = Some(dialled.address);
    recorder.seen.local = dialled.stream.local_addr().ok().map(|local| local.ip());
    // Small requests and answers in turn: waiting to fill a packet would only cost time.
    let _ = dialled.stream.set_nodelay(true);
    Ok(dialled.stream)
}
