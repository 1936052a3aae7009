//! Joining plan, measurements and verdicts.

use serde::Serialize;

use super::rollup::{Vote, standing};
use super::{Counts, Outcome, RequirementShown, RoleReport, RouteShown, Row, RunFacts, Standing};
use crate::measurement::{Measurement, Stage};
use crate::plan::{Plan, PlannedRole, Requirement};
use crate::verdict::{Status, Verdict, judge_run};

/// A whole report. Its serialised form is the JSON report, `clearway/report/v1`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`Report::SCHEMA`].
    pub schema: &'static str,
    /// The result.
    pub outcome: Outcome,
    /// The route of the run, as in [`RunFacts`].
    pub route: RouteShown,
    /// The circumstances.
    pub run: RunFacts,
    /// Roles, sorted by id, plain targets last.
    pub roles: Vec<RoleReport>,
    /// Sums over all rows; requirements are counted per role.
    pub counts: Counts,
    /// Probes sorted by host, port and scheme, then untested endpoints by role.
    pub probes: Vec<Row>,
}

/// A plan whose probes have been asked: one measurement for each probe, in its order.
#[derive(Debug)]
pub struct Finished {
    /// What was to be asked.
    pub plan: Plan,
    /// What was seen.
    pub measurements: Vec<Measurement>,
    /// Under which circumstances.
    pub run: RunFacts,
}

impl Report {
    /// Name and version of the form. Fields are added within a version, never changed.
    pub const SCHEMA: &'static str = "clearway/report/v1";

    /// Judges every measurement and rolls the verdicts up.
    #[must_use]
    pub fn of(finished: Finished) -> Self {
        let Finished { plan, measurements, mut run } = finished;
        let sources = sources(&plan);
        let mut votes = Vec::with_capacity(measurements.len());
        let mut rows = Vec::with_capacity(measurements.len());
        let verdicts = judge_run(&measurements);
        for (index, (seen, verdict)) in measurements.into_iter().zip(verdicts).enumerate() {
            votes.push(vote(&seen, &verdict));
            rows.push(Row::asked(&seen, verdict, sources[index]));
        }
        let mut total = Counts::default();
        let mut roles = Vec::with_capacity(plan.roles.len());
        for role in &plan.roles {
            let report = role_report(role, &votes, &mut rows);
            total.required += report.counts.required;
            total.proven += report.counts.proven;
            total.refused += report.counts.refused;
            total.unproven += report.counts.unproven;
            total.optional += report.counts.optional;
            total.warnings += report.counts.warnings;
            roles.push(report);
        }
        for row in &rows {
            total.add_row(row.status);
        }
        run.notes.splice(0..0, plan.notes);
        let mut route = run.route.clone();
        if rows.iter().filter_map(|row| row.route.as_ref()).any(|own| own.proxy != route.proxy) {
            route.kind = "mixed";
            run.route.kind = "mixed";
        }
        let complete = run.ending == super::Ending::Complete;
        let outcome = Outcome::of(complete, roles.iter().map(|role| role.status));
        Self { schema: Self::SCHEMA, outcome, route, run, roles, counts: total, probes: rows }
    }

    /// True when the only open points of all roles are wildcards without a name to ask for.
    #[must_use]
    pub fn only_wildcards_are_open(&self) -> bool {
        self.outcome == Outcome::Unproven
            && self.roles.iter().all(|role| {
                role.open.iter().filter(|open| role.is_decided_by(open)).all(|open| {
                    let unnamed =
                        |row: &usize| self.probes[*row].cause == Some("untested.wildcard");
                    open.wildcard && open.rows.iter().all(unnamed)
                })
            })
    }
}

/// Where the name of each probe comes from; the most telling where there are several.
fn sources(plan: &Plan) -> Vec<&'static str> {
    const TELLING: [&str; 5] = ["target", "catalogue", "entry", "documented", "community"];
    let rank = |source: &str| TELLING.iter().position(|known| *known == source);
    let mut sources = vec!["community"; plan.probes.len()];
    let requirements = plan.roles.iter().flat_map(|role| &role.requirements);
    for named in requirements.flat_map(|requirement| &requirement.probes) {
        if rank(named.source) < rank(sources[named.index]) {
            sources[named.index] = named.source;
        }
    }
    sources
}

/// A probe that ended before the proxy said a word about the target tells about the way out.
fn vote(seen: &Measurement, verdict: &Verdict) -> Vote {
    let early = seen.failed().is_some_and(|(step, _)| {
        matches!(step.stage, Stage::Resolve | Stage::Connect | Stage::ProxyTls)
    });
    Vote { status: verdict.status, way_out_failed: seen.proxied() && early }
}

fn role_report(role: &PlannedRole, votes: &[Vote], rows: &mut Vec<Row>) -> RoleReport {
    let mut counts = Counts::default();
    let mut standings = Vec::with_capacity(role.requirements.len());
    let mut open = Vec::new();
    let mut counted = std::collections::BTreeSet::new();
    for requirement in &role.requirements {
        let stands;
        let mut own: Vec<usize> = requirement.probes.iter().map(|named| named.index).collect();
        if let Some(why) = &requirement.unasked {
            stands = Standing::Unproven;
            own.push(rows.len());
            counts.add_row(Status::Untested);
            rows.push(Row::unasked(&role.id, requirement, why));
        } else {
            let own: Vec<Vote> = own.iter().map(|index| votes[*index]).collect();
            stands = standing(requirement.wildcard, &own);
        }
        for index in requirement.probes.iter().map(|named| named.index) {
            if counted.insert(index) {
                counts.add_row(votes[index].status);
            }
        }
        standings.push((requirement.need, stands));
        if stands != Standing::Proven {
            let text = text(requirement, stands, &own, rows);
            open.push(RequirementShown {
                endpoint: requirement.pattern.clone(),
                port: requirement.port,
                need: requirement.need,
                standing: stands,
                wildcard: requirement.wildcard,
                rows: own,
                text,
            });
        }
    }
    counts.add_requirements(&standings);
    RoleReport {
        role: role.id.clone(),
        title: role.title.clone(),
        status: counts.readiness(),
        counts,
        open,
        also_needs: role.also_needs.clone(),
    }
}

/// Why a requirement is not proven, in one sentence.
fn text(requirement: &Requirement, stands: Standing, own: &[usize], rows: &[Row]) -> String {
    if let Some(why) = &requirement.unasked {
        return why.text();
    }
    let bad = own.iter().map(|index| &rows[*index]).filter(|row| row.status != Status::Reachable);
    let shown: Vec<String> = bad
        .map(|row| {
            format!("{}: {} ({})", row.place(), row.status.as_str(), row.cause.unwrap_or("-"))
        })
        .collect();
    match (requirement.wildcard, stands) {
        (true, Standing::Unproven) => format!(
            "no name known under the wildcard answered, and none was refused by policy: {}",
            shown.join("; ")
        ),
        (true, Standing::Refused) => {
            format!("refused for names under the wildcard: {}", shown.join("; "))
        }
        (_, Standing::Proven | Standing::Refused | Standing::Unproven) => shown.join("; "),
    }
}
