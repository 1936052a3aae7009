//! What an answer for a name that cannot exist says about the policy.

use crate::address::{Host, Scheme};
use crate::measurement::{FailureKind, Measurement, Stage};

use super::super::spoken::Spoken;
use super::super::{Cause, Status, Verdict};

/// What an answer says about the policy. Answers are compared by this, never byte by byte: one proxy
/// refuses in several ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The policy refused.
    Refused,
    /// The policy let it pass: the proxy went on to resolve or connect, or an endpoint answered.
    Passed,
    /// The proxy wants to know who asks before it says anything.
    LoginFirst,
    /// The connection was cut in place of an answer.
    Cut,
    /// Somebody answered for a name that does not exist.
    Answered,
    /// It has more than one meaning.
    Open,
}

impl Meaning {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Passed => "passed",
            Self::LoginFirst => "login_first",
            Self::Cut => "cut",
            Self::Answered => "answered",
            Self::Open => "open",
        }
    }
}

/// What an answer for a name made up by us means.
#[must_use]
pub fn meaning(seen: &Measurement, verdict: &Verdict) -> Meaning {
    if verdict.status == Status::Reachable {
        return if zone_answers(seen) { Meaning::Passed } else { Meaning::Answered };
    }
    if cut_in_place_of_an_answer(seen) {
        return Meaning::Cut;
    }
    let Some(cause) = verdict.cause else { return Meaning::Open };
    match (verdict.status, cause) {
        (Status::Blocked, cause) if cause.is_policy() => Meaning::Refused,
        (_, cause) if cause.is_authentication() => Meaning::LoginFirst,
        _ if is_past_policy(cause) && verdict.could_also_be.iter().copied().all(is_past_policy) => {
            Meaning::Passed
        }
        _ => Meaning::Open,
    }
}

/// True for what a proxy says only after its policy has let a request pass, if it judges first.
/// Silence is not among them: it has not said anything yet.
fn is_past_policy(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ProxyUpstreamNameNotResolved
            | Cause::ProxyUpstreamRefused
            | Cause::ProxyUpstreamTimedOut
            | Cause::ProxyUpstreamUnreachable
            | Cause::ProxyUpstreamConnectFailed
            | Cause::ProxyUpstreamReset
            | Cause::ProxyUpstreamFailed
            | Cause::ProxyChain
    )
}

/// A reset or an end before a word of the proxy's.
fn cut_in_place_of_an_answer(seen: &Measurement) -> bool {
    seen.failed().is_some_and(|(step, failure)| {
        matches!(step.stage, Stage::Tunnel | Stage::Forward)
            && matches!(failure.kind, FailureKind::Reset | FailureKind::Closed)
            && seen.unreadable.is_empty()
    })
}

/// True where an endpoint answered under a trusted certificate that covers the made-up name by a
/// wildcard of its own: the zone answers for every name. A certificate for the very name was made on
/// the way, since nobody could have ordered it.
fn zone_answers(seen: &Measurement) -> bool {
    if seen.probe.target.scheme != Scheme::Https {
        return false;
    }
    let Host::Name(name) = &seen.probe.target.host else { return false };
    let Some(session) = &seen.tls else { return false };
    let good = session.trust.as_ref().is_some_and(crate::measurement::Trust::is_good);
    good && session.chain.first().is_some_and(|leaf| {
        leaf.names.iter().any(|own| {
            own.strip_prefix("*.").is_some_and(|suffix| {
                name.as_str()
                    .split_once('.')
                    .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(suffix))
            })
        })
    })
}

/// True where two answers are the same in what a proxy's own page keeps from name to name: status,
/// reason, server, title and where they were said. It tells a refusal that alone could be an
/// endpoint's.
pub(super) fn are_alike(one: &Measurement, other: &Measurement) -> bool {
    let (Some(one), Some(other)) = (Spoken::of(one), Spoken::of(other)) else { return false };
    let look = |spoken: Spoken<'_>| {
        let answer = spoken.answer;
        let location = answer.header("Location").map(host_of_location);
        (
            spoken.place,
            answer.status,
            answer.reason.clone(),
            answer.header("Server").map(str::to_owned),
            answer.page.title.clone(),
            location,
        )
    };
    look(one) == look(other)
}

