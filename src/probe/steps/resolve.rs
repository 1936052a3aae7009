//! The addresses of the first hop. Behind a proxy the target's name never comes here as a step.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::super::network::Found;
use super::super::prober::Prober;
use super::super::recorder::{Recorder, Stopped};
use crate::address::{Host, HostName, is_public};
use crate::measurement::{Failure, FailureKind, Stage};

type Looked = Result<Found, Failure>;

/// Lookups of proxies: each name is asked once, however many probes wait for it.
#[derive(Debug, Default)]
pub(in super::super) struct ProxyLookups {
    known: Mutex<HashMap<HostName, Arc<OnceCell<Looked>>>>,
}

impl ProxyLookups {
    fn cell(&self, name: &HostName) -> Arc<OnceCell<Looked>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(name.clone()).or_default())
    }

    /// Forgets everything: it is asked anew.
    pub(in super::super) fn clear(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Forgets a failure, so that a retry asks again.
    fn forget(&self, name: &HostName) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Whose name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Whose {
    /// The target's, which is then connected to.
    Target {
        /// Only at public addresses.
        public_only: bool,
    },
    /// The proxy's: once for all probes.
    Proxy,
}

/// Looks up `host`.
pub(in super::super) async fn resolve(
    recorder: &mut Recorder,
    prober: &Prober,
    whose: Whose,
    host: &Host,
) -> Result<Vec<IpAddr>, Stopped> {
    recorder.begin(Stage::Resolve);
    let name = match host {
        Host::Ip(ip) => {
            let allowed = allowed(whose, vec![*ip]).map(|(addresses, _)| addresses);
            return recorder
                .finish(allowed, |_| "an address was given: nothing to look up".to_owned());
        }
        Host::Name(name) => name,
    };
    let found = match whose {
        Whose::Target { .. } => lookup(prober, name).await,
        Whose::Proxy => {
            let cell = prober.proxy_lookups.cell(name);
            let found = cell.get_or_init(|| lookup(prober, name)).await.clone();
            if found.is_err() {
                prober.proxy_lookups.forget(name);
            }
            found
        }
    };
    let allowed = found.and_then(|found| {
        if whose != Whose::Proxy {
            recorder.seen.aliases = found.aliases;
        }
        allowed(whose, found.addresses)
    });
    let (addresses, _) = recorder.finish(allowed, |(addresses, avoided)| {
        let by = format!("{} by {}", list(addresses), prober.resolver.describe());
        if avoided.is_empty() {
            by
        } else {
            format!("{by}; not public, and avoided: {}", list(avoided))
        }
    })?;
    Ok(addresses)
}

/// The answer of whoever looks up names, within the limit.
pub(in super::super) async fn lookup(prober: &Prober, name: &HostName) -> Looked {
    let wait = prober.limits.resolve;
    timeout(wait, prober.resolver.lookup(name)).await.unwrap_or_else(|_| {
        let text = format!("no answer to the lookup of {name} within {} s", wait.as_secs_f32());
        Err(Failure::new(FailureKind::NameServerSilent, text))
    })
}

/// The addresses that may be connected to, and those that may not. What the network named is not
/// to lead a probe to this machine or to its neighbours.
fn allowed(whose: Whose, addresses: Vec<IpAddr>) -> Result<(Vec<IpAddr>, Vec<IpAddr>), Failure> {
    if whose != (Whose::Target { public_only: true }) {
        return Ok((addresses, Vec::new()));
    }
    let (public, avoided): (Vec<IpAddr>, Vec<IpAddr>) =
        addresses.into_iter().partition(|address| is_public(*address));
    if public.is_empty() {
        let text = format!("not public, and only public addresses are asked: {}", list(&avoided));
        return Err(Failure::new(FailureKind::NotPublic, text));
    }
    Ok((public, avoided))
}

fn list(addresses: &[IpAddr]) -> String {
    let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::Measurement;
    use crate::plan::Probe;
    use crate::probe::{Limits, Lookup, Resolver, SignIn, TrustStore};
    use crate::proxy::{Route, Routing};
    use jiff::Timestamp;

    /// Knows the same addresses, and one alias, for every name.
    struct Everything(&'static [&'static str]);

    impl Resolver for Everything {
        fn lookup<'a>(&'a self, _: &'a HostName) -> Lookup<'a> {
            let addresses = self.0.iter().map(|text| text.parse().unwrap()).collect();
            let aliases = vec!["edge.net.test".parse().unwrap()];
            Box::pin(async move { Ok(Found { addresses, aliases }) })
        }

        fn describe(&self) -> String {
            "everything".to_owned()
        }
    }

    async fn resolved(
        known: &'static [&'static str],
        whose: Whose,
        host: &str,
    ) -> (Result<Vec<IpAddr>, Stopped>, Measurement) {
        let resolver = Arc::new(Everything(known));
        let limits = Limits::default();
        let prober =
            Prober::new(resolver, TrustStore::empty(), SignIn::default(), limits, "test").unwrap();
        let source = "test".to_owned();
        let routing = Routing::new(Route::Direct, source, "");
        let probe = Probe::new("x.test:443".parse().unwrap(), Arc::new(routing));
        let mut recorder = Recorder::new(Measurement::of(Arc::new(probe), Timestamp::UNIX_EPOCH));
        let found = resolve(&mut recorder, &prober, whose, &host.parse().unwrap()).await;
        (found, recorder.seen)
    }

    const GUARDED: Whose = Whose::Target { public_only: true };

    #[tokio::test]
    async fn of_mixed_addresses_only_the_public_ones_are_dialled() {
        let (found, seen) = resolved(&["10.0.0.1", "1.1.1.1", "::1"], GUARDED, "x.test").await;
        assert_eq!(list(&found.unwrap()), "1.1.1.1");
        assert_eq!(
            seen.steps[0].detail,
            "1.1.1.1 by everything; not public, and avoided: 10.0.0.1, ::1"
        );
    }

    #[tokio::test]
    async fn private_addresses_alone_are_not_asked() {
        for (known, host) in
            [(&["127.0.0.1", "fd00::1"][..], "x.test"), (&[], "169.254.169.254"), (&[], "[::1]")]
        {
            let (found, seen) = resolved(known, GUARDED, host).await;
            assert!(found.is_err(), "{host}");
            let (step, failure) = seen.failed().unwrap();
            assert_eq!((step.stage, failure.kind), (Stage::Resolve, FailureKind::NotPublic));
        }
    }

    #[tokio::test]
    async fn a_private_address_is_named_in_the_failure() {
        let (_, seen) = resolved(&["127.0.0.1", "fd00::1"], GUARDED, "x.test").await;
        assert_eq!(
            seen.failed().unwrap().1.text,
            "not public, and only public addresses are asked: 127.0.0.1, fd00::1"
        );
    }

    #[tokio::test]
    async fn what_a_user_or_a_list_names_may_be_anywhere() {
        let whose = Whose::Target { public_only: false };
        let (found, seen) = resolved(&["127.0.0.1"], whose, "x.test").await;
        assert_eq!(list(&found.unwrap()), "127.0.0.1");
        assert_eq!(seen.steps[0].detail, "127.0.0.1 by everything");
    }

    #[tokio::test]
    async fn aliases_are_the_targets_and_never_the_proxys() {
        let (_, seen) = resolved(&["1.1.1.1"], GUARDED, "x.test").await;
        assert_eq!(seen.aliases[0].as_str(), "edge.net.test");
        let (found, seen) = resolved(&["127.0.0.1"], Whose::Proxy, "proxy.test").await;
        assert_eq!((found.unwrap().len(), seen.aliases.len()), (1, 0));
    }
}
