//! Everything in which a report differs from what a case expects.

use std::collections::BTreeMap;

use clearway::mock::{Credentials, Party};
use clearway::plan::Source;
use clearway::report::{Outcome, Report, Row, RuleReport};

use super::case::Case;
use super::play::Played;

/// Differences, one to a line.
pub(crate) fn differences(case: &Case, played: &Played) -> Vec<String> {
    let (report, expected) = (&played.report, &case.expect);
    let mut found = Vec::new();
    let mut compare = |about: &str, is: &str, wanted: &str| {
        if is != wanted {
            found.push(format!("{about} is `{is}`, expected `{wanted}`"));
        }
    };
    compare("the outcome", report.outcome.as_str(), &expected.outcome);
    compare("the exit code", &exit(report, false).to_string(), &expected.exit.to_string());
    if let Some(forgiving) = expected.exit_forgiving {
        compare("the forgiving exit code", &exit(report, true).to_string(), &forgiving.to_string());
    }
    compare("looked up here", &played.looked_up.join(" "), &expected.looked_up.join(" "));
    let text = serde_json::to_string(report).unwrap();
    for word in &expected.words {
        if !text.contains(word.as_str()) {
            compare("the report", "without these words", word);
        }
    }
    let stand =
        report.roles.iter().map(|role| (role.role.clone(), role.status.as_str().to_owned()));
    found.extend(of_maps("role", &stand.collect(), &expected.roles));
    found.extend(of_maps("standing", &standings(played), &expected.standings));
    let rules = report.rules.iter().map(rule);
    found.extend(of_maps("rule", &rules.collect(), &expected.rules));
    let probes =
        report.probes.iter().filter(|row| row.host.is_some() && row.source != Source::Rule);
    found.extend(of_maps("probe", &probes.map(probe).collect(), &expected.probes));
    let gap = |gap: &clearway::report::Gap| {
        (format!("{} {}:{}", gap.kind, gap.host, gap.port), gap.status.clone())
    };
    let wanted = expected.gaps.iter().map(|text| match text.match_indices(' ').nth(1) {
        Some((at, _)) => (text[..at].to_owned(), text[at + 1..].to_owned()),
        None => (text.clone(), String::new()),
    });
    found.extend(of_maps("gap", &report.gaps.iter().map(gap).collect(), &wanted.collect()));
    found.extend(manners(played));
    found
}

/// What holds of every run.
fn manners(played: &Played) -> Vec<String> {
    let mut found = Vec::new();
    for seen in &played.seen {
        if seen.cookie.is_some() {
            found.push(format!("a cookie was sent to {}", seen.target));
        }
        if seen.by == Party::Origin && seen.credentials != Credentials::Absent {
            found.push(format!("an origin got credentials for {}", seen.target));
        }
    }
    let rows = played.report.probes.len();
    for role in &played.report.roles {
        if role.open.iter().flat_map(|open| &open.rows).any(|row| *row >= rows) {
            found.push(format!("{} points to a row that is not there", role.role));
        }
    }
    for row in played.report.probes.iter().filter(|row| row.derived || row.source.is_discovered()) {
        if row.because.is_none() {
            found.push(format!("{} does not say why it was asked", row.place()));
        }
        if row.derived && !row.roles.is_empty() {
            found.push(format!("{} is derived and counts for a role", row.place()));
        }
    }
    found
}

/// `pattern:port` of every planned requirement, with where it stands.
pub(crate) fn standings(played: &Played) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for planned in &played.planned {
        let role = played.report.roles.iter().find(|role| role.role == planned.id).unwrap();
        for requirement in &planned.requirements {
            let own = role
                .open
                .iter()
                .find(|open| open.endpoint == requirement.pattern && open.port == requirement.port);
            let standing = own.map_or("proven", |open| match open.standing {
                clearway::report::Standing::Proven => "proven",
                clearway::report::Standing::Refused => "refused",
                clearway::report::Standing::Unproven => "unproven",
            });
            found.insert(
                format!("{}:{}", requirement.pattern, requirement.port),
                standing.to_owned(),
            );
        }
    }
    found
}

/// `pattern:port`, with `verdict (calibration): kind meaning, ...`.
pub(crate) fn rule(rule: &RuleReport) -> (String, String) {
    let answers = rule.probes.iter().map(|label| format!("{} {}", label.kind, label.meaning));
    let text = format!(
        "{} ({}): {}",
        rule.verdict.as_str(),
        rule.calibration.state,
        answers.collect::<Vec<_>>().join(", ")
    );
    (format!("{}:{}", rule.pattern, rule.port), text.trim_end_matches([':', ' ']).to_owned())
}

/// `host:port`, with source, status and cause.
pub(crate) fn probe(row: &Row) -> (String, String) {
    let cause = row.cause.map(|cause| format!(" {cause}")).unwrap_or_default();
    (row.place(), format!("{} {}{cause}", row.source, row.status.as_str()))
}

fn of_maps(
    what: &str,
    is: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) -> Vec<String> {
    let nothing = "nothing".to_owned();
    let mut keys: Vec<&String> = is.keys().chain(wanted.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|key| (key, is.get(key).unwrap_or(&nothing), wanted.get(key).unwrap_or(&nothing)))
        .filter(|(_, is, wanted)| is != wanted)
        .map(|(key, is, wanted)| format!("{what} {key} is `{is}`, expected `{wanted}`"))
        .collect()
}

/// As the README has it. The program's own codes are tested in `tests/cli`.
fn exit(report: &Report, forgiving: bool) -> u8 {
    match report.outcome {
        Outcome::Ready => 0,
        Outcome::NotReady => 1,
        Outcome::Unproven if forgiving && report.only_wildcards_are_open() => 0,
        Outcome::Unproven | Outcome::Incomplete => 3,
    }
}

/// A row, for whoever has to find out why a test failed.
pub(crate) fn told(row: &Row) -> String {
    format!(
        "  {} {} {} [{}] {} {} {}",
        row.source,
        row.place(),
        row.status.as_str(),
        row.rule,
        row.evidence.join(" "),
        row.notes.join(" "),
        row.because.as_deref().unwrap_or_default()
    )
}
