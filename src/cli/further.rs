//! From options to what later waves may do.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;

use clearway::address::{Host, Scheme};
use clearway::follow::Follower;
use clearway::names::{UsedNames, read_file, read_log};
use clearway::plan::{Candidate, Closure, Further, Plan, RuleQuestions, Source};
use clearway::proxy::Router;

#[derive(Args, Debug)]
pub(crate) struct FurtherOptions {
    /// Look for names under wildcards in what the run sees: certificates, and aliases when direct
    #[arg(long, value_enum, value_name = "WHEN", num_args = 0..=1, require_equals = true,
        default_value = "on", default_missing_value = "on")]
    pub(crate) discover: Switch,
    /// Ask for the hosts in this file where they fall under a wildcard, one on a line (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) names: Vec<PathBuf>,
    /// The same from a proxy's access log: Squid, common or combined, .gz too (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) names_from_log: Vec<PathBuf>,
    /// Discovered names to ask for under one wildcard
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) max_names_per_wildcard: usize,
    /// Behind a proxy, look up endpoints here too, for their aliases: information only
    #[arg(long)]
    pub(crate) local_dns: bool,
    /// Ask the proxy about each wildcard with random names that cannot exist (clearway-...)
    #[arg(long)]
    pub(crate) probe_rules: bool,
    /// Such questions in a second
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_rate)]
    pub(crate) rule_rate: std::time::Duration,
    /// A host that the proxy is known to allow, for control where the run shows none
    #[arg(long, value_name = "HOST")]
    pub(crate) known_allowed: Option<Host>,
    /// Follow what endpoints drag in: CRL, OCSP and issuer addresses of certificates, redirects
    #[arg(long, value_enum, value_name = "WHEN", num_args = 0..=1, require_equals = true,
        default_value = "on", default_missing_value = "on")]
    pub(crate) closure: Switch,
    /// Redirects to follow one after the other
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) max_redirects: u8,
    /// Ask what certificates and redirects name at loopback and private addresses, too
    #[arg(long)]
    pub(crate) allow_private: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

/// Lets a plan do what the options allow, and reads the names that they give. Notes for the report
/// go into the plan.
pub(crate) fn allow_further(plan: &mut Plan, options: &FurtherOptions) -> Result<()> {
    let wildcards = plan.wildcards();
    let mut candidates = Vec::new();
    for path in &options.names {
        let mut used = read_file(path)?;
        let all = used.names.len();
        used.names.retain(|name| {
            let host = Host::Name(name.host.clone());
            wildcards.iter().any(|wildcard| wildcard.covers(&host))
        });
        if used.names.len() < all {
            plan.notes.push(format!(
                "{} of {all} names in {} fall under no wildcard of the selection and are left out; \
                 to ask for a host by itself, name it as a target",
                all - used.names.len(),
                path.display()
            ));
        }
        candidates.extend(found_in(path, used, Source::Names, plan));
    }
    for path in &options.names_from_log {
        let used = read_log(path, &wildcards)?;
        if used.names.is_empty() {
            plan.notes.push(format!(
                "no host in {} falls under a wildcard of the selection",
                path.display()
            ));
        }
        candidates.extend(found_in(path, used, Source::Log, plan));
    }
    plan.further = Further {
        discover: options.discover == Switch::On,
        candidates,
        names_per_wildcard: options.max_names_per_wildcard,
        rules: options.probe_rules.then(|| RuleQuestions {
            interval: options.rule_rate,
            known_allowed: options.known_allowed.clone(),
        }),
        closure: (options.closure == Switch::On)
            .then_some(Closure { redirects: options.max_redirects }),
        allow_private: options.allow_private,
    };
    Ok(())
}

fn found_in(path: &Path, used: UsedNames, source: Source, plan: &mut Plan) -> Vec<Candidate> {
    plan.notes.extend(used.notes);
    let candidate = |name: clearway::names::UsedName| {
        let because = match (source, name.requests) {
            (Source::Log, 1) => format!("used once according to {}", path.display()),
            (Source::Log, many) => format!("used {many} times according to {}", path.display()),
            _ => format!("named in {}", path.display()),
        };
        Candidate { name: name.host, source, because }
    };
    used.names.into_iter().map(candidate).collect()
}

