//! The proxy wants to know who asks (RFC 9110, section 11.7).

use crate::measurement::Measurement;

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

fn asked(seen: &Measurement) -> Finding {
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
