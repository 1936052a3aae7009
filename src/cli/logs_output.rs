//! What `clearway logs` prints: groups of finds at the end, or one find after the other.

use std::io::{self, Write};

use anyhow::Result;
use serde::Serialize;

use clearway::address::Target;
use clearway::errors::{Actor, Class};
use clearway::logs::{Find, Group, Groups, LogIdentity, LogShape, LogTime, Near, Severity, Spot};

use super::args::ListFormat;
use super::logs_site::{ServersShown, Sites};

/// A log that was read.
pub(crate) struct FileRead {
    pub(crate) path: String,
    pub(crate) identity: LogIdentity,
    pub(crate) shape: LogShape,
    pub(crate) finds: u64,
}

/// How finds are printed, and by which file of sites they are explained.
#[derive(Clone, Copy)]
pub(crate) struct LogStyle<'a> {
    pub(crate) format: ListFormat,
    pub(crate) sites: Option<&'a Sites>,
}

/// Prints the groups of all finds.
pub(crate) fn print_summary(
    files: &[FileRead],
    groups: &Groups,
    style: LogStyle<'_>,
) -> Result<()> {
    let sorted = groups.sorted();
    let mut out = anstream::stdout().lock();
    match style.format {
        ListFormat::Json => {
            let shown = Summary {
                schema: "clearway/logs/v1",
                files: files.iter().map(FileShown::new).collect(),
                groups: sorted.iter().map(|group| GroupShown::new(group, style.sites)).collect(),
                left_out: groups.left_out(),
            };
            serde_json::to_writer_pretty(&mut out, &shown)?;
            writeln!(out)?;
        }
        ListFormat::Human => {
            for group in &sorted {
                human(&mut out, &GroupShown::new(group, style.sites))?;
            }
            let finds: u64 = files.iter().map(|file| file.finds).sum();
            let lines: u64 = files.iter().map(|file| file.shape.lines).sum();
            writeln!(
                out,
                "{} in {} of {}.",
                counted(finds, "error code", "error codes"),
                counted(lines, "line", "lines"),
                counted(files.len() as u64, "file", "files"),
            )?;
            if groups.left_out() > 0 {
                let left = counted(groups.left_out(), "find belongs", "finds belong");
                writeln!(out, "{left} to further groups, which are not shown.")?;
            }
        }
    }
    Ok(())
}

/// Prints one find of a log that is followed: some lines, or one line of JSON.
pub(crate) fn print_find(
    find: Find,
    file: &str,
    identity: &LogIdentity,
    style: LogStyle<'_>,
) -> Result<()> {
    let mut groups = Groups::default();
    groups.add(find, file, identity);
    let mut out = anstream::stdout().lock();
    for group in groups.sorted() {
        let shown = GroupShown::new(group, style.sites);
        match style.format {
            ListFormat::Json => {
                serde_json::to_writer(&mut out, &shown)?;
                writeln!(out)?;
            }
            ListFormat::Human => human(&mut out, &shown)?,
        }
    }
    out.flush()?;
    Ok(())
}

fn human(out: &mut impl Write, group: &GroupShown<'_>) -> io::Result<()> {
    let code = match group.hresult.as_ref().filter(|hresult| **hresult != group.code) {
        Some(hresult) => format!("{} ({hresult})", group.code),
        None => group.code.clone(),
    };
    let name = group.names.first().map(|name| format!(" {name}")).unwrap_or_default();
    writeln!(out, "{code}{name}: {}", group.meaning)?;
    let host = match (&group.host, group.near) {
        (Some(host), Some(Near::Before { records: 1 })) => {
            format!("{}, named one record before on the same thread", host.authority)
        }
        (Some(host), Some(Near::Before { records })) => {
            format!("{}, named {records} records before on the same thread", host.authority)
        }
        (Some(host), _) => format!("{}, named beside it", host.authority),
        (None, _) => "no host is named near it".to_owned(),
    };
    let proxy = group.proxy.as_ref().map(|proxy| format!("; proxy {proxy}")).unwrap_or_default();
    writeln!(out, "  about:   {host}{proxy}")?;
    let roles = match group.roles {
        [] => String::new(),
        roles => format!(", written for the role {}", roles.join(", ")),
    };
    writeln!(out, "  log:     {} in {}{roles}", group.component, group.logs.join(", "))?;
    if let Some(servers) = &group.servers {
        for line in servers.in_words() {
            writeln!(out, "  way out: {line}")?;
        }
    }
    let times = if group.count == 1 { "once".to_owned() } else { format!("{} times", group.count) };
    let when = match (group.first.time, group.last.time) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(first), _) => format!(", {first}"),
        _ => String::new(),
    };
    writeln!(out, "  seen:    {times}{when}, as {}", group.written.join(", "))?;
    writeln!(out, "  latest:  {}:{}: {}", group.last.file, group.last.line, group.last.message)?;
    if let [first, ..] = group.who_must_act.as_slice() {
        writeln!(out, "  acts:    {first}")?;
    }
    if let Some(command) = &group.check {
        writeln!(out, "  again:   {command}")?;
    }
    writeln!(out)
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[derive(Serialize)]
struct Summary<'a> {
    schema: &'static str,
    files: Vec<FileShown<'a>>,
    groups: Vec<GroupShown<'a>>,
    left_out: u64,
}

