//! Squid that asks who we are: Basic, Digest, NTLM, and Kerberos tickets of a domain of our own.

use std::sync::LazyLock;

use crate::auth::{Wishes, converse};
use crate::clearway::{Run, check};
use crate::kerberos::{self, LOST, PROXY, STRANGER};
use crate::proxy::{PASSWORD, Proxy, USER};
use crate::requirement::{or_skip, program};
use crate::squid::{start, with_authentication};
use crate::world::{world, write};

const BASIC: u16 = 3129;
const DIGEST: u16 = 3151;
const NTLM: u16 = 3152;
const NEGOTIATE: u16 = 3153;

const ASKS_EVERYBODY: &str = "acl known proxy_auth REQUIRED\nhttp_access deny !known\n";
const TUNNEL: &str = "ok.allowed.test:443";
const PLAIN: &str = "http://ok.allowed.test/";

fn with_digest() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let folder = world()?.namespace().folder();
        let file = write(folder, "digest.passwords", &format!("{USER}:{PASSWORD}\n"));
        let helper = "/usr/lib/squid/digest_file_auth";
        let more = format!(
            "auth_param digest program {helper} {}\nauth_param digest realm Interop\n{ASKS_EVERYBODY}",
            file.display()
        );
        start("squid-digest", DIGEST, &more)
    });
    or_skip(PROXY.as_ref())
}

/// The helper takes every password, but speaks the three messages.
fn with_ntlm() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let helper = "auth_param ntlm program /usr/lib/squid/ntlm_fake_auth\n";
        start("squid-ntlm", NTLM, &format!("{helper}{ASKS_EVERYBODY}"))
    });
    or_skip(PROXY.as_ref())
}

fn with_tickets() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Option<Result<Proxy, String>>> = LazyLock::new(|| {
        let domain = kerberos::domain()?;
        Some(start("squid-negotiate", NEGOTIATE, &domain.squid()))
    });
    or_skip(PROXY.as_ref()?.as_ref())
}

fn as_clerk(proxy: &Proxy, port: u16, password: &str, targets: &[&str]) -> Vec<String> {
    let login = Some((USER, password));
    let wishes = Wishes { port, host: PROXY, choice: "any", login, targets };
    converse(proxy.world(), &wishes, &[], &[])
}

#[test]
fn basic_is_learned_once() {
    let Some(squid) = with_authentication() else { return };
    assert_eq!(
        as_clerk(squid, BASIC, PASSWORD, &[TUNNEL, PLAIN]),
        ["200 accepted basic: accepted", "200 accepted basic: accepted"]
    );
}

#[test]
fn a_wrong_password_is_tried_once() {
    let Some(basic) = with_authentication() else { return };
    let Some(digest) = with_digest() else { return };
    for (squid, port, scheme) in [(basic, BASIC, "basic"), (digest, DIGEST, "digest")] {
        let rejected = format!("407 rejected {scheme}: rejected");
        let never = "407 not_tried_again -: ";
        let said = as_clerk(squid, port, "close-sesame", &[TUNNEL, PLAIN, TUNNEL]);
        assert_eq!(said, [&rejected, never, never]);
    }
}

#[test]
fn one_digest_nonce_serves_every_request() {
    let Some(squid) = with_digest() else { return };
    let accepted = "200 accepted digest: accepted";
    assert_eq!(as_clerk(squid, DIGEST, PASSWORD, &[TUNNEL, PLAIN, TUNNEL]), [accepted; 3]);
}

#[test]
fn ntlm_takes_two_messages_on_one_connection() {
    let Some(squid) = with_ntlm() else { return };
    let accepted = "200 accepted ntlm: continued, accepted";
    assert_eq!(as_clerk(squid, NTLM, PASSWORD, &[TUNNEL, PLAIN]), [accepted; 2]);
}

#[test]
fn a_scheme_that_is_not_wanted_is_not_used() {
    let Some(squid) = with_digest() else { return };
    let ask = |choice, login| {
        let wishes = Wishes { port: DIGEST, host: PROXY, choice, login, targets: &[TUNNEL] };
        converse(squid.world(), &wishes, &[], &[])
    };
    let clerk = Some((USER, PASSWORD));
    assert_eq!(ask("basic", clerk), ["407 scheme_unsupported -: "]);
    assert_eq!(ask("none", clerk), ["407 declined -: "]);
    assert_eq!(ask("any", None), ["407 no_credentials -: "]);
}

