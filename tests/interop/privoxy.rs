//! Privoxy: everything is blocked but for a list, CONNECT to port 443 only, and one more that
//! intercepts.
//!
//! It looks a name up only after its actions have let it pass, and says so by a status of its own.

use std::sync::LazyLock;

use crate::certificates::{AUTHORITY, INTERCEPTOR};
use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::wildcards::{DOMAINS, Says, judges_rules};
use crate::world::{subfolder, world, write};

fn plain() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| start("privoxy", 8118, ""));
    or_skip(PROXY.as_ref())
}

fn intercepting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| start("privoxy-intercepting", 8119, "+https-inspection"));
    or_skip(PROXY.as_ref())
}

/// `more` are actions for every request.
fn start(name: &'static str, port: u16, more: &str) -> Result<Proxy, String> {
    let world = world()?;
    let privoxy = program("privoxy", "privoxy")?;
    let folder = world.namespace().folder();
    let certificates = subfolder(folder, &format!("{name}.certificates"));
    // A leading dot stands for the name itself and everything below; a star, for one label.
    let actions = format!(
        "{{ +block{{off the list}} +limit-connect{{443}} {more} }}\n/\n{{ -block }}\n.{}\n\
         apex-only.test\n*.one-label.test\n.*.below-only.test\n",
        DOMAINS.join("\n.")
    );
    write(folder, &format!("{name}.action"), &actions);
    let place = folder.display();
    let (authority, key) = INTERCEPTOR;
    let settings = format!(
        "confdir {place}\ntempldir /etc/privoxy/templates\nlogdir {place}\n\
         logfile {name}.access.log\ndebug 1\ndebug 1024\ndebug 4096\nactionsfile {name}.action\n\
         listen-address 127.0.0.1:{port}\nca-directory {place}\nca-cert-file {authority}\n\
         ca-key-file {key}\ncertificate-directory {}\ntrusted-cas-file {place}/{AUTHORITY}\n",
        certificates.display()
    );
    let settings = write(folder, &format!("{name}.conf"), &settings);
    let mut command = world.namespace().command_with_proxies_names(&privoxy);
    command.arg("--no-daemon").arg(settings);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(match more {
        "" => Proxy::new(world, name, port),
        _ => Proxy::intercepting(world, name, port),
    })
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
    a_name_that_does_not_exist_is_not_resolved_by_the_proxy: "https://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 404, 0x80244019, winhttp 12007, proof -, exit 1";
    a_name_that_does_not_exist_is_not_resolved_in_clear: "http://nobody.allowed.test"
        => "failed proxy.upstream.name_not_resolved, by beyond_proxy, logged HTTP 404, 0x80244019, winhttp 12007, proof -, exit 1";
    a_refused_connection_is_beyond: "https://refuses.allowed.test"
        => "failed proxy.upstream.connect_failed, by beyond_proxy, logged HTTP 503, 0x80244022, winhttp 12029, proof -, exit 1";
}

mod when_it_intercepts {
    use super::intercepting;

    verdicts! { intercepting;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    }
}

#[test]
fn rules_about_wildcards_are_judged() {
    if let Some(proxy) = plain() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_show_only_in_clear_when_it_intercepts() {
    // What it says inside TLS that is trusted here could be an endpoint's.
    if let Some(proxy) = intercepting() {
        judges_rules(proxy, Says::Open, Says::Right);
    }
}
