//! The names on the way to a target behind a proxy, as this machine's resolver tells them
//! (`--local-dns`). They are information only: nothing that is found or fails here touches a step.

use super::prober::Prober;
use super::steps::lookup;
use crate::measurement::Measurement;
use crate::plan::Source;

/// Looks up the target of a finished probe, where the user wants that: only behind a proxy, and
/// only what the user or a list names.
pub(super) async fn look_up(prober: &Prober, seen: &mut Measurement) {
    let asked = matches!(seen.probe.source, Source::Target | Source::Catalogue);
    if !prober.local_dns || !asked || !seen.proxied() {
        return;
    }
    let Some(name) = seen.probe.target.host.name() else { return };
    match lookup(prober, name).await {
        Ok(found) => seen.aliases = found.aliases,
        Err(failure) => tracing::debug!(%name, %failure.text, "no name on the way is known here"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use jiff::Timestamp;

    use super::*;
    use crate::address::HostName;
    use crate::measurement::{Failure, FailureKind};
    use crate::plan::Probe;
    use crate::probe::{Found, Limits, Lookup, Resolver, SignIn, TrustStore};
    use crate::proxy::{Route, Routing};

    /// Knows an alias of every name but `missing.test`, and remembers who was asked for.
    #[derive(Default)]
    struct Memory(Mutex<Vec<String>>);

    impl Resolver for Memory {
        fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
            self.0.lock().unwrap().push(name.to_string());
            let aliases = vec!["edge.net.test".parse().unwrap()];
            Box::pin(async move {
                match name.as_str() {
                    "silent.test" => std::future::pending().await,
                    "missing.test" => Err(Failure::new(FailureKind::NameNotFound, "for a test")),
                    _ => Ok(Found { addresses: Vec::new(), aliases }),
                }
            })
        }

        fn describe(&self) -> String {
            "a memory".to_owned()
        }
    }

    /// Which names were looked up, and what the measurement was told.
    async fn looked(wanted: bool, source: Source, route: &str, target: &str) -> (usize, usize) {
        let resolver = Arc::new(Memory::default());
        let shared = Arc::clone(&resolver);
        let resolve = std::time::Duration::from_millis(20);
        let limits = Limits { resolve, ..Limits::default() };
        let prober =
            Prober::new(shared, TrustStore::empty(), SignIn::default(), limits, "test").unwrap();
        let route = match route {
            "direct" => Route::Direct,
            proxy => Route::Proxy(proxy.parse().unwrap()),
        };
        let routing = Routing::new(route, "test", "");
        let probe = Probe { source, ..Probe::new(target.parse().unwrap(), Arc::new(routing)) };
        let mut seen = Measurement::of(Arc::new(probe), Timestamp::UNIX_EPOCH);
        look_up(&prober.with_local_dns(wanted), &mut seen).await;
        assert!(seen.steps.is_empty(), "{seen:?}");
        let asked = resolver.0.lock().unwrap().len();
        (asked, seen.aliases.len())
    }

    #[tokio::test]
    async fn names_are_looked_up_only_where_the_user_wants_it() {
        let proxy = "http://proxy.test:8080";
        assert_eq!(looked(true, Source::Target, proxy, "x.test:443").await, (1, 1));
        assert_eq!(looked(true, Source::Catalogue, proxy, "x.test:443").await, (1, 1));
        assert_eq!(looked(false, Source::Target, proxy, "x.test:443").await, (0, 0));
        assert_eq!(looked(true, Source::Target, "direct", "x.test:443").await, (0, 0));
        assert_eq!(looked(true, Source::Target, proxy, "192.0.2.1:443").await, (0, 0));
    }

    #[tokio::test]
    async fn nothing_that_was_made_up_or_hearsay_is_looked_up() {
        let proxy = "http://proxy.test:8080";
        for source in [Source::Rule, Source::Crl, Source::San, Source::Cname, Source::Log] {
            assert_eq!(looked(true, source, proxy, "x.test:443").await, (0, 0), "{source}");
        }
    }

    #[tokio::test]
    async fn failure_and_silence_are_no_news() {
        let proxy = "http://proxy.test:8080";
        assert_eq!(looked(true, Source::Target, proxy, "missing.test:443").await, (1, 0));
        assert_eq!(looked(true, Source::Target, proxy, "silent.test:443").await, (1, 0));
    }
}
