//! The first hop was not reached: the proxy when there is one, else the endpoint.

use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::{Cause, Finding, Party};
use super::Rule;

/// Looking up or connecting to the first hop failed.
pub(super) struct FirstHop;

impl Rule for FirstHop {
    fn name(&self) -> &'static str {
        "first_hop"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        let (step, failure) = seen.failed()?;
        let finding = match step.stage {
            Stage::Resolve => Finding::failed(lookup(failure.kind), Party::ThisMachine),
            Stage::Connect => Finding::failed(connection(failure.kind), Party::Path),
            Stage::ProxyTls | Stage::Tunnel | Stage::Forward | Stage::Tls | Stage::Http => {
                return None;
            }
        };
        Some(match seen.probe.routing.route.proxy() {
            Some(proxy) => finding.note(format!("this concerns the proxy {proxy}")),
            None => finding,
        })
    }
}

/// What a failed lookup is called.
fn lookup(kind: FailureKind) -> Cause {
    match kind {
        FailureKind::NameNotFound | FailureKind::NoAddress => Cause::DnsNameNotResolved,
        FailureKind::NameServerSilent | FailureKind::TimedOut => Cause::DnsUnreachable,
        FailureKind::NameServerFailed
        | FailureKind::NotPublic
        | FailureKind::Refused
        | FailureKind::Unreachable
        | FailureKind::Reset
        | FailureKind::Closed
        | FailureKind::NotTls
        | FailureKind::Tls
        | FailureKind::NotHttp
        | FailureKind::TooLarge
        | FailureKind::LocalResources
        | FailureKind::LocalPolicy
        | FailureKind::SocksReply
        | FailureKind::LoginRefused
        | FailureKind::NotSocks
        | FailureKind::Cancelled
        | FailureKind::Other => Cause::DnsFailed,
    }
}

/// What a failed connection is called.
pub(super) fn connection(kind: FailureKind) -> Cause {
    match kind {
        FailureKind::Refused => Cause::TcpRefused,
        FailureKind::TimedOut => Cause::TcpTimedOut,
        FailureKind::Reset => Cause::TcpReset,
        FailureKind::Closed => Cause::TcpClosed,
        FailureKind::Unreachable => Cause::TcpAddressUnreachable,
        FailureKind::NameNotFound
        | FailureKind::NoAddress
        | FailureKind::NotPublic
        | FailureKind::NameServerSilent
        | FailureKind::NameServerFailed
        | FailureKind::NotTls
        | FailureKind::Tls
        | FailureKind::NotHttp
        | FailureKind::TooLarge
        | FailureKind::LocalResources
        | FailureKind::LocalPolicy
        | FailureKind::SocksReply
        | FailureKind::LoginRefused
        | FailureKind::NotSocks
        | FailureKind::Cancelled
        | FailureKind::Other => Cause::TcpFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{direct, stopped, through_proxy};
    use super::*;

    #[test]
    fn a_lookup_is_this_machines_and_a_connection_the_paths() {
        let seen = stopped(direct("https://x.test/"), Stage::Resolve, FailureKind::NameNotFound);
        let found = FirstHop.explains(&seen).unwrap();
        assert_eq!(
            (found.cause, found.refused_by),
            (Some(Cause::DnsNameNotResolved), Some(Party::ThisMachine))
        );
        let seen = stopped(through_proxy("https://x.test/"), Stage::Connect, FailureKind::Refused);
        let found = FirstHop.explains(&seen).unwrap();
        assert_eq!((found.cause, found.refused_by), (Some(Cause::TcpRefused), Some(Party::Path)));
        assert!(found.notes[0].contains("http://proxy:8080"));
    }

    #[test]
    fn a_reset_after_the_request_is_not_this() {
        let seen = stopped(through_proxy("https://x.test/"), Stage::Tunnel, FailureKind::Reset);
        assert_eq!(FirstHop.explains(&seen), None);
    }
}
