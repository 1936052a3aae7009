//! Tinyproxy: a filter that refuses by default, CONNECT to port 443 only, and one more with Basic
//! authentication.
//!
//! Its answer to every kind of trouble beyond it is the same, so the verdict must leave it open.

use std::net::SocketAddrV4;
use std::sync::LazyLock;

use crate::proxy::{PASSWORD, Proxy, USER, judges_credentials};
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{ALLOWED, Says, judges_rules};
use crate::world::{world, write};

/// With the filter only.
pub fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| start("tinyproxy", 8888, ""));
    or_skip(PROXY.as_ref())
}

fn with_authentication() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("tinyproxy-basic", 8889, &format!("BasicAuth {USER} {PASSWORD}\n")));
    or_skip(PROXY.as_ref())
}

fn start(name: &'static str, port: u16, more: &str) -> Result<Proxy, String> {
    start_at(name, Proxy::address(port), more)?;
    Ok(Proxy::new(world()?, name, port))
}

/// Starts one at an address, with more settings.
///
/// # Errors
/// When it is missing or does not start.
pub fn start_at(name: &str, address: SocketAddrV4, more: &str) -> Result<(), String> {
    let world = world()?;
    let tinyproxy = program("tinyproxy", "tinyproxy-bin")?;
    let folder = world.namespace().folder();
    let filter = format!("[.]elsewhere[.]example$\n^{ALLOWED}$\n");
    let filter = write(folder, &format!("{name}.filter"), &filter);
    let text = format!(
        "User nobody\nGroup nogroup\nPort {}\nListen {}\nTimeout 600\nMaxClients 50\n\
         LogFile \"{}\"\nLogLevel Info\nFilter \"{}\"\nFilterDefaultDeny Yes\n\
         FilterExtended On\nConnectPort 443\n{more}",
        address.port(),
        address.ip(),
        folder.join(format!("{name}.access.log")).display(),
        filter.display(),
    );
    let settings = write(folder, &format!("{name}.conf"), &text);
    let mut command = world.namespace().command_with_proxies_names(&tinyproxy);
    command.arg("-d").arg("-c").arg(settings);
    server::start(world.namespace(), name, command, &[address])
}

verdicts! { plain;
    an_allowed_name_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_off_the_list_is_denied: "https://www.denied.test"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_name_off_the_list_is_denied_in_clear: "http://www.denied.test"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denied_name_that_does_not_exist_is_denied: "https://nobody.invalid"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denied_port_is_named: "https://ok.allowed.test:8443"
        => "blocked proxy.port_denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    an_endpoints_403_is_an_answer: "https://forbids.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_endpoints_503_is_an_answer: "https://unavailable.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_403_in_clear_that_shows_its_endpoint_is_an_answer: "http://forbids-and-shows-itself.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_403_in_clear_without_a_sign_stays_open: "http://forbids.allowed.test"
        => "inconclusive unknown, by -, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 3";
    an_expired_certificate_is_the_endpoints: "https://expired.allowed.test"
        => "failed tls.cert.date_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_certificate_for_another_name_is_the_endpoints: "https://wrong-name.allowed.test"
        => "failed tls.cert.name_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_self_signed_certificate_is_the_endpoints: "https://self-signed.allowed.test"
        => "failed tls.cert.self_signed, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    an_endpoint_that_sends_an_alert_is_no_denial: "https://no-greeting.allowed.test"
        => "failed tls.failed, by origin, logged 12175, winhttp 12175, proof tunnel, exit 1";
}

#[test]
fn one_answer_stands_for_all_trouble_beyond_it() {
    let Some(tinyproxy) = plain() else { return };
    for target in [
        "https://nobody.allowed.test",
        "https://refuses.allowed.test",
        "https://black-hole.allowed.test",
        "https://no-route.allowed.test",
        "http://nobody.allowed.test",
        "http://refuses.allowed.test",
    ] {
        let run = tinyproxy.check(target);
        run.says(
            "failed proxy.upstream.failed, by beyond_proxy, logged HTTP 500, 0x8024401F, winhttp \
             12029, proof -, exit 1",
        );
        let open = run.could_also_be();
        for cause in [
            "proxy.upstream.name_not_resolved",
            "proxy.upstream.refused",
            "proxy.upstream.timed_out",
        ] {
            assert!(open.contains(&cause), "{target}: {cause} is missing in {open:?}");
        }
    }
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = plain() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn credentials_are_judged() {
    let Some(tinyproxy) = with_authentication() else { return };
    // Tinyproxy says 401 to credentials that it does not accept.
    judges_credentials(
        tinyproxy,
        "blocked proxy.auth_rejected, by proxy, logged HTTP 401, 0x80244017, winhttp -, proof -, \
         exit 1",
    );
}
