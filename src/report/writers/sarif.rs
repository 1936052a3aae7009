//! For code scanning: a result for each endpoint that is refused, fails or is not proven, for each
//! requirement that is open though everything answers, for each rule that is missing, and for each
//! list gap.
//!
//! | what | level |
//! | --- | --- |
//! | it keeps a role from being ready | `error` |
//! | it only warns, counts for no role, or another name under its wildcard answers | `warning` |
//! | nobody could be asked, a rule that cannot be told, a list gap | `note` |
//!
//! A result points to the line of the catalogue that asks for the endpoint. Plain targets stand in
//! no file.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Map, json};

use super::{Style, Writer, words};
use crate::plan::Source;
use crate::report::{Ending, Gap, Report, RequirementShown, RoleReport, Row, RuleReport};
use crate::standard::sarif::{Finding, Level, Place, Rule, Run};
use crate::verdict::wildcard::RuleStanding;
use crate::verdict::{Cause, Status};

/// `sarif`.
pub(super) struct Sarif;

impl Writer for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn write(&self, report: &Report, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let deciding = Deciding::of(report);
        let own = |(at, row): (usize, &Row)| endpoint(row, deciding.rows[at]);
        let mut results: Vec<Finding> = report.probes.iter().enumerate().filter_map(own).collect();
        let open = report.roles.iter();
        let open = open.flat_map(|role| role.open.iter().map(move |open| (role, open)));
        results.extend(open.filter_map(|(role, open)| requirement(report, role, open)));
        let asked = report.rules.iter().enumerate();
        results.extend(asked.filter_map(|(at, own)| rule(report, own, deciding.rules[at])));
        results.extend(report.gaps.iter().map(|own| gap(report, own)));
        let rules: BTreeMap<String, Rule> =
            results.iter().map(|result| (result.code.clone(), meaning(&result.code))).collect();
        let facts = &report.run;
        let run = Run {
            version: facts.version.clone(),
            about: format!("check/{}", facts.machine),
            times: Some((facts.started.to_string(), facts.finished.to_string())),
            complete: facts.ending == Ending::Complete,
            notes: facts.notes.clone(),
            has_files: false,
            rules,
            results,
        };
        run.write(out)
    }
}

/// Which rows and rules keep a role from being ready.
struct Deciding {
    rows: Vec<bool>,
    rules: Vec<bool>,
}

impl Deciding {
    fn of(report: &Report) -> Self {
        let mut own =
            Self { rows: vec![false; report.probes.len()], rules: vec![false; report.rules.len()] };
        for role in &report.roles {
            for open in role.open.iter().filter(|open| role.is_decided_by(open)) {
                open.rows.iter().for_each(|row| own.rows[*row] = true);
                open.rule.iter().for_each(|rule| own.rules[*rule] = true);
            }
        }
        own
    }
}

/// What a code means.
fn meaning(code: &str) -> Rule {
    let help = || format!("`clearway explain {code}` says more.");
    let (meaning, help) = match (code.parse::<Cause>(), code.split_once('.')) {
        (Ok(cause), _) => {
            let help = format!(
                "Usual causes: {} Who can act: {}. {}",
                cause.usual_causes(),
                cause.who_acts(),
                help()
            );
            (cause.meaning(), help)
        }
        (Err(_), Some(("untested", _))) => {
            ("Nobody could be asked about this entry of a list.", "The result says why.".to_owned())
        }
        (Err(_), Some(("rule", _))) => (
            "Whether the proxy has the rule for a wildcard.",
            "Names made up under the wildcard were asked for; the result says what came of it."
                .to_owned(),
        ),
        (Err(_), Some(("gap", _))) => (
            "An endpoint needs an address that no selected list has.",
            "It counts for no role; a list that should have it is not complete.".to_owned(),
        ),
        (Err(_), _) => ("It is not proven.", "The result says why.".to_owned()),
    };
    Rule { meaning: meaning.to_owned(), help }
}

