//! What a rule says when it explains a measurement.

use super::{Cause, Confidence, Party, Proof, Status};

/// A rule's explanation; the evidence and the numbers are added by [`super::judge`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where the endpoint stands.
    pub status: Status,
    /// Why; none when it is reachable.
    pub cause: Option<Cause>,
    /// What else would look the same.
    pub could_also_be: Vec<Cause>,
    /// Who said no, or where it went wrong.
    pub refused_by: Option<Party>,
    /// How far the evidence carries.
    pub confidence: Confidence,
    /// What was shown to work on the way.
    pub proof: Option<Proof>,
    /// Remarks for people.
    pub notes: Vec<String>,
}

impl Finding {
    /// The endpoint answered.
    #[must_use]
    pub fn reachable(proof: Proof) -> Self {
        Self {
            status: Status::Reachable,
            cause: None,
            could_also_be: Vec::new(),
            refused_by: None,
            confidence: Confidence::Sure,
            proof: Some(proof),
            notes: Vec::new(),
        }
    }

    /// Somebody's policy said no.
    #[must_use]
    pub fn blocked(cause: Cause, by: Party) -> Self {
        Self {
            status: Status::Blocked,
            cause: Some(cause),
            refused_by: Some(by),
            proof: None,
            ..Self::reachable(Proof::Tcp)
        }
    }

    /// Something went wrong.
    #[must_use]
    pub fn failed(cause: Cause, by: Party) -> Self {
        Self { status: Status::Failed, ..Self::blocked(cause, by) }
    }

    /// It has more than one meaning.
    #[must_use]
    pub fn open(cause: Cause, could_also_be: &[Cause]) -> Self {
        Self {
            status: Status::Inconclusive,
            could_also_be: could_also_be.to_vec(),
            refused_by: None,
            confidence: Confidence::Open,
            ..Self::blocked(cause, Party::Proxy)
        }
    }

    /// The same, not quite so sure.
    #[must_use]
    pub fn likely(mut self) -> Self {
        self.confidence = self.confidence.max(Confidence::Likely);
        self
    }

    /// The same, with what else it could be.
    #[must_use]
    pub fn or(mut self, causes: &[Cause]) -> Self {
        self.could_also_be.extend_from_slice(causes);
        self
    }

    /// The same, with a remark.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// The same, with what was shown on the way.
    #[must_use]
    pub fn shown(mut self, proof: Option<Proof>) -> Self {
        self.proof = proof;
        self
    }
}
