//! The proxy of Apache httpd: a list of allowed names, CONNECT to port 443 only, and one more with
//! Basic authentication.
//!
//! To CONNECT it says 502 with the reason when a name does not resolve, and 503 without one for
//! every connection that fails.

use std::fmt::Write;
use std::path::Path;
use std::sync::LazyLock;

use crate::lame_names::{self, FAILING, Lame, SILENT};
use crate::proxy::{PASSWORD_FILE, Proxy, judges_credentials};
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{ALLOWED, Says, judges_rules};
use crate::world::{world, write};

/// Where Debian has the modules.
const MODULES: &str = "/usr/lib/apache2/modules";

/// The `resolv.conf` of the world's proxies.
const PROXIES_NAMES: &str = "proxies.resolv.conf";

/// Modules that some packages build in.
const NEEDED: &[&str] = &[
    "mpm_event",
    "unixd",
    "log_config",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_user",
    "auth_basic",
    "proxy",
    "proxy_http",
    "proxy_connect",
];

/// With the list only.
pub fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("apache", 8080, "Require all granted"));
    or_skip(PROXY.as_ref())
}

fn with_authentication() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let allowed =
            "AuthType Basic\nAuthName Interop\nAuthUserFile PASSWORDS\nRequire valid-user";
        start("apache-basic", 8081, allowed)
    });
    or_skip(PROXY.as_ref())
}

/// Has a list of denied names in place of the one of allowed names, and resolves before it looks.
fn with_denied_names() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let denied = "ProxyBlock unlisted.test
<Proxy \"*\">
Require all granted
</Proxy>
";
        start_with("apache-denying", 8082, PROXIES_NAMES, denied)
    });
    or_skip(PROXY.as_ref())
}

fn at_a_failing_name_server() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start_at("apache-failing-names", 8083, FAILING));
    or_skip(PROXY.as_ref())
}

fn at_a_silent_name_server() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start_at("apache-silent-names", 8084, SILENT));
    or_skip(PROXY.as_ref())
}

fn start_at(name: &'static str, port: u16, names: Lame) -> Result<Proxy, String> {
    lame_names::start()?;
    start_with(name, port, names.resolv_conf, &list("Require all granted"))
}

/// `allowed` is what names on the list must meet.
fn start(name: &'static str, port: u16, allowed: &str) -> Result<Proxy, String> {
    start_with(name, port, PROXIES_NAMES, &list(allowed))
}

fn start_with(
    name: &'static str,
    port: u16,
    resolv_conf: &str,
    rules: &str,
) -> Result<Proxy, String> {
    let world = world()?;
    let apache = program("apache2", "apache2-bin")?;
    let folder = world.namespace().folder();
    let passwords = write(folder, &format!("{name}.passwords"), PASSWORD_FILE);
    let rules = rules.replace("PASSWORDS", &passwords.display().to_string());
    let settings = write(folder, &format!("{name}.conf"), &settings(folder, name, port, &rules));
    let mut command = world.namespace().command_with_names(resolv_conf, &apache);
    command.arg("-D").arg("FOREGROUND").arg("-f").arg(settings).arg("-d").arg(folder);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(Proxy::new(world, name, port))
}

fn list(allowed: &str) -> String {
    format!(
        "<Proxy \"*\">
Require all denied
</Proxy>
<ProxyMatch \"^(https?://)?({ALLOWED}|www[.]elsewhere[.]example)(:[0-9]+)?(/|$)\">
{allowed}
</ProxyMatch>
"
    )
}

fn settings(folder: &Path, name: &str, port: u16, rules: &str) -> String {
    let place = folder.display();
    let mut text = String::new();
    for module in NEEDED.iter().filter(|module| has_file(module)) {
        let _ = writeln!(text, "LoadModule {module}_module {MODULES}/mod_{module}.so");
    }
    let _ = write!(
        text,
        "Listen 127.0.0.1:{port}
ServerName {name}.corp.test
User nobody
Group nogroup
PidFile {place}/{name}.pid
DefaultRuntimeDir {place}
Mutex sem
ErrorLog {place}/{name}.error.log
CustomLog {place}/{name}.access.log \"%h %u %r %>s %Ts\"
StartServers 1
ThreadsPerChild 25
ProxyRequests On
ProxyVia On
AllowCONNECT 443
{rules}"
    );
    text
}

fn has_file(module: &str) -> bool {
    Path::new(MODULES).join(format!("mod_{module}.so")).is_file()
}

verdicts! { plain;
    an_allowed_name_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_off_the_list_is_denied: "https://www.denied.test"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denied_name_that_does_not_exist_is_denied: "https://nobody.invalid"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denied_port_is_named: "https://ok.allowed.test:8443"
        => "blocked proxy.port_denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_by_the_proxy: "https://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12007, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_in_clear: "http://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, 0x8024401F, winhttp 12007, proof -, exit 1";
    a_name_that_its_name_server_refuses_is_not_resolved: "https://www.elsewhere.example"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12007, proof -, exit 1";
    a_refused_connection_is_a_failed_one: "https://refuses.allowed.test"
        => "failed proxy.upstream.connect_failed, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
    a_black_hole_is_a_failed_connection: "https://black-hole.allowed.test"
        => "failed proxy.upstream.connect_failed, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
    an_endpoints_403_is_an_answer: "https://forbids.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_endpoints_503_is_an_answer: "https://unavailable.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_403_in_clear_that_shows_its_endpoint_is_an_answer: "http://forbids-and-shows-itself.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
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
fn in_clear_its_own_pages_look_like_those_of_an_endpoint_that_runs_it() {
    let Some(apache) = plain() else { return };
    let denied = apache.check("http://www.denied.test");
    denied.says(
        "inconclusive unknown, by -, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 3",
    );
    assert!(denied.could_also_be().contains(&"proxy.denied"));
    let refused = apache.check("http://refuses.allowed.test");
    refused.says(
        "inconclusive proxy.upstream.failed, by -, logged HTTP 503, 0x80244022, winhttp 12029, \
         proof -, exit 3",
    );
    assert!(refused.could_also_be().contains(&"http.error"));
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = plain() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn a_list_of_denied_names_shows_no_rules() {
    if let Some(proxy) = with_denied_names() {
        judges_rules(proxy, Says::Open, Says::Open);
    }
}

#[test]
fn rules_are_judged_where_lookups_fail() {
    if let Some(proxy) = at_a_failing_name_server() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_are_judged_where_lookups_time_out() {
    if let Some(proxy) = at_a_silent_name_server() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn credentials_are_judged() {
    let Some(apache) = with_authentication() else { return };
    judges_credentials(
        apache,
        "blocked proxy.auth_rejected, by proxy, logged HTTP 407, 0x8024401B, winhttp -, proof -, \
         exit 1",
    );
}