/// What later waves may add to a plan, as far as can be said before anybody is asked.
#[derive(Serialize)]
pub(crate) struct SecondWave {
    /// Wildcards under which names are looked for in what the run sees; none when they are not.
    discover_under: usize,
    /// Discovered names that are asked for each at most.
    names_per_wildcard: usize,
    /// Names from files and logs that will be asked.
    names: Vec<NameShown>,
    /// True when revocation addresses, issuers and redirects are followed.
    closure: bool,
    /// Redirects that are followed one after the other.
    max_redirects: u8,
    /// Wildcards that the proxy is asked about.
    rules: Vec<RuleShown>,
    /// Requests that this takes at most, controls included.
    rule_requests_at_most: usize,
    /// Milliseconds between two of them.
    rule_interval_ms: u128,
}

#[derive(Serialize)]
struct NameShown {
    host: Host,
    port: u16,
    scheme: Scheme,
    source: Source,
    because: String,
    patterns: Vec<String>,
}

#[derive(Serialize)]
struct RuleShown {
    pattern: String,
    port: u16,
    /// Why it is not asked, when it is not.
    unasked: Option<String>,
}

impl SecondWave {
    /// Of a plan that goes by these routes.
    pub(crate) fn of(plan: &Plan, router: &Router) -> Self {
        /// A name, a deeper one, the name itself.
        const EACH: usize = 3;
        let further = &plan.further;
        let foreseen = Follower::foresee(plan, router);
        let names = foreseen.probes[plan.probes.len()..]
            .iter()
            .filter(|probe| probe.source.is_discovered())
            .map(|probe| NameShown {
                host: probe.target.host.clone(),
                port: probe.target.port,
                scheme: probe.target.scheme,
                source: probe.source,
                because: probe.because.clone().unwrap_or_default(),
                patterns: probe.asks.iter().map(|ask| ask.pattern.clone()).collect(),
            });
        let asked = foreseen.rules.iter().filter(|rule| rule.unasked.is_none()).count();
        Self {
            discover_under: if further.discover { plan.wildcards().len() } else { 0 },
            names_per_wildcard: further.names_per_wildcard,
            names: names.collect(),
            closure: further.closure.is_some(),
            max_redirects: further.closure.map_or(0, |closure| closure.redirects),
            rule_requests_at_most: 2 * foreseen.controls.len() + EACH * asked,
            rule_interval_ms: further.rules.as_ref().map_or(0, |asked| asked.interval.as_millis()),
            rules: foreseen
                .rules
                .into_iter()
                .map(|rule| RuleShown {
                    pattern: rule.pattern,
                    port: rule.port,
                    unasked: rule.unasked,
                })
                .collect(),
        }
    }

    /// For people.
    pub(crate) fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "\na second wave may add:")?;
        if !self.names.is_empty() {
            writeln!(out, "  names that are used:")?;
        }
        for name in &self.names {
            writeln!(
                out,
                "    {:<5} {:<58} {} ({})",
                name.scheme,
                format!("{}:{}", name.host.authority(), name.port),
                name.because,
                name.patterns.join(", ")
            )?;
        }
        if self.discover_under > 0 {
            writeln!(
                out,
                "  names under {} wildcards that certificates and aliases show, up to {} each",
                self.discover_under, self.names_per_wildcard
            )?;
        }
        if self.closure {
            writeln!(
                out,
                "  revocation and issuer addresses of the certificates seen; redirects, up to {} in \
                 a row",
                self.max_redirects
            )?;
        }
        if self.rules.is_empty() {
            return writeln!(out, "  nothing about rules: add --probe-rules to ask the proxy");
        }
        let asked = self.rules.iter().filter(|rule| rule.unasked.is_none()).count();
        writeln!(
            out,
            "  questions about {asked} rules: up to {} requests for random names (clearway-...), one \
             every {} ms",
            self.rule_requests_at_most, self.rule_interval_ms
        )?;
        for rule in &self.rules {
            if let Some(why) = &rule.unasked {
                writeln!(out, "    not {} port {}: {why}", rule.pattern, rule.port)?;
            }
        }
        Ok(())
    }
}

/// Questions in a second, as the least time between two.
fn parse_rate(text: &str) -> Result<std::time::Duration, String> {
    let rate: f64 = text
        .trim_end_matches("/s")
        .parse()
        .map_err(|_| "expected a number of questions in a second, such as 5 or 0.5".to_owned())?;
    if !(0.01..=1_000.0).contains(&rate) {
        return Err("expected 0.01 to 1000 questions in a second".to_owned());
    }
    Ok(std::time::Duration::from_secs_f64(1.0 / rate))
}