/// With the tickets of a cache, for a proxy of a name, by a clock of its own.
fn by_ticket(
    cache: &str,
    host: &str,
    clock: Option<&str>,
    targets: &[&str],
) -> Option<Vec<String>> {
    let (domain, squid) = (kerberos::domain()?, with_tickets()?);
    // What is learned on the way must not reach other tests.
    let environment = domain.environment_of_copy(cache);
    let environment: Vec<_> =
        environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let wishes = Wishes { port: NEGOTIATE, host, choice: "any", login: None, targets };
    let faketime = program("faketime", "faketime");
    let faketime = or_skip(faketime.as_ref())?;
    let faketime = faketime.to_str().expect("the path is text");
    let before = clock.map_or_else(Vec::new, |clock| vec![faketime, "-f", clock]);
    Some(converse(squid.world(), &wishes, &before, &environment))
}

#[test]
fn a_ticket_is_accepted_at_once() {
    let accepted = "200 accepted negotiate: accepted";
    let Some(said) = by_ticket("clerk", PROXY, None, &[TUNNEL, PLAIN, TUNNEL]) else { return };
    assert_eq!(said, [accepted; 3]);
}

#[test]
fn each_trouble_with_tickets_has_its_own_name() {
    for (cache, host, clock, outcome) in [
        ("nobody", PROXY, None, "no_ticket"),
        ("clerk", STRANGER, None, "service_unknown"),
        ("clerk", LOST, None, "realm_unknown"),
        ("clerk", PROXY, Some("+2d"), "ticket_expired"),
        ("clerk", PROXY, Some("+1h"), "clock_skew"),
    ] {
        let Some(said) = by_ticket(cache, host, clock, &[TUNNEL]) else { return };
        assert_eq!(
            said,
            [format!("407 {outcome} negotiate: not_made")],
            "{cache} {host} {clock:?}"
        );
    }
}

/// The program itself, through a proxy of a name.
fn told(port: u16, host: &str, arguments: &str, environment: &[(&str, &str)]) -> Option<Run> {
    let world = or_skip(world())?;
    let line = format!("--proxy http://{host}:{port} {arguments} https://ok.allowed.test");
    Some(check(world, &format!("{line} http://ok.allowed.test"), environment))
}

#[test]
fn the_program_signs_in_by_every_scheme() {
    let domain = kerberos::domain().map(|domain| domain.environment_of_copy("clerk"));
    let tickets = domain.iter().flatten().map(|(name, value)| (*name, value.as_str())).collect();
    let password = vec![("CLEARWAY_PROXY_PASSWORD", PASSWORD)];
    let user = format!("--proxy-user {USER}");
    for (proxy, port, user, environment, scheme) in [
        (with_authentication(), BASIC, user.as_str(), &password, "basic"),
        (with_digest(), DIGEST, &user, &password, "digest"),
        (with_ntlm(), NTLM, &user, &password, "ntlm"),
        (with_tickets(), NEGOTIATE, "", &tickets, "negotiate"),
    ] {
        if proxy.is_none() {
            continue;
        }
        let Some(run) = told(port, PROXY, user, environment) else { return };
        assert_eq!(run.outcomes(), ["accepted", "accepted"], "{scheme}: {}", run.printed);
        assert_eq!(run.field("auth.used"), scheme);
        run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
        assert!(!run.printed.contains(PASSWORD), "a secret is shown: {}", run.printed);
    }
}

#[test]
fn the_program_tells_each_trouble_apart() {
    let (Some(domain), Some(_)) = (kerberos::domain(), with_tickets()) else { return };
    for (cache, host, cause) in [
        ("nobody", PROXY, "proxy.auth_no_ticket"),
        ("clerk", STRANGER, "proxy.auth_service_unknown"),
        ("clerk", LOST, "proxy.auth_realm_unknown"),
    ] {
        let environment = domain.environment_of_copy(cache);
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let Some(run) = told(NEGOTIATE, host, "", &environment) else { return };
        assert_eq!(run.cause(), cause, "{}", run.printed);
        run.says(&format!(
            "blocked {cause}, by proxy, logged HTTP 407, 0x8024401B, winhttp -, proof -, exit 1"
        ));
    }
    if with_digest().is_some() {
        let Some(run) = told(DIGEST, PROXY, "--proxy-auth negotiate", &[]) else { return };
        assert_eq!(run.cause(), "proxy.auth_scheme_unsupported", "{}", run.printed);
    }
}
