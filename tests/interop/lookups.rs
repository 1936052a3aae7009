//! Whose name server is asked for what: behind a proxy, this machine never asks for the target.
//!
//! Each test has a name of its own, so that no other test asks for it.

use crate::proxy::Proxy;
use crate::{apache, squid, tinyproxy};

const REACHED: &str = "reachable, by -, logged -, winhttp -, proof http, exit 0";

#[test]
fn behind_squid_only_the_proxy_looks_the_target_up() {
    if let Some(proxy) = squid::plain() {
        only_the_proxy_asks(proxy, "known-to-squid.allowed.test");
    }
}

#[test]
fn behind_tinyproxy_only_the_proxy_looks_the_target_up() {
    if let Some(proxy) = tinyproxy::plain() {
        only_the_proxy_asks(proxy, "known-to-tinyproxy.allowed.test");
    }
}

#[test]
fn behind_apache_only_the_proxy_looks_the_target_up() {
    if let Some(proxy) = apache::plain() {
        only_the_proxy_asks(proxy, "known-to-apache.allowed.test");
    }
}

/// By the system's resolver and by `--dns-server`, in a tunnel and in clear, for a name that exists
/// and for one that does not.
fn only_the_proxy_asks(proxy: &Proxy, name: &str) {
    let world = proxy.world();
    let missing = format!("not-{name}");
    for resolver in ["", "--dns-server 127.0.0.53"] {
        for scheme in ["https", "http"] {
            proxy.check(&format!("{resolver} {scheme}://{name}")).says(REACHED);
            proxy.check(&format!("{resolver} {scheme}://{missing}"));
        }
    }
    assert!(world.proxies_names.was_asked_for(name), "the proxy did not look {name} up");
    assert!(world.proxies_names.was_asked_for(&missing), "the proxy did not look {missing} up");
    // Whatever the client asks below the name would be found as well.
    assert!(!world.clients_names.was_asked_for(name), "this machine looked {name} up");
}

#[test]
fn this_machine_looks_the_proxy_up() {
    let Some(proxy) = squid::plain() else { return };
    let run = proxy.run("--proxy http://proxy.corp.test:3128 https://ok.allowed.test", &[]);
    run.says(REACHED);
    assert_eq!(run.stages(), "resolve ok, connect ok, tunnel ok, tls ok, http ok");
    let world = proxy.world();
    assert!(world.clients_names.was_asked_for("proxy.corp.test"));
    assert!(!world.proxies_names.was_asked_for("proxy.corp.test"));
}
