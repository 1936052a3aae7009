//! Joining plan, measurements and verdicts.

use serde::Serialize;

use super::rollup::{Trouble, Vote, standing};
use super::{
    Counts, Gap, Outcome, RequirementShown, RoleReport, RouteShown, Row, RuleReport, RuleTraffic,
    RunFacts, Standing,
};
use crate::measurement::{Measurement, Stage};
use crate::plan::{Demands, Plan, PlannedRole, Requirement, Unasked};
use crate::verdict::wildcard::{Meaning, RuleStanding, Seen, judge_rules};
use crate::verdict::{Cause, Proof, Status, Verdict, judge_run};

/// A whole report. Its serialised form is the JSON report, `clearway/report/v1`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`Report::SCHEMA`].
    pub schema: &'static str,
    /// The result.
    pub outcome: Outcome,
    /// The account that ran: proxies and endpoints judge accounts, too.
    pub account: String,
    /// The route of the run, as in [`RunFacts`].
    pub route: RouteShown,
    /// The circumstances.
    pub run: RunFacts,
    /// Roles, sorted by id, plain targets last.
    pub roles: Vec<RoleReport>,
    /// Sums over all rows; requirements are counted per role.
    pub counts: Counts,
    /// Whether the proxy has a rule for each wildcard; empty unless that was asked.
    pub rules: Vec<RuleReport>,
    /// What answers named and no entry of the selection covers.
    pub gaps: Vec<Gap>,
    /// Probes sorted by host, port and scheme, then those of later waves, then untested endpoints by
    /// role.
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
        let known_from = known_from(&plan);
        let mut votes = Vec::with_capacity(measurements.len());
        let mut rows = Vec::with_capacity(measurements.len());
        let verdicts = judge_run(&measurements);
        let seen = Seen { measurements: &measurements, verdicts: &verdicts };
        let verdicts_on_rules = judge_rules(&plan.rules, &plan.controls, seen);
        run.rule_traffic = RuleTraffic::of(&measurements, &run.machine);
        for (index, (seen, verdict)) in measurements.into_iter().zip(verdicts).enumerate() {
            votes.push(vote(&seen, &verdict));
            rows.push(Row::asked(&seen, verdict, known_from[index]));
        }
        let on_rules: Vec<RuleReport> = plan
            .rules
            .iter()
            .zip(verdicts_on_rules)
            .map(|(rule, verdict)| RuleReport::of(&plan, rule, verdict))
            .collect();
        for rule in &on_rules {
            rule.advise(&mut rows);
        }
        let mut total = Counts::default();
        let mut roles = Vec::with_capacity(plan.roles.len());
        let mut floor = Floor { votes: &votes, rules: &on_rules, rows: &mut rows };
        for role in &plan.roles {
            let report = floor.role(role);
            total.add_requirements_of(&report.counts);
            roles.push(report);
        }
        for row in &rows {
            total.add_row(row.status);
        }
        run.notes.extend(stopped_signing_in(&rows));
        let gaps = Gap::all(&plan, &rows);
        run.notes.splice(0..0, plan.notes);
        let mut route = run.route.clone();
        let known = route.kind != "unknown";
        if known
            && rows.iter().filter_map(|row| row.route.as_ref()).any(|own| own.proxy != route.proxy)
        {
            route.kind = "mixed";
            run.route.kind = "mixed";
        }
        if route.kind == "unknown" || run.route.kind == "unknown" {
            run.route = taken_by_all(&rows).unwrap_or(run.route);
            route = run.route.clone();
        }
        let complete = run.ending == super::Ending::Complete;
        let outcome = Outcome::of(complete, roles.iter().map(|role| role.status));
        let schema = Self::SCHEMA;
        let account = std::mem::take(&mut run.account);
        Self {
            schema,
            outcome,
            account,
            route,
            run,
            roles,
            counts: total,
            rules: on_rules,
            gaps,
            probes: rows,
        }
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

/// The way of a run whose script decides about each endpoint: the one that all took, or several.
fn taken_by_all(rows: &[Row]) -> Option<RouteShown> {
    let mut ways = rows.iter().filter_map(|row| row.route.as_ref());
    let first = ways.next()?;
    let mut way = RouteShown { tried: Vec::new(), ..first.clone() };
    "the script decides about each endpoint".clone_into(&mut way.because);
    if ways.any(|other| (other.kind, &other.proxy) != (first.kind, &first.proxy)) {
        (way.kind, way.proxy) = ("mixed", None);
    }
    Some(way)
}

/// Says that credentials were refused and not sent again.
fn stopped_signing_in(rows: &[Row]) -> Option<String> {
    let spared =
        |row: &&Row| row.auth.as_ref().is_some_and(|auth| auth.outcome == "not_tried_again");
    let spared = rows.iter().filter(spared).count();
    (spared > 0).then(|| {
        format!(
            "the proxy refused the credentials, or did not answer them; they were not sent again for {spared} other \
             {}, because accounts are locked after a few wrong passwords",
            if spared == 1 { "probe" } else { "probes" }
        )
    })
}

