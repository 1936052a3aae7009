//! A private world: a network with nothing but loopback, its own name servers, its own processes.
//!
//! The world ends with its first process, which ends when this test process does, however that
//! happens: the kernel then ends every server in it. So nothing needs to be stopped by hand, and
//! nothing outside can be stopped by mistake.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use crate::names::{CLIENTS, NameServer, PROXIES};
use crate::origins::Origins;
use crate::requirement::program;
use crate::wildcards;

/// What the first process does. Its arguments: the folder of the world.
///
/// - A route through loopback to addresses that nobody has makes a black hole: the kernel drops
///   what arrives for others when it does not forward.
/// - One repeated SYN keeps the kernel's own patience at 3 s.
/// - The mounts are seen in this world only. Squid keeps shared memory under fixed names, which a
///   Squid outside, or one that ended badly, would otherwise take away.
const SETTING_UP: &str = r#"set -e
ip link set lo up
ip route add 192.0.2.0/24 dev lo
ip route add unreachable 198.51.100.0/24
echo 1 > /proc/sys/net/ipv4/tcp_syn_retries
mount -t tmpfs tmpfs /dev/shm
mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/clients.resolv.conf" /etc/resolv.conf
echo ready
cat || true
rm -rf "$1""#;

/// The private world, with name servers and endpoints.
pub struct World {
    namespace: Namespace,
    /// What clearway's machine asks.
    pub clients_names: NameServer,
    /// What proxies ask.
    pub proxies_names: NameServer,
    /// The endpoints.
    pub origins: Origins,
}

static WORLD: LazyLock<Result<World, String>> = LazyLock::new(World::start);

/// The one world of this test process.
///
/// # Errors
/// When it cannot be made here; says what to install or who to be.
pub fn world() -> Result<&'static World, &'static String> {
    WORLD.as_ref()
}

impl World {
    fn start() -> Result<Self, String> {
        let namespace = Namespace::start()?;
        let clients_names = NameServer::start(&namespace, "clients", CLIENTS)?;
        let proxies_names = NameServer::start(&namespace, "proxies", PROXIES)?;
        let origins = Origins::start(&namespace)?;
        wildcards::write_catalogue(namespace.folder());
        Ok(Self { namespace, clients_names, proxies_names, origins })
    }

    /// The place where the world's processes live.
    pub fn namespace(&self) -> &Namespace {
        &self.namespace
    }
}

/// Linux namespaces for network, mounts and processes.
pub struct Namespace {
    /// `unshare`, the parent of the first process.
    holder: Child,
    folder: PathBuf,
}

impl Namespace {
    fn start() -> Result<Self, String> {
        for (name, package) in [("unshare", "util-linux"), ("nsenter", "util-linux")] {
            program(name, package)?;
        }
        program("ip", "iproute2")?;
        let folder = tempfile::Builder::new().prefix("clearway-interop-").tempdir();
        let folder = folder.map_err(|error| format!("no folder for the world: {error}"))?;
        open_to_all(folder.path());
        write(folder.path(), "nsswitch.conf", "hosts: files dns\n");
        write(folder.path(), "hosts", "127.0.0.1 localhost\n");
        write(folder.path(), "clients.resolv.conf", &resolv_conf(CLIENTS));
        write(folder.path(), "proxies.resolv.conf", &resolv_conf(PROXIES));
        let mut holder = Command::new("unshare")
            .args(["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"])
            .args(["--propagation", "private", "--", "sh", "-c", SETTING_UP, "sh"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(file(folder.path(), "world.log")))
            .spawn()
            .map_err(|error| format!("unshare cannot be started: {error}"))?;
        let mut said = String::new();
        let out = holder.stdout.take().expect("it is piped");
        let _ = BufReader::new(out).read_line(&mut said);
        if said.trim() != "ready" {
            let why = fs::read_to_string(folder.path().join("world.log")).unwrap_or_default();
            return Err(format!(
                "no private network namespace (it takes root, and CAP_SYS_ADMIN in a container): {}",
                why.trim()
            ));
        }
        // From here on the first process removes it, at the end.
        Ok(Self { holder, folder: folder.keep() })
    }

    /// A folder for configuration and logs, which every user may write to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command that runs inside, as a machine with the clients' name server.
    pub fn command(&self, program: &Path) -> Command {
        let own = |kind: &str| format!("/proc/{}/ns/{kind}", self.holder.id());
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--net={}", own("net")))
            .arg(format!("--mount={}", own("mnt")))
            .arg(format!("--pid={}", own("pid_for_children")))
            .arg("--")
            .arg(program)
            .stdin(Stdio::null());
        command
    }

    /// Where the kernel has the network inside.
    pub fn network(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/ns/net", self.holder.id()))
    }

    /// A command that runs inside, as a machine with the proxies' name server.
    pub fn command_with_proxies_names(&self, program: &Path) -> Command {
        self.command_with_names("proxies.resolv.conf", program)
    }

    /// A command that runs inside, as a machine with a `resolv.conf` of the folder.
    pub fn command_with_names(&self, resolv_conf: &str, program: &Path) -> Command {
        let mut command = self.command(Path::new("unshare"));
        command
            .args(["--mount", "--propagation", "private", "--", "sh", "-c"])
            .arg(r#"mount --bind "$0" /etc/resolv.conf && exec "$@""#)
            .arg(self.folder.join(resolv_conf))
            .arg(program);
        command
    }

    /// What the kernel says about the sockets of a protocol inside: `tcp` or `udp`.
    pub fn sockets(&self, protocol: &str) -> String {
        fs::read_to_string(format!("/proc/{}/net/{protocol}", self.holder.id())).unwrap_or_default()
    }
}

/// Writes a file that every user may read.
pub fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).expect("the folder of the world can be written to");
    path
}

/// A folder that every user may write to, in another.
pub fn subfolder(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(&path).expect("the folder of the world can be written to");
    open_to_all(&path);
    path
}

/// A file for the output of a process.
pub fn file(folder: &Path, name: &str) -> fs::File {
    fs::File::create(folder.join(name)).expect("the folder of the world can be written to")
}

fn open_to_all(folder: &Path) {
    let all = fs::Permissions::from_mode(0o777);
    fs::set_permissions(folder, all).expect("the folder is ours");
}

fn resolv_conf(server: &str) -> String {
    format!("nameserver {server}\n")
}
