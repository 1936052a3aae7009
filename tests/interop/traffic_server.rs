//! Apache Traffic Server: a policy by its plugin `header_rewrite`, CONNECT to port 443 only.
//!
//! Its messages are files of its package. It does not serve as root, and wants a storage.

use std::fmt::Write;
use std::sync::LazyLock;

use crate::names::PROXIES;
use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{ALLOWED, Says, judges_rules};
use crate::world::{subfolder, world, write};

fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| start("trafficserver", 8085));
    or_skip(PROXY.as_ref())
}

fn start(name: &'static str, port: u16) -> Result<Proxy, String> {
    let world = world()?;
    let server = program("traffic_server", "trafficserver")?;
    let folder = subfolder(world.namespace().folder(), name);
    for part in ["run", "cache"] {
        subfolder(&folder, part);
    }
    let (place, logs) = (folder.display(), world.namespace().folder().display());
    let root = write(
        &folder,
        "runroot.yaml",
        &format!(
            "prefix: {place}\nexec_prefix: /usr\nbindir: /usr/bin\nsbindir: /usr/sbin\n\
             sysconfdir: {place}\ndatadir: {place}/cache\nincludedir: /usr/include\n\
             libdir: /usr/lib\nlibexecdir: /usr/lib/trafficserver/modules\n\
             localstatedir: {place}/run\nruntimedir: {place}/run\nlogdir: {logs}\n\
             cachedir: {place}/cache\n"
        ),
    );
    let mut settings = String::new();
    for (key, value) in [
        ("http.server_ports STRING", &*format!("{port}:ip-in=127.0.0.1")),
        ("admin.user_id STRING", "nobody"),
        ("crash_log_helper STRING", "NULL"),
        ("url_remap.remap_required INT", "0"),
        ("reverse_proxy.enabled INT", "0"),
        ("http.connect_ports STRING", "443"),
        ("http.cache.http INT", "0"),
        ("http.connect_attempts_timeout INT", "3"),
        ("http.connect_attempts_max_retries INT", "0"),
        ("http.connect_attempts_rr_retries INT", "0"),
        ("dns.nameservers STRING", &*format!("{PROXIES}:53")),
        ("dns.search_default_domains INT", "0"),
        ("exec_thread.autoconfig INT", "0"),
        ("exec_thread.limit INT", "1"),
        ("log.logging_enabled INT", "0"),
        ("diags.logfile.filename STRING", &*format!("{name}.diags.log")),
        ("body_factory.template_sets_dir STRING", "/etc/trafficserver/body_factory"),
    ] {
        let _ = writeln!(settings, "CONFIG proxy.config.{key} {value}");
    }
    write(&folder, "records.config", &settings);
    let policy = format!(
        "cond %{{READ_REQUEST_HDR_HOOK}} [AND]\ncond %{{CLIENT-URL:HOST}} /^{ALLOWED}$/ [NOT]\n\
         set-status 403\n"
    );
    let policy = write(&folder, "policy.config", &policy);
    write(&folder, "plugin.config", &format!("header_rewrite.so {}\n", policy.display()));
    write(&folder, "storage.config", &format!("{place}/cache 32M\n"));
    write(
        &folder,
        "ip_allow.yaml",
        "ip_allow:\n- {apply: in, ip_addrs: 127.0.0.1, action: allow, methods: ALL}\n",
    );
    write(&folder, "remap.config", "");
    let mut command = world.namespace().command(&server);
    command.env("TS_RUNROOT", root);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(Proxy::new(world, name, port))
}

verdicts! { plain;
    an_allowed_name_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_off_the_list_is_denied: "https://www.denied.test"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denial_in_clear_without_a_sign_stays_open: "http://www.denied.test"
        => "inconclusive unknown, by -, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 3";
    a_denied_name_that_does_not_exist_is_denied: "https://nobody.invalid"
        => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_denied_port_is_named: "https://ok.allowed.test:8443"
        => "blocked proxy.port_denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_by_the_proxy: "https://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, 0x8024401F, winhttp 12007, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_in_clear: "http://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 500, 0x8024401F, winhttp 12007, proof -, exit 1";
    a_tunnel_to_nowhere_is_closed: "https://refuses.allowed.test"
        => "inconclusive tunnel.closed, by -, logged 12030, winhttp 12030, proof tunnel, exit 3";
    a_refused_connection_is_beyond_in_clear: "http://refuses.allowed.test"
        => "failed proxy.upstream.refused, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12029, proof -, exit 1";
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = plain() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}
