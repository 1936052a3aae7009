//! Squid: a list of allowed names, ports 80 and 443, and one more with Basic authentication.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::names::PROXIES;
use crate::proxy::{PASSWORD_FILE, Proxy, judges_credentials};
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::DOMAINS;
use crate::world::{world, write};

/// Basic authentication before the list.
pub const BASIC: &str = "auth_param basic program /usr/lib/squid/basic_ncsa_auth PASSWORDS
auth_param basic realm Interop
acl known proxy_auth REQUIRED
http_access deny !known
";

const DEAD_PARENT: &str = "cache_peer 127.0.1.9 parent 3128 0 no-query no-digest
never_direct allow all
";

/// With the list only.
pub fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| start("squid", 3128, ""));
    or_skip(PROXY.as_ref())
}

/// With Basic authentication before the list.
pub fn with_authentication() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("squid-basic", 3129, BASIC));
    or_skip(PROXY.as_ref())
}

fn with_dead_parent() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("squid-child", 3130, DEAD_PARENT));
    or_skip(PROXY.as_ref())
}

/// It speaks TLS on port 3131 and plain HTTP on the port that its type knows.
fn by_tls() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let port = "https_port 127.0.0.1:3131 tls-cert=FOLDER/good.pem tls-key=FOLDER/good.key\n";
        start("squid-tls", 3132, port)
    });
    or_skip(PROXY.as_ref())
}

/// Starts one with more settings before the list.
///
/// # Errors
/// When Squid is missing or does not start.
pub fn start(name: &'static str, port: u16, more: &str) -> Result<Proxy, String> {
    start_with(name, port, PROXIES, more)
}

/// Starts one that asks the name server at an address, with more settings before the list.
///
/// # Errors
/// When Squid is missing or does not start.
pub fn start_with(name: &'static str, port: u16, names: &str, more: &str) -> Result<Proxy, String> {
    let world = world()?;
    let squid = program("squid", "squid-openssl")?;
    let folder = world.namespace().folder();
    let passwords = write(folder, &format!("{name}.passwords"), PASSWORD_FILE);
    let more = more
        .replace("PASSWORDS", &passwords.display().to_string())
        .replace("FOLDER", &folder.display().to_string());
    let settings = settings(folder, name, port, names, &more);
    let listens = settings.lines().filter_map(|line| {
        let (_, rest) = line.split_once("_port ")?;
        rest.split(' ').next()?.parse().ok()
    });
    let listens: Vec<_> = listens.collect();
    let settings = write(folder, &format!("{name}.conf"), &settings);
    let mut command = world.namespace().command(&squid);
    command.arg("-N").arg("-f").arg(settings);
    server::start(world.namespace(), name, command, &listens)?;
    Ok(Proxy::new(world, name, port))
}

/// No cache, no pinger, nothing outside the folder; short patience with endpoints.
fn settings(folder: &Path, name: &str, port: u16, names: &str, more: &str) -> String {
    let place = folder.display();
    let domains = DOMAINS.join(" .");
    format!(
        "http_port 127.0.0.1:{port}
visible_hostname {name}.corp.test
pid_filename none
access_log stdio:{place}/{name}.access.log
cache_log {place}/{name}.cache.log
coredump_dir {place}
netdb_filename none
pinger_enable off
cache deny all
cache_mem 1 MB
max_filedescriptors 1024
workers 1
shutdown_lifetime 0 seconds
hosts_file none
dns_nameservers {names}
connect_timeout 3 seconds
acl CONNECT method CONNECT
acl web port 80 443
acl tls port 443
acl domains dstdomain .elsewhere.example apex-only.test .{domains}
acl patterns dstdom_regex ^[^.]+[.]one-label[.]test$ ^.+[.]below-only[.]test$
acl allowed any-of domains patterns
http_access deny !web
http_access deny CONNECT !tls
{more}http_access allow allowed
http_access deny all
"
    )
}

