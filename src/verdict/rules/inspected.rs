//! TLS is opened on the way to an endpoint that does not allow it.

use crate::measurement::Measurement;

use super::super::interception::{Interception, interception, shown_instead};
use super::super::{Cause, Finding, Party, Proof};
use super::Rule;

/// An inspecting authority that this machine trusts, before an endpoint whose entry forbids
/// inspection: programs that pin certificates, or bring roots of their own, fail there. Elsewhere
/// inspection is a remark on a reachable endpoint.
pub(super) struct Inspected;

impl Rule for Inspected {
    fn name(&self) -> &'static str {
        "inspected"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        if !seen.probe.forbids_inspection() {
            return None;
        }
        let Some(Interception::Seen(who)) = interception(seen) else { return None };
        let by = if seen.proxied() { Party::Proxy } else { Party::Path };
        let proof = if seen.answer.is_some() { Proof::Http } else { Proof::Tls };
        let finding = Finding::failed(Cause::TlsIntercepted, by)
            .likely()
            .shown(Some(proof))
            .note(who)
            .note("the list says that this endpoint must not be inspected");
        Some(match shown_instead(seen) {
            Some(line) => finding.note(line),
            None => finding,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::Status;
    use super::super::super::judge;
    use super::super::super::samples::{good, head, inside};
    use super::*;
    use crate::measurement::{RootStore, Trust};
    use crate::plan::{Ask, Demands, Probe};

    fn under_the_company(no_inspection: bool) -> Measurement {
        let trust = Trust { by: vec![RootStore::Platform], ..good() };
        let mut seen = inside(trust, "Corp Root", Some(head(200, "OK")));
        let ask = Ask {
            role: "own/a".to_owned(),
            pattern: "go.example.test".to_owned(),
            need: seen.probe.need(),
            demands: Demands { no_inspection, no_sign_in: false },
            place: None,
        };
        seen.probe = Arc::new(Probe { asks: vec![ask], ..(*seen.probe).clone() });
        seen
    }

    #[test]
    fn inspection_fails_what_forbids_it_and_is_a_remark_elsewhere() {
        let found = judge(&under_the_company(true));
        assert_eq!((found.status, found.cause), (Status::Failed, Some(Cause::TlsIntercepted)));
        assert!(found.notes.iter().any(|note| note.contains("SHA-256")), "{found:?}");
        let remark = judge(&under_the_company(false));
        assert_eq!((remark.status, remark.cause), (Status::Reachable, None));
        assert!(remark.notes.iter().any(|note| note.contains("TLS is inspected")), "{remark:?}");
    }
}
