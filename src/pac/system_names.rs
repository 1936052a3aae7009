//! Lookups for scripts as the operating system does them.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use dns_lookup::{AddrInfoHints, SockType, getaddrinfo};

use super::PacNames;

/// After so many lookups without any answer, no further name is asked.
const MOST_SILENCES: u32 = 3;

/// Names that are remembered.
const MOST_KNOWN: usize = 10_000;

/// A lookup: the addresses, or one sentence.
type Found = Result<Vec<IpAddr>, String>;

/// How a name is looked up; may block for as long as it likes.
type Ask = Arc<dyn Fn(&str) -> Found + Send + Sync>;

/// `getaddrinfo` with a time limit. Each name is asked once for all questions, whatever came; a
/// resolver that stays silent three times is not asked again.
///
/// A lookup that takes too long goes on in a thread of its own until the system gives it up, so at
/// most three threads are ever left behind.
pub struct SystemPacNames {
    timeout: Duration,
    ask: Ask,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    found: HashMap<String, Found>,
    silences: u32,
}

impl SystemPacNames {
    /// Waits so long for each name.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        Self::asking(timeout, Arc::new(system))
    }

    fn asking(timeout: Duration, ask: Ask) -> Self {
        Self { timeout, ask, known: Mutex::default() }
    }

    /// Asks on a thread of its own and waits for as long as is allowed; none is silence.
    fn ask(&self, name: &str) -> Option<Found> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let (ask, own) = (Arc::clone(&self.ask), name.to_owned());
        let started = thread::Builder::new()
            .name("pac-lookup".to_owned())
            // Nobody may wait any more.
            .spawn(move || drop(sender.send(ask(&own))));
        if let Err(error) = started {
            return Some(Err(format!("no thread for a lookup: {error}")));
        }
        match receiver.recv_timeout(self.timeout) {
            Ok(found) => Some(found),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err("the lookup was given up".to_owned())),
        }
    }
}

impl Default for SystemPacNames {
    /// Waits five seconds for each name.
    fn default() -> Self {
        Self::new(Duration::from_secs(5))
    }
}

impl std::fmt::Debug for SystemPacNames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SystemPacNames").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

impl PacNames for SystemPacNames {
    fn addresses(&self, name: &str) -> Found {
        let lock = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let known = lock();
            if let Some(found) = known.found.get(name) {
                return found.clone();
            }
            if known.silences >= MOST_SILENCES {
                return Err("not asked, because the resolver was silent before".to_owned());
            }
        }
        let found = self.ask(name);
        let mut known = lock();
        match &found {
            Some(_) => known.silences = 0,
            None => known.silences += 1,
        }
        let found = found.unwrap_or_else(|| {
            Err(format!("the resolver did not answer in {} s", self.timeout.as_secs_f64()))
        });
        if known.found.len() < MOST_KNOWN {
            known.found.insert(name.to_owned(), found.clone());
        }
        found
    }

    /// The addresses that this machine would send from: to the internet, and to private networks.
    /// Nothing is sent; connecting a UDP socket only asks the routing table. Chromium asks it for
    /// the same destinations.
    fn own_addresses(&self) -> Vec<IpAddr> {
        let destinations: [IpAddr; 6] = [
            Ipv4Addr::new(8, 8, 8, 8).into(),
            Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888).into(),
            Ipv4Addr::new(10, 0, 0, 0).into(),
            Ipv4Addr::new(172, 16, 0, 0).into(),
            Ipv4Addr::new(192, 168, 0, 0).into(),
            Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0).into(),
        ];
        let mut own = Vec::new();
        for address in destinations.into_iter().filter_map(source_towards) {
            let useful = !address.is_loopback() && !address.is_unspecified();
            if useful && !own.contains(&address) {
                own.push(address);
            }
        }
        own
    }
}

fn system(name: &str) -> Found {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = getaddrinfo(Some(name), None, Some(hints))
        .map_err(|error| format!("the resolver says: {}", std::io::Error::from(error)))?;
    let mut addresses = Vec::new();
    for info in found.flatten() {
        let address = info.sockaddr.ip();
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        Err("the resolver gave no address".to_owned())
    } else {
        Ok(addresses)
    }
}

/// The address from which this machine would reach another one.
fn source_towards(destination: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = match destination {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((destination, 53)).ok()?;
    socket.local_addr().ok().map(|local| local.ip())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_name_is_asked_once() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let names = SystemPacNames::asking(
            Duration::from_mins(1),
            Arc::new(move |name| {
                count.fetch_add(1, Ordering::SeqCst);
                if name == "bad.test" { Err("unknown".to_owned()) } else { Ok(vec![]) }
            }),
        );
        for name in ["bad.test", "bad.test", "good.test", "good.test"] {
            assert_eq!(names.addresses(name).is_ok(), name == "good.test");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn a_silent_resolver_is_left_alone() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let (open, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let names = SystemPacNames::asking(
            Duration::from_millis(5),
            Arc::new(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                let _ = gate.lock().map(|gate| gate.recv());
                Ok(vec![])
            }),
        );
        let errors: Vec<_> =
            (0..5).map(|number| names.addresses(&format!("n{number}.test")).unwrap_err()).collect();
        drop(open);
        assert!(errors[2].contains("did not answer"), "{errors:?}");
        assert!(errors[3].contains("not asked"), "{errors:?}");
        assert!(asked.load(Ordering::SeqCst) <= 3);
    }

    #[test]
    fn the_hosts_file_counts() {
        let found = SystemPacNames::default().addresses("localhost").unwrap();
        assert!(found.iter().all(IpAddr::is_loopback) && !found.is_empty(), "{found:?}");
    }
}
