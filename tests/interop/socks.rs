//! SOCKS: dante, which has rules, and microsocks, which has none; each with and without login.

use std::path::Path;
use std::sync::LazyLock;

use crate::clearway::{Run, check};
use crate::proxy::{PASSWORD, Proxy, USER};
use crate::requirement::{or_skip, program};
use crate::server;
use crate::world::{World, world, write};

/// The line of `/etc/shadow` for [`USER`] with [`PASSWORD`], as `openssl passwd -6` makes it.
const SHADOW: &str = "$6$interop1$12m4whTZe2sVt0X4WJNhm30SnR9/AIerrWsjeF4R5wzOdeHUqGbpWIUdf0I8Ntz1.fsOuqMpwZCVXr7QeViVu/";

/// A running SOCKS proxy.
struct Socks {
    world: &'static World,
    name: &'static str,
    port: u16,
}

impl Socks {
    fn check(&self, target: &str) -> Run {
        self.run(&format!("socks5h://127.0.0.1:{}", self.port), target, &[])
    }

    fn check_as(&self, password: &str, targets: &str) -> Run {
        let environment = [("CLEARWAY_PROXY_PASSWORD", password)];
        let url = format!("socks5://127.0.0.1:{}", self.port);
        let run = self.run(&url, &format!("--proxy-user {USER} {targets}"), &environment);
        assert!(!run.printed.contains(password), "a secret is shown: {}", run.printed);
        run
    }

    fn run(&self, url: &str, arguments: &str, environment: &[(&str, &str)]) -> Run {
        let mut run = check(self.world, &format!("--proxy {url} {arguments}"), environment);
        run.evidence.push_str(&server::logs(self.world.namespace().folder(), self.name));
        run
    }
}

fn dante() -> Option<&'static Socks> {
    static PROXY: LazyLock<Result<Socks, String>> =
        LazyLock::new(|| start_dante("dante", 1080, "none"));
    or_skip(PROXY.as_ref())
}

fn dante_with_login() -> Option<&'static Socks> {
    static PROXY: LazyLock<Result<Socks, String>> =
        LazyLock::new(|| start_dante("dante-login", 1082, "username"));
    or_skip(PROXY.as_ref())
}

fn start_dante(name: &'static str, port: u16, method: &str) -> Result<Socks, String> {
    let world = world()?;
    let danted = program("danted", "dante-server")?;
    let folder = world.namespace().folder();
    let settings = format!(
        "logoutput: {log}
internal: 127.0.0.1 port = {port}
external: 127.0.0.1
clientmethod: none
socksmethod: {method}
user.privileged: root
user.unprivileged: nobody
client pass {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
socks pass {{ from: 0.0.0.0/0 to: .allowed.test command: connect }}
socks pass {{ from: 0.0.0.0/0 to: 127.0.1.2/32 command: connect }}
socks block {{ from: 0.0.0.0/0 to: 0.0.0.0/0 }}
",
        log = folder.join(format!("{name}.access.log")).display(),
    );
    let settings = write(folder, &format!("{name}.conf"), &settings);
    // Its users are those of the system: here a system with one more.
    let known = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    let passwd = format!("{}{USER}:x:4242:4242::/:/bin/false\n", known("/etc/passwd"));
    let shadow = format!("{}{USER}:{SHADOW}:20000::::::\n", known("/etc/shadow"));
    let passwd = write(folder, "dante.passwd", &passwd);
    let shadow = write(folder, "dante.shadow", &shadow);
    let mut command = world.namespace().command_with_proxies_names(Path::new("sh"));
    command
        .args(["-c", "mount --bind \"$0\" /etc/passwd && mount --bind \"$1\" /etc/shadow && shift && exec \"$@\""])
        .args([&passwd, &shadow])
        .arg(danted)
        .args(["-N", "1", "-p"])
        .arg(folder.join(format!("{name}.pid")))
        .arg("-f")
        .arg(settings);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(Socks { world, name, port })
}

fn microsocks() -> Option<&'static Socks> {
    static PROXY: LazyLock<Result<Socks, String>> =
        LazyLock::new(|| start_microsocks("microsocks", 1083, &[]));
    or_skip(PROXY.as_ref())
}

