//! Allowlists: the same list and the same hosts, asked of the real proxy and of what is read in its
//! files.
//!
//! The proxies forward nothing that counts: an answer of 403 is a denial, any other lets through.

use std::fs;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;

use clearway::allowlist::formats::format;
use clearway::allowlist::{Allowlist, NearbyFiles, Options, Outcome, Request, Source};

use crate::proxy::Proxy;
use crate::requirement::{or_skip, program};
use crate::server;
use crate::world::{World, subfolder, world, write};

/// What is asked of every proxy: with 80 in clear, with others by CONNECT.
const ASKED: &[(&str, u16)] = &[
    ("a.test", 80),
    ("www.a.test", 80),
    ("x.www.a.test", 443),
    ("A.Test", 80),
    ("WWW.A.TEST", 443),
    ("nota.test", 443),
    ("a.test.evil.test", 443),
    ("www.a.test", 8443),
    ("b.test", 443),
    ("x.b.test", 443),
    ("bad.a.test", 443),
    ("c.test", 80),
    ("plain", 80),
];

/// The files of a folder.
struct Folder;

impl NearbyFiles for Folder {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        let text = fs::read_to_string(name).map_err(|error| error.to_string())?;
        Ok(Source { file: Arc::from(name), text })
    }
}

fn read(id: &str, file: &Path, options: &[&str]) -> Allowlist {
    let mut given = Options::default();
    for option in options {
        given.add(option).expect("it is an option");
    }
    let text = fs::read_to_string(file).expect("it was written");
    let source = Source { file: Arc::from(file.display().to_string()), text };
    let list = format(id).expect("there is such a format").read(&source, &given, &Folder);
    list.unwrap_or_else(|error| panic!("{error}"))
}

/// True when the proxy on a port lets a request through.
fn lets_through(world: &World, curl: &Path, port: u16, (host, to): (&str, u16)) -> bool {
    let scheme = if to == 80 { "http" } else { "https" };
    let mut command = world.namespace().command(curl);
    let output = command
        .args(["--silent", "--output", "/dev/null", "--max-time", "10"])
        .args(["--write-out", "%{http_code} %{http_connect}", "--proxy"])
        .arg(format!("http://{}", Proxy::address(port)))
        .arg(format!("{scheme}://{host}:{to}/"))
        .output()
        .expect("curl can be started");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.split(' ').any(|code| code != "000"), "no answer about {host}:{to}");
    !said.split(' ').any(|code| code == "403")
}

/// Asks a proxy for every host, and what is read in its files.
fn agree(id: &str, file: &Path, port: u16, options: &[&str]) {
    let world = world().expect("a proxy runs in it");
    let curl = program("curl", "curl");
    let Some(curl) = or_skip(curl.as_ref()) else { return };
    let list = read(id, file, options);
    for asked in ASKED {
        let expected = if lets_through(world, curl, port, *asked) {
            Outcome::Allowed
        } else {
            Outcome::Denied
        };
        let found = list.decide(&Request::new(asked.0, asked.1));
        assert_eq!(found.outcome, expected, "{id}: {}:{} by {:?}", asked.0, asked.1, found.rule);
    }
}

fn start(
    name: &str,
    port: u16,
    command: impl FnOnce(&World) -> Result<(Command, PathBuf), String>,
) -> Option<PathBuf> {
    let made = world().map_err(Clone::clone).and_then(|world| {
        let (command, file) = command(world)?;
        server::start(world.namespace(), name, command, &[Proxy::address(port)])?;
        Ok(file)
    });
    or_skip(made.as_ref()).cloned()
}

#[test]
fn squid_and_its_configuration_agree() {
    let name = "squid-allowlist";
    let file = start(name, 3150, |world| {
        let squid = program("squid", "squid-openssl")?;
        let folder = world.namespace().folder();
        let place = folder.display();
        let names =
            write(folder, "allow.txt", "# names\n.a.test # all of it\nb.test\nc.test x.b.test\n");
        let more =
            write(folder, "more.conf", "acl bad dstdomain bad.a.test\nhttp_access deny bad\n");
        let text = format!(
            "http_port 127.0.0.1:3150\nvisible_hostname lists.corp.test\npid_filename none\n\
             access_log none\ncache_log {place}/{name}.cache.log\ncoredump_dir {place}\n\
             netdb_filename none\npinger_enable off\ncache deny all\nmax_filedescriptors 1024\n\
             shutdown_lifetime 0 seconds\nnever_direct allow all\n\
             acl SSL_ports port 443\nacl names dstdomain \\\n  \"{}\"\n\
             acl expressions dstdom_regex -i ^PLAIN$ (^|[.])never[.]test$\n\
             http_access deny CONNECT !SSL_ports\ninclude {}\n\
             http_access allow names\nhttp_access allow expressions\nhttp_access deny all\n",
            names.display(),
            more.display(),
        );
        let settings = write(folder, &format!("{name}.conf"), &text);
        let mut command = world.namespace().command(&squid);
        command.args(["-N", "-n", "lists", "-f"]).arg(&settings);
        Ok((command, settings))
    });
    if let Some(file) = file {
        agree("squid", &file, 3150, &["squid.version=5"]);
    }
}

