//! From options to what later waves may do.

use anyhow::Result;

use clearway::plan::{Closure, Further, RuleQuestions};

use super::args::{FurtherOptions, Switch};

/// What the options allow.
pub(crate) fn further(options: &FurtherOptions) -> Result<Further> {
    let questions =
        RuleQuestions { interval: options.rule_rate, known_allowed: options.known_allowed.clone() };
    Ok(Further {
        discover: options.discover == Switch::On,
        candidates: Vec::new(),
        names_per_wildcard: options.max_names_per_wildcard,
        rules: options.probe_rules.then_some(questions),
        closure: (options.closure == Switch::On)
            .then_some(Closure { redirects: options.max_redirects }),
        allow_private: options.allow_private,
    })
}
