//! Reports about servers of a hierarchy: several runs, each by a way of its own, as one report.

use serde::Serialize;

use super::{Counts, Ending, Outcome, Readiness, Report, RoleReport, RouteShown, Row, RunFacts};
use super::{RuleTraffic, rules};
use crate::plan::Source;
use crate::verdict::Status;

/// What a role does on a server, and how it gets out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// Code of the server's site.
    pub site: String,
    /// The role in the words of the file, such as `software-update-point`.
    pub role: String,
    /// What for.
    pub purposes: Vec<String>,
    /// `proxy`, `proxy_without_sign_in`, `direct` or `nothing`.
    pub way: &'static str,
    /// The proxy, without credentials; none without one.
    pub proxy: Option<String>,
    /// Why by this way.
    pub because: String,
    /// Who signs in at the proxy if it asks; none where nobody does.
    pub signs_in: Option<String>,
    /// The log files in which a failure would show.
    pub logs: Vec<String>,
}

/// A role of a server, and where what it asks for was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The server.
    pub server: String,
    /// The role's id; the word of the file for one that asks for nothing.
    pub role: String,
    /// The run that asked, by its index; none for a role that asks for nothing.
    pub run: Option<usize>,
    /// What it does there.
    pub duty: Duty,
}

impl Report {
    /// Joins runs from the same machine into the report about servers. The roles keep the order in
    /// which they are assigned; every row says which servers it is about.
    #[must_use]
    pub fn of_servers(runs: Vec<Self>, roles: &[Assignment], mut facts: RunFacts) -> Self {
        let mut joined = Joined::default();
        for run in runs {
            joined.add(run, roles);
        }
        let reports: Vec<RoleReport> =
            roles.iter().map(|assigned| joined.role(assigned, roles)).collect();
        let mut counts = Counts::default();
        for role in &reports {
            counts.add_requirements_of(&role.counts);
        }
        for row in &joined.rows {
            counts.add_row(row.status);
        }
        let mut notes = Vec::new();
        for note in facts.notes.drain(..).chain(joined.notes) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        facts.notes = notes;
        facts.rule_traffic = joined.traffic;
        if facts.ending == Ending::Complete {
            facts.ending = joined.endings.into_iter().max().unwrap_or(Ending::Complete);
        }
        facts.route = one_way(joined.routes, facts.route);
        let complete = facts.ending == Ending::Complete;
        Self {
            schema: Self::SCHEMA,
            outcome: Outcome::of(complete, reports.iter().map(|role| role.status)),
            account: std::mem::take(&mut facts.account),
            route: facts.route.clone(),
            run: facts,
            roles: reports,
            counts,
            rules: joined.rules,
            gaps: joined.gaps,
            probes: joined.rows,
        }
    }
}

/// The way of the whole run: that of all, or several.
fn one_way(routes: Vec<RouteShown>, several: RouteShown) -> RouteShown {
    let mut routes = routes.into_iter();
    match (routes.next(), routes.next()) {
        (Some(only), None) => only,
        _ => several,
    }
}

#[derive(Default)]
struct Joined {
    /// The roles of each run.
    roles: Vec<Vec<RoleReport>>,
    rows: Vec<Row>,
    rules: Vec<super::RuleReport>,
    gaps: Vec<super::Gap>,
    notes: Vec<String>,
    routes: Vec<RouteShown>,
    endings: Vec<Ending>,
    traffic: Option<RuleTraffic>,
}

impl Joined {
    /// Adds a run: its rows and rules get the next numbers.
    fn add(&mut self, mut run: Report, roles: &[Assignment]) {
        let number = self.roles.len();
        let (first_row, first_rule) = (self.rows.len(), self.rules.len());
        let of_run = || roles.iter().filter(move |assigned| assigned.run == Some(number));
        for mut row in run.probes {
            row.run = number;
            let asks =
                |assigned: &&Assignment| row.roles.is_empty() || row.roles.contains(&assigned.role);
            let asking: Vec<&Assignment> = of_run().filter(asks).collect();
            row.servers = distinct(asking.iter().map(|assigned| &assigned.server));
            let failed = !matches!(row.status, Status::Reachable | Status::Untested);
            if failed && row.source != Source::Rule {
                row.log_files = distinct(asking.iter().flat_map(|assigned| &assigned.duty.logs));
            }
            self.rows.push(row);
        }
        for role in &mut run.roles {
            role.run = number;
            for open in &mut role.open {
                open.rows.iter_mut().for_each(|row| *row += first_row);
                open.rule = open.rule.map(|rule| rule + first_rule);
            }
        }
        for mut rule in run.rules {
            rule.run = number;
            rule.move_rows(first_row);
            self.rules.push(rule);
        }
        for mut gap in run.gaps {
            gap.run = number;
            gap.row = gap.row.map(|row| row + first_row);
            self.gaps.push(gap);
        }
        self.roles.push(run.roles);
        self.notes.extend(run.run.notes);
        self.routes.push(run.route);
        self.endings.push(run.run.ending);
        self.traffic = rules::joined(self.traffic.take(), run.run.rule_traffic);
    }

    /// The report of one role of one server.
    fn role(&self, assigned: &Assignment, all: &[Assignment]) -> RoleReport {
        let Assignment { server, role, run, duty } = assigned;
        let asked = run.and_then(|run| self.roles.get(run));
        let found = asked.and_then(|own| own.iter().find(|own| own.role == *role)).cloned();
        // What was to be asked and was not is never called ready.
        let status = if run.is_none() { Readiness::Ready } else { Readiness::Unproven };
        let mut report = found.unwrap_or_else(|| RoleReport {
            role: role.clone(),
            title: duty.purposes.join("; "),
            status,
            counts: Counts::default(),
            open: Vec::new(),
            also_needs: Vec::new(),
            server: None,
            duty: None,
            run: 0,
        });
        let elsewhere =
            |id: &String| all.iter().any(|other| other.server == *server && other.role == *id);
        report.also_needs.retain(|id| !elsewhere(id));
        report.server = Some(server.clone());
        report.duty = Some(duty.clone());
        report
    }
}

/// Each once, in the order of the first.
fn distinct<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut known = std::collections::BTreeSet::new();
    texts.filter(|text| known.insert(*text)).cloned().collect()
}
