//! Many probes at once, within limits, to an end that always comes.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::gate::{Gate, Place};
use super::limits::RetryPolicy;
use super::load::LoadMonitor;
use super::local_names;
use super::prober::Prober;
use super::recorder::Recorder;
use super::sequence::walk;
use crate::measurement::{EarlierAttempt, FailureKind, Measurement, Stage};
use crate::plan::{Probe, Source};

/// What a run tells while it lasts.
#[derive(Debug)]
pub enum Event<'a> {
    /// A wave begins, of these probes.
    Wave(&'a [Arc<Probe>]),
    /// A probe of the wave is under way.
    Began(&'a Arc<Probe>),
    /// A probe has its last measurement.
    Finished(&'a Measurement),
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// Every probe has its answer.
    Complete,
    /// Somebody stopped it.
    Interrupted,
    /// The deadline came first.
    Deadline,
}

/// Asks a list of probes.
pub struct Runner {
    /// How to ask.
    pub prober: Arc<Prober>,
    /// Probes that work at once: connect, shake hands, read.
    pub concurrency: usize,
    /// Probes under way at once, those included that wait for somebody's decision.
    pub in_flight: usize,
    /// What is tried again.
    pub retry: RetryPolicy,
    /// The end of the run, counted from its start.
    pub deadline: Option<Duration>,
    /// The least time between two probes that ask about a rule: a proxy's log and its owner's
    /// patience are not ours to fill.
    pub rule_interval: Duration,
}

/// A connection that took longer than this, while others were at work, is a sign of strain.
const SLOW_CONNECT: Duration = Duration::from_secs(1);
/// How long the last probes have to write down what they know once the run is ended.
const FAREWELL: Duration = Duration::from_secs(2);

impl Runner {
    /// Asks wave after wave, each in its order as far as limits allow, and returns the measurements
    /// in that order. Probes that were not asked, or not to the end, say so.
    ///
    /// `next` gives the probes of the next wave. It sees every measurement so far: none, before the
    /// first wave. An empty wave is the last. `stop` ends the run when it turns true.
    pub async fn run(
        &self,
        mut next: impl FnMut(&[Measurement]) -> Vec<Arc<Probe>>,
        mut stop: watch::Receiver<bool>,
        mut tell: impl FnMut(Event<'_>),
    ) -> (Vec<Measurement>, RunEnd) {
        let gate = Arc::new(Gate::new(self.concurrency.min(self.in_flight)));
        let shared = Arc::new(Shared {
            prober: Arc::clone(&self.prober),
            gate,
            load: LoadMonitor::start(),
            retry: self.retry.clone(),
            reached: std::sync::atomic::AtomicBool::new(false),
        });
        let deadline = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(deadline);
        let mut pace = Pace::new(self.rule_interval);
        let mut measured = Vec::new();
        loop {
            let probes = next(&measured);
            if probes.is_empty() {
                return (measured, RunEnd::Complete);
            }
            tell(Event::Wave(&probes));
            let wave = Wave { runner: self, shared: &shared, probes: &probes, pace: &mut pace };
            let (mut found, end) = wave.ask(&mut stop, deadline.as_mut(), &mut tell).await;
            measured.append(&mut found);
            if end != RunEnd::Complete {
                return (measured, end);
            }
        }
    }
}

/// Keeps a distance between questions about rules.
struct Pace {
    interval: Duration,
    at: tokio::time::Instant,
}

impl Pace {
    fn new(interval: Duration) -> Self {
        Self { interval, at: tokio::time::Instant::now() }
    }

    /// When the next one may begin; at once for a probe of another kind.
    async fn wait_for(&self, probe: Option<&Arc<Probe>>) {
        if probe.is_some_and(|probe| probe.source == Source::Rule) {
            tokio::time::sleep_until(self.at).await;
        }
    }

    fn began(&mut self, probe: &Probe) {
        if probe.source == Source::Rule {
            self.at = tokio::time::Instant::now() + self.interval;
        }
    }
}

/// Probes that are asked together.
struct Wave<'a> {
    runner: &'a Runner,
    shared: &'a Arc<Shared>,
    probes: &'a [Arc<Probe>],
    pace: &'a mut Pace,
}

impl Wave<'_> {
    async fn ask(
        self,
        stop: &mut watch::Receiver<bool>,
        mut deadline: std::pin::Pin<&mut impl Future<Output = ()>>,
        tell: &mut impl FnMut(Event<'_>),
    ) -> (Vec<Measurement>, RunEnd) {
        let Self { runner, shared, probes, pace } = self;
        let (end, ended) = watch::channel(false);
        let mut found: Vec<Option<Measurement>> = (0..probes.len()).map(|_| None).collect();
        let mut under_way = JoinSet::new();
        let mut next = 0;
        let run_end = loop {
            if next == probes.len() && under_way.is_empty() {
                break RunEnd::Complete;
            }
            let more = next < probes.len() && under_way.len() < runner.in_flight;
            let place = async {
                pace.wait_for(probes.get(next)).await;
                shared.gate.enter().await
            };
            tokio::select! {
                biased;
                () = stopped(stop) => break RunEnd::Interrupted,
                () = &mut deadline => break RunEnd::Deadline,
                Some(done) = under_way.join_next() => {
                    keep(done, &mut found, tell);
                }
                place = place, if more => {
                    let (index, probe) = (next, Arc::clone(&probes[next]));
                    pace.began(&probe);
                    tell(Event::Began(&probe));
                    let (shared, ended) = (Arc::clone(shared), ended.clone());
                    under_way.spawn(async move { (index, shared.ask(probe, place, ended).await) });
                    next += 1;
                }
            }
        };
        // Whoever is still under way writes down what it knows.
        let _ = end.send(true);
        let farewell = tokio::time::sleep(FAREWELL);
        tokio::pin!(farewell);
        while !under_way.is_empty() {
            tokio::select! {
                Some(done) = under_way.join_next() => keep(done, &mut found, tell),
                () = &mut farewell => break,
            }
        }
        let measurements = found.into_iter().zip(probes).map(|(measurement, probe)| {
            measurement.unwrap_or_else(|| Measurement::of(Arc::clone(probe), Timestamp::now()))
        });
        (measurements.collect(), run_end)
    }
}

type Done = Result<(usize, Measurement), tokio::task::JoinError>;

fn keep(done: Done, found: &mut [Option<Measurement>], tell: &mut impl FnMut(Event<'_>)) {
    match done {
        Ok((index, measurement)) => {
            tell(Event::Finished(&measurement));
            found[index] = Some(measurement);
        }
        // Only a defect of ours ends a task; the probe then counts as not asked.
        Err(error) => tracing::error!(%error, "a probe ended unexpectedly"),
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stopped| *stopped).await.is_err() {
        // Nobody is left who could stop the run.
        std::future::pending::<()>().await;
    }
}

/// What the probes of a run have in common while it lasts.
struct Shared {
    prober: Arc<Prober>,
    gate: Arc<Gate>,
    load: LoadMonitor,
    retry: RetryPolicy,
    /// True once the proxy has accepted a connection: from then on a refusal is strain, not death.
    reached: std::sync::atomic::AtomicBool,
}

impl Shared {
    async fn ask(
        &self,
        probe: Arc<Probe>,
        mut place: Place,
        mut ended: watch::Receiver<bool>,
    ) -> Measurement {
        let mut earlier: Vec<EarlierAttempt> = Vec::new();
        loop {
            let mut recorder = Recorder::new(Measurement::of(Arc::clone(&probe), Timestamp::now()));
            let began = recorder.began();
            let cut_off = tokio::select! {
                biased;
                () = stopped(&mut ended) => true,
                _ = walk(&self.prober, &mut recorder, &mut place) => false,
            };
            if cut_off {
                recorder.cancel();
            }
            let mut seen = recorder.seen;
            seen.starved = self.load.was_starved_since(began);
            self.feel(&seen);
            if cut_off || !self.is_worth_another(&seen, earlier.len()) {
                if self.prober.local_dns && !cut_off {
                    tokio::select! {
                        biased;
                        () = stopped(&mut ended) => {}
                        () = place.lend(local_names::look_up(&self.prober, &mut seen)) => {}
                    }
                }
                seen.earlier = earlier;
                return seen;
            }
            let Some((step, failure)) = seen.failed() else { return seen };
            tracing::debug!(target = %probe.target, stage = step.stage.as_str(), %failure.text, "retry");
            let attempt = EarlierAttempt {
                stage: step.stage,
                failure: failure.clone(),
                took: began.elapsed(),
                starved: seen.starved,
            };
            let pause = self.retry.pause.mul_f64(0.5 + fastrand::f64());
            let interrupted = tokio::select! {
                () = stopped(&mut ended) => true,
                () = place.lend(tokio::time::sleep(pause)) => false,
            };
            if interrupted {
                seen.earlier = earlier;
                return seen;
            }
            earlier.push(attempt);
        }
    }

    /// Tells the gate how the first hop took it.
    fn feel(&self, seen: &Measurement) {
        use std::sync::atomic::Ordering::Relaxed;
        if !seen.proxied() {
            return;
        }
        let Some(connect) = seen.step(Stage::Connect) else { return };
        let strained = match &connect.outcome {
            Ok(()) => {
                self.reached.store(true, Relaxed);
                connect.took > SLOW_CONNECT
            }
            Err(_) => self.reached.load(Relaxed),
        };
        let crowded = self.gate.crowd() > 1;
        if (strained && crowded) || seen.starved {
            self.gate.strain();
        } else {
            self.gate.ease();
        }
    }

    /// Only what may pass is tried again: never an answer, and never a wait that was long.
    ///
    /// 1. Want of descriptors or memory here: up to three times more than asked for.
    /// 2. Anything that failed while this machine was starved.
    /// 3. A lookup that no server answered; a connection to the proxy that failed though others
    ///    succeed; a cut or reset at any later stage.
    fn is_worth_another(&self, seen: &Measurement, attempts: usize) -> bool {
        use std::sync::atomic::Ordering::Relaxed;
        let Some((step, failure)) = seen.failed() else { return false };
        let allowed = usize::from(self.retry.retries);
        if failure.kind == FailureKind::LocalResources {
            return attempts < allowed + 3;
        }
        if attempts >= allowed {
            return false;
        }
        let cut = matches!(failure.kind, FailureKind::Reset | FailureKind::Closed);
        seen.starved
            || match step.stage {
                Stage::Resolve => failure.kind == FailureKind::NameServerSilent,
                Stage::Connect if seen.proxied() => self.reached.load(Relaxed),
                Stage::Connect
                | Stage::ProxyTls
                | Stage::Tunnel
                | Stage::Forward
                | Stage::Tls
                | Stage::Http => cut,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::HostName;
    use crate::measurement::Failure;
    use crate::probe::{Limits, Resolver, SignIn, TrustStore};
    use crate::proxy::{Route, Routing};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Knows no name: a lookup of a target behind a proxy would be seen.
    struct Nobody;

    impl Resolver for Nobody {
        fn lookup<'a>(&'a self, name: &'a HostName) -> super::super::network::Lookup<'a> {
            let failure = Failure::new(FailureKind::NameNotFound, format!("{name} was looked up"));
            Box::pin(async move { Err(failure) })
        }

        fn describe(&self) -> String {
            "nobody".to_owned()
        }
    }

    /// Knows an alias for every name, and counts the questions.
    struct Aliased(std::sync::atomic::AtomicUsize);

    impl Resolver for Aliased {
        fn lookup<'a>(&'a self, _: &'a HostName) -> super::super::network::Lookup<'a> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let aliases = vec!["edge.net.test".parse().unwrap()];
            Box::pin(async move { Ok(crate::probe::Found { addresses: Vec::new(), aliases }) })
        }

        fn describe(&self) -> String {
            "aliases".to_owned()
        }
    }

    fn runner(limits: Limits, deadline: Option<Duration>) -> Runner {
        let prober =
            Prober::new(Arc::new(Nobody), TrustStore::empty(), SignIn::default(), limits, "test");
        Runner {
            prober: Arc::new(prober.unwrap()),
            concurrency: 4,
            in_flight: 64,
            retry: RetryPolicy { retries: 0, pause: Duration::ZERO },
            deadline,
            rule_interval: Duration::ZERO,
        }
    }

    /// The probes as the one and only wave.
    fn once(probes: Vec<Arc<Probe>>) -> impl FnMut(&[Measurement]) -> Vec<Arc<Probe>> {
        let mut waiting = Some(probes);
        move |_| waiting.take().unwrap_or_default()
    }

    fn probes(route: &Route, targets: &[&str]) -> Vec<Arc<Probe>> {
        let routing = Routing::new(route.clone(), "test", "");
        let routing = Arc::new(routing);
        let probe = |text: &&str| Arc::new(Probe::new(text.parse().unwrap(), Arc::clone(&routing)));
        targets.iter().map(probe).collect()
    }

    /// A proxy that gives the same answer to everyone; none at all when the answer is empty.
    async fn proxy(answer: &'static str) -> Route {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                if answer.is_empty() {
                    open.push(stream);
                    continue;
                }
                tokio::spawn(async move {
                    let mut request = vec![0; 4096];
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Route::Proxy(address.to_string().parse().unwrap())
    }

    #[tokio::test]
    async fn the_proxy_gets_the_name_and_nobody_looks_it_up() {
        let route = proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno").await;
        let probes = probes(&route, &["nowhere.invalid:443", "nowhere.invalid:80"]);
        let (_, stop) = watch::channel(false);
        let (seen, end) = runner(Limits::default(), None).run(once(probes), stop, |_| {}).await;
        assert_eq!(end, RunEnd::Complete);
        for seen in &seen {
            assert_eq!(seen.failed(), None, "{seen:?}");
            assert!(seen.aliases.is_empty());
            assert_eq!(seen.local, Some(std::net::Ipv4Addr::LOCALHOST.into()));
            assert_eq!(seen.proxy_answer.as_ref().unwrap().status, 403);
        }
        assert_eq!(seen[0].steps.last().unwrap().stage, Stage::Tunnel);
        assert_eq!(seen[1].steps.last().unwrap().stage, Stage::Forward);
    }

    #[tokio::test]
    async fn a_name_behind_a_proxy_is_looked_up_only_when_the_user_says_so() {
        let route = proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno").await;
        for wanted in [false, true] {
            let told = Arc::new(Aliased(std::sync::atomic::AtomicUsize::new(0)));
            let shared = Arc::clone(&told);
            let limits = Limits::default();
            let prober =
                Prober::new(shared, TrustStore::empty(), SignIn::default(), limits.clone(), "test");
            let prober = Arc::new(prober.unwrap().with_local_dns(wanted));
            let runner = Runner { prober, ..runner(limits, None) };
            let (_, stop) = watch::channel(false);
            let wave = once(probes(&route, &["x.test:443"]));
            let (seen, _) = runner.run(wave, stop, |_| {}).await;
            let asked = told.0.load(std::sync::atomic::Ordering::SeqCst);
            assert_eq!((asked, seen[0].aliases.len()), (usize::from(wanted), usize::from(wanted)));
            assert_eq!(seen[0].steps.len(), 3, "{seen:?}");
        }
    }

    #[tokio::test]
    async fn waiting_costs_no_place_and_the_deadline_holds() {
        let route = proxy("").await;
        let targets: Vec<String> = (0..40).map(|n| format!("h{n}.invalid:443")).collect();
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        let probes = probes(&route, &targets);
        let limits = Limits { patience: Duration::from_mins(1), ..Limits::default() };
        let (_, stop) = watch::channel(false);
        let deadline = Some(Duration::from_millis(700));
        let (seen, end) = runner(limits, deadline).run(once(probes), stop, |_| {}).await;
        assert_eq!(end, RunEnd::Deadline);
        // With four places, forty probes came as far as waiting for the proxy.
        let waiting = seen.iter().filter(|seen| {
            seen.failed().is_some_and(|(step, failure)| {
                step.stage == Stage::Tunnel && failure.kind == FailureKind::Cancelled
            })
        });
        assert_eq!(waiting.count(), 40);
    }

    #[tokio::test]
    async fn stopping_keeps_what_is_known() {
        let route = proxy("").await;
        let (stopper, stop) = watch::channel(false);
        stopper.send(true).unwrap();
        let probes = probes(&route, &["a.invalid:443"]);
        let (seen, end) = runner(Limits::default(), None).run(once(probes), stop, |_| {}).await;
        assert_eq!((seen.len(), end), (1, RunEnd::Interrupted));
    }

    #[tokio::test]
    async fn a_name_that_is_not_known_here_is_a_measurement() {
        let (_, stop) = watch::channel(false);
        let probes = probes(&Route::Direct, &["a.invalid:443"]);
        let (seen, _) = runner(Limits::default(), None).run(once(probes), stop, |_| {}).await;
        let (last, failure) = seen[0].failed().unwrap();
        assert_eq!((last.stage, failure.kind), (Stage::Resolve, FailureKind::NameNotFound));
    }
}
