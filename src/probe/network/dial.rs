//! One TCP connection to whichever address answers first (RFC 8305, Happy Eyeballs).

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::io_failure;
use crate::measurement::{Failure, FailureKind};

/// The pause before the next address is tried as well (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// A connection and the address it leads to.
#[derive(Debug)]
pub(crate) struct Dialled {
    pub(crate) stream: TcpStream,
    pub(crate) address: SocketAddr,
    /// Addresses that failed before this one answered, with the reason.
    pub(crate) others: Vec<String>,
}

/// Tries the addresses, families interleaved, each a little after the one before.
///
/// # Errors
/// When all have failed: the failure that says most, with every address in its text.
pub(crate) async fn dial(addresses: &[IpAddr], port: u16) -> Result<Dialled, Failure> {
    if let [only] = addresses {
        // The common case, without a task.
        let address = SocketAddr::new(*only, port);
        return match TcpStream::connect(address).await {
            Ok(stream) => Ok(Dialled { stream, address, others: Vec::new() }),
            Err(error) => Err(summary(&[(address, io_failure(&error))])),
        };
    }
    let mut waiting = interleaved(addresses).into_iter().map(|ip| SocketAddr::new(ip, port));
    let mut racing = JoinSet::new();
    let mut failed: Vec<(SocketAddr, Failure)> = Vec::new();
    let mut next_at = Instant::now();
    let mut more = true;
    loop {
        tokio::select! {
            () = sleep_until(next_at), if more => match waiting.next() {
                Some(address) => {
                    racing.spawn(async move { (address, TcpStream::connect(address).await) });
                    next_at = Instant::now() + HEAD_START;
                }
                None => more = false,
            },
            Some(finished) = racing.join_next() => match finished {
                Ok((address, Ok(stream))) => {
                    let others = failed.iter().map(|(address, failure)| {
                        format!("{address}: {}", failure.text)
                    });
                    return Ok(Dialled { stream, address, others: others.collect() });
                }
                Ok((address, Err(error))) => {
                    failed.push((address, io_failure(&error)));
                    next_at = Instant::now();
                }
                Err(_) => {}
            },
            else => return Err(summary(&failed)),
        }
    }
}

/// IPv6 and IPv4 in turn, each family in its order, the family of the first address first.
fn interleaved(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let first_is_v6 = addresses.first().is_some_and(IpAddr::is_ipv6);
    let (mut one, mut other): (Vec<IpAddr>, Vec<IpAddr>) =
        addresses.iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut mixed = Vec::with_capacity(addresses.len());
    one.reverse();
    other.reverse();
    while !one.is_empty() || !other.is_empty() {
        mixed.extend(one.pop());
        mixed.extend(other.pop());
    }
    mixed
}

/// A refusal says more than silence, and silence more than a missing route: many machines have no
/// IPv6, which would otherwise hide why IPv4 failed.
fn summary(failed: &[(SocketAddr, Failure)]) -> Failure {
    let weight = |kind: FailureKind| match kind {
        FailureKind::LocalResources => 5,
        FailureKind::Refused | FailureKind::Reset => 4,
        FailureKind::TimedOut => 3,
        FailureKind::LocalPolicy => 2,
        FailureKind::Unreachable => 1,
        FailureKind::NameNotFound
        | FailureKind::NoAddress
        | FailureKind::NotPublic
        | FailureKind::NameServerSilent
        | FailureKind::NameServerFailed
        | FailureKind::Closed
        | FailureKind::NotTls
        | FailureKind::Tls
        | FailureKind::NotHttp
        | FailureKind::TooLarge
        | FailureKind::SocksReply
        | FailureKind::LoginRefused
        | FailureKind::NotSocks
        | FailureKind::Cancelled
        | FailureKind::Other => 0,
    };
    let text: Vec<String> =
        failed.iter().map(|(address, failure)| format!("{address}: {}", failure.text)).collect();
    match failed.iter().max_by_key(|(_, failure)| weight(failure.kind)) {
        Some((_, failure)) => Failure { text: text.join("; "), ..failure.clone() },
        None => Failure::new(FailureKind::NoAddress, "there is no address to connect to"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mixed = interleaved(&[ip("::1"), ip("::2"), ip("127.0.0.1"), ip("127.0.0.2")]);
        assert_eq!(mixed, [ip("::1"), ip("127.0.0.1"), ip("::2"), ip("127.0.0.2")]);
    }

    #[tokio::test]
    async fn the_address_that_answers_wins_and_the_others_are_named() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let addresses = ["127.0.0.9", "127.0.0.1"].map(|text| text.parse().unwrap());
        let dialled = dial(&addresses, port).await.unwrap();
        assert_eq!(dialled.address.ip().to_string(), "127.0.0.1");
        assert_eq!(dialled.others.len(), 1, "{:?}", dialled.others);
    }

    #[tokio::test]
    async fn a_refusal_is_reported_with_every_address() {
        let port = {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap().port()
        };
        let addresses = ["127.0.0.1", "127.0.0.2"].map(|text| text.parse().unwrap());
        let failure = dial(&addresses, port).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Refused);
        assert!(failure.text.contains("127.0.0.1:") && failure.text.contains("127.0.0.2:"));
    }
}
