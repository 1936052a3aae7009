//! Routes that a script decides about (PAC). The engine lives elsewhere; here is only what a router
//! asks of it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::{Host, Scheme, Target};

use super::{Route, Routing};

/// Something that is asked about each target, such as a PAC file.
pub trait RouteScript: Send + Sync {
    /// The routes to try, in this order and at least one, and one sentence about why; or what went
    /// wrong. A failure is shown and never taken as "direct".
    ///
    /// # Errors
    /// A sentence about what the script did instead of answering.
    fn route(&self, target: &Target) -> Result<(Vec<Route>, String), String>;
}

type Key = (Host, Scheme, u16);

/// A script and its answers so far: each host, scheme and port is asked once.
#[derive(Clone)]
pub(super) struct Asked {
    script: Arc<dyn RouteScript>,
    source: String,
    known: Arc<Mutex<HashMap<Key, Arc<Routing>>>>,
}

impl Asked {
    pub(super) fn new(script: Arc<dyn RouteScript>, source: String) -> Self {
        Self { script, source, known: Arc::default() }
    }

    pub(super) fn route(&self, target: &Target) -> Arc<Routing> {
        let key = (target.host.clone(), target.scheme, target.port);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_insert_with(|| Arc::new(self.ask(target))))
    }

    fn ask(&self, target: &Target) -> Routing {
        let unknown = |why| Routing::new(Route::Unknown, self.source.clone(), why);
        match self.script.route(target) {
            Ok((routes, because)) => {
                let mut routes = routes.into_iter();
                let Some(first) = routes.next() else {
                    return unknown("the script named no way at all".to_owned());
                };
                let mut routing = Routing::new(first, self.source.clone(), because);
                routing.otherwise = routes.collect();
                routing
            }
            Err(why) => unknown(why),
        }
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").field("source", &self.source).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::Router;
    use super::*;

    struct Script(AtomicUsize);

    impl RouteScript for Script {
        fn route(&self, target: &Target) -> Result<(Vec<Route>, String), String> {
            self.0.fetch_add(1, Ordering::Relaxed);
            match target.host.to_string().as_str() {
                "fails.test" => Err("line 3, column 1: x is not defined".to_owned()),
                "empty.test" => Ok((Vec::new(), String::new())),
                _ => {
                    let proxy = Route::Proxy("http://p:1".parse().unwrap());
                    Ok((vec![proxy, Route::Direct], "the script says so".to_owned()))
                }
            }
        }
    }

    #[test]
    fn each_target_is_asked_once_and_keeps_its_list() {
        let script = Arc::new(Script(AtomicUsize::new(0)));
        let router = Router::by_script(script.clone(), "--pac p.pac", None);
        for text in ["a.test", "a.test", "https://a.test/other"] {
            let routing = router.route(&text.parse().unwrap());
            assert_eq!(routing.route.proxy().unwrap().to_string(), "http://p:1");
            assert_eq!(routing.otherwise, [Route::Direct]);
            assert_eq!(routing.source, "--pac p.pac");
        }
        assert_eq!(script.0.load(Ordering::Relaxed), 1);
        let _ = router.clone().route(&"a.test:80".parse().unwrap());
        assert_eq!(script.0.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_failing_script_is_never_direct() {
        let router = Router::by_script(Arc::new(Script(AtomicUsize::new(0))), "--pac", None);
        for (text, why) in [("fails.test", "line 3"), ("empty.test", "no way at all")] {
            let routing = router.route(&text.parse().unwrap());
            assert_eq!(routing.route, Route::Unknown);
            assert!(routing.because.contains(why), "{}", routing.because);
        }
    }
}
