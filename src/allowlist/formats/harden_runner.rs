//! harden-runner: the steps of a GitHub workflow that use it.
//!
//! <https://github.com/step-security/harden-runner>. With `egress-policy: audit` nothing is stopped.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::around::Around;
use super::gather::{Gather, lines, not_this, unmarked};
use super::yaml::{documents, place};
use crate::allowlist::dialects::harden_runner::AllowedEndpoints;
use crate::allowlist::{
    Action, Allowlist, Dialect, Format, Meaning, NearbyFiles, Options, Order, Otherwise, Place,
    ReadError, Source,
};

/// A workflow.
pub struct HardenRunner;

#[derive(Deserialize)]
struct Workflow {
    #[serde(default)]
    jobs: BTreeMap<String, Job>,
}

#[derive(Deserialize)]
struct Job {
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    uses: Option<String>,
    with: Option<With>,
}

#[derive(Deserialize)]
struct With {
    #[serde(rename = "egress-policy")]
    policy: Option<String>,
    #[serde(rename = "allowed-endpoints")]
    endpoints: Option<Spanned<String>>,
}

impl Format for HardenRunner {
    fn id(&self) -> &'static str {
        "harden-runner"
    }

    fn title(&self) -> &'static str {
        "GitHub workflow with harden-runner"
    }

    fn recognise(&self, source: &Source) -> Option<(u8, &'static str)> {
        unmarked(source)
            .contains("step-security/harden-runner")
            .then_some((100, "it has a step that uses step-security/harden-runner"))
    }

    fn read(
        &self,
        source: &Source,
        _options: &Options,
        _nearby: &dyn NearbyFiles,
    ) -> Result<Allowlist, ReadError> {
        let mut gather = Gather::new(self.id(), Order::AllowWins, Otherwise::Denied);
        let mut steps = 0;
        let mut blocking = 0;
        for workflow in documents::<Workflow>(source)? {
            for (name, job) in workflow.jobs {
                for step in job.steps {
                    let harden = |uses: &String| uses.starts_with("step-security/harden-runner");
                    if !step.uses.as_ref().is_some_and(harden) {
                        continue;
                    }
                    steps += 1;
                    let Some(with) = step.with else { continue };
                    blocking += usize::from(with.policy.as_deref() == Some("block"));
                    if let Some(endpoints) = with.endpoints {
                        words(&mut gather, source, &endpoints, &Arc::from(name.as_str()));
                    }
                }
            }
        }
        if steps == 0 {
            return Err(not_this(source, "no step uses step-security/harden-runner"));
        }
        if blocking < steps {
            gather.list.otherwise = Otherwise::Allowed;
            gather
                .note("At least one step has an egress-policy other than block and stops nothing.");
        }
        Ok(gather.list)
    }
}

/// The endpoints of one step.
fn words(gather: &mut Gather, source: &Source, value: &Spanned<String>, job: &Arc<str>) {
    if value.value.trim_end().contains('\n') {
        gather.note(
            "allowed-endpoints has line ends between its entries; the agent divides at spaces. \
             Write it as a folded text: `allowed-endpoints: >`.",
        );
    }
    let start = usize::try_from(value.referenced.line()).unwrap_or(1);
    let all: Vec<(usize, &str)> = lines(unmarked(source)).skip(start.saturating_sub(1)).collect();
    let mut at = 0;
    let mut column = 0;
    let mut wildcards: BTreeMap<String, String> = BTreeMap::new();
    for word in value.value.split_whitespace() {
        let mut found: Option<Place> = None;
        while let Some((number, line)) = all.get(at) {
            if let Some(index) = line.get(column..).and_then(|rest| rest.find(word)) {
                let index = column + index;
                found = Some(source.place(*number, line, &line[index..index + word.len()]));
                column = index + word.len();
                break;
            }
            (at, column) = (at + 1, 0);
        }
        let spot = found.unwrap_or_else(|| place(source, value));
        let (host, port) = word.split_once(':').unwrap_or((word, "443"));
        let first = wildcards.get(host).cloned();
        let read = match first.filter(|first| host.contains('*') && first != port) {
            Some(first) => Ok(Meaning::nothing(format!(
                "is a wildcard that stands before with port {first}, and the agent keeps that one"
            ))),
            None => AllowedEndpoints.entry(word),
        };
        wildcards.entry(host.to_owned()).or_insert_with(|| port.to_owned());
        gather.read(read, word, spot, &Around::under(Action::Allow, Some(job)));
    }
}
