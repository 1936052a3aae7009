//! The proxy wants to know who asks (RFC 9110, section 11.7).

use crate::auth::AuthOutcome;
use crate::measurement::{Measurement, Stage, Step};

use super::super::spoken::{Place, Spoken, server};
use super::super::{Cause, Finding, Party};
use super::Rule;

/// 407 with a challenge; or 401 by a proxy that says so.
pub(super) struct Authentication;

impl Rule for Authentication {
    fn name(&self) -> &'static str {
        "authentication"
    }

    fn explains(&self, seen: &Measurement) -> Option<Finding> {
        if seen.failed().is_some() {
            return cut_off(seen);
        }
        let spoken = Spoken::of(seen)?;
        if matches!(spoken.place, Place::Inside | Place::Direct) {
            return None;
        }
        let answer = spoken.answer;
        match answer.status {
            407 if answer.header("Proxy-Authenticate").is_some() => Some(asked(seen)),
            // Tinyproxy says 401 to credentials that it does not accept, and 407 to none.
            401 if spoken.is_the_proxys() || server(answer).as_deref() == Some("tinyproxy") => {
                Some(Finding::blocked(Cause::ProxyAuthRejected, Party::Proxy).likely())
            }
            _ => None,
        }
    }
}

/// The proxy asked, and ended the connection when it was answered.
fn cut_off(seen: &Measurement) -> Option<Finding> {
    let auth = seen.auth.as_ref()?;
    if auth.outcome != AuthOutcome::ConnectionClosed || auth.offered.is_empty() {
        return None;
    }
    let at_proxy = |step: &Step| matches!(step.stage, Stage::Tunnel | Stage::Forward);
    let (step, _) = seen.failed()?;
    at_proxy(step)
        .then(|| Finding::blocked(Cause::ProxyAuthConnectionClosed, Party::Proxy).likely())
}

fn asked(seen: &Measurement) -> Finding {
    let Some(auth) = &seen.auth else { return without_record(seen) };
    let blocked = |cause| Finding::blocked(cause, Party::Proxy);
    let here = |cause| Finding::blocked(cause, Party::Proxy).likely();
    match &auth.outcome {
        AuthOutcome::Rejected => blocked(Cause::ProxyAuthRejected)
            .note("a user who is known and not permitted is often answered in the same way"),
        AuthOutcome::NotTriedAgain => blocked(Cause::ProxyAuthRejected).likely().note(
            "the credentials were refused, or not answered, before in this run and not sent again",
        ),
        AuthOutcome::SchemeUnsupported => blocked(Cause::ProxyAuthSchemeUnsupported),
        AuthOutcome::NoTicket => here(Cause::ProxyAuthNoTicket),
        AuthOutcome::TicketExpired => here(Cause::ProxyAuthTicketExpired),
        AuthOutcome::ClockSkew => here(Cause::ProxyAuthClockSkew),
        AuthOutcome::ServiceUnknown => here(Cause::ProxyAuthServiceUnknown),
        AuthOutcome::RealmUnknown => here(Cause::ProxyAuthRealmUnknown),
        AuthOutcome::LibraryMissing => here(Cause::ProxyAuthLibraryMissing),
        AuthOutcome::ConnectionClosed => here(Cause::ProxyAuthConnectionClosed),
        AuthOutcome::Failed(_) => here(Cause::ProxyAuthFailed),
        AuthOutcome::Declined if seen.probe.forbids_sign_in() => blocked(Cause::ProxyAuthRequired)
            .note("asked without credentials: the list says that the product does not give any"),
        AuthOutcome::Declined => blocked(Cause::ProxyAuthRequired)
            .note("asked without credentials, as --proxy-auth none has it"),
        AuthOutcome::NotAsked | AuthOutcome::Accepted | AuthOutcome::NoCredentials => {
            without_record(seen)
        }
    }
}

fn without_record(seen: &Measurement) -> Finding {
    if seen.authenticated {
        Finding::blocked(Cause::ProxyAuthRejected, Party::Proxy)
            .note("a user who is known and not permitted is often answered in the same way")
    } else {
        Finding::blocked(Cause::ProxyAuthRequired, Party::Proxy)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples::{connect, connect_with, page};
    use super::*;

    #[test]
    fn a_challenge_asks_and_a_second_one_rejects() {
        let mut seen = connect_with(page(407, &[("Proxy-Authenticate", "Basic realm=x")], ""));
        assert_eq!(Authentication.explains(&seen).unwrap().cause, Some(Cause::ProxyAuthRequired));
        seen.authenticated = true;
        assert_eq!(Authentication.explains(&seen).unwrap().cause, Some(Cause::ProxyAuthRejected));
    }

    #[test]
    fn a_407_without_a_challenge_is_not_this() {
        assert_eq!(Authentication.explains(&connect(407, "Request rejected by proxy")), None);
    }
}
