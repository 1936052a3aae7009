//! `clearway check`: the main job.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use tokio::sync::watch;

use clearway::address::Scheme;
use clearway::follow::Follower;
use clearway::measurement::Measurement;
use clearway::mock::MockWorld;
use clearway::plan::Plan;
use clearway::probe::{
    Event, Limits, NameServers, Prober, Resolver, RetryPolicy, RunEnd, Runner, SignIn,
    SystemResolver, TrustStore, raise_descriptor_limit,
};
use clearway::proxy::Router;
use clearway::report::writers::{Colour, Style, Writer, named};
use clearway::report::{Ending, Finished, Report, RouteShown, RunFacts};

use super::args::{Arguments, CheckOptions, LimitOptions, TimedStage};
use super::destination::Destination;
use super::exit::Exit;
use super::format::FormatName;
use super::further::{Switch, allow_further};
use super::progress::Progress;
use super::selection::select;
use super::signals::stop_on_request;
use super::watch::Watched;
use super::{route, saved, site_check, terminal};

/// Probes that may be under way for each one that works: the others wait for somebody's decision.
const WAITING_PER_WORKING: usize = 8;

/// Plans, asks, judges and reports.
pub(crate) fn check(options: &CheckOptions, arguments: &Arguments) -> Result<Exit> {
    let in_flight = raise_descriptor_limit();
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let done = runtime.block_on(run(options, arguments, in_flight));
    // A lookup that never ends must not keep the program.
    runtime.shutdown_background();
    done
}

async fn run(options: &CheckOptions, arguments: &Arguments, in_flight: usize) -> Result<Exit> {
    options.route.sign_in.check_account()?;
    if let Some(file) = &options.servers.site {
        return site_check::run(file, options, arguments, in_flight).await;
    }
    if options.servers.server.is_some() || options.servers.all {
        // clap does not ask for an option that contradicts another one.
        bail!("--server and --all are about the servers of a file: add --site FILE");
    }
    let (catalogue, selection) = select(&options.selection)?;
    let world = match &options.route.mock {
        Some(name) => Some(start_mock(name)?),
        None => None,
    };
    let router = match &world {
        Some(world) => route::mock_router(&options.route, world)?,
        None => route::router(&options.route)?,
    };
    let mut plan = Plan::expand(&selection, &catalogue, &router)?;
    route::refuse_unknown(&plan)?;
    allow_further(&mut plan, &options.further)?;
    drop(catalogue);
    if plan.probes.is_empty() && plan.roles.iter().all(|role| role.requirements.is_empty()) {
        bail!(
            "the selected roles have no endpoint for this cloud and need: nothing can be checked"
        );
    }
    let baseline = options.output.baseline.as_deref().map(saved::read).transpose()?;
    let destinations = open_destinations(&options.output.report)?;
    let trust = trust(options, world.as_ref(), &[&plan])?;
    let mut notes = router.notes.clone();
    notes.extend(trust.notes.iter().cloned());
    notes.extend(arguments.settings.clone());
    let resolver = resolver(options)?;
    let sign_in = options.route.sign_in.sign_in(&router);
    let prober = prober(options, resolver, trust, sign_in)?;
    let runner = runner(options, &prober, in_flight);
    if let Some(pause) = options.output.watch {
        let run = Watched {
            options,
            arguments,
            runner: &runner,
            plan: &plan,
            router: &router,
            notes,
            baseline,
        };
        return run.watch(pause, destinations).await;
    }
    let started = Timestamp::now();
    let (stop, quiet) = (stop_on_request(FAREWELL), arguments.verbose > 0);
    let (measurements, end) = ask(&runner, &mut plan, &router, stop, quiet).await;
    let run = facts(&router, prober.resolver(), started, end, notes);
    let mut report = Report::of(Finished { plan, measurements, run });
    if let Some(baseline) = &baseline {
        report.hold_against(baseline);
    }
    if let Some(world) = world {
        world.shutdown().await;
    }
    let exit = Exit::of(&report, options.output.allow_untested);
    write_reports(&report, destinations, options.output.format, arguments)?;
    Ok(exit)
}

/// What every request says about who asks.
const USER_AGENT: &str = concat!("clearway/", env!("CARGO_PKG_VERSION"));

/// What is said when somebody asks to stop.
pub(super) const FAREWELL: &str =
    "stopping: the reports are written with what is known; Ctrl-C again leaves at once";

/// Who asks, with the options' limits.
pub(super) fn prober(
    options: &CheckOptions,
    resolver: Arc<dyn Resolver>,
    trust: TrustStore,
    sign_in: SignIn,
) -> Result<Arc<Prober>> {
    let limits = limits(&options.limits);
    let prober = Prober::new(resolver, trust, sign_in, limits, USER_AGENT);
    let prober = prober.context("cannot set up TLS")?;
    Ok(Arc::new(prober.with_local_dns(options.further.local_dns)))
}

/// How many ask at once, and how long.
pub(super) fn runner(options: &CheckOptions, prober: &Arc<Prober>, in_flight: usize) -> Runner {
    let concurrency = usize::from(options.limits.concurrency);
    Runner {
        prober: Arc::clone(prober),
        concurrency,
        in_flight: in_flight.min(concurrency.saturating_mul(WAITING_PER_WORKING)),
        retry: RetryPolicy { retries: options.limits.retries, ..RetryPolicy::default() },
        deadline: Some(options.limits.deadline),
        rule_interval: options.further.rule_rate,
    }
}

fn start_mock(name: &str) -> Result<MockWorld> {
    let listen = ([127, 0, 0, 1], 0).into();
    MockWorld::start(route::scenario(name)?, listen).context("cannot start the mock world")
}

