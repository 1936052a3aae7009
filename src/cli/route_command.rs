//! `clearway route`: which way each host takes, which setting says so, and which ones do not count.
//! Nothing is sent but what a PAC script takes: its document, and the lookups of its helpers.

use std::io::Write;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use clearway::address::Target;
use clearway::pac::PacAnswer;
use clearway::proxy::discover::FindingKind;
use clearway::proxy::{Route, Router};

use super::args::{ListFormat, RouteOptions};
use super::exit::Exit;
use super::pac::PacScript;
use super::route::{self, Depth};

#[derive(Args, Debug)]
pub(crate) struct RouteCommandOptions {
    /// Hosts: host, host:port, or a URL
    #[arg(value_name = "HOST")]
    pub(crate) hosts: Vec<Target>,
    /// How to print
    #[arg(long, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    #[command(flatten, next_help_heading = "The way out")]
    pub(crate) route: RouteOptions,
}

/// Prints the routes. A host without a known way makes the run incomplete.
pub(crate) fn route(options: &RouteCommandOptions) -> Result<Exit> {
    let (router, script) = match &options.route.mock {
        Some(name) => (route::planned_mock_router(name)?, None),
        None => route::settled(&options.route, Depth::All)?,
    };
    let shown = Shown::new(&router, script.as_deref(), &options.hosts);
    let mut out = anstream::stdout();
    match options.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &shown)?;
            writeln!(out)?;
        }
        ListFormat::Human => shown.print(&mut out)?,
    }
    let open = router.unusable().is_some()
        || shown.hosts.iter().any(|host| host.route.kind == Route::Unknown.kind());
    Ok(if open { Exit::Unproven } else { Exit::Ready })
}

#[derive(Serialize)]
struct Shown {
    schema: &'static str,
    hosts: Vec<HostShown>,
    bypass: Option<BypassShown>,
    considered: Vec<ConsideredShown>,
    findings: Vec<FindingShown>,
}

#[derive(Serialize)]
struct HostShown {
    target: String,
    host: String,
    port: u16,
    scheme: String,
    route: RouteShown,
    bypass: Option<EntryShown>,
    disagreements: Vec<DisagreementShown>,
    /// What the PAC script did; none where no script was asked.
    pac: Option<PacShown>,
}

