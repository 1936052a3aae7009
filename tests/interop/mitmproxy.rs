//! mitmproxy, which intercepts: one that connects to the endpoint before it answers CONNECT, as it
//! does by default, and one that waits for the request.
//!
//! Its list is about requests. The eager one therefore looks a name up before it looks at the list.

use std::fs;
use std::sync::LazyLock;

use crate::certificates::{AUTHORITY, INTERCEPTOR};
use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{ALLOWED, Says, judges_rules};
use crate::world::{subfolder, world, write};

fn eager() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("mitmproxy", 8091, "eager"));
    or_skip(PROXY.as_ref())
}

fn lazy() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("mitmproxy-lazy", 8092, "lazy"));
    or_skip(PROXY.as_ref())
}

fn start(name: &'static str, port: u16, strategy: &str) -> Result<Proxy, String> {
    let world = world()?;
    let mitmdump = program("mitmdump", "mitmproxy")?;
    let folder = world.namespace().folder();
    let own = subfolder(folder, name);
    let read =
        |file: &str| fs::read_to_string(folder.join(file)).map_err(|error| error.to_string());
    let authority = read(INTERCEPTOR.1)? + &read(INTERCEPTOR.0)?;
    write(&own, "mitmproxy-ca.pem", &authority);
    let mut command = world.namespace().command_with_proxies_names(&mitmdump);
    command.args(["--listen-host", "127.0.0.1", "--listen-port", &port.to_string()]);
    for setting in [
        format!("confdir={}", own.display()),
        format!("connection_strategy={strategy}"),
        format!("ssl_verify_upstream_trusted_ca={}", folder.join(AUTHORITY).display()),
        format!("block_list=,!~d \"^{ALLOWED}$\",403"),
    ] {
        command.arg("--set").arg(setting);
    }
    // It knows no name of its own for the folder of its user.
    command.env("HOME", &own);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(Proxy::intercepting(world, name, port))
}

mod when_it_connects_first {
    use super::eager;

    verdicts! { eager;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        a_name_off_the_list_is_denied_in_clear: "http://www.denied.test"
            => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
        a_denied_name_that_does_not_exist_is_not_resolved: "https://nobody.invalid"
            => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12007, proof -, exit 1";
        a_name_that_does_not_exist_is_not_resolved_by_the_proxy: "https://nobody.allowed.test"
            => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12007, proof -, exit 1";
        a_name_that_does_not_exist_is_not_resolved_in_clear: "http://nobody.allowed.test"
            => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 502, 0x80244021, winhttp 12007, proof -, exit 1";
    }
}

mod when_it_waits_for_the_request {
    use super::lazy;

    verdicts! { lazy;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    }
}

#[test]
fn rules_are_judged_by_requests_in_clear_when_it_connects_first() {
    if let Some(proxy) = eager() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_show_only_in_clear_when_it_waits_for_the_request() {
    // What it says inside TLS that is trusted here could be an endpoint's.
    if let Some(proxy) = lazy() {
        judges_rules(proxy, Says::Open, Says::Right);
    }
}
