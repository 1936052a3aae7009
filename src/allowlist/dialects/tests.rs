//! What the vectors do not show: other depths, cases, ports, paths, and entries that are refused.

use super::dialect;
use crate::address::Scheme;
use crate::allowlist::{Hosts, Request};
use crate::hostset::HostSet;

/// What a dialect says: `yes`, `no`, `?`, `refused`, `nothing`.
fn says(id: &str, entry: &str, asked: &str) -> &'static str {
    let dialect = dialect(id).unwrap_or_else(|| panic!("there is no dialect {id}"));
    let Ok(meaning) = dialect.entry(entry) else { return "refused" };
    if asked.is_empty() {
        return match meaning.hosts {
            Hosts::Unknown(_) => "?",
            Hosts::Nothing(_) => "nothing",
            Hosts::Set(_) => "taken",
        };
    }
    let (scheme, rest) = asked.split_once("://").unwrap_or(("https", asked));
    let scheme = if scheme == "http" { Scheme::Http } else { Scheme::Https };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (authority, scheme.default_port()),
    };
    let path = if path.is_empty() { "/" } else { path };
    let request = Request { host: host.to_owned(), port, scheme, path: path.to_owned() };
    match meaning.admits(&request) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    }
}

fn check(rows: &[(&str, &str, &str, &str)]) {
    for (id, entry, asked, expected) in rows {
        assert_eq!(says(id, entry, asked), *expected, "{id}: {entry} <- {asked}");
    }
}

#[test]
fn every_dialect_has_an_id_of_its_own_and_survives_nonsense() {
    let mut ids: Vec<&str> = super::DIALECTS.iter().map(|dialect| dialect.id()).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for text in [
        "",
        ".",
        "..",
        "*",
        "**",
        "*.",
        ".*",
        "^",
        "^.",
        "/",
        "//",
        "://",
        "a://",
        ":",
        ":0",
        "x:",
        "x:99999",
        "[",
        "[::1]",
        "[::1]:443",
        "::1",
        "1.2.3.4/33",
        "1.2.3.0/24",
        "é.test",
        "日本.test",
        "-",
        "*-",
        "a b",
        "\0",
        "*é*",
        "(((",
        "a{2,1}",
        "x/*/y",
        "?",
        "x?y=z",
        "http://",
        "*.*.*",
    ] {
        for dialect in super::DIALECTS {
            if let Ok(meaning) = dialect.entry(text) {
                let _ = meaning.admits(&Request::new("x.test", 443));
            }
        }
    }
}

#[test]
fn pan_os_tokens() {
    let carets = |count: usize| format!("{}example.com", "^.".repeat(count));
    check(&[
        ("paloalto.url", "EXAMPLE.com", "example.com", "yes"),
        ("paloalto.url", "example.com/", "http://example.com/any/path", "yes"),
        ("paloalto.url", "https://example.com", "example.com", "yes"),
        ("paloalto.url", "mail.*.com", "mail.a.b.com", "yes"),
        ("paloalto.url", "mail.*.com", "mail.com", "no"),
        ("paloalto.url", "mail.^.com", "mail.a.com", "yes"),
        ("paloalto.url", "mail.^.com", "mail.a.b.com", "no"),
        ("paloalto.url", "^.^.example.com", "a.b.example.com", "yes"),
        ("paloalto.url", "^.^.example.com", "a.example.com", "no"),
        ("paloalto.url", "www.example.*", "www.example.co.uk", "yes"),
        ("paloalto.url", "*", "anything.test", "yes"),
        ("paloalto.url", "mail.*.*.com", "", "refused"),
        ("paloalto.url", "**.example.com", "", "refused"),
        ("paloalto.url", &carets(9), "a.b.c.d.e.f.g.h.i.example.com", "yes"),
        ("paloalto.url", &carets(10), "", "refused"),
        ("paloalto.url", "example.com/a/^/b", "", "refused"),
        ("paloalto.url", "example.com/a*", "", "refused"),
        ("paloalto.url", "example.com/a", "http://example.com/A/b", "yes"),
        ("paloalto.url", "example.com/a", "http://example.com/abc", "no"),
        ("paloalto.url", "example.com/a", "https://example.com/a", "?"),
        ("paloalto.url", "example.com/a", "https://example.com/b", "no"),
        ("paloalto.url", "example.com/a/*/c", "http://example.com/a/b/c", "yes"),
        ("paloalto.url", "example.com/a/*/c", "http://example.com/a/c", "no"),
        ("paloalto.url", "example.com:8443", "", "?"),
        ("paloalto.url", "192.0.2.7", "192.0.2.7", "yes"),
        ("paloalto.url_legacy", "example.com", "example.community", "no"),
        ("paloalto.url_legacy", "example.com", "www.example.com", "no"),
        ("paloalto.url_legacy", "^.example.com", "a.example.com.evil.test", "yes"),
        ("paloalto.url_legacy", "example.com/a", "http://example.com/a.html", "yes"),
        ("paloalto.domain", "example.com", "www.example.com", "no"),
        ("paloalto.domain_expanded", "example.com", "a.www.example.com", "yes"),
        ("paloalto.domain", "example.com/", "", "refused"),
    ]);
    assert_eq!(says("paloalto.url", &format!("{}.test", "a".repeat(260)), ""), "refused");
}

