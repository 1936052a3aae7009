//! Nobody knows the way: the setting or the script that decides about it gave none.

use crate::measurement::Measurement;
use crate::proxy::Route;

use super::super::{Cause, Finding, Party, Status};
use super::Rule;

/// Nothing was sent: a way is never guessed.
pub(super) struct NoRoute;

impl Rule for NoRoute {
    fn name(&self) -> &'static str {
        "no_route"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let routing = &seen.probe.routing;
        (routing.route == Route::Unknown).then(|| {
            let finding = Finding {
                status: Status::Untested,
                refused_by: None,
                ..Finding::blocked(Cause::UntestedNoRoute, Party::ThisMachine)
            };
            finding.note(format!("{}: {}", routing.source, routing.because))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::judge;
    use super::super::super::samples::direct;
    use super::*;
    use crate::plan::Probe;
    use crate::proxy::Routing;

    #[test]
    fn a_way_that_nobody_knows_is_nobodys_refusal() {
        let mut seen = direct("https://x.test/");
        assert_eq!(NoRoute.explains(&seen), None);
        let routing = Routing::new(Route::Unknown, "--pac p.pac", "line 3: x is not defined");
        seen.probe = Arc::new(Probe { routing: Arc::new(routing), ..(*seen.probe).clone() });
        let verdict = judge(&seen);
        assert_eq!(
            (verdict.status, verdict.cause),
            (Status::Untested, Some(Cause::UntestedNoRoute))
        );
        assert!(verdict.notes[0].contains("line 3"), "{verdict:?}");
    }
}
