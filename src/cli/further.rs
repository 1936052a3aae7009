//! From options to what later waves may do.

use std::path::Path;

use anyhow::Result;

use clearway::address::Host;
use clearway::names::{UsedNames, read_file, read_log};
use clearway::plan::{Candidate, Closure, Further, Plan, RuleQuestions, Source};

use super::args::{FurtherOptions, Switch};

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