#[test]
fn fortigate_modes() {
    check(&[
        ("fortigate.urlfilter.simple_flow", "net.com", "net.com.evil.test", "yes"),
        ("fortigate.urlfilter.simple_flow", "NET.com", "fortinet.com", "yes"),
        ("fortigate.urlfilter.simple_flow", "net.com/prod", "https://x.net.com/products", "?"),
        ("fortigate.urlfilter.simple_flow", "net.com/prod", "http://x.net.com/other", "no"),
        ("fortigate.urlfilter.simple_proxy", "net.com", "a.b.net.com", "yes"),
        ("fortigate.urlfilter.simple_proxy", "net.com/prod", "http://www.net.com/products", "yes"),
        ("fortigate.urlfilter.simple_proxy", "*.net.com", "", "?"),
        ("fortigate.urlfilter.simple_proxy_nosub", "https://net.com", "net.com", "yes"),
        ("fortigate.urlfilter.wildcard", "*", "x.test", "yes"),
        ("fortigate.urlfilter.wildcard", "*fa*", "www.facebook.com", "yes"),
        ("fortigate.urlfilter.wildcard", "example.*", "example.org", "yes"),
        ("fortigate.urlfilter.wildcard", "*.example.com/dl/*", "http://a.example.com/dl/x", "yes"),
        ("fortigate.urlfilter.wildcard", "*.example.com", "notexample.com", "no"),
        ("fortigate.urlfilter.wildcard", "example.com", "", "?"),
        ("fortigate.urlfilter.regex", r"(^|\.)example\.com$", "WWW.example.com", "yes"),
        ("fortigate.urlfilter.regex", r"(^|\.)example\.com$", "notexample.com", "no"),
        ("fortigate.urlfilter.regex", r"(?!a)b", "", "?"),
        ("fortigate.urlfilter.regex", r"*.example.com", "", "refused"),
        ("fortigate.address.fqdn", "example.com", "www.example.com", "no"),
        ("fortigate.address.fqdn", "*example.com", "", "?"),
        ("fortigate.address.fqdn", "example.com/x", "", "refused"),
    ]);
}

#[test]
fn zscaler_depths_paths_and_ports() {
    check(&[
        ("zscaler.url", ".example.com", "example.com", "yes"),
        ("zscaler.url", ".example.com", "e.d.c.b.a.example.com", "yes"),
        ("zscaler.url", ".example.com", "notexample.com", "no"),
        ("zscaler.url", "example.com", "http://example.com/index.htm?next", "yes"),
        ("zscaler.url", "example.com/", "http://example.com/index.htm", "yes"),
        ("zscaler.url", "example.com:8080", "http://example.com:8080/", "yes"),
        ("zscaler.url", "example.com:8080", "http://example.com/", "no"),
        ("zscaler.url", "www.example.com/dl", "http://www.example.com/dl", "yes"),
        ("zscaler.url", "www.example.com/dl", "http://www.example.com/dl/x", "no"),
        ("zscaler.url", "www.example.com/dl/", "http://www.example.com/dlx", "no"),
        ("zscaler.url", "www.example.com/dl/", "https://www.example.com/dl/x", "?"),
        ("zscaler.url", "https://example.com", "", "refused"),
        ("zscaler.url", "com", "", "refused"),
        ("zscaler.url", "www.safe_march.com", "", "refused"),
        ("zscaler.url", "safe_march.com", "safe_march.com", "yes"),
        ("zscaler.url", "www_.safemarch.com", "www_.safemarch.com", "yes"),
        ("zscaler.url", "_.safemarch.com", "", "refused"),
    ]);
}

