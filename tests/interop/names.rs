//! The names of the world, served by dnsmasq: one server for clients, one for proxies.

use std::fmt::Write;
use std::fs;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::PathBuf;

use crate::requirement::program;
use crate::server;
use crate::world::{Namespace, write};

/// The name server of the machine that clearway runs on.
pub const CLIENTS: &str = "127.0.0.53";
/// The name server of the proxies.
pub const PROXIES: &str = "127.0.0.54";

/// Where endpoints listen.
pub const ENDPOINT: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 1);
/// Where one speaks plain HTTP on port 443.
pub const WITHOUT_TLS: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 2);
/// Where one refuses every TLS greeting with an alert.
pub const WITHOUT_GREETING: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 3);

/// Zones in which every name exists, with an endpoint behind it.
const ZONES: &[&str] = &["resolving.test", "resolving-unlisted.test"];

/// Where one answers every request in clear with a redirect, and nobody listens on port 443.
pub const SEARCH_PAGE: Ipv4Addr = Ipv4Addr::new(127, 0, 1, 4);

/// Every name that resolves, besides those in [`ZONES`]. All others under `test` do not exist, and questions about anything
/// else are refused.
const NAMES: &[(&str, &str)] = &[
    ("ok.allowed.test", "127.0.1.1"),
    ("forbids.allowed.test", "127.0.1.1"),
    ("forbids-and-shows-itself.allowed.test", "127.0.1.1"),
    ("unavailable.allowed.test", "127.0.1.1"),
    ("unavailable-and-shows-itself.allowed.test", "127.0.1.1"),
    ("expired.allowed.test", "127.0.1.1"),
    ("wrong-name.allowed.test", "127.0.1.1"),
    ("self-signed.allowed.test", "127.0.1.1"),
    ("unknown-authority.allowed.test", "127.0.1.1"),
    ("no-tls.allowed.test", "127.0.1.2"),
    ("no-greeting.allowed.test", "127.0.1.3"),
    ("known-to-squid.allowed.test", "127.0.1.1"),
    ("known-to-tinyproxy.allowed.test", "127.0.1.1"),
    ("known-to-apache.allowed.test", "127.0.1.1"),
    ("refuses.allowed.test", "127.0.1.9"),
    ("black-hole.allowed.test", "192.0.2.9"),
    ("no-route.allowed.test", "198.51.100.9"),
    ("www.denied.test", "127.0.1.1"),
    ("proxy.corp.test", "127.0.0.1"),
    ("stranger.corp.test", "127.0.0.1"),
    ("proxy.lost.test", "127.0.0.1"),
    ("proxy-by-tls.allowed.test", "127.0.0.1"),
];

/// Where a name leads.
pub fn address_of(name: &str) -> Option<Ipv4Addr> {
    let is_below = |zone: &&str| name.strip_suffix(*zone).is_some_and(|rest| rest.ends_with('.'));
    let alone = NAMES.iter().find(|(known, _)| *known == name);
    match alone {
        Some((_, ip)) => ip.parse().ok(),
        None => ZONES.iter().any(is_below).then_some(ENDPOINT),
    }
}

/// A running dnsmasq.
pub struct NameServer {
    queries: PathBuf,
}

impl NameServer {
    /// Starts it on port 53 of an address.
    ///
    /// # Errors
    /// When it is missing or does not start.
    pub fn start(namespace: &Namespace, whose: &str, address: &str) -> Result<Self, String> {
        let dnsmasq = program("dnsmasq", "dnsmasq-base")?;
        let folder = namespace.folder();
        let queries = folder.join(format!("dnsmasq-{whose}.queries.log"));
        let mut text = format!(
            "port=53\nlisten-address={address}\nbind-interfaces\nno-resolv\nno-hosts\ncache-size=0\n\
             user=root\npid-file={}\nlog-queries\nlog-facility={}\nlocal=/test/\n\
             txt-record=no-address.allowed.test,here\n",
            folder.join(format!("dnsmasq-{whose}.pid")).display(),
            queries.display(),
        );
        for (name, ip) in NAMES {
            let _ = writeln!(text, "host-record={name},{ip}");
        }
        for zone in ZONES {
            let _ = writeln!(text, "address=/{zone}/{ENDPOINT}");
        }
        let settings = write(folder, &format!("dnsmasq-{whose}.conf"), &text);
        let mut command = namespace.command(&dnsmasq);
        command.arg("--keep-in-foreground").arg(format!("--conf-file={}", settings.display()));
        let address: Ipv4Addr = address.parse().expect("it is an address");
        let listens = [SocketAddrV4::new(address, 53)];
        server::start(namespace, &format!("dnsmasq-{whose}"), command, &listens)?;
        Ok(Self { queries })
    }

    /// True when somebody asked for a name, or for one below it.
    pub fn was_asked_for(&self, name: &str) -> bool {
        let queries = fs::read_to_string(&self.queries).unwrap_or_default();
        queries.lines().any(|line| line.contains("query[") && line.contains(name))
    }
}