#[derive(Serialize)]
struct PacShown {
    answer: String,
    calls: Vec<CallShown>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct CallShown {
    helper: String,
    arguments: Vec<String>,
    returned: String,
    ms: f64,
}

#[derive(Serialize)]
struct RouteShown {
    kind: &'static str,
    proxy: Option<String>,
    source: String,
    because: String,
    otherwise: Vec<String>,
}

/// The entry that took a host around the proxy.
#[derive(Serialize)]
struct EntryShown {
    entry: String,
    source: String,
}

#[derive(Serialize)]
struct DisagreementShown {
    entry: String,
    bypassed: bool,
    around: Vec<&'static str>,
    through: Vec<&'static str>,
}

/// The bypass list of the setting that won.
#[derive(Serialize)]
struct BypassShown {
    source: String,
    dialect: &'static str,
    entries: Vec<ListedShown>,
}

#[derive(Serialize)]
struct ListedShown {
    entry: String,
    covers: Vec<String>,
    never: Option<String>,
}

#[derive(Serialize)]
struct ConsideredShown {
    source: String,
    says: String,
    why_lost: String,
}

#[derive(Serialize)]
struct FindingShown {
    kind: &'static str,
    text: String,
    target: Option<String>,
}

impl Shown {
    fn new(router: &Router, script: Option<&PacScript>, hosts: &[Target]) -> Self {
        let findings = router.findings().iter().map(|finding| FindingShown {
            kind: finding.kind.as_str(),
            text: finding.text.clone(),
            target: None,
        });
        let (list, _) = router.bypass();
        let disagree = hosts.iter().flat_map(|target| {
            let found = disagreements(router, target);
            found.into_iter().map(|one| FindingShown {
                kind: FindingKind::ClientsDisagree.as_str(),
                text: one.sentence(target, list.dialect()),
                target: Some(target.authority()),
            })
        });
        let considered = router.considered().iter().map(|lost| ConsideredShown {
            source: lost.source.clone(),
            says: lost.shown.clone(),
            why_lost: lost.why_lost.clone(),
        });
        Self {
            schema: "clearway/route/v1",
            hosts: hosts.iter().map(|target| HostShown::new(router, script, target)).collect(),
            bypass: BypassShown::new(router, hosts),
            considered: considered.collect(),
            findings: findings.chain(disagree).collect(),
        }
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        for host in &self.hosts {
            let way = match host.route.kind {
                "proxy" => format!("via {}", host.route.proxy.as_deref().unwrap_or_default()),
                kind => kind.to_owned(),
            };
            writeln!(out, "{} {}: {way}", host.scheme, host.target)?;
            writeln!(out, "    because {} ({})", host.route.because, host.route.source)?;
            for next in &host.route.otherwise {
                writeln!(out, "    and if that cannot be reached: {next}")?;
            }
            for call in host.pac.iter().flat_map(|pac| &pac.calls) {
                let CallShown { helper, arguments, returned, .. } = call;
                writeln!(out, "    {helper}({}) = {returned}", arguments.join(", "))?;
            }
            for note in host.pac.iter().flat_map(|pac| &pac.notes) {
                writeln!(out, "    note: {note}")?;
            }
        }
        if let Some(list) = &self.bypass {
            writeln!(out, "\nAround the proxy, by {} ({} rule):", list.source, list.dialect)?;
            for entry in &list.entries {
                let covers = match &entry.never {
                    Some(why) => format!("nothing: {why}"),
                    None if entry.covers.is_empty() => "none of these hosts".to_owned(),
                    None => entry.covers.join(", "),
                };
                writeln!(out, "    {} covers {covers}", entry.entry)?;
            }
        }
        if !self.considered.is_empty() {
            writeln!(out, "\nSettings that did not decide:")?;
            for lost in &self.considered {
                writeln!(out, "    {}: {} ({})", lost.source, lost.says, lost.why_lost)?;
            }
        }
        if !self.findings.is_empty() {
            writeln!(out, "\nFindings:")?;
            for finding in &self.findings {
                writeln!(out, "    {}: {}", finding.kind, finding.text)?;
            }
        }
        Ok(())
    }
}

/// Where programs would differ; only where there is a proxy to go around.
fn disagreements(router: &Router, target: &Target) -> Vec<clearway::proxy::Disagreement> {
    match router.for_scheme(target.scheme).route {
        Route::Proxy(_) => router.bypass().0.disagreements(target),
        Route::Direct | Route::Unknown => Vec::new(),
    }
}

impl HostShown {
    fn new(router: &Router, script: Option<&PacScript>, target: &Target) -> Self {
        let routing = router.route(target);
        let otherwise = routing.otherwise.iter().map(|route| match route.proxy() {
            Some(proxy) => proxy.to_string(),
            None => route.kind().to_owned(),
        });
        let names = |clients: &[clearway::proxy::Client]| {
            clients.iter().map(|client| client.as_str()).collect()
        };
        let (_, source) = router.bypass();
        Self {
            target: target.authority(),
            host: target.host.to_string(),
            port: target.port,
            scheme: target.scheme.to_string(),
            route: RouteShown {
                kind: routing.route.kind(),
                proxy: routing.route.proxy().map(ToString::to_string),
                source: routing.source.clone(),
                because: routing.because.clone(),
                otherwise: otherwise.collect(),
            },
            pac: script.and_then(|script| script.answer(target)).map(PacShown::of),
            bypass: router
                .bypass_entry(target)
                .map(|entry| EntryShown { entry: entry.to_owned(), source: source.to_owned() }),
            disagreements: disagreements(router, target)
                .into_iter()
                .map(|one| DisagreementShown {
                    around: names(&one.around),
                    through: names(&one.through),
                    bypassed: one.bypassed,
                    entry: one.entry,
                })
                .collect(),
        }
    }
}

impl PacShown {
    fn of(answer: PacAnswer) -> Self {
        let calls = answer.calls.into_iter().map(|call| CallShown {
            helper: call.helper,
            arguments: call.arguments,
            returned: call.returned,
            ms: call.took.as_secs_f64() * 1e3,
        });
        Self { answer: answer.text, calls: calls.collect(), notes: answer.notes }
    }
}

impl BypassShown {
    fn new(router: &Router, hosts: &[Target]) -> Option<Self> {
        let (list, source) = router.bypass();
        let entries = list.entries().iter().map(|entry| ListedShown {
            entry: entry.text().to_owned(),
            covers: hosts
                .iter()
                .filter(|target| entry.covers(target))
                .map(Target::authority)
                .collect(),
            never: entry.never().map(str::to_owned),
        });
        (!list.entries().is_empty()).then(|| Self {
            source: source.to_owned(),
            dialect: list.dialect().as_str(),
            entries: entries.collect(),
        })
    }
}