#[test]
fn other_web_gateways() {
    check(&[
        ("netskope.url_exact", "example.com", "http://example.com:8080/", "no"),
        ("netskope.url_exact", "example.com", "https://example.com:8443/", "no"),
        ("netskope.url_exact", "example.com:80", "https://example.com:80/", "yes"),
        ("netskope.url_exact", "https://example.com", "http://example.com/", "yes"),
        ("netskope.url_exact", "*.example.com:8443", "https://a.example.com:8443/", "yes"),
        ("netskope.url_exact", "a.*.example.com", "", "refused"),
        ("netskope.url_exact_old", "*.example.com", "a.b.example.com", "yes"),
        ("bluecoat.url_domain", ".com", "example.com", "yes"),
        ("bluecoat.url_domain", "example.com/dl", "http://www.example.com/dl/x", "yes"),
        ("bluecoat.url_domain", "example.com/dl", "http://www.example.com/dlx", "no"),
        ("bluecoat.url_domain", "https://example.com:8443/", "https://x.example.com:8443/", "yes"),
        ("bluecoat.url_domain", "*.example.com", "", "refused"),
        ("forcepoint.custom_category", "abc.com", "www.abc.com", "yes"),
        ("forcepoint.custom_category", "abc.com", "x.abc.com", "no"),
        ("forcepoint.custom_category", "www.abc.com", "abc.com", "no"),
        ("forcepoint.custom_category", "abc.com/*", "abc.com", "yes"),
        ("forcepoint.custom_category", "a*c.com", "", "?"),
        ("cisco.umbrella", "com", "example.com", "yes"),
        ("cisco.umbrella", "example.com/path", "", "refused"),
        ("cisco.swa_site", "*.example.com", "", "?"),
        ("checkpoint.domain_nonfqdn", ".example.com", "notexample.com", "no"),
        ("checkpoint.domain_fqdn", "*.example.com", "", "refused"),
        ("sophos.utm_regex", r"^https?://([a-z0-9-]+\.)*x\.test/", "https://a.x.test", "yes"),
        ("sophos.utm_regex", r"^https?://([a-z0-9-]+\.)*x\.test/", "https://ax.test", "no"),
        ("cloudflare.gateway_host", "*.example.com", "", "?"),
        ("github_copilot.firewall", "contoso.corp", "a.b.contoso.corp", "yes"),
        ("github_copilot.firewall", "https://contoso.corp/p", "https://contoso.corp/p/x", "yes"),
        ("github_copilot.firewall", "https://contoso.corp/p", "https://x.contoso.corp/p", "no"),
        ("github_copilot.firewall", "https://contoso.corp/p", "https://contoso.corp/px", "no"),
    ]);
}

