//! Interoperability: clearway against Squid, tinyproxy, Privoxy, Apache httpd, Apache Traffic
//! Server, `E2Guardian`, mitmproxy, dante, microsocks, nginx, dnsmasq, Suricata and MIT Kerberos
//! as Debian packages them.
//!
//! Everything runs in a private world ([`world`]): a network of its own that has nothing but
//! loopback, so that ports 53, 80 and 443 are free and nothing can leave the machine. That takes
//! Linux and root. Where something is missing a test says `SKIPPED` on stderr and passes; with
//! `CI=true` or `CLEARWAY_INTEROP=required` it fails.
//!
//! | part | file |
//! | --- | --- |
//! | the world, what starts in it, what it needs | `world.rs`, `server.rs`, `requirement.rs` |
//! | names and endpoints in it | `names.rs`, `origins.rs`, `certificates.rs` |
//! | the program under test, and how a proxy is asked | `clearway.rs`, `proxy.rs` |
//! | a server kind each, with what is expected of it | `squid.rs`, `squid_inspecting.rs`, `squid_rules.rs`, `tinyproxy.rs`, `privoxy.rs`, `apache.rs`, `traffic_server.rs`, `e2guardian.rs`, `mitmproxy.rs`, `socks.rs`, `direct.rs`, `wrong_proxy.rs` |
//! | what is said about rules for wildcards, whatever the proxy | `wildcards.rs` |
//! | Squid with every kind of account, and a Kerberos domain for it | `squid_accounts.rs`, `kerberos.rs`, `auth.rs` |
//! | three servers of a site file behind three ways out | `servers.rs` |
//! | lists of real proxies, and what is read in them | `allowlists.rs` |
//! | Suricata on packet files: option by option, list by list, and its log | `suricata.rs`, `capture.rs`, `suricata_options.rs`, `suricata_lists.rs`, `suricata_pieces.rs`, `suricata_aws.rs`, `suricata_log.rs` |
//! | name servers that misbehave | `lame_names.rs` |
//! | whose name server is asked for what | `lookups.rs` |
#![cfg(target_os = "linux")]

/// A test for each line: what is asked of a proxy, and the verdict.
macro_rules! verdicts {
    ($proxy:path; $($name:ident: $arguments:expr => $verdict:expr;)*) => {$(
        #[test]
        fn $name() {
            if let Some(proxy) = $proxy() {
                proxy.check($arguments).says($verdict);
            }
        }
    )*};
}

mod allowlists;
mod apache;
mod auth;
mod capture;
mod certificates;
mod clearway;
mod direct;
mod e2guardian;
mod kerberos;
mod lame_names;
mod lookups;
mod mitmproxy;
mod names;
mod origins;
mod privoxy;
mod proxy;
mod requirement;
mod server;
mod servers;
mod socks;
mod squid;
mod squid_accounts;
mod squid_inspecting;
mod squid_rules;
mod suricata;
mod suricata_aws;
mod suricata_lists;
mod suricata_log;
mod suricata_options;
mod suricata_pieces;
mod tinyproxy;
mod traffic_server;
mod wildcards;
mod world;
mod wrong_proxy;
