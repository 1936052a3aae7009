//! Squid that looks into TLS: one that intercepts everything, and one that only reads the server's
//! name, lets the listed ones pass and cuts the others.
//!
//! Both answer CONNECT with 200 before they know where to.

use std::sync::LazyLock;

use crate::certificates::{AUTHORITY, INTERCEPTOR};
use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::squid::start;
use crate::wildcards::{DOMAINS, Says, judges_rules};
use crate::world::{subfolder, world, write};

/// Where Debian has the helper that makes certificates.
const HELPER: &str = "/usr/lib/squid/security_file_certgen";

fn intercepting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> =
        LazyLock::new(|| inspecting("squid-intercepting", [3141, 3133], "ssl_bump bump all\n"));
    or_skip(PROXY.as_ref())
}

fn cutting() -> Option<&'static Proxy> {
    static PROXY: LazyLock<Result<Proxy, String>> = LazyLock::new(|| {
        let rules = format!(
            "acl greeting at_step SslBump1
acl server_domains ssl::server_name apex-only.test .{}
acl server_patterns ssl::server_name_regex ^[^.]+[.]one-label[.]test$ ^.+[.]below-only[.]test$
acl servers any-of server_domains server_patterns
ssl_bump peek greeting
ssl_bump splice servers
ssl_bump terminate all
http_access allow CONNECT
",
            DOMAINS.join(" .")
        );
        inspecting("squid-cutting", [3142, 3134], &rules)
    });
    or_skip(PROXY.as_ref())
}

/// Of the two ports the first looks into nothing.
fn inspecting(name: &'static str, ports: [u16; 2], rules: &str) -> Result<Proxy, String> {
    let world = world()?;
    program(HELPER, "squid-openssl")?;
    let folder = world.namespace().folder();
    let made = subfolder(folder, &format!("{name}.certificates")).join("db");
    // Squid's user writes there, not root.
    let output = world
        .namespace()
        .command("sh".as_ref())
        .args(["-c", r#""$0" -c -s "$1" -M 4MB && chmod -R a+rwX "$1""#, HELPER])
        .arg(&made)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{HELPER}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let settings = format!(
        "http_port 127.0.0.1:{port} ssl-bump tls-cert={certificate} tls-key={key} \
         generate-host-certificates=on
sslcrtd_program {HELPER} -s {made} -M 4MB
sslcrtd_children 4 startup=1
tls_outgoing_options cafile={authority}
{rules}",
        port = ports[1],
        certificate = folder.join(INTERCEPTOR.0).display(),
        key = folder.join(INTERCEPTOR.1).display(),
        authority = folder.join(AUTHORITY).display(),
        made = made.display(),
    );
    start(name, ports[0], &settings)?;
    Ok(Proxy::intercepting(world, name, ports[1]))
}

mod when_it_intercepts {
    use super::intercepting;

    verdicts! { intercepting;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        a_name_off_the_list_is_denied: "https://www.denied.test"
            => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
        a_denied_name_that_does_not_exist_is_denied: "https://nobody.invalid"
            => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
    }
}

mod when_it_cuts {
    use super::cutting;

    verdicts! { cutting;
        an_allowed_name_is_reached: "https://ok.allowed.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        a_name_off_the_list_is_cut: "https://www.denied.test"
            => "inconclusive tunnel.closed, by -, logged 12030, winhttp 12030, proof tunnel, exit 3";
        a_name_off_the_list_is_denied_in_clear: "http://www.denied.test"
            => "blocked proxy.denied, by proxy, logged HTTP 403, 0x80244018, winhttp -, proof -, exit 1";
        a_denied_name_that_does_not_exist_is_cut: "https://nobody.invalid"
            => "inconclusive tunnel.closed, by -, logged 12030, winhttp 12030, proof tunnel, exit 3";
    }
}

#[test]
fn an_authority_that_this_machine_trusts_is_told_from_the_public_ones() {
    let Some(proxy) = intercepting() else { return };
    let folder = proxy.world().namespace().folder();
    let store = folder.join(INTERCEPTOR.0).display().to_string();
    // The machine's own store, as an administrator of an inspecting company fills it.
    let line = format!("--proxy {} https://ok.allowed.test", proxy.url());
    let run = proxy.run(&line, &[("SSL_CERT_FILE", &store)]);
    run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
    assert_eq!(run.field("tls.intercepted"), "true", "{}", run.printed);
    assert_eq!(run.field("tls.trusted_by"), r#"["platform"]"#);
    assert!(run.field("notes").contains("SHA-256"), "{}", run.printed);
    // Given by hand, it may as well be the endpoint's own.
    let run = proxy.check("https://ok.allowed.test");
    assert_eq!(run.field("tls.intercepted"), "-");
    assert_eq!(run.field("tls.trusted_by"), r#"["ca"]"#);
    // Trusted by nobody.
    let run = proxy.run(&line, &[("SSL_CERT_FILE", "/dev/null")]);
    assert_eq!(run.cause(), "tls.cert.unknown_issuer", "{}", run.printed);
}

#[test]
fn an_entry_that_forbids_inspection_fails() {
    let Some(proxy) = intercepting() else { return };
    let folder = proxy.world().namespace().folder();
    let roles = subfolder(folder, "uninspected");
    let entry = |need: &str, conditions: &str| {
        format!(
            "schema: clearway/role/v1\nrole: own/{need}\ntitle: {need}\nendpoints:\n  - pattern: \
             ok.allowed.test\n    ports: [443]\n{conditions}"
        )
    };
    let forbids = "    conditions: [{kind: no-tls-inspection, detail: pinned}]\n";
    write(&roles, "pinned.yaml", &entry("pinned", forbids));
    write(&roles, "other.yaml", &entry("other", ""));
    let store = folder.join(INTERCEPTOR.0).display().to_string();
    let line = format!("--proxy {} --catalogue {}", proxy.url(), roles.display());
    let store = [("SSL_CERT_FILE", store.as_str())];
    let run = proxy.run(&format!("{line} --role own/pinned --role own/other"), &store);
    run.says("failed tls.intercepted, by proxy, logged 12175, winhttp 12175, proof http, exit 1");
    let statuses: Vec<String> = ["own/other", "own/pinned"].map(|role| run.role(role)).into();
    assert_eq!(statuses, ["ready", "not ready"], "{}", run.printed);
    proxy
        .run(&format!("{line} --role own/other"), &store)
        .says("reachable, by -, logged -, winhttp -, proof http, exit 0");
}

#[test]
fn a_name_that_does_not_exist_is_not_resolved_by_the_proxy() {
    for proxy in [intercepting(), cutting()].into_iter().flatten() {
        let run = proxy.check("https://nobody.allowed.test");
        assert_eq!(run.cause(), "proxy.upstream.name_not_resolved", "{}", run.printed);
    }
}

#[test]
fn rules_are_judged_when_it_intercepts() {
    if let Some(proxy) = intercepting() {
        judges_rules(proxy, Says::Right, Says::Right);
    }
}

#[test]
fn rules_show_only_in_clear_when_it_cuts() {
    if let Some(proxy) = cutting() {
        judges_rules(proxy, Says::Open, Says::Right);
    }
}