#[derive(Serialize)]
struct FileShown<'a> {
    path: &'a str,
    log: &'a str,
    roles: &'a [String],
    encoding: &'a str,
    lines: u64,
    bytes: u64,
    finds: u64,
}

impl<'a> FileShown<'a> {
    fn new(file: &'a FileRead) -> Self {
        Self {
            path: &file.path,
            log: &file.identity.name,
            roles: file.identity.roles(),
            encoding: file.shape.encoding,
            lines: file.shape.lines,
            bytes: file.shape.bytes,
            finds: file.finds,
        }
    }
}

#[derive(Serialize)]
struct GroupShown<'a> {
    code: String,
    number: Option<u32>,
    http_status: Option<u16>,
    hresult: Option<String>,
    names: Vec<String>,
    meaning: String,
    class: Option<Class>,
    usual_causes: Vec<String>,
    who_must_act: Vec<Actor>,
    host: Option<HostShown>,
    near: Option<Near>,
    proxy: Option<String>,
    component: &'a str,
    logs: &'a [String],
    roles: &'a [String],
    severity: Severity,
    written: &'a [String],
    count: u64,
    first: SpotShown<'a>,
    last: SpotShown<'a>,
    /// Only with a file of sites.
    #[serde(skip_serializing_if = "Option::is_none")]
    servers: Option<ServersShown>,
    check: Option<String>,
}

#[derive(Serialize)]
struct HostShown {
    host: String,
    port: u16,
    authority: String,
    url: String,
}

#[derive(Serialize)]
struct SpotShown<'a> {
    file: &'a str,
    line: u64,
    time: Option<LogTime>,
    message: &'a str,
}

impl<'a> SpotShown<'a> {
    fn new(spot: &'a Spot) -> Self {
        Self { file: &spot.file, line: spot.line, time: spot.time, message: &spot.message }
    }
}

impl<'a> GroupShown<'a> {
    fn new(group: &'a Group, sites: Option<&Sites>) -> Self {
        let servers = sites.map(|sites| sites.servers_of(group));
        let check = match (sites, &servers) {
            (Some(sites), Some(servers)) => sites.command(group, servers),
            _ => group.command(),
        };
        let explained = group.explanation();
        let of = explained.as_ref();
        Self {
            code: group.key.to_string(),
            number: of.and_then(|explained| explained.number),
            http_status: of.and_then(|explained| explained.http_status),
            hresult: of.and_then(|explained| explained.hresult).map(|hresult| hresult.to_string()),
            names: of.map_or_else(Vec::new, |explained| {
                explained.names.iter().map(|name| name.name.clone()).collect()
            }),
            meaning: of.map(|explained| explained.meaning.clone()).unwrap_or_default(),
            class: of.and_then(|explained| explained.class),
            usual_causes: of.map(|explained| explained.usual_causes.clone()).unwrap_or_default(),
            who_must_act: of.map(|explained| explained.who_must_act.clone()).unwrap_or_default(),
            host: group.target.as_ref().map(HostShown::new),
            near: group.near,
            proxy: group.proxy.as_ref().map(Target::authority),
            component: &group.component,
            logs: &group.logs,
            roles: &group.roles,
            severity: group.severity,
            written: &group.written,
            count: group.count,
            first: SpotShown::new(&group.first),
            last: SpotShown::new(&group.last),
            servers,
            check,
        }
    }
}

impl HostShown {
    fn new(target: &Target) -> Self {
        Self {
            host: target.host.authority(),
            port: target.port,
            authority: target.authority(),
            url: target.url(),
        }
    }
}
