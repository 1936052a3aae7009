//! The proxy wants to know who asks (RFC 9110, section 11.7).

use crate::auth::{AuthOutcome, AuthRecord, SparedAfter};
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

/// The proxy asked, and there was no connection on which to go on: it ended the one on which it was
/// answered, or took no further one.
fn cut_off(seen: &Measurement) -> Option<Finding> {
    let auth = seen.auth.as_ref().filter(|auth| !auth.offered.is_empty())?;
    let cause = match auth.outcome {
        AuthOutcome::ConnectionClosed => Cause::ProxyAuthConnectionClosed,
        AuthOutcome::Failed(_) => Cause::ProxyAuthFailed,
        _ => return None,
    };
    let at_proxy = |step: &Step| matches!(step.stage, Stage::Tunnel | Stage::Forward);
    let (step, _) = seen.failed()?;
    at_proxy(step).then(|| Finding::blocked(cause, Party::Proxy).likely())
}

/// The credentials were not sent, for what became of them before.
pub(super) fn spared(after: SparedAfter) -> Finding {
    let cause = match after {
        SparedAfter::Refusal => Cause::ProxyAuthRejected,
        SparedAfter::Cuts => Cause::ProxyAuthConnectionClosed,
        SparedAfter::Silence => Cause::ProxyAuthFailed,
    };
    Finding::blocked(cause, Party::Proxy)
        .likely()
        .note(format!("{}: they were not sent again", after.text()))
}

/// The same finding, with what the proxy offers in place of what may be used.
fn offered(finding: Finding, auth: &AuthRecord) -> Finding {
    if auth.offered.is_empty() {
        return finding;
    }
    finding.note(format!("the proxy offers {}", auth.offered.join(", ")))
}

fn asked(seen: &Measurement) -> Finding {
    let Some(auth) = &seen.auth else { return without_record(seen) };
    let blocked = |cause| Finding::blocked(cause, Party::Proxy);
    let here = |cause| Finding::blocked(cause, Party::Proxy).likely();
    match &auth.outcome {
        AuthOutcome::Rejected => blocked(Cause::ProxyAuthRejected)
            .note("a user who is known and not permitted is often answered in the same way"),
        AuthOutcome::NotTriedAgain(after) => spared(*after),
        AuthOutcome::SchemeUnsupported => offered(blocked(Cause::ProxyAuthSchemeUnsupported), auth),
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
        AuthOutcome::NotAsked
        | AuthOutcome::Accepted
        | AuthOutcome::NoAnswer
        | AuthOutcome::NoCredentials => without_record(seen),
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
    use super::super::super::samples::{connect, connect_with, page, stopped, through_proxy};
    use super::*;
    use crate::measurement::FailureKind;

    fn asked_and(outcome: AuthOutcome) -> Measurement {
        let mut seen = connect_with(page(407, &[("Proxy-Authenticate", "Basic realm=x")], ""));
        let offered = vec!["Negotiate".to_owned(), "Basic".to_owned()];
        seen.auth = Some(AuthRecord { offered, outcome, ..AuthRecord::default() });
        seen
    }

    #[test]
    fn credentials_that_were_cut_off_are_not_called_rejected() {
        let said = |after| {
            let seen = asked_and(AuthOutcome::NotTriedAgain(after));
            Authentication.explains(&seen).unwrap().cause
        };
        assert_eq!(said(SparedAfter::Refusal), Some(Cause::ProxyAuthRejected));
        assert_eq!(said(SparedAfter::Cuts), Some(Cause::ProxyAuthConnectionClosed));
        assert_eq!(said(SparedAfter::Silence), Some(Cause::ProxyAuthFailed));
    }

    #[test]
    fn a_scheme_that_does_not_fit_is_told_with_what_is_offered() {
        let found = Authentication.explains(&asked_and(AuthOutcome::SchemeUnsupported)).unwrap();
        assert_eq!(found.cause, Some(Cause::ProxyAuthSchemeUnsupported));
        assert_eq!(found.notes, ["the proxy offers Negotiate, Basic"]);
    }

    #[test]
    fn a_proxy_that_takes_no_second_connection_ended_the_sign_in() {
        let said = |outcome| {
            let seen = through_proxy("https://x.test/");
            let seen = stopped(seen, Stage::Tunnel, FailureKind::Refused);
            let told = asked_and(outcome);
            let seen = Measurement { proxy_answer: told.proxy_answer, auth: told.auth, ..seen };
            super::super::super::judge(&seen).cause
        };
        let closed = said(AuthOutcome::ConnectionClosed);
        assert_eq!(closed, Some(Cause::ProxyAuthConnectionClosed));
        let failed = said(AuthOutcome::Failed("no second connection".to_owned()));
        assert_eq!(failed, Some(Cause::ProxyAuthFailed));
    }

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