pub(super) fn open_destinations(
    wanted: &[(FormatName, PathBuf)],
) -> Result<Vec<(FormatName, Destination)>> {
    let mut opened = Vec::new();
    for (at, (format, path)) in wanted.iter().enumerate() {
        if wanted[..at].iter().any(|(_, earlier)| earlier == path) {
            bail!("--report names {} twice", path.display());
        }
        opened.push((*format, Destination::open(path)?));
    }
    Ok(opened)
}

/// The platform's roots are read only when something is asked over TLS.
pub(super) fn trust(
    options: &CheckOptions,
    world: Option<&MockWorld>,
    plans: &[&Plan],
) -> Result<TrustStore> {
    let over_tls = plans.iter().flat_map(|plan| &plan.probes).any(|probe| {
        probe.target.scheme == Scheme::Https
            || probe
                .routing
                .route
                .proxy()
                .is_some_and(|proxy| proxy.scheme == clearway::proxy::ProxyScheme::Https)
    });
    // What answers lead to may be asked over TLS, too.
    let led = options.further.closure == Switch::On;
    let trust = if over_tls || led || !options.ca.is_empty() {
        TrustStore::platform(&options.ca).map_err(|error| anyhow::anyhow!("failed to {error}"))?
    } else {
        TrustStore::empty()
    };
    match world {
        None => Ok(trust),
        Some(world) => {
            trust.with_root(world.ca_der().clone()).context("cannot trust the mock world's CA")
        }
    }
}

pub(super) fn resolver(options: &CheckOptions) -> Result<Arc<dyn Resolver>> {
    if options.dns_server.is_empty() {
        return Ok(Arc::new(SystemResolver));
    }
    let wait = Limits::default().resolve;
    let servers = NameServers::new(options.dns_server.clone(), wait);
    Ok(Arc::new(servers.map_err(|error| anyhow::anyhow!("--dns-server cannot be used: {error}"))?))
}

fn limits(options: &LimitOptions) -> Limits {
    let mut limits = Limits { patience: options.patience, ..Limits::default() };
    for (stage, limit) in &options.timeout {
        let field = match stage {
            TimedStage::Resolve => &mut limits.resolve,
            TimedStage::Connect => &mut limits.connect,
            TimedStage::ProxyTls => &mut limits.proxy_tls,
            TimedStage::Tls => &mut limits.tls,
            TimedStage::Http => &mut limits.http,
        };
        *field = *limit;
    }
    limits
}

/// Asks wave after wave until `stop` turns true.
pub(super) async fn ask(
    runner: &Runner,
    plan: &mut Plan,
    router: &Router,
    stop: watch::Receiver<bool>,
    quiet: bool,
) -> (Vec<Measurement>, RunEnd) {
    let progress = Progress::new(quiet);
    let mut follower = Follower::new(plan, router);
    let asked = runner.run(
        |seen| follower.next(plan, seen),
        stop,
        |event| match event {
            Event::Wave(probes) => progress.wave(probes),
            Event::Began(probe) => progress.began(probe),
            Event::Finished(seen) => progress.finished(seen),
        },
    );
    let asked = asked.await;
    progress.clear();
    asked
}

/// What is true of a run as a whole.
pub(super) fn facts(
    router: &Router,
    resolver: String,
    started: Timestamp,
    end: RunEnd,
    notes: Vec<String>,
) -> RunFacts {
    RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        machine: gethostname::gethostname().to_string_lossy().into_owned(),
        account: terminal::account(),
        started,
        finished: Timestamp::now(),
        ending: match end {
            RunEnd::Complete => Ending::Complete,
            RunEnd::Interrupted => Ending::Interrupted,
            RunEnd::Deadline => Ending::Deadline,
        },
        route: RouteShown::of(router.for_scheme(Scheme::Https)),
        resolver,
        proxy_user: router.users().shown().map(str::to_owned),
        rule_traffic: None,
        notes,
    }
}

/// Writes every destination, also when an earlier one failed, then stdout.
pub(super) fn write_reports(
    report: &Report,
    destinations: Vec<(FormatName, Destination)>,
    format: FormatName,
    arguments: &Arguments,
) -> Result<()> {
    let plain = Style::default();
    let mut failed = None;
    for (format, destination) in destinations {
        let written = destination.write(|out| writer(format)?.write(report, plain, out));
        if let Err(error) = written {
            terminal::complain(&error);
            failed = Some(error);
        }
    }
    print(arguments, |style, out| writer(format)?.write(report, style, out))?;
    match failed {
        Some(_) => bail!("not every report could be written"),
        None => Ok(()),
    }
}

/// Prints in the style of the terminal.
pub(crate) fn print(
    arguments: &Arguments,
    content: impl FnOnce(Style, &mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let choice = terminal::colour_choice(arguments.color);
    let colour = match choice {
        anstream::ColorChoice::Never => Colour::Never,
        _ => Colour::Ansi,
    };
    let style = Style { width: terminal::width(), colour };
    let stdout = anstream::AutoStream::new(io::stdout(), choice);
    let mut out = BufWriter::new(stdout.lock());
    match content(style, &mut out).and_then(|()| out.flush()) {
        // Whoever read our output has seen enough; the exit code still tells the result.
        Err(error) if terminal::is_closed_pipe(&error) => Ok(()),
        written => Ok(written?),
    }
}

pub(crate) fn writer(format: FormatName) -> io::Result<&'static dyn Writer> {
    named(format.name()).ok_or_else(|| io::Error::other("there is no such format"))
}