/// An endpoint that is not reachable. Names that were made up are told with their rule.
fn endpoint(row: &Row, decides: bool) -> Option<Finding> {
    if row.status == Status::Reachable || row.source == Source::Rule {
        return None;
    }
    let (standing, _) = words::standing(row);
    let certainty = words::certainty(row).map(|word| format!(" ({word})")).unwrap_or_default();
    let mut notes = row.notes.iter().map(String::as_str);
    let reason = words::meaning(row).or_else(|| notes.next());
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut text = vec![format!("{}: {standing}{certainty}{reason}", row.place())];
    text.extend(row.evidence.iter().map(|seen| format!("Seen: {seen}")));
    text.extend(notes.map(|note| format!("Note: {note}")));
    if !row.could_also_be.is_empty() {
        text.push(format!("Could also be: {}", row.could_also_be.join(", ")));
    }
    text.extend(words::logged(row).map(|logged| format!("Logged: {logged}")));
    text.extend((!row.advice.is_empty()).then(|| format!("Next: {}", row.advice)));
    let mut properties = Map::new();
    properties.insert("status".to_owned(), json!(row.status.as_str()));
    properties.insert("need".to_owned(), json!(row.need.to_string()));
    properties.insert("confidence".to_owned(), json!(row.confidence.as_str()));
    properties.insert("roles".to_owned(), json!(row.roles));
    if !row.servers.is_empty() {
        properties.insert("servers".to_owned(), json!(row.servers));
    }
    if let Some(route) = &row.route {
        properties.insert("route".to_owned(), json!(words::way(route)));
    }
    // One host and port may be asked by HTTP and by HTTPS.
    let scheme = row.scheme.map(|scheme| format!(" ({})", scheme.as_str()));
    Some(Finding {
        code: row.cause.unwrap_or(row.status.as_str()).to_owned(),
        level: match (row.status, decides) {
            (Status::Untested, _) => Level::Note,
            (_, true) => Level::Error,
            (_, false) => Level::Warning,
        },
        text,
        subject: row.place() + &scheme.unwrap_or_default(),
        place: listed(row, None),
        accepted: None,
        properties,
    })
}

/// A requirement that is open though nothing else here tells of it: each of its endpoints answers,
/// with credentials that the product does not give for example.
fn requirement(report: &Report, role: &RoleReport, open: &RequirementShown) -> Option<Finding> {
    let mut rows = open.rows.iter().map(|row| &report.probes[*row]);
    let told = |row: &Row| row.status != Status::Reachable && row.source != Source::Rule;
    let missing = |rule: usize| report.rules[rule].verdict != RuleStanding::Present;
    if open.rule.is_some_and(missing) || rows.clone().any(told) {
        return None;
    }
    let mut properties = Map::new();
    properties.insert("standing".to_owned(), json!(open.standing));
    properties.insert("roles".to_owned(), json!([role.role]));
    Some(Finding {
        code: "requirement.open".to_owned(),
        level: if role.is_decided_by(open) { Level::Error } else { Level::Warning },
        text: vec![format!("{} port {}: {}", open.endpoint, open.port, open.text)],
        subject: format!("{}: {} port {}", words::whose(role), open.endpoint, open.port),
        place: rows.find_map(|row| listed(row, Some(&role.role))),
        accepted: None,
        properties,
    })
}

/// A rule that the proxy does not have, or that nobody can tell of.
fn rule(report: &Report, rule: &RuleReport, decides: bool) -> Option<Finding> {
    let level = match (rule.verdict, decides) {
        (RuleStanding::Present, _) => return None,
        (RuleStanding::Inconclusive, _) => Level::Note,
        (RuleStanding::Absent | RuleStanding::Partial, true) => Level::Error,
        (RuleStanding::Absent | RuleStanding::Partial, false) => Level::Warning,
    };
    let name = format!("{} ({})", words::rule(rule), rule.method);
    let next = (!rule.advice.is_empty()).then(|| format!("Next: {}", rule.advice));
    let first = format!("rule for {name}: {}: {}", rule.verdict.as_str(), rule.text);
    let labels = rule.probes.iter().filter_map(|label| report.probes.get(label.row));
    let mut properties = Map::new();
    properties.insert("roles".to_owned(), json!(rule.roles));
    Some(Finding {
        code: format!("rule.{}", rule.verdict.as_str()),
        level,
        text: std::iter::once(first).chain(next).collect(),
        subject: name,
        place: labels.into_iter().find_map(|row| listed(row, None)),
        accepted: None,
        properties,
    })
}

/// What answers named and no list of the selection has.
fn gap(report: &Report, gap: &Gap) -> Finding {
    let name = format!("{}:{}", gap.host, gap.port);
    let mut rows = report.probes.iter();
    // It stands in no line; the file whose endpoints need it is the nearest.
    let file = rows.find_map(|row| gap.roles.iter().find_map(|role| listed(row, Some(role))));
    let mut properties = Map::new();
    properties.insert("roles".to_owned(), json!(gap.roles));
    Finding {
        code: format!("gap.{}", gap.kind),
        level: Level::Note,
        text: vec![
            format!(
                "{name} ({}) is in no selected list: {}",
                words::gap_kind(gap.kind),
                gap.status
            ),
            gap.because.clone(),
        ],
        subject: name,
        place: file.map(|place| Place { line: None, ..place }),
        accepted: None,
        properties,
    }
}

/// The line of the catalogue that asks for a row, for one role or for any.
fn listed(row: &Row, role: Option<&str>) -> Option<Place> {
    let mut asks = row.asked_by.iter().filter(|ask| role.is_none_or(|role| ask.role == role));
    asks.find_map(|ask| ask.at.as_deref()).map(Place::read)
}
