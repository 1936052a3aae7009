//! A run held against a saved report from elsewhere: works outside, not here.
//!
//! The verdict itself stays what this machine's evidence makes it: a report from another network
//! says nothing about why something fails here. What it says is whether the endpoint itself is
//! there, and that is told beside the confidence of the verdict.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{Report, Row};
use crate::saved::{self, ProbeKey};
use crate::verdict::Status;

/// How the same endpoint stood in the report of `--baseline`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BaselineShown {
    /// The machine of that report.
    pub machine: String,
    /// When that run began.
    pub started: Option<Timestamp>,
    /// Its status there.
    pub status: String,
    /// Its cause there; none when it was reachable.
    pub cause: Option<String>,
    /// What follows for this verdict, in a few words.
    pub says: &'static str,
}

impl Report {
    /// Says of every row that is blocked or failed how the baseline saw the same endpoint, and in a
    /// note how many work there and not here.
    pub fn hold_against(&mut self, baseline: &saved::Report) {
        let same_place = baseline.run.machine == self.run.machine
            && baseline.route.proxy == self.route.proxy
            && baseline.route.kind == self.route.kind;
        let known: HashMap<ProbeKey, &saved::Probe> =
            baseline.probes.iter().rev().map(|probe| (probe.key(), probe)).collect();
        let (mut works, mut unknown) = (0, 0);
        for row in &mut self.probes {
            if !matches!(row.status, Status::Blocked | Status::Failed) {
                continue;
            }
            let there = key(row).and_then(|key| known.get(&key));
            let says = there.and_then(|there| says(row, there, same_place));
            let (Some(there), Some(says)) = (there, says) else {
                unknown += 1;
                continue;
            };
            works += usize::from(there.status == "reachable");
            row.baseline = Some(BaselineShown {
                machine: baseline.machine().to_owned(),
                started: baseline.run.started,
                status: there.status.clone(),
                cause: there.cause.clone(),
                says,
            });
        }
        let way = baseline.route.proxy.as_deref().unwrap_or(&baseline.route.kind);
        let time = baseline.run.started.map_or_else(
            || "an unknown time".to_owned(),
            |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        );
        self.run.notes.push(format!(
            "held against a report from {} ({way}, {time}): of what is blocked or failed here, {works} \
             worked there, and about {unknown} it says nothing",
            baseline.machine()
        ));
    }
}

fn key(row: &Row) -> Option<ProbeKey> {
    Some(ProbeKey {
        name: row.host.as_ref()?.to_string().to_ascii_lowercase(),
        port: row.port,
        scheme: row.scheme?.as_str().to_owned(),
    })
}

/// What the baseline says about a row that is blocked or failed; none where it says nothing.
fn says(row: &Row, there: &saved::Probe, same_place: bool) -> Option<&'static str> {
    match there.status.as_str() {
        "reachable" if same_place => Some("worked in the baseline, not now"),
        "reachable" => Some("works outside, not here"),
        "blocked" | "failed" if there.cause.as_deref() == row.cause => {
            Some("fails in the baseline too, for the same cause")
        }
        "blocked" | "failed" => Some("fails in the baseline too, for another cause"),
        _ => None,
    }
}
