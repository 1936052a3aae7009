//! Worlds and what must be said about them: each file of `tests/scenarios/` is a mock world, the
//! targets asked for, and the verdict expected for each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clearway::address::{HostName, Target};
use clearway::catalogue::Catalogue;
use clearway::follow::Follower;
use clearway::measurement::{Failure, FailureKind};
use clearway::mock::{Credentials as Sent, MockWorld, Party, Scenario};
use clearway::plan::{Plan, Selection};
use clearway::probe::{
    Limits, Lookup, Prober, Resolver, RetryPolicy, RunEnd, Runner, SignIn, TrustStore,
};
use clearway::proxy::Credentials;
use clearway::proxy::discover::from_command_line;
use clearway::report::{Ending, Finished, Outcome, Report, RouteShown, Row, RunFacts};
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use tokio::sync::watch;

/// A file of `tests/scenarios/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is shown, in one sentence.
    title: String,
    /// The world.
    world: Scenario,
    /// `user:password` for the proxy.
    credentials: Option<String>,
    /// Trust the CA of intercepting answers too.
    #[serde(default)]
    trust_interception: bool,
    /// How long the proxy may take, in milliseconds. Generous where it does not matter.
    #[serde(default = "generous")]
    patience_ms: u64,
    /// The end of the run, in milliseconds; generous where nothing has to be quick.
    #[serde(default = "generous")]
    within_ms: u64,
    /// The exit code that the outcome means.
    exit: u8,
    /// Targets as they are typed, with what is said about them.
    expect: BTreeMap<String, Expected>,
}

/// What must be said. A field that is left out is not compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    status: String,
    /// `none` for a reachable endpoint.
    cause: String,
    #[serde(default = "none")]
    refused_by: String,
    #[serde(default = "none")]
    proof: String,
    #[serde(default)]
    logged: String,
    confidence: Option<String>,
    could_also_be: Option<Vec<String>>,
    /// Words that stand in the evidence, the notes or the advice.
    #[serde(default)]
    words: Vec<String>,
}

fn generous() -> u64 {
    20_000
}

fn none() -> String {
    "none".to_owned()
}

/// Whoever is asked for a name remembers it and knows none: the proxy is given by its address.
#[derive(Default)]
struct NobodyKnows {
    asked: Mutex<Vec<String>>,
}

impl Resolver for NobodyKnows {
    fn lookup<'a>(&'a self, name: &'a HostName) -> Lookup<'a> {
        self.asked.lock().unwrap().push(name.to_string());
        let failure = Failure::new(FailureKind::NameNotFound, "looked up locally");
        Box::pin(async move { Err(failure) })
    }

    fn describe(&self) -> String {
        "nobody".to_owned()
    }
}

/// What came of a case.
struct Played {
    report: Report,
    took: Duration,
    looked_up: Vec<String>,
    seen: Vec<clearway::mock::Seen>,
}

async fn play(case: &Case) -> Played {
    let world = MockWorld::start(case.world.clone(), ([127, 0, 0, 1], 0).into()).unwrap();
    let credentials = case.credentials.as_ref().map(|pair| {
        let (user, password) = pair.split_once(':').unwrap();
        Credentials::new(user.to_owned(), password.to_owned().into()).unwrap()
    });
    let url = format!("http://{}", world.address());
    let router = from_command_line(Some(&url), false, credentials).unwrap().unwrap();
    let targets: Vec<Target> = case.expect.keys().map(|text| text.parse().unwrap()).collect();
    let selection = Selection { targets, ..Selection::default() };
    let mut plan = Plan::expand(&selection, &Catalogue::default(), &router).unwrap();
    let mut trust = TrustStore::empty().with_root(world.ca_der().clone()).unwrap();
    if case.trust_interception {
        let pem = world.intercepting_ca_pem().as_bytes();
        trust = trust.with_root(CertificateDer::from_pem_slice(pem).unwrap()).unwrap();
    }
    let limits = Limits {
        patience: Duration::from_millis(case.patience_ms),
        body: Duration::from_millis(500),
        ..Limits::default()
    };
    let resolver = Arc::new(NobodyKnows::default());
    let asked: Arc<dyn Resolver> = Arc::<NobodyKnows>::clone(&resolver);
    let sign_in = SignIn { users: router.users().clone(), ..SignIn::default() };
    let prober = Prober::new(asked, trust, sign_in, limits, "clearway-test").unwrap();
    let runner = Runner {
        prober: Arc::new(prober),
        concurrency: 64,
        in_flight: 512,
        retry: RetryPolicy { retries: 0, pause: Duration::ZERO },
        deadline: Some(Duration::from_mins(1)),
        rule_interval: Duration::ZERO,
    };
    let (_keep, stop) = watch::channel(false);
    let (started, clock) = (Timestamp::now(), Instant::now());
    let mut follower = Follower::new(&plan, &router);
    let (measurements, end) = runner.run(|seen| follower.next(&mut plan, seen), stop, |_| {}).await;
    let took = clock.elapsed();
    assert_eq!(end, RunEnd::Complete, "{}", case.title);
    let run = RunFacts {
        version: "test".to_owned(),
        account: "test".to_owned(),
        machine: "test".to_owned(),
        started,
        finished: Timestamp::now(),
        ending: Ending::Complete,
        route: RouteShown::of(router.for_scheme(clearway::address::Scheme::Https)),
        resolver: "nobody".to_owned(),
        proxy_user: None,
        rule_traffic: None,
        notes: Vec::new(),
    };
    let report = Report::of(Finished { plan, measurements, run });
    let looked_up = resolver.asked.lock().unwrap().clone();
    Played { report, took, looked_up, seen: world.requests() }
}

