//! Plays a case: plan, waves, report, and what the world and this machine were asked meanwhile.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clearway::address::{HostName, Scheme};
use clearway::catalogue::RoleId;
use clearway::follow::Follower;
use clearway::measurement::{Failure, FailureKind};
use clearway::mock::{MockWorld, Seen};
use clearway::plan::{Plan, PlannedRole, Selection};
use clearway::probe::{
    Event, Found, Limits, Lookup, Prober, Resolver, RetryPolicy, RunEnd, Runner, SignIn, TrustStore,
};
use clearway::proxy::Router;
use clearway::proxy::discover::from_command_line;
use clearway::report::{Ending, Finished, Report, RouteShown, RunFacts};
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::net::TcpSocket;
use tokio::sync::watch;

use super::case::Case;

/// Knows these names only, and remembers who was looked up.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) known: BTreeMap<String, Found>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl Resolver for Names {
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
        self.asked.lock().unwrap().push(name.to_string());
        let missing = || Failure::new(FailureKind::NameNotFound, "looked up locally");
        let found = self.known.get(name.as_str()).cloned().ok_or_else(missing);
        Box::pin(async move { found })
    }

    fn describe(&self) -> String {
        "a test".to_owned()
    }
}

/// What came of a case.
pub(crate) struct Played {
    pub(crate) report: Report,
    /// Roles as they were planned.
    pub(crate) planned: Vec<PlannedRole>,
    pub(crate) looked_up: Vec<String>,
    pub(crate) seen: Vec<Seen>,
    pub(crate) end: RunEnd,
}

/// When a run is ended from outside: once the world was asked for a name that begins so, or after
/// this time.
#[derive(Default)]
pub(crate) struct Ends {
    pub(crate) once_asked_for: Option<&'static str>,
    pub(crate) after: Option<Duration>,
}

/// A run against the world of a case, to its end.
pub(crate) async fn play(case: &Case) -> Played {
    play_until(case, Ends::default()).await
}

/// A run that may end early.
pub(crate) async fn play_until(case: &Case, ends: Ends) -> Played {
    let world = Arc::new(MockWorld::start(case.world.clone(), ([127, 0, 0, 1], 0).into()).unwrap());
    // Bound and not listening: connections are refused while it lives.
    let dead = TcpSocket::new_v4().unwrap();
    dead.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let proxy = if case.proxy_is_dead { dead.local_addr().unwrap() } else { world.address() };
    let router = from_command_line(Some(&format!("http://{proxy}")), false, None);
    let router = router.unwrap().unwrap();
    let mut trust = TrustStore::empty().with_root(world.ca_der().clone()).unwrap();
    if case.trust_interception {
        let pem = world.intercepting_ca_pem().as_bytes();
        trust = trust.with_root(CertificateDer::from_pem_slice(pem).unwrap()).unwrap();
    }
    let found = |names: &Vec<String>| Found {
        addresses: Vec::new(),
        aliases: names.iter().map(|name| name.parse().unwrap()).collect(),
    };
    let known = case.local_dns.iter().flatten();
    let known = known.map(|(name, aliases)| (name.clone(), found(aliases)));
    let names = Arc::new(Names { known: known.collect(), asked: Mutex::default() });
    let limits = Limits {
        patience: Duration::from_millis(case.patience_ms),
        body: Duration::from_millis(500),
        ..Limits::default()
    };
    let shared: Arc<dyn Resolver> = Arc::<Names>::clone(&names);
    let prober = Prober::new(shared, trust, SignIn::default(), limits, "clearway-test").unwrap();
    let prober = prober.with_local_dns(case.local_dns.is_some());
    let (stopper, stop) = watch::channel(false);
    let watcher = ends.once_asked_for.map(|beginning| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            while !world.requests().iter().any(|seen| seen.target.starts_with(beginning)) {
                tokio::task::yield_now().await;
            }
            stopper.send(true).unwrap();
        })
    });
    let asked = Asked { prober, stop, deadline: ends.after };
    let (report, planned, end) = run(case, &router, asked).await;
    if let Some(watcher) = watcher {
        watcher.await.unwrap();
    }
    let looked_up = names.asked.lock().unwrap().clone();
    Played { report, planned, looked_up, seen: world.requests(), end }
}

/// Who asks, and until when.
pub(crate) struct Asked {
    pub(crate) prober: Prober,
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) deadline: Option<Duration>,
}

/// Plans a case, asks every wave and reports.
pub(crate) async fn run(
    case: &Case,
    router: &Router,
    asked: Asked,
) -> (Report, Vec<PlannedRole>, RunEnd) {
    let selection = Selection {
        roles: case.roles.keys().map(|id| id.parse::<RoleId>().unwrap().to_string()).collect(),
        targets: case.targets.iter().map(|text| text.parse().unwrap()).collect(),
        ..Selection::default()
    };
    let mut plan = Plan::expand(&selection, &case.catalogue(), router).unwrap();
    plan.further = case.further();
    let runner = Runner {
        prober: Arc::new(asked.prober),
        concurrency: 64,
        in_flight: 512,
        retry: RetryPolicy { retries: 0, pause: Duration::ZERO },
        deadline: asked.deadline.or(Some(Duration::from_mins(1))),
        rule_interval: Duration::ZERO,
    };
    let started = Timestamp::now();
    let mut follower = Follower::new(&plan, router);
    let mut waves = 0;
    let (measurements, end) = runner
        .run(
            |seen| follower.next(&mut plan, seen),
            asked.stop,
            |event| waves += usize::from(matches!(event, Event::Wave(_))),
        )
        .await;
    assert!(waves < 12, "{}: {waves} waves", case.title);
    assert_eq!(measurements.len(), plan.probes.len(), "{}: something was lost", case.title);
    let run = RunFacts {
        version: "test".to_owned(),
        account: "test".to_owned(),
        machine: "test".to_owned(),
        started,
        finished: Timestamp::now(),
        ending: match end {
            RunEnd::Complete => Ending::Complete,
            RunEnd::Interrupted => Ending::Interrupted,
            RunEnd::Deadline => Ending::Deadline,
        },
        route: RouteShown::of(router.for_scheme(Scheme::Https)),
        resolver: "a test".to_owned(),
        proxy_user: None,
        rule_traffic: None,
        notes: Vec::new(),
    };
    let planned = plan.roles.clone();
    (Report::of(Finished { plan, measurements, run }), planned, end)
}
