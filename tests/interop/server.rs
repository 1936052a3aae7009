//! A server that was started, and how to know that it listens.

use std::fmt::Write;
use std::fs;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::world::{Namespace, file};

/// How long a server may take to listen, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts a server inside and waits until it listens on every one of `addresses`.
///
/// # Errors
/// When it ends or does not listen; with what it said.
pub fn start(
    namespace: &Namespace,
    name: &str,
    mut command: Command,
    addresses: &[SocketAddrV4],
) -> Result<(), String> {
    let output = file(namespace.folder(), &format!("{name}.log"));
    let errors = output.try_clone().map_err(|error| error.to_string())?;
    let mut child = command
        .stdout(Stdio::from(output))
        .stderr(Stdio::from(errors))
        .spawn()
        .map_err(|error| format!("{name} cannot be started: {error}"))?;
    let begun = Instant::now();
    while !addresses.iter().all(|address| listens(namespace, *address)) {
        if let Some(why) = trouble(&mut child, begun) {
            let said = logs(namespace.folder(), name);
            return Err(format!("{name} {why} {addresses:?}:\n{said}"));
        }
        sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// The last lines of every log of a server, for a person to read.
pub fn logs(folder: &Path, name: &str) -> String {
    let mut text = String::new();
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for file in files {
        let found = file.file_name().to_string_lossy().into_owned();
        if found.starts_with(&format!("{name}.")) && file.path().extension() == Some("log".as_ref())
        {
            let content = fs::read_to_string(file.path()).unwrap_or_default();
            let lines: Vec<&str> = content.lines().collect();
            let _ = writeln!(text, "--- {found}");
            text.push_str(&lines[lines.len().saturating_sub(20)..].join("\n"));
            text.push('\n');
        }
    }
    text
}

fn trouble(child: &mut Child, begun: Instant) -> Option<String> {
    match child.try_wait() {
        Ok(Some(status)) => Some(format!("ended ({status}) before it listened on")),
        Ok(None) if begun.elapsed() < PATIENCE => None,
        Ok(None) => Some(format!("did not listen within {} s on", PATIENCE.as_secs())),
        Err(error) => Some(format!("cannot be watched ({error}) on")),
    }
}

/// Looks into the kernel's table, so that no server sees a connection that no test made.
fn listens(namespace: &Namespace, address: SocketAddrV4) -> bool {
    let local = in_table(*address.ip(), address.port());
    let any = in_table(Ipv4Addr::UNSPECIFIED, address.port());
    namespace.sockets("tcp").lines().any(|line| {
        let mut columns = line.split_ascii_whitespace().skip(1);
        let is_it = columns.next().is_some_and(|found| found == local || found == any);
        // 0A is the state "listening".
        is_it && columns.nth(1) == Some("0A")
    })
}

/// An address as `/proc/net/tcp` writes it.
fn in_table(ip: Ipv4Addr, port: u16) -> String {
    format!("{:08X}:{port:04X}", u32::from_ne_bytes(ip.octets()))
}
