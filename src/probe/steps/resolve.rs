//! The addresses of the first hop. Behind a proxy the target's name never comes here.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::timeout;

use super::super::network::Resolver;
use super::super::recorder::{Recorder, Stopped};
use crate::address::{Host, HostName};
use crate::measurement::{Failure, FailureKind, Stage};

type Found = Result<Vec<IpAddr>, Failure>;

/// Lookups of proxies: each name is asked once, however many probes wait for it.
#[derive(Debug, Default)]
pub(in super::super) struct ProxyLookups {
    known: Mutex<HashMap<HostName, Arc<OnceCell<Found>>>>,
}

impl ProxyLookups {
    fn cell(&self, name: &HostName) -> Arc<OnceCell<Found>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(name.clone()).or_default())
    }

    /// Forgets a failure, so that a retry asks again.
    fn forget(&self, name: &HostName) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Looks up `host`; `shared` is given for a proxy.
pub(in super::super) async fn resolve(
    recorder: &mut Recorder,
    resolver: &dyn Resolver,
    shared: Option<&ProxyLookups>,
    host: &Host,
    wait: Duration,
) -> Result<Vec<IpAddr>, Stopped> {
    recorder.begin(Stage::Resolve);
    let name = match host {
        Host::Ip(ip) => {
            recorder.done("an address was given: nothing to look up");
            return Ok(vec![*ip]);
        }
        Host::Name(name) => name,
    };
    let found = match shared {
        None => lookup(resolver, name, wait).await,
        Some(shared) => {
            let cell = shared.cell(name);
            let found = cell.get_or_init(|| lookup(resolver, name, wait)).await.clone();
            if found.is_err() {
                shared.forget(name);
            }
            found
        }
    };
    recorder.finish(found, |addresses| {
        let shown: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        format!("{} by {}", shown.join(", "), resolver.describe())
    })
}

async fn lookup(resolver: &dyn Resolver, name: &HostName, wait: Duration) -> Found {
    timeout(wait, resolver.lookup(name)).await.unwrap_or_else(|_| {
        let text = format!("no answer to the lookup of {name} within {} s", wait.as_secs_f32());
        Err(Failure::new(FailureKind::NameServerSilent, text))
    })
}