#[test]
fn tinyproxy_and_its_filter_agree_in_each_type() {
    let filters = [
        ("bre", 8890, "^\\(.*\\.\\)\\{0,1\\}a\\.test$ # all\n*.b.test\n^plain$\n"),
        ("ere", 8891, "(^|\\.)a\\.test$\nb\\.test$\n"),
        ("fnmatch", 8892, "*.a.test\nB.test\n?.test\n"),
    ];
    for (kind, port, filter) in filters {
        let name = format!("tinyproxy-{kind}");
        let file = start(&name, port, |world| {
            let tinyproxy = program("tinyproxy", "tinyproxy-bin")?;
            let folder = world.namespace().folder();
            let filter = write(folder, &format!("{name}.filter"), filter);
            let text = format!(
                "Port {port}\nListen 127.0.0.1\nTimeout 5\nMaxClients 50\nFilter \"{}\"\n\
                 FilterType {kind}\nFilterDefaultDeny Yes\nConnectPort 443\n",
                filter.display(),
            );
            let settings = write(folder, &format!("{name}.conf"), &text);
            let mut command = world.namespace().command_with_proxies_names(&tinyproxy);
            command.arg("-d").arg("-c").arg(&settings);
            Ok((command, settings))
        });
        if let Some(file) = file {
            agree("tinyproxy", &file, port, &[]);
        }
    }
}

#[test]
fn privoxy_and_its_actions_agree() {
    let name = "privoxy-allowlist";
    let file = start(name, 8150, |world| {
        let privoxy = program("privoxy", "privoxy")?;
        let folder = subfolder(world.namespace().folder(), name);
        let place = folder.display();
        let actions = "{{alias}}\nno = +block{no}\n{ no }\n/ # all\n{ -block }\n.a.test\n*.b.test\n\
                       pl?in\n{ no }\nbad.a.test:443\n";
        let actions = write(&folder, "list.action", actions);
        let text = format!(
            "confdir {place}\ntempldir /etc/privoxy/templates\nlogdir {place}\nlogfile log\n\
             actionsfile list.action\nlisten-address 127.0.0.1:8150\n"
        );
        let settings = write(&folder, "config", &text);
        let mut command = world.namespace().command_with_proxies_names(&privoxy);
        command.arg("--no-daemon").arg(settings);
        Ok((command, actions))
    });
    if let Some(file) = file {
        agree("privoxy", &file, 8150, &[]);
    }
}

/// The question for the IPv4 address of a name (RFC 1035, section 4.1).
fn question(name: &str) -> Vec<u8> {
    let mut message = vec![0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        message.push(u8::try_from(label.len()).expect("labels are short"));
        message.extend(label.as_bytes());
    }
    message.extend([0, 0, 1, 0, 1]);
    message
}

/// dnsmasq needs no names around it, and so it runs on loopback as it is.
#[test]
fn dnsmasq_and_its_lines_agree() {
    let dnsmasq = program("dnsmasq", "dnsmasq-base");
    let Some(dnsmasq) = or_skip(dnsmasq.as_ref()) else { return };
    let folder = tempfile::tempdir().expect("there is a folder for it");
    // What is denied is answered with an address, what is let through goes to nobody.
    let text = "address=/#/0.0.0.0\nserver=/a.test/#\nserver=/*b.test/#\n\
                local=/c.test/\naddress=/bad.a.test/0.0.0.0\n";
    let file = write(folder.path(), "dnsmasq.conf", text);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback has a free port");
    socket.set_read_timeout(Some(std::time::Duration::from_millis(200))).expect("it is a time");
    let (mut server, port) = answering(dnsmasq, &file, &socket);
    let list = read("dnsmasq", &file, &[]);
    for (host, _) in ASKED.iter().filter(|(host, _)| *host != "c.test") {
        let answer = (0..100).find_map(|_| ask(&socket, port, host));
        let expected = if answer == Some(0) { Outcome::Allowed } else { Outcome::Denied };
        assert!(answer.is_some(), "no answer about {host}");
        assert_eq!(list.decide(&Request::new(host, 443)).outcome, expected, "{host}");
    }
    server.kill().and_then(|()| server.wait()).expect("it is ours to end");
}

/// A dnsmasq that answers, and its port. One that is free may be another program's by the time that
/// dnsmasq wants it; then it ends, and gets another.
fn answering(dnsmasq: &Path, file: &Path, socket: &UdpSocket) -> (Child, u16) {
    for _ in 0..20 {
        let free = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let port = free.expect("loopback has a free port").port();
        let mut server = Command::new(dnsmasq)
            .args(["--keep-in-foreground", "--no-resolv", "--no-hosts", "--bind-interfaces"])
            .args(["--listen-address=127.0.0.1", "--pid-file="])
            .arg(format!("--port={port}"))
            .arg(format!("--conf-file={}", file.display()))
            .spawn()
            .expect("dnsmasq can be started");
        for _ in 0..100 {
            if server.try_wait().expect("it is ours").is_some() {
                break;
            }
            if ask(socket, port, "a.test").is_some() {
                return (server, port);
            }
        }
        server.kill().and_then(|()| server.wait()).expect("it is ours to end");
    }
    panic!("dnsmasq answers on no port");
}

/// What a DNS server's code for a name is; none when it says nothing for a moment.
fn ask(socket: &UdpSocket, port: u16, host: &str) -> Option<u8> {
    let (mut answer, question) = ([0; 512], question(host));
    socket.send_to(&question, ("127.0.0.1", port)).ok()?;
    let length = socket.recv(&mut answer).ok()?;
    // A late answer to the question before has that one in it.
    answer[..length].get(12..)?.starts_with(&question[12..]).then_some(answer[7])
}