fn microsocks_with_login() -> Option<&'static Socks> {
    static PROXY: LazyLock<Result<Socks, String>> =
        LazyLock::new(|| start_microsocks("microsocks-login", 1084, &["-u", USER, "-P", PASSWORD]));
    or_skip(PROXY.as_ref())
}

fn start_microsocks(name: &'static str, port: u16, login: &[&str]) -> Result<Socks, String> {
    let world = world()?;
    let microsocks = program("microsocks", "microsocks")?;
    let mut command = world.namespace().command_with_proxies_names(&microsocks);
    command.args(["-i", "127.0.0.1", "-p", &port.to_string()]).args(login);
    server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
    Ok(Socks { world, name, port })
}

verdicts! { dante;
    an_allowed_name_is_reached: "https://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    an_allowed_name_is_reached_in_clear: "http://ok.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
    a_name_off_the_list_is_denied: "https://www.denied.test"
        => "blocked proxy.denied, by proxy, logged -, winhttp -, proof -, exit 1";
    a_name_that_does_not_exist_stays_open: "https://nobody.allowed.test"
        => "inconclusive proxy.upstream.name_not_resolved, by -, logged 12007, winhttp 12007, proof -, exit 3";
    an_endpoint_that_refuses_is_beyond_the_proxy: "https://refuses.allowed.test"
        => "failed proxy.upstream.connect_failed, by beyond_proxy, logged 12029, winhttp 12029, proof -, exit 1";
    an_endpoints_403_is_an_answer: "https://forbids.allowed.test"
        => "reachable, by -, logged -, winhttp -, proof http, exit 0";
}

mod without_rules {
    use super::microsocks;

    verdicts! { microsocks;
        every_name_is_reached: "https://any.resolving.test"
            => "reachable, by -, logged -, winhttp -, proof http, exit 0";
        an_endpoint_that_refuses_is_beyond_the_proxy: "https://refuses.allowed.test"
            => "failed proxy.upstream.connect_failed, by beyond_proxy, logged 12029, winhttp 12029, proof -, exit 1";
    }
}

#[test]
fn a_login_is_asked_for_judged_and_sent_once() {
    for proxy in [dante_with_login(), microsocks_with_login()].into_iter().flatten() {
        let targets = "https://ok.allowed.test http://ok.allowed.test";
        assert_eq!(proxy.check("https://ok.allowed.test").cause(), "proxy.auth_required");
        let run = proxy.check_as(PASSWORD, targets);
        run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
        let run = proxy.check_as("close-sesame", targets);
        assert_eq!(run.cause(), "proxy.auth_rejected", "{}", run.evidence);
        let outcomes = run.outcomes();
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "rejected").count(), 1);
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "not_tried_again").count(), 1);
    }
}

#[test]
fn the_proxy_gets_the_name() {
    let Some(proxy) = microsocks() else { return };
    let run = proxy.check("https://known-to-socks.resolving.test");
    run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
    assert!(!proxy.world.clients_names.was_asked_for("known-to-socks.resolving.test"));
    assert!(proxy.world.proxies_names.was_asked_for("known-to-socks.resolving.test"));
}

#[test]
fn socks_4a_and_another_protocol() {
    let Some(proxy) = dante() else { return };
    // Dante knows version 4 with addresses only, and has one word for every trouble.
    let run = proxy.run("socks4a://127.0.0.1:1080", "http://127.0.1.2:443", &[]);
    run.says("reachable, by -, logged -, winhttp -, proof http, exit 0");
    let run = proxy.run("socks4a://127.0.0.1:1080", "https://ok.allowed.test", &[]);
    let open =
        "inconclusive proxy.upstream.failed, by -, logged 12029, winhttp 12029, proof -, exit 3";
    run.says(open);
    assert!(run.could_also_be().contains(&"proxy.denied"));
    let Some(squid) = crate::squid::plain() else { return };
    let url = squid.url().replace("http:", "socks5h:");
    let run = proxy.run(&url, "https://ok.allowed.test --timeout proxy_tls=1", &[]);
    assert_eq!(run.cause(), "proxy.wrong_protocol", "{}", run.evidence);
}
