//! A site with three servers: behind Squid with a login, behind tinyproxy, and behind nothing. What
//! went through which proxy is read from the proxies' own logs.

use std::fs;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::clearway::{self, Run};
use crate::proxy::{PASSWORD, USER};
use crate::requirement::or_skip;
use crate::squid::BASIC;
use crate::world::{World, subfolder, world, write};
use crate::{server, squid, tinyproxy};

const SQUID: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(127, 0, 2, 1), 3128);
const TINYPROXY: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(127, 0, 2, 2), 8888);

/// Lists with one name each.
const LISTS: &[(&str, &str)] = &[
    ("configmgr/scp-updates-and-servicing", "updates.resolving.test"),
    ("configmgr/scp-windows-servicing", "servicing.resolving.test"),
    ("configmgr/console-push-notifications", "push.resolving.test"),
    ("configmgr/software-update-point", "content.resolving.test"),
    ("wsus/wsus-to-microsoft-update", "wsus.resolving.test"),
    ("configmgr/cmg-connection-point", "gateway.resolving.test"),
    ("configmgr/asset-intelligence-synchronization-point", "catalog.resolving.test"),
];

/// The site with its proxies running.
struct Site {
    world: &'static World,
    file: PathBuf,
    lists: PathBuf,
}

fn site() -> Option<&'static Site> {
    static SITE: LazyLock<Result<Site, String>> = LazyLock::new(Site::start);
    or_skip(SITE.as_ref())
}

impl Site {
    fn start() -> Result<Self, String> {
        let world = world()?;
        squid::start("squid-server", 3160, &format!("http_port {SQUID}\n{BASIC}"))?;
        tinyproxy::start_at("tinyproxy-server", TINYPROXY, "")?;
        let folder = world.namespace().folder();
        let lists = subfolder(folder, "small-lists");
        for (id, host) in LISTS {
            let text = format!(
                "schema: clearway/role/v1\nrole: {id}\ntitle: small\nendpoints:\n  - {{pattern: \
                 {host}, ports: [443]}}\n"
            );
            write(&lists, &format!("{}.yaml", id.replace('/', "-")), &text);
        }
        let text = format!(
            "schema: clearway/site/v1
sites:
  - code: P01
    kind: primary
    servers:
      - name: cm01.corp.test
        proxy:
          name: {}
          port: {}
          account: {{user: {USER}, password_env: SQUID_PASSWORD}}
        roles:
          - role: service-connection-point
          - {{role: software-update-point, proxy_when_synchronizing: true}}
      - name: gw01.corp.test
        proxy: {{name: {}, port: {}}}
        roles: [{{role: cmg-connection-point}}]
      - name: ai01.corp.test
        roles: [{{role: asset-intelligence-synchronization-point}}]
",
            SQUID.ip(),
            SQUID.port(),
            TINYPROXY.ip(),
            TINYPROXY.port()
        );
        let file = write(folder, "site.yaml", &text);
        Ok(Self { world, file, lists })
    }

    fn check(&self, password: &str, more: &str) -> Run {
        let (file, lists) = (self.file.display(), self.lists.display());
        let line = format!("--closure=off --catalogue {lists} --site {file} {more}");
        let mut run = clearway::check(self.world, &line, &[("SQUID_PASSWORD", password)]);
        let folder = self.world.namespace().folder();
        for name in ["squid-server", "tinyproxy-server"] {
            run.evidence.push_str(&server::logs(folder, name));
        }
        run
    }

    /// A proxy's access log once it has a line about a host. Proxies write it when a tunnel ends.
    fn log_with(&self, name: &str, host: &str) -> String {
        let path = self.world.namespace().folder().join(format!("{name}.access.log"));
        let begun = Instant::now();
        loop {
            let log = read(&path);
            if log.contains(host) {
                return log;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{name} was not asked for {host}: {log}"
            );
            sleep(Duration::from_millis(20));
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn three_servers_go_three_ways() {
    let Some(site) = site() else { return };
    let run = site.check(PASSWORD, "--all");
    let squid = format!("http://{SQUID}");
    let tinyproxy = format!("http://{TINYPROXY}");
    assert_eq!(
        run.ways(),
        [
            "catalog.resolving.test: direct".to_owned(),
            "content.resolving.test: direct".to_owned(),
            format!("content.resolving.test: {squid}"),
            format!("gateway.resolving.test: {tinyproxy}"),
            format!("push.resolving.test: {squid}"),
            format!("servicing.resolving.test: {squid}"),
            format!("updates.resolving.test: {squid}"),
            format!("wsus.resolving.test: {squid}"),
        ]
    );
    for standing in run.standings() {
        assert!(standing.ends_with(": ready"), "{standing}\n{}", run.evidence);
    }
    assert!(!run.printed.contains(PASSWORD), "a secret is shown: {}", run.printed);
    // The proxies' own word for it.
    let through_squid = site.log_with("squid-server", "updates.resolving.test:443");
    for host in ["updates", "servicing", "push", "wsus", "content"] {
        let name = format!("CONNECT {host}.resolving.test:443 {USER} ");
        assert!(site.log_with("squid-server", &name).contains(&name));
    }
    for host in ["gateway", "catalog"] {
        assert!(!through_squid.contains(host), "{host} went through Squid:\n{through_squid}");
    }
    let through_tinyproxy = site.log_with("tinyproxy-server", "CONNECT gateway.resolving.test:443");
    for host in ["updates", "servicing", "push", "wsus", "content", "catalog"] {
        let name = format!("{host}.resolving.test");
        assert!(!through_tinyproxy.contains(&name), "{host} went through it:\n{through_tinyproxy}");
    }
}

#[test]
fn one_server_asks_for_its_own_roles_only() {
    let Some(site) = site() else { return };
    let run = site.check(PASSWORD, "--server gw01");
    assert_eq!(run.ways(), [format!("gateway.resolving.test: http://{TINYPROXY}")]);
    assert_eq!(run.standings(), ["gw01.corp.test: configmgr/cmg-connection-point: ready"]);
}

#[test]
fn a_wrong_password_is_the_login_of_that_server_alone() {
    let Some(site) = site() else { return };
    let run = site.check("close-sesame", "--all");
    let standings = run.standings();
    let of = |server: &str| {
        let own = standings.iter().filter(|standing| standing.starts_with(server));
        own.map(|standing| standing.rsplit(": ").next().unwrap_or_default()).collect::<Vec<_>>()
    };
    // The update point's downloads go past the proxy, and work.
    let cm01 = of("cm01");
    assert_eq!(cm01.iter().filter(|status| **status == "ready").count(), 1, "{standings:?}");
    assert_eq!(cm01.iter().filter(|status| **status == "not ready").count(), 5, "{standings:?}");
    assert_eq!((of("gw01"), of("ai01")), (vec!["ready"], vec!["ready"]));
    assert!(!run.printed.contains("close-sesame"), "a secret is shown: {}", run.printed);
}
