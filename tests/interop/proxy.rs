//! A proxy in the world, and how it is asked.

use std::net::{Ipv4Addr, SocketAddrV4};

use crate::certificates::INTERCEPTOR;
use crate::clearway::{self, Run};
use crate::server;
use crate::world::World;

/// The user that every proxy with authentication knows.
pub const USER: &str = "clerk";
/// The user's password.
pub const PASSWORD: &str = "open-sesame";
/// Both, as Apache's `htpasswd -m` writes them: understood by Apache and by Squid's NCSA helper.
pub const PASSWORD_FILE: &str = "clerk:$apr1$interop1$0FcBR/01pqOODUWLjLJ/s0\n";

/// A running proxy.
pub struct Proxy {
    world: &'static World,
    name: &'static str,
    port: u16,
    /// What else clearway is told whenever it asks through it.
    told: String,
}

impl Proxy {
    /// The proxy that listens on a port of 127.0.0.1 and logs under a name.
    pub fn new(world: &'static World, name: &'static str, port: u16) -> Self {
        Self { world, name, port, told: String::new() }
    }

    /// The same for a proxy that intercepts, with certificates by an authority that clearway is
    /// told to trust.
    pub fn intercepting(world: &'static World, name: &'static str, port: u16) -> Self {
        let authority = world.namespace().folder().join(INTERCEPTOR.0);
        Self { world, name, port, told: format!("--ca {} ", authority.display()) }
    }

    /// Where it listens.
    pub fn address(port: u16) -> SocketAddrV4 {
        SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
    }

    /// `http://address:port`.
    pub fn url(&self) -> String {
        format!("http://{}", Self::address(self.port))
    }

    /// The world that it is in.
    pub fn world(&self) -> &'static World {
        self.world
    }

    /// Checks targets through it, without credentials.
    pub fn check(&self, arguments: &str) -> Run {
        self.run(&format!("--proxy {} {}{arguments}", self.url(), self.told), &[])
    }

    /// Checks targets through it, with credentials in the URL.
    pub fn check_as(&self, user: &str, password: &str, arguments: &str) -> Run {
        let url = format!("http://{user}:{password}@{}", Self::address(self.port));
        self.run(&format!("--proxy {url} {arguments}"), &[])
    }

    /// Checks with arguments that name the proxy, in an environment.
    pub fn run(&self, arguments: &str, environment: &[(&str, &str)]) -> Run {
        let mut run = clearway::check(self.world, arguments, environment);
        run.evidence.push_str(&server::logs(self.world.namespace().folder(), self.name));
        run
    }
}

/// What every proxy with Basic authentication must be found to do. `wrong` is the verdict on a
/// wrong password.
pub fn judges_credentials(proxy: &Proxy, wrong: &str) {
    for target in ["https://ok.allowed.test", "http://ok.allowed.test"] {
        judges_credentials_for(proxy, target, wrong);
    }
}

fn judges_credentials_for(proxy: &Proxy, target: &str, wrong: &str) {
    const REACHED: &str = "reachable, by -, logged -, winhttp -, proof http, exit 0";
    proxy.check(target).says(
        "blocked proxy.auth_required, by proxy, logged HTTP 407, 0x8024401B, winhttp -, proof -, \
         exit 1",
    );
    let run = proxy.check_as(USER, "close-sesame", target);
    run.says(wrong);
    assert!(!run.printed.contains("close-sesame"), "a secret is shown: {}", run.printed);
    let run = proxy.check_as(USER, PASSWORD, target);
    run.says(REACHED);
    assert!(!run.printed.contains(PASSWORD), "a secret is shown: {}", run.printed);
    let run = proxy.run(
        &format!("--proxy {} --proxy-user {USER} {target}", proxy.url()),
        &[("CLEARWAY_PROXY_PASSWORD", PASSWORD)],
    );
    run.says(REACHED);
    assert!(!run.printed.contains(PASSWORD), "a secret is shown: {}", run.printed);
}
