//! `clearway plan`: what would be asked, by which route, and what cannot be asked and why.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use clearway::plan::{Plan, Probe, Requirement};
use clearway::report::RouteShown;

use super::args::{Arguments, ListFormat, PlanOptions};
use super::exit::Exit;
use super::further::{SecondWave, allow_further};
use super::route;
use super::selection::select;
use super::site::counted;

/// Prints the expansion of a selection. Nothing is asked on the network.
pub(crate) fn plan(options: &PlanOptions, _: &Arguments) -> Result<Exit> {
    let (catalogue, selection) = select(&options.selection)?;
    let router = match &options.route.mock {
        Some(name) => route::planned_mock_router(name)?,
        None => route::router(&options.route)?,
    };
    let mut plan = Plan::expand(&selection, &catalogue, &router)?;
    route::refuse_unknown(&plan)?;
    allow_further(&mut plan, &options.further)?;
    let second = SecondWave::of(&plan, &router);
    let mut notes = plan.notes.clone();
    notes.extend(router.notes.iter().cloned());
    let mut out = anstream::stdout();
    match options.format {
        ListFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &PlanShown::of(&plan, notes, second))?;
            writeln!(out)?;
        }
        ListFormat::Human => print(&plan, &notes, &second, &mut out)?,
    }
    Ok(Exit::Ready)
}

fn print(
    plan: &Plan,
    notes: &[String],
    second: &SecondWave,
    out: &mut impl Write,
) -> std::io::Result<()> {
    for note in notes {
        writeln!(out, "note: {note}")?;
    }
    for probe in &plan.probes {
        let route = match probe.routing.route.proxy() {
            // It listens when it is started, and nobody knows yet on which port.
            Some(_) if probe.routing.source == "--mock" => "via the mock world".to_owned(),
            Some(proxy) => format!("via {proxy}"),
            None => "direct".to_owned(),
        };
        let roles = roles_of(probe);
        writeln!(
            out,
            "{:<5} {:<60} {:<11} {route} ({}), {}",
            probe.target.scheme,
            probe.target.authority(),
            probe.need(),
            probe.routing.source,
            match roles.as_slice() {
                [one] => one.clone(),
                many => format!("{} roles", many.len()),
            }
        )?;
    }
    let untested: Vec<_> = plan.unasked().collect();
    if !untested.is_empty() {
        writeln!(out, "\nuntested:")?;
    }
    for (role, requirement, why) in &untested {
        writeln!(
            out,
            "{} port {} ({}, {}): {}",
            requirement.pattern,
            requirement.port,
            role.id,
            requirement.need,
            why.text()
        )?;
    }
    for role in plan.roles.iter().filter(|role| !role.also_needs.is_empty()) {
        writeln!(out, "{} also needs: {}", role.id, role.also_needs.join(", "))?;
    }
    second.print(out)?;
    writeln!(
        out,
        "\n{} for {}; {} untested",
        counted(plan.probes.len(), "probe"),
        counted(plan.roles.len(), "role"),
        match untested.len() {
            1 => "1 requirement stays".to_owned(),
            many => format!("{many} requirements stay"),
        }
    )
}

fn roles_of(probe: &Probe) -> Vec<String> {
    let mut roles: Vec<String> = probe.asks.iter().map(|ask| ask.role.clone()).collect();
    roles.dedup();
    roles
}

/// The plan as JSON, `clearway/plan/v1`.
#[derive(Serialize)]
struct PlanShown<'a> {
    schema: &'static str,
    notes: Vec<String>,
    roles: Vec<RoleShown<'a>>,
    probes: Vec<ProbeShown<'a>>,
    untested: Vec<UntestedShown<'a>>,
    second_wave: SecondWave,
}

#[derive(Serialize)]
struct RoleShown<'a> {
    role: &'a str,
    title: &'a str,
    also_needs: &'a [String],
    requirements: Vec<RequirementShown<'a>>,
}

#[derive(Serialize)]
struct RequirementShown<'a> {
    endpoint: &'a str,
    listed_by: Option<&'a str>,
    port: clearway::address::PortSpec,
    need: clearway::catalogue::Need,
    documented_need: Option<clearway::catalogue::Need>,
    state: Option<clearway::catalogue::State>,
    wildcard: bool,
    purpose: Option<&'a str>,
    when: Option<&'a str>,
    conditions: &'a [clearway::catalogue::ConditionKind],
    probes: Vec<NamedShown>,
    untested: Option<&'static str>,
}

#[derive(Serialize)]
struct NamedShown {
    probe: usize,
    source: &'static str,
}

#[derive(Serialize)]
struct ProbeShown<'a> {
    endpoint: &'a str,
    host: &'a clearway::address::Host,
    port: u16,
    scheme: clearway::address::Scheme,
    url: String,
    need: clearway::catalogue::Need,
    roles: Vec<String>,
    route: RouteShown,
}

#[derive(Serialize)]
struct UntestedShown<'a> {
    role: &'a str,
    endpoint: &'a str,
    port: clearway::address::PortSpec,
    need: clearway::catalogue::Need,
    cause: &'static str,
    reason: String,
}

impl<'a> PlanShown<'a> {
    fn of(plan: &'a Plan, notes: Vec<String>, second_wave: SecondWave) -> Self {
        let roles = plan.roles.iter().map(|role| RoleShown {
            role: &role.id,
            title: &role.title,
            also_needs: &role.also_needs,
            requirements: role.requirements.iter().map(RequirementShown::of).collect(),
        });
        let untested = plan.unasked().map(|(role, requirement, why)| UntestedShown {
            role: &role.id,
            endpoint: &requirement.pattern,
            port: requirement.port,
            need: requirement.need,
            cause: why.code(),
            reason: why.text(),
        });
        Self {
            schema: "clearway/plan/v1",
            notes,
            roles: roles.collect(),
            probes: plan.probes.iter().map(|probe| ProbeShown::of(probe)).collect(),
            untested: untested.collect(),
            second_wave,
        }
    }
}

impl<'a> RequirementShown<'a> {
    fn of(requirement: &'a Requirement) -> Self {
        let named = requirement.probes.iter();
        Self {
            endpoint: &requirement.pattern,
            listed_by: requirement.listed_by.as_deref(),
            port: requirement.port,
            need: requirement.need,
            documented_need: requirement.documented_need,
            state: requirement.state,
            wildcard: requirement.wildcard,
            purpose: requirement.purpose.as_deref(),
            when: requirement.when.as_deref(),
            conditions: &requirement.conditions,
            probes: named
                .map(|named| NamedShown { probe: named.index, source: named.source })
                .collect(),
            untested: requirement.unasked.as_ref().map(clearway::plan::Unasked::code),
        }
    }
}

impl<'a> ProbeShown<'a> {
    fn of(probe: &'a Probe) -> Self {
        Self {
            endpoint: probe.asks.first().map_or("", |ask| ask.pattern.as_str()),
            host: &probe.target.host,
            port: probe.target.port,
            scheme: probe.target.scheme,
            url: probe.target.url(),
            need: probe.need(),
            roles: roles_of(probe),
            route: RouteShown::of(&probe.routing),
        }
    }
}
