//! Lookups as the operating system does them: hosts file, search rules, NRPT, split DNS and all,
//! so that the answer is the one other programs on this machine get.

use std::collections::HashSet;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType};
use tokio::task::JoinError;

use super::{Found, Lookup, Resolver};
use crate::address::HostName;
use crate::measurement::{Failure, FailureKind, NativeCode};

/// `AI_CANONNAME` (RFC 3493, section 6.1): 2 in glibc, musl, macOS, the BSDs and Winsock alike.
const CANONICAL_NAME: i32 = 2;

/// `getaddrinfo`, on a thread of its own for each lookup.
///
/// Of the names on the way it tells only the last one, the canonical name of the host; what lies
/// between is known to a name server alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
        let name = name.clone();
        Box::pin(async move {
            match with_aliases_if_readable(move |flags| get_addresses(&name, flags)).await {
                Ok(Ok(found)) if found.addresses.is_empty() => Err(Failure::new(
                    FailureKind::NoAddress,
                    "the system's resolver gave no address",
                )),
                Ok(Ok(found)) => Ok(found),
                Ok(Err(error)) => Err(lookup_failure(error)),
                Err(_) => Err(Failure::new(FailureKind::Other, "the lookup was given up")),
            }
        })
    }

    fn describe(&self) -> String {
        "the system's resolver".to_owned()
    }
}

/// Looks up on a thread of its own, a second time without the canonical name where that cannot be
/// read.
///
/// `dns-lookup` panics at one that is no UTF-8, as hosts files, musl and the code pages of Windows
/// may give. An alias is only information, so it must not cost the addresses.
async fn with_aliases_if_readable<T: Send + 'static>(
    ask: impl Fn(i32) -> T + Clone + Send + 'static,
) -> Result<T, JoinError> {
    let again = ask.clone();
    match tokio::task::spawn_blocking(move || ask(CANONICAL_NAME)).await {
        Err(error) if error.is_panic() => tokio::task::spawn_blocking(move || again(0)).await,
        answered => answered,
    }
}

/// Waits for the system's answer.
fn get_addresses(name: &HostName, flags: i32) -> Result<Found, LookupError> {
    let hints =
        AddrInfoHints { flags, socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for info in dns_lookup::getaddrinfo(Some(name.as_str()), None, Some(hints))?.flatten() {
        if let Some(canonical) = &info.canonname {
            found.meet(name, canonical);
        }
        let address = info.sockaddr.ip();
        if seen.insert(address) {
            found.addresses.push(address);
        }
    }
    Ok(found)
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
        let found = SystemResolver.lookup(&name).await.unwrap();
        assert!(found.addresses.iter().all(std::net::IpAddr::is_loopback), "{found:?}");
        assert!(!found.addresses.is_empty() && !found.aliases.contains(&name), "{found:?}");
    }

    #[tokio::test]
    async fn an_alias_that_cannot_be_read_costs_no_addresses() {
        let ask = |flags| {
            assert_ne!(flags, CANONICAL_NAME, "as at a name that is no UTF-8");
            flags
        };
        assert_eq!(with_aliases_if_readable(ask).await.unwrap(), 0);
        let readable = with_aliases_if_readable(|flags| flags).await;
        assert_eq!(readable.unwrap(), CANONICAL_NAME);
    }

    #[test]
    fn windows_numbers_are_understood_everywhere() {
        assert_eq!(unlisted(11001), FailureKind::NameNotFound);
        assert_eq!(unlisted(11004), FailureKind::NoAddress);
        assert_eq!(unlisted(1), FailureKind::Other);
    }
}
