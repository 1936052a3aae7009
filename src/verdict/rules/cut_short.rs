//! The probe ended for reasons of this machine.

use crate::measurement::{FailureKind, Measurement};

use super::super::{Cause, Finding, Party};
use super::Rule;

/// The run ended, or this machine had nothing left, or forbade it.
pub(super) struct CutShort;

impl Rule for CutShort {
    fn name(&self) -> &'static str {
        "cut_short"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (_, failure) = seen.failed()?;
        let is = |kind| failure.kind == kind;
        if is(FailureKind::Cancelled) {
            Some(Finding::open(Cause::Abandoned, &[]))
        } else if is(FailureKind::LocalResources) {
            Some(Finding::open(Cause::LocalResources, &[]))
        } else if is(FailureKind::LocalPolicy) {
            Some(Finding::blocked(Cause::LocalPolicy, Party::ThisMachine))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{stopped, through_proxy};
    use super::*;
    use crate::measurement::Stage;

    fn said(kind: FailureKind) -> Option<Cause> {
        let seen = stopped(through_proxy("https://x.test/"), Stage::Connect, kind);
        CutShort.explains(&seen)?.cause
    }

    #[test]
    fn an_end_of_the_run_is_nobodys_refusal() {
        assert_eq!(said(FailureKind::Cancelled), Some(Cause::Abandoned));
        assert_eq!(said(FailureKind::LocalResources), Some(Cause::LocalResources));
    }

    #[test]
    fn a_refused_connection_is_not_this() {
        assert_eq!(said(FailureKind::Refused), None);
    }
}
