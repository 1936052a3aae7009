//! A name that the network told us to ask leads to this machine or its own network.

use crate::measurement::{FailureKind, Measurement};

use super::super::{Cause, Finding, Party, Status};
use super::Rule;

/// Nobody was asked, because only private addresses were found.
pub(super) struct PrivateAddress;

impl Rule for PrivateAddress {
    fn name(&self) -> &'static str {
        "private_address"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (_, failure) = seen.failed()?;
        (failure.kind == FailureKind::NotPublic).then(|| Finding {
            status: Status::Untested,
            refused_by: None,
            ..Finding::blocked(Cause::UntestedPrivateAddress, Party::ThisMachine)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::judge;
    use super::super::super::samples::{direct, stopped};
    use super::*;
    use crate::measurement::Stage;

    #[test]
    fn a_private_address_is_nobodys_refusal() {
        let seen = stopped(direct("http://crl.test/"), Stage::Resolve, FailureKind::NotPublic);
        let verdict = judge(&seen);
        assert_eq!(verdict.rule, "private_address");
        assert_eq!(verdict.cause, Some(Cause::UntestedPrivateAddress));
        assert_eq!((verdict.status, verdict.refused_by), (Status::Untested, None));
    }

    #[test]
    fn a_name_without_an_address_is_not_this() {
        let seen = stopped(direct("http://crl.test/"), Stage::Resolve, FailureKind::NoAddress);
        assert_eq!(PrivateAddress.explains(&seen), None);
    }
}