fn host_of_location(location: &str) -> String {
    let rest = location.split_once("://").map_or(location, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or("").to_ascii_lowercase()
}

/// True where a refusal says that it judged the name by its category: an unknown name may be
/// refused for being unknown, whatever its siblings get.
pub(super) fn is_by_category(verdict: &Verdict) -> bool {
    verdict.evidence.iter().chain(&verdict.notes).any(|line| {
        let line = line.to_ascii_lowercase();
        line.contains("categor") || line.contains("newly registered") || line.contains("unrated")
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::judge;
    use super::super::super::samples::{
        connect, forward, forward_with, good, head, inside, page, passed, stopped, through_proxy,
        unknown_issuer,
    };
    use super::*;

    fn meant(seen: &Measurement) -> Meaning {
        meaning(seen, &judge(seen))
    }

    #[test]
    fn a_refusal_of_connect_is_a_refusal() {
        assert_eq!(meant(&connect(403, "Forbidden")), Meaning::Refused);
        assert_eq!(meant(&connect(403, "Filtered")), Meaning::Refused);
        let squid = page(403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], "");
        assert_eq!(meant(&forward_with(squid)), Meaning::Refused);
    }

    #[test]
    fn what_comes_after_the_policy_has_passed_it() {
        let squid = page(503, &[("X-Squid-Error", "ERR_DNS_FAIL 0")], "");
        assert_eq!(meant(&forward_with(squid)), Meaning::Passed);
        // Squid 5 says the same of a dead parent: past the policy either way.
        let squid = page(502, &[("X-Squid-Error", "ERR_READ_ERROR 0")], "");
        assert_eq!(meant(&forward_with(squid)), Meaning::Passed);
        assert_eq!(meant(&connect(404, "No such domain")), Meaning::Passed);
    }

    #[test]
    fn a_login_a_cut_and_silence_say_nothing_of_the_policy() {
        let login = page(407, &[("Proxy-Authenticate", "Basic realm=\"x\"")], "");
        assert_eq!(meant(&forward_with(login)), Meaning::LoginFirst);
        let asked = passed(through_proxy("https://go.example.test/"), Stage::Connect);
        let cut = stopped(asked.clone(), Stage::Tunnel, FailureKind::Reset);
        assert_eq!(meant(&cut), Meaning::Cut);
        let silent = stopped(asked, Stage::Tunnel, FailureKind::TimedOut);
        assert_eq!(meant(&silent), Meaning::Open);
        let promised = stopped(connect(200, "OK"), Stage::Tls, FailureKind::Closed);
        assert_eq!(meant(&promised), Meaning::Open);
    }

    #[test]
    fn a_certificate_for_a_made_up_name_was_made_on_the_way() {
        let answered = inside(good(), "Company CA", Some(head(200, "OK")));
        assert_eq!(meant(&answered), Meaning::Answered);
        let mut zone = answered.clone();
        let session = zone.tls.as_mut().unwrap();
        let mut leaf = session.chain[0].clone();
        leaf.names = vec!["*.example.test".to_owned()];
        leaf.subject = "CN=*.example.test".to_owned();
        session.chain = [leaf].into();
        assert_eq!(meant(&zone), Meaning::Passed);
        let session = zone.tls.as_mut().unwrap();
        session.trust = Some(unknown_issuer());
        assert_ne!(meant(&zone), Meaning::Passed);
    }

    #[test]
    fn a_plain_answer_may_be_a_page_of_the_proxys() {
        assert_ne!(meant(&forward(200, "OK")), Meaning::Passed);
    }

    #[test]
    fn alike_is_what_a_proxy_keeps_from_name_to_name() {
        let denied = |text| page(403, &[("Server", "x/1")], text);
        let one = forward_with(denied("<title>No</title>a.test"));
        assert!(are_alike(&one, &forward_with(denied("<title>No</title>b.test"))));
        assert!(!are_alike(&one, &forward_with(denied("<title>Other</title>"))));
        let to = |host: &str| forward_with(page(302, &[("Location", host)], ""));
        assert!(are_alike(&to("http://block.test/?u=a"), &to("http://block.test/?u=b")));
        assert!(!are_alike(&to("http://block.test/"), &to("http://else.test/")));
    }
}