/// Where the name of each probe is known from; the most telling where there are several.
fn known_from(plan: &Plan) -> Vec<&'static str> {
    const TELLING: [&str; 5] = ["target", "catalogue", "entry", "documented", "community"];
    let rank = |source: &str| TELLING.iter().position(|known| *known == source);
    let mut sources: Vec<&'static str> =
        plan.probes.iter().map(|probe| probe.source.as_str()).collect();
    let mut ranks = vec![TELLING.len(); sources.len()];
    let requirements = plan.roles.iter().flat_map(|role| &role.requirements);
    for named in requirements.flat_map(|requirement| &requirement.probes) {
        if let Some(rank) = rank(named.source)
            && rank < ranks[named.index]
        {
            ranks[named.index] = rank;
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
    let trouble = match verdict.cause {
        _ if seen.proxied() && early => Trouble::WayOut,
        Some(Cause::DnsNameNotResolved | Cause::ProxyUpstreamNameNotResolved)
            if verdict.status == Status::Failed =>
        {
            Trouble::UnknownName
        }
        Some(Cause::TlsIntercepted) if verdict.proof >= Some(Proof::Tls) => Trouble::Inspected,
        _ if seen.authenticated => Trouble::SignedIn,
        _ => Trouble::Other,
    };
    Vote { status: verdict.status, trouble, discovered: seen.probe.source.is_discovered() }
}

/// What roles stand on: the votes of the probes, the verdicts on rules, and the rows, to which
/// endpoints are added about which nobody was asked.
struct Floor<'a> {
    votes: &'a [Vote],
    rules: &'a [RuleReport],
    rows: &'a mut Vec<Row>,
}

impl Floor<'_> {
    fn role(&mut self, role: &PlannedRole) -> RoleReport {
        let mut counts = Counts::default();
        let mut standings = Vec::with_capacity(role.requirements.len());
        let mut open = Vec::new();
        let mut counted = std::collections::BTreeSet::new();
        for requirement in &role.requirements {
            let (stands, rows) = self.requirement(role, requirement);
            for index in requirement.probes.iter().map(|named| named.index).chain(rows.clone()) {
                if counted.insert(index) {
                    counts.add_row(self.rows[index].status);
                }
            }
            standings.push((requirement.need, stands));
            if stands != Standing::Proven {
                open.push(RequirementShown {
                    endpoint: requirement.pattern.clone(),
                    port: requirement.port,
                    need: requirement.need,
                    standing: stands,
                    wildcard: requirement.wildcard,
                    text: self.text(requirement, stands, &rows),
                    rows,
                    rule: requirement.rule,
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
            server: None,
            duty: None,
            run: 0,
        }
    }

    /// Where a requirement stands, and the rows that speak for it.
    fn requirement(
        &mut self,
        role: &PlannedRole,
        requirement: &Requirement,
    ) -> (Standing, Vec<usize>) {
        let mut own: Vec<usize> = requirement.probes.iter().map(|named| named.index).collect();
        let its_rule = requirement.rule.map(|place| &self.rules[place]);
        let asked = requirement.unasked.as_ref().is_none_or(Unasked::is_wildcard);
        let stands = if asked {
            let demands = Demands::of(&requirement.conditions);
            let votes: Vec<Vote> =
                own.iter().map(|index| self.votes[*index].under(demands)).collect();
            standing(requirement.wildcard, &votes, its_rule.map(|rule| rule.verdict))
        } else {
            Standing::Unproven
        };
        let against = its_rule
            .filter(|rule| matches!(rule.verdict, RuleStanding::Absent | RuleStanding::Partial));
        for label in against.into_iter().flat_map(|rule| &rule.probes) {
            if label.meaning == Meaning::Refused.as_str() && !own.contains(&label.row) {
                own.push(label.row);
            }
        }
        let blocked = own.iter().any(|row| self.rows[*row].status == Status::Blocked);
        if let Some(why) = &requirement.unasked
            && stands == Standing::Unproven
            && against.is_none()
            && !blocked
        {
            // Names that were merely discovered, and led nowhere, leave it as untested as it was.
            own = vec![self.rows.len()];
            let mut row = Row::unasked(&role.id, requirement, why);
            row.notes.extend(its_rule.map(|rule| format!("its rule: {}", rule.text)));
            self.rows.push(row);
        }
        (stands, own)
    }

    /// Why a requirement is not proven, in one sentence.
    fn text(&self, requirement: &Requirement, stands: Standing, own: &[usize]) -> String {
        let rule = requirement.rule.map(|place| &self.rules[place]);
        if let Some(rule) = rule
            && matches!(rule.verdict, RuleStanding::Absent | RuleStanding::Partial)
        {
            return format!("its rule is {}: {}", rule.verdict.as_str(), rule.text);
        }
        let rows = || own.iter().map(|index| &self.rows[*index]);
        if let Some(why) = &requirement.unasked
            && rows().all(|row| row.host.is_none())
        {
            return why.text();
        }
        let shown: Vec<String> = rows()
            .filter(|row| row.status != Status::Reachable)
            .map(|row| {
                format!("{}: {} ({})", row.place(), row.status.as_str(), row.cause.unwrap_or("-"))
            })
            .collect();
        let shown = shown.join("; ");
        let blocked = rows().any(|row| row.status == Status::Blocked);
        match (requirement.wildcard, stands) {
            (true, Standing::Unproven) if blocked => {
                format!("names that are used under the wildcard are refused: {shown}")
            }
            (true, Standing::Unproven) => format!(
                "no name known under the wildcard answered, and none was refused by policy: {shown}"
            ),
            (true, Standing::Refused) => {
                format!("refused for names under the wildcard: {shown}")
            }
            (_, Standing::Proven | Standing::Refused | Standing::Unproven) => shown,
        }
    }
}
