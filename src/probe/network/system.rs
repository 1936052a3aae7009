//! Lookups as the operating system does them: hosts file, search rules, NRPT, split DNS and all,
//! so that the answer is the one other programs on this machine get.

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType};

use super::{Lookup, Resolver};
use crate::address::HostName;
use crate::measurement::{Failure, FailureKind, NativeCode};

/// `getaddrinfo`, on a thread of its own for each lookup.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
        let name = name.to_string();
        Box::pin(async move {
            let looked_up = tokio::task::spawn_blocking(move || {
                let hints =
                    AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
                let found = dns_lookup::getaddrinfo(Some(&name), None, Some(hints))?;
                let mut addresses: Vec<_> =
                    found.filter_map(Result::ok).map(|info| info.sockaddr.ip()).collect();
                let mut seen = std::collections::HashSet::new();
                addresses.retain(|address| seen.insert(*address));
                Ok::<_, LookupError>(addresses)
            });
            match looked_up.await {
                Ok(Ok(addresses)) if addresses.is_empty() => Err(Failure::new(
                    FailureKind::NoAddress,
                    "the system's resolver gave no address",
                )),
                Ok(Ok(addresses)) => Ok(addresses),
                Ok(Err(error)) => Err(lookup_failure(error)),
                Err(_) => Err(Failure::new(FailureKind::Other, "the lookup was given up")),
            }
        })
    }

    fn describe(&self) -> String {
        "the system's resolver".to_owned()
    }
}

fn lookup_failure(error: LookupError) -> Failure {
    let number = error.error_num();
    let kind = match error.kind() {
        LookupErrorKind::NoName => FailureKind::NameNotFound,
        LookupErrorKind::NoData => FailureKind::NoAddress,
        LookupErrorKind::Again => FailureKind::NameServerSilent,
        LookupErrorKind::Fail => FailureKind::NameServerFailed,
        LookupErrorKind::Memory => FailureKind::LocalResources,
        // The crate's list of kinds may grow; whatever it is, it is not one of the above.
        _ => unlisted(number),
    };
    let text = std::io::Error::from(error).to_string();
    Failure::new(kind, text).with(NativeCode::AddrInfo(number))
}

/// glibc's `EAI_NODATA` (-5) and `EAI_ADDRFAMILY` (-9), Winsock's `WSANO_DATA` (11004).
fn unlisted(number: i32) -> FailureKind {
    match number {
        -5 | -9 | 11004 => FailureKind::NoAddress,
        11001 => FailureKind::NameNotFound,
        11002 => FailureKind::NameServerSilent,
        11003 => FailureKind::NameServerFailed,
        _ => FailureKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn loopback_resolves_without_a_server() {
        let name: HostName = "localhost".parse().unwrap();
        let addresses = SystemResolver.lookup(&name).await.unwrap();
        assert!(addresses.iter().all(std::net::IpAddr::is_loopback), "{addresses:?}");
    }

    #[test]
    fn windows_numbers_are_understood_everywhere() {
        assert_eq!(unlisted(11001), FailureKind::NameNotFound);
        assert_eq!(unlisted(11004), FailureKind::NoAddress);
        assert_eq!(unlisted(1), FailureKind::Other);
    }
}