/// True for the versions that have a page of their own for names that do not resolve. Squid 5 and
/// 6.0 to 6.2 have none (Squid bug 5294).
fn says_when_a_name_does_not_resolve() -> bool {
    let output = program("squid", "squid").map(|squid| Command::new(squid).arg("-v").output());
    let Ok(Ok(output)) = output else { return true };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let version = text.split_once("Version ").map_or("", |(_, rest)| rest);
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    let (major, minor) = (numbers.next(), numbers.next());
    match (major, minor) {
        (Some(Ok(6)), Some(Ok(minor))) => minor >= 3,
        (Some(Ok(major)), _) => major != 5,
        _ => true,
    }
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
    a_refused_connection_is_beyond: "https://refuses.allowed.test"
        => "failed proxy.upstream.refused, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
    a_refused_connection_is_beyond_in_clear: "http://refuses.allowed.test"
        => "failed proxy.upstream.refused, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
    a_black_hole_times_out_beyond: "https://black-hole.allowed.test"
        => "failed proxy.upstream.timed_out, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12002, proof -, exit 1";
    a_black_hole_times_out_beyond_in_clear: "http://black-hole.allowed.test"
        => "failed proxy.upstream.timed_out, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12002, proof -, exit 1";
    a_missing_route_is_beyond: "https://no-route.allowed.test"
        => "failed proxy.upstream.unreachable, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
    who_does_not_wait_learns_no_cause: "https://black-hole.allowed.test --patience 0.5 --retries 0"
        => "failed proxy.no_verdict, by beyond_proxy, logged 12002, winhttp 12002, proof -, exit 1";
    an_endpoints_403_is_an_answer: "https://forbids.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_endpoints_503_is_an_answer: "https://unavailable.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_403_in_clear_that_shows_its_endpoint_is_an_answer: "http://forbids-and-shows-itself.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_503_in_clear_that_shows_its_endpoint_is_an_answer: "http://unavailable-and-shows-itself.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_expired_certificate_is_the_endpoints: "https://expired.allowed.test"
        => "failed tls.cert.date_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_certificate_for_another_name_is_the_endpoints: "https://wrong-name.allowed.test"
        => "failed tls.cert.name_invalid, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    a_self_signed_certificate_is_the_endpoints: "https://self-signed.allowed.test"
        => "failed tls.cert.self_signed, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    an_unknown_authority_is_the_endpoints: "https://unknown-authority.allowed.test"
        => "failed tls.cert.unknown_issuer, by origin, logged 12175, winhttp 12175, proof tls, exit 1";
    an_endpoint_that_sends_an_alert_is_no_denial: "https://no-greeting.allowed.test"
        => "failed tls.failed, by origin, logged 12175, winhttp 12175, proof tunnel, exit 1";
}

#[test]
fn an_endpoint_without_tls_is_never_called_a_denial() {
    let Some(squid) = plain() else { return };
    // nginx answers the greeting with a page in clear text, and Squid passes it on.
    let run = squid.check("https://no-tls.allowed.test");
    run.says(
        "failed tls.protocol.error, by origin, logged 12175, winhttp 12175, proof tunnel, exit 1",
    );
}

#[test]
fn a_denied_port_may_be_the_name_or_the_port() {
    let Some(squid) = plain() else { return };
    let run = squid.check("https://ok.allowed.test:8443");
    run.says(
        "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1",
    );
    assert_eq!(run.could_also_be(), ["proxy.port_denied"]);
}

#[test]
fn a_name_that_does_not_exist_is_not_resolved_by_the_proxy() {
    let Some(squid) = plain() else { return };
    let alone = squid.check("https://nobody.allowed.test");
    let beside = squid.check("https://nobody.allowed.test https://ok.allowed.test");
    if says_when_a_name_does_not_resolve() {
        let expected = "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 503, \
                        0x80244022, winhttp 12007, proof -, exit 1";
        alone.says(expected);
        beside.says_of("nobody", expected);
    } else {
        // A dead parent would look the same, until another name gets through.
        alone.says(
            "inconclusive proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, \
             0x8024401F, winhttp 12007, proof -, exit 3",
        );
        assert_eq!(alone.could_also_be(), ["proxy.chain"]);
        beside.says_of(
            "nobody",
            "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, \
             0x8024401F, winhttp 12007, proof -, exit 1",
        );
    }
}

#[test]
fn a_dead_parent_is_never_called_a_denial() {
    let Some(squid) = with_dead_parent() else { return };
    let run = squid.check("https://ok.allowed.test");
    if says_when_a_name_does_not_resolve() {
        run.says(
            "failed proxy.chain, by beyond_proxy, logged HTTP 500, 0x8024401F, winhttp 12029, \
             proof -, exit 1",
        );
        assert_eq!(run.could_also_be(), ["proxy.upstream.name_not_resolved"]);
    } else {
        run.says(
            "inconclusive proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, \
             0x8024401F, winhttp 12007, proof -, exit 3",
        );
        assert_eq!(run.could_also_be(), ["proxy.chain"]);
    }
}

#[test]
fn tls_to_the_proxy_is_a_stage_of_its_own() {
    let Some(squid) = by_tls() else { return };
    let proxy = "--proxy https://proxy-by-tls.allowed.test:3131";
    let run = squid.run(&format!("{proxy} https://ok.allowed.test"), &[]);
    run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
    assert_eq!(run.stages(), "resolve ok, connect ok, proxy_tls ok, tunnel ok, tls ok, http ok");
    squid.run(&format!("{proxy} https://www.denied.test"), &[]).says(
        "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1",
    );
}

#[test]
fn credentials_are_judged() {
    let Some(squid) = with_authentication() else { return };
    judges_credentials(
        squid,
        "blocked proxy.auth_rejected, by proxy, logged HTTP 407, 0x8024401B, winhttp -, proof -, \
         exit 1",
    );
}

#[test]
fn an_answer_in_clear_without_a_sign_stays_open() {
    let Some(squid) = plain() else { return };
    let run = squid.check("http://forbids.allowed.test");
    run.says("inconclusive unknown, by -, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 3");
    assert_eq!(run.could_also_be(), ["proxy.denied", "http.error"]);
}
