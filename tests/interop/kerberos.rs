//! A Kerberos domain of our own: MIT's key distribution centre on loopback, with a clerk, and with a
//! proxy that has a keytab.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::world::{World, subfolder, world, write};

/// The proxy's name, which the domain knows.
pub const PROXY: &str = "proxy.corp.test";
/// A name in the domain that it knows no service of.
pub const STRANGER: &str = "stranger.corp.test";
/// A name in a domain that does not exist.
pub const LOST: &str = "proxy.lost.test";

const PORT: u16 = 8800;

/// Names are taken as they are: no name server is asked for fuller ones.
const SETTINGS: &str = "[libdefaults]
 default_realm = CORP.TEST
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 udp_preference_limit = 1
[realms]
 CORP.TEST = {
  kdc = 127.0.0.1:8800
 }
[domain_realm]
 .corp.test = CORP.TEST
 .lost.test = LOST.TEST
[logging]
 kdc = FILE:FOLDER/kdc.log
 admin_server = FILE:FOLDER/kadmin.log
 default = FILE:FOLDER/krb5.log
";

const CENTRE: &str = "[kdcdefaults]
 kdc_listen = 127.0.0.1:8800
 kdc_tcp_listen = 127.0.0.1:8800
[realms]
 CORP.TEST = {
  database_name = FOLDER/principal
  key_stash_file = FOLDER/stash
  acl_file = FOLDER/kadm5.acl
  max_life = 10h
 }
";

/// The domain, with everything in a folder.
pub struct Kerberos {
    world: &'static World,
    folder: PathBuf,
}

/// The one domain of this test process.
pub fn domain() -> Option<&'static Kerberos> {
    static DOMAIN: LazyLock<Result<Kerberos, String>> = LazyLock::new(start);
    or_skip(DOMAIN.as_ref())
}

fn start() -> Result<Kerberos, String> {
    let world = world()?;
    let folder = subfolder(world.namespace().folder(), "kerberos");
    let place = folder.display().to_string();
    write(&folder, "krb5.conf", &SETTINGS.replace("FOLDER", &place));
    write(&folder, "kdc.conf", &CENTRE.replace("FOLDER", &place));
    let domain = Kerberos { world, folder };
    domain.run("kdb5_util", "krb5-kdc", &["create", "-s", "-r", "CORP.TEST", "-P", "master"])?;
    for question in [
        "addprinc -randkey clerk",
        &format!("addprinc -randkey HTTP/{PROXY}"),
        &format!("ktadd -k {place}/clerk.keytab clerk"),
        &format!("ktadd -k {place}/proxy.keytab HTTP/{PROXY}"),
    ] {
        domain.run("kadmin.local", "krb5-admin-server", &["-q", question])?;
    }
    // Squid's helper runs as a user of its own.
    domain.run("chmod", "coreutils", &["644", &format!("{place}/proxy.keytab")])?;
    let mut command = world.namespace().command(&program("krb5kdc", "krb5-kdc")?);
    command.arg("-n").envs(domain.environment(""));
    server::start(world.namespace(), "krb5kdc", command, &[Proxy::address(PORT)])?;
    let keytab = domain.path("clerk.keytab");
    domain.run(
        "kinit",
        "krb5-user",
        &["-c", &domain.path("clerk"), "-k", "-t", &keytab, "clerk"],
    )?;
    Ok(domain)
}

impl Kerberos {
    /// What a program needs to know, with a ticket cache of a name: `clerk` has a ticket.
    pub fn environment(&self, cache: &str) -> [(&'static str, String); 3] {
        [
            ("KRB5_CONFIG", self.path("krb5.conf")),
            ("KRB5_KDC_PROFILE", self.path("kdc.conf")),
            ("KRB5CCNAME", format!("FILE:{}", self.path(cache))),
        ]
    }

    /// The same with a copy of that cache, in which nothing was learned yet.
    pub fn environment_of_copy(&self, cache: &str) -> [(&'static str, String); 3] {
        static COPIES: AtomicUsize = AtomicUsize::new(0);
        let copy = format!("{cache}.{}", COPIES.fetch_add(1, Ordering::Relaxed));
        // A cache that is not there is what some want.
        let _ = fs::copy(self.path(cache), self.path(&copy));
        self.environment(&copy)
    }

    /// Lines for Squid, so that it asks for a ticket of the domain.
    pub fn squid(&self) -> String {
        let place = self.folder.display();
        format!(
            "auth_param negotiate program /usr/bin/env KRB5_CONFIG={place}/krb5.conf \
             KRB5RCACHENAME=none: /usr/lib/squid/negotiate_kerberos_auth -k {place}/proxy.keytab \
             -s HTTP/{PROXY}@CORP.TEST
auth_param negotiate children 3
auth_param negotiate keep_alive on
acl known proxy_auth REQUIRED
http_access deny !known
"
        )
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn run(&self, name: &str, package: &str, arguments: &[&str]) -> Result<(), String> {
        let mut command = self.world.namespace().command(&program(name, package)?);
        let output = command.args(arguments).envs(self.environment("")).output();
        let output = output.map_err(|error| format!("{name} cannot be started: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{name} {arguments:?} ended with {}: {said}", output.status))
    }
}