/// Everything in which the report differs from what the case expects.
fn differences(case: &Case, played: &Played) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |about: &str, is: &str, expected: &str| {
        if is != expected {
            found.push(format!("{about} is `{is}`, expected `{expected}`"));
        }
    };
    for (target, expected) in &case.expect {
        let wanted: Target = target.parse().unwrap();
        let row = played.report.probes.iter().find(|row| {
            row.host.as_ref() == Some(&wanted.host)
                && row.port == clearway::address::PortSpec::One(wanted.port)
                && row.scheme == Some(wanted.scheme)
        });
        let Some(row) = row else {
            compare(target, "missing", "in the report");
            continue;
        };
        compare(&format!("{target}: status"), row.status.as_str(), &expected.status);
        compare(&format!("{target}: cause"), row.cause.unwrap_or("none"), &expected.cause);
        let party = row.refused_by.map_or("none", clearway::verdict::Party::as_str);
        compare(&format!("{target}: refused_by"), party, &expected.refused_by);
        let proof = row.proof.map_or("none", clearway::verdict::Proof::as_str);
        compare(&format!("{target}: proof"), proof, &expected.proof);
        compare(&format!("{target}: logged"), &row.logged, &expected.logged);
        if let Some(confidence) = &expected.confidence {
            compare(&format!("{target}: confidence"), row.confidence.as_str(), confidence);
        }
        if let Some(others) = &expected.could_also_be {
            compare(
                &format!("{target}: could_also_be"),
                &row.could_also_be.join(" "),
                &others.join(" "),
            );
        }
        let told = told(row);
        for word in &expected.words {
            if !told.contains(word.as_str()) {
                compare(&format!("{target}: what is told"), &told, word);
            }
        }
    }
    let exit = exit_code(played.report.outcome);
    compare("the exit code", &exit.to_string(), &case.exit.to_string());
    if !played.looked_up.is_empty() {
        compare("looked up on this machine", &played.looked_up.join(", "), "");
    }
    let took = u64::try_from(played.took.as_millis()).unwrap_or(u64::MAX);
    if took > case.within_ms {
        compare("the run", &format!("{took} ms"), &format!("at most {} ms", case.within_ms));
    }
    found
}

fn told(row: &Row) -> String {
    format!("{} {} {}", row.evidence.join(" "), row.notes.join(" "), row.advice)
}

/// As the README has it. The program's own codes are tested in `tests/cli.rs`.
fn exit_code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Ready => 0,
        Outcome::NotReady => 1,
        Outcome::Unproven | Outcome::Incomplete => 3,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}

fn case(path: &Path) -> Case {
    let text = fs::read_to_string(path).unwrap();
    match serde_saphyr::from_str(&text) {
        Ok(case) => case,
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// Plays one file, named without its ending.
fn check(name: &str) {
    let case = case(&folder().join(format!("{name}.yaml")));
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let played = runtime.unwrap().block_on(play(&case));
    let differences = differences(&case, &played);
    assert!(
        differences.is_empty(),
        "{name} ({}):\n- {}\n{}",
        case.title,
        differences.join("\n- "),
        played
            .report
            .probes
            .iter()
            .map(|row| format!("  {} [{}] {}", row.place(), row.rule, told(row)))
            .collect::<Vec<_>>()
            .join("\n")
    );
    for seen in &played.seen {
        assert_eq!(seen.cookie, None, "{name}: a cookie was sent");
        if seen.by == Party::Origin {
            assert_eq!(seen.credentials, Sent::Absent, "{name}: an origin got credentials");
        }
    }
}

/// One test for each file, and one that counts them.
macro_rules! scenarios {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })+

        #[test]
        fn every_file_has_its_test() {
            let mut files: Vec<String> = fs::read_dir(folder())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
                .collect();
            files.sort();
            let mut tested = vec![$(stringify!($name)),+];
            tested.sort_unstable();
            assert_eq!(files, tested);
        }
    };
}

scenarios! {
    denied_by_apache,
    denied_by_envoy,
    denied_by_redirect,
    denied_by_reset,
    denied_by_smokescreen,
    denied_by_squid,
    denied_by_tinyproxy,
    hostile_answers,
    inspected,
    inspected_and_blocked,
    inspected_and_trusted,
    login_missing,
    login_right,
    login_wrong,
    name_unknown_to_apache,
    name_unknown_to_envoy,
    name_unknown_to_privoxy,
    name_unknown_to_smokescreen,
    name_unknown_to_squid,
    name_unknown_to_squid_5,
    name_unknown_to_tinyproxy,
    no_verdict,
    not_a_proxy,
    origin_certificates,
    origin_statuses,
    origin_trouble,
    says_200_first,
    upstream_of_apache,
    upstream_of_squid,
}

#[test]
fn the_comparison_can_fail() {
    let mut case = case(&folder().join("denied_by_squid.yaml"));
    for expected in case.expect.values_mut() {
        expected.cause = "tcp.refused".to_owned();
        expected.proof = "http".to_owned();
        expected.words = vec!["no such words".to_owned()];
    }
    case.exit = 0;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found = differences(&case, &runtime.block_on(play(&case))).join("\n");
    for about in ["cause is `proxy.denied`", "proof is", "what is told", "exit code is `1`"] {
        assert!(found.contains(about), "{about} is not noticed: {found}");
    }
}
