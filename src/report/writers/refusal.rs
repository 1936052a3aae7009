//! One refusal, whoever it met: rows that tell the same story are told once and numbered.

use std::collections::HashMap;

use super::super::{Readiness, Report, RequirementShown, RoleReport, Row, Standing};
use crate::plan::Source;
use crate::verdict::{Confidence, Party, Status};

/// Rows that tell the same story.
pub(super) struct Refusal<'a> {
    /// The rows, in the order in which they are first shown.
    pub rows: Vec<&'a Row>,
}

impl<'a> Refusal<'a> {
    /// The row whose words stand for all.
    pub fn example(&self) -> &'a Row {
        self.rows[0]
    }

    /// True when the others were told something in other words, so that the example needs a name.
    pub fn words_differ(&self) -> bool {
        self.rows.iter().any(|row| row.evidence != self.rows[0].evidence)
    }

    /// The log files in which the product would show it.
    pub fn log_files(&self) -> Vec<&'a str> {
        let mut files: Vec<&str> = Vec::new();
        for file in self.rows.iter().flat_map(|row| &row.log_files) {
            if !files.contains(&file.as_str()) {
                files.push(file);
            }
        }
        files
    }

    /// The next step, for all rows.
    pub fn advice(&self, number: usize) -> Option<String> {
        let advice = &self.example().advice;
        if advice.is_empty() {
            return None;
        }
        let others = self.rows.len() - 1;
        if self.rows.iter().all(|row| row.advice == *advice) {
            return Some(advice.clone());
        }
        let who =
            if others == 1 { "other name".to_owned() } else { format!("{others} other names") };
        Some(format!("{advice} Likewise for the {who} under [{number}]."))
    }
}

/// All refusals of a report, numbered in the order in which a reader meets them.
pub(super) struct Refusals<'a> {
    /// The refusals; number 1 is the first.
    pub all: Vec<Refusal<'a>>,
    /// For each row of the report the number of its refusal; none when it is reachable.
    numbers: Vec<Option<usize>>,
}

impl<'a> Refusals<'a> {
    /// Finds and numbers them.
    pub fn of(report: &'a Report) -> Self {
        let mut found = Self { all: Vec::new(), numbers: vec![None; report.probes.len()] };
        let mut known: HashMap<Story<'a>, usize> = HashMap::new();
        let met = worst_first(report)
            .into_iter()
            .flat_map(|role| Part::ALL.into_iter().flat_map(move |part| part.of(role)))
            .flat_map(|open| open.rows.iter().copied());
        // A name that was made up to ask about a rule is told with the rule, unless a role stands on it.
        let others =
            (0..report.probes.len()).filter(|row| report.probes[*row].source != Source::Rule);
        for index in met.chain(others) {
            let row = &report.probes[index];
            if row.status == Status::Reachable || found.numbers[index].is_some() {
                continue;
            }
            let next = found.all.len() + 1;
            let number = *known.entry(Story::of(row)).or_insert(next);
            if number == next {
                found.all.push(Refusal { rows: Vec::new() });
            }
            found.all[number - 1].rows.push(row);
            found.numbers[index] = Some(number);
        }
        found
    }

    /// The number of a row's refusal; none when it is reachable.
    pub fn number(&self, row: usize) -> Option<usize> {
        self.numbers[row]
    }

    /// The refusal of a number.
    pub fn get(&self, number: usize) -> &Refusal<'a> {
        &self.all[number - 1]
    }
}

/// Roles as an administrator wants them: server by server, and for each not ready, then unproven,
/// then ready, else as they are.
pub(super) fn worst_first(report: &Report) -> Vec<&RoleReport> {
    let mut servers: HashMap<Option<&str>, usize> = HashMap::new();
    for role in &report.roles {
        let next = servers.len();
        servers.entry(role.server.as_deref()).or_insert(next);
    }
    let mut roles: Vec<&RoleReport> = report.roles.iter().collect();
    roles.sort_by_key(|role| {
        let worst = match role.status {
            Readiness::NotReady => 0,
            Readiness::Unproven => 1,
            Readiness::Ready => 2,
        };
        (servers[&role.server.as_deref()], worst)
    });
    roles
}

/// What an open requirement does to its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is needed and refused.
    Refused,
    /// It is needed and not proven.
    Unproven,
    /// It is not needed, and warns.
    Warning,
}

impl Part {
    /// The worst first.
    pub const ALL: [Self; 3] = [Self::Refused, Self::Unproven, Self::Warning];

    /// The open requirements of a role that belong here.
    pub fn of(self, role: &RoleReport) -> impl Iterator<Item = &RequirementShown> {
        role.open.iter().filter(move |open| {
            let part = match (role.is_decided_by(open), open.standing) {
                (true, Standing::Refused) => Self::Refused,
                (true, Standing::Unproven | Standing::Proven) => Self::Unproven,
                (false, Standing::Refused | Standing::Unproven | Standing::Proven) => Self::Warning,
            };
            part == self
        })
    }
}

/// What has to be the same for two rows to tell the same story.
#[derive(PartialEq, Eq, Hash)]
struct Story<'a> {
    asked: bool,
    status: Status,
    cause: Option<&'a str>,
    could_also_be: &'a [&'static str],
    refused_by: Option<Party>,
    confidence: Confidence,
    logged: &'a str,
    winhttp: Option<u32>,
    proxy: Option<&'a str>,
    words: Vec<String>,
}

impl<'a> Story<'a> {
    fn of(row: &'a Row) -> Self {
        let host = row.host.as_ref().map(ToString::to_string);
        let words = row.evidence.iter().chain(&row.notes);
        Self {
            asked: row.host.is_some(),
            status: row.status,
            cause: row.cause,
            could_also_be: &row.could_also_be,
            refused_by: row.refused_by,
            confidence: row.confidence,
            logged: &row.logged,
            winhttp: row.winhttp,
            proxy: row.route.as_ref().and_then(|route| route.proxy.as_deref()),
            words: words.map(|line| without_particulars(line, host.as_deref())).collect(),
        }
    }
}

/// A line without what differs from answer to answer though the refusal is the same: the name
/// asked for, and every word with a digit in it (times, addresses, request numbers). The end of a
/// line that was cut differs with the length of the name, and is left out too.
fn without_particulars(line: &str, host: Option<&str>) -> String {
    const COMPARED: usize = 80;
    let line = match host {
        Some(host) => line.replace(host, "<name>"),
        None => line.to_owned(),
    };
    let words = line
        .split_whitespace()
        .map(|word| if word.bytes().any(|byte| byte.is_ascii_digit()) { "#" } else { word });
    let folded = words.collect::<Vec<_>>().join(" ");
    if folded.ends_with('…') { folded.chars().take(COMPARED).collect() } else { folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_and_the_time_do_not_make_another_story() {
        let of = |host: &str, time: &str| {
            without_particulars(
                &format!("page: {host} is denied, Generated {time} by gate"),
                Some(host),
            )
        };
        assert_eq!(of("a.test", "02:14:07"), of("b.test", "02:14:09"));
    }

    #[test]
    fn other_words_make_another_story() {
        let of = |line| without_particulars(line, Some("a.test"));
        assert_ne!(of("Category: Malware"), of("Category: Social"));
    }
}
