//! Fixed words, read back into values.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::super::{Ending, Outcome, Readiness, Standing};
use super::RestoreError;
use crate::address::Scheme;
use crate::catalogue::Need;
use crate::plan::Source;
use crate::verdict::wildcard::RuleStanding;
use crate::verdict::{Confidence, Party, Proof, Status};

/// Every value of a fixed set, and its word.
pub(super) struct Words<T: 'static>(&'static [T], fn(T) -> &'static str);

impl<T: Copy> Words<T> {
    /// The value of a word.
    pub fn read(&self, field: &'static str, word: &str) -> Result<T, RestoreError> {
        let found = self.0.iter().find(|value| self.1(**value) == word);
        found.copied().ok_or_else(|| RestoreError::Unknown {
            field,
            found: word.escape_default().take(80).collect(),
        })
    }

    /// The value of a word, where there is one.
    pub fn may(&self, field: &'static str, word: Option<&str>) -> Result<Option<T>, RestoreError> {
        word.map(|word| self.read(field, word)).transpose()
    }
}

pub(super) const ENDINGS: Words<Ending> =
    Words(&[Ending::Complete, Ending::Interrupted, Ending::Deadline], |ending| match ending {
        Ending::Complete => "complete",
        Ending::Interrupted => "interrupted",
        Ending::Deadline => "deadline",
    });
pub(super) const OUTCOMES: Words<Outcome> = Words(
    &[Outcome::Ready, Outcome::Unproven, Outcome::NotReady, Outcome::Incomplete],
    Outcome::as_str,
);
pub(super) const READINESS: Words<Readiness> =
    Words(&[Readiness::Ready, Readiness::Unproven, Readiness::NotReady], Readiness::as_str);
pub(super) const STANDINGS: Words<Standing> =
    Words(&[Standing::Proven, Standing::Refused, Standing::Unproven], |standing| match standing {
        Standing::Proven => "proven",
        Standing::Refused => "refused",
        Standing::Unproven => "unproven",
    });
pub(super) const NEEDS: Words<Need> = Words(Need::ALL, Need::as_str);
pub(super) const SCHEMES: Words<Scheme> =
    Words(&[Scheme::Http, Scheme::Https, Scheme::Tcp], Scheme::as_str);
pub(super) const SOURCES: Words<Source> = Words(
    &[
        Source::Target,
        Source::Catalogue,
        Source::Names,
        Source::Log,
        Source::Cname,
        Source::San,
        Source::Rule,
        Source::Crl,
        Source::Ocsp,
        Source::Aia,
        Source::Redirect,
    ],
    Source::as_str,
);
pub(super) const STATUSES: Words<Status> = Words(
    &[Status::Reachable, Status::Blocked, Status::Failed, Status::Untested, Status::Inconclusive],
    Status::as_str,
);
pub(super) const PARTIES: Words<Party> = Words(
    &[Party::ThisMachine, Party::Proxy, Party::BeyondProxy, Party::Path, Party::Origin],
    Party::as_str,
);
pub(super) const CONFIDENCES: Words<Confidence> =
    Words(&[Confidence::Sure, Confidence::Likely, Confidence::Open], Confidence::as_str);
pub(super) const PROOFS: Words<Proof> =
    Words(&[Proof::Tcp, Proof::Tunnel, Proof::Tls, Proof::Http], Proof::as_str);
pub(super) const VERDICTS: Words<RuleStanding> = Words(
    &[
        RuleStanding::Present,
        RuleStanding::Absent,
        RuleStanding::Partial,
        RuleStanding::Inconclusive,
    ],
    RuleStanding::as_str,
);

/// A code or word that formats show as it is. Each distinct one is kept for the rest of the
/// program: reports have a few dozen of them.
pub(super) fn fixed(word: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(word) {
        return known;
    }
    let new: &'static str = word.to_owned().leak();
    kept.insert(new);
    new
}