#[test]
fn clouds() {
    check(&[
        ("azure_firewall.target_fqdn", "*", "anything.test", "yes"),
        ("azure_firewall.target_fqdn", "CONTOSO.com", "contoso.com.", "yes"),
        ("azure_firewall.target_fqdn", "*-x.contoso.com", "a-x.contoso.com", "yes"),
        ("azure_firewall.target_fqdn", "contoso.com:443", "", "refused"),
        ("azure_firewall.target_fqdn", "https://contoso.com", "", "refused"),
        ("azure_firewall.target_url", "www.contoso.com", "https://www.contoso.com/", "yes"),
        ("azure_firewall.target_url", "www.contoso.com/test", "http://www.contoso.com/testx", "no"),
        (
            "azure_firewall.target_url",
            "www.contoso.com/test/*",
            "https://www.contoso.com/test/a",
            "yes",
        ),
        ("azure_firewall.target_url", "www.contoso.com/a*b", "", "refused"),
        ("azure_firewall.target_url", "www.contoso.*/test/*", "", "refused"),
        ("azure_nsg", "AzureCloud.westeurope", "", "?"),
        ("azure_nsg", "10.0.0.0/8", "10.1.2.3", "yes"),
        ("azure_nsg", "*", "x.test", "yes"),
        ("k8s.networkpolicy", "AzureCloud", "", "refused"),
        ("k8s.networkpolicy", "203.0.113.0/24", "203.0.113.9", "yes"),
        ("aws_nfw.domain_list", ".example.com", "notexample.com", "no"),
        ("aws_nfw.domain_list", "EXAMPLE.com", "example.COM", "yes"),
        ("aws_nfw.domain_list", "a.*.com", "", "refused"),
        ("aws_route53.dns_firewall", "example.com.", "EXAMPLE.com", "yes"),
        ("aws_route53.dns_firewall", "*", "x.test", "yes"),
        ("aws_route53.dns_firewall", ".example.com", "", "refused"),
        ("aws_route53.dns_firewall", "*example.com", "", "?"),
        ("gcp.swp_url_list", "*example.com", "http://example.com/", "yes"),
        ("gcp.swp_url_list", "*example.com", "http://myexample.com/", "no"),
        ("gcp.swp_url_list", "*example.com", "http://a.b.example.com/", "yes"),
        ("gcp.swp_url_list", "example.com/path", "http://example.com/path/sub", "no"),
        ("gcp.swp_url_list", "example.com/path/*", "http://example.com/path/sub", "yes"),
        ("gcp.swp_url_list", "localhost", "", "refused"),
        ("gcp.swp_url_list", "www.*.com", "", "refused"),
    ]);
}

#[test]
fn kubernetes_and_envoy() {
    check(&[
        ("ovnk.egressfirewall", "a.*.example.com", "", "refused"),
        ("ovnk.egressfirewall", "*example.com", "", "refused"),
        ("ovnk.egressfirewall", "example.com.", "EXAMPLE.com", "yes"),
        ("calico_enterprise.domains", "update.*.x.test", "update.a.x.test", "yes"),
        ("calico_enterprise.domains", "update.*.x.test", "update.x.test", "no"),
        ("calico_enterprise.domains", "x.*", "", "refused"),
        ("calico_enterprise.domains", "*", "", "refused"),
        ("istio.hosts", "*", "", "refused"),
        ("istio.hosts", "*x.test", "", "refused"),
        ("envoy.vhost_domains", "*foo.com", "notfoo.com", "yes"),
        ("envoy.vhost_domains", "*foo.com", "foo.com", "no"),
        ("envoy.vhost_domains", "foo.com", "http://foo.com:8080/", "no"),
        ("envoy.vhost_domains", "foo.com:8080", "http://foo.com:8080/", "yes"),
        ("envoy.vhost_domains", "*.foo.com", "http://a.foo.com:8080/", "no"),
        ("envoy.vhost_domains", "*", "http://x.test:8080/", "yes"),
        ("envoy.vhost_domains", "a.*.com", "", "nothing"),
        ("envoy.vhost_domains", "foo.com", "foo.com.", "no"),
        ("envoy.server_names", "*.example.com", "a.b.example.com", "yes"),
        ("envoy.server_names", "*.example.com", "example.com", "no"),
        ("envoy.server_names", "example.com", "http://example.com/", "no"),
        ("opensnitch.domain_list", "*.example.com", "a.b.example.com", "yes"),
        ("opensnitch.domain_list", "ads*.example.com", "ads1.example.com", "yes"),
    ]);
}

#[test]
fn an_address_is_compared_as_an_address() {
    for id in ["zscaler.url", "paloalto.url", "netskope.url_exact", "cisco.umbrella"] {
        let meaning = dialect(id).unwrap().entry("192.0.2.7").unwrap();
        assert!(matches!(meaning.hosts, Hosts::Set(HostSet::Network(_))), "{id}");
    }
}
