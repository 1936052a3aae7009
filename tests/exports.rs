//! What every writer writes, held by the audit against what it was written for.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use clearway::allowlist::formats::format;
use clearway::allowlist::writers::WRITERS;
use clearway::allowlist::{Allowlist, NearbyFiles, Options, Source, Writer};
use clearway::audit::{Audit, Coverage, Needed, Severity, Suppressions, export, needed};
use clearway::catalogue::Catalogue;
use clearway::plan::{Plan, Selection};
use clearway::proxy::{Route, Router, Routing};

/// A role with everything that a list can ask for.
const SHAPES: &str = "
schema: clearway/role/v1
role: shapes/all
title: Every shape
runs_on: [server]
mode: any
status: current
documented_in: [list]
sources:
  list: {title: The list, repository: corp/docs, path: list.md, date: '2026-01-01', date_kind: document}
endpoints:
";

/// The entries of that role, each with its ports and its protocol.
const ENDPOINTS: &[(&str, &str, &str)] = &[
    ("one.test", "443", "tcp"),
    ("https://one.test/", "443", "tcp"),
    ("*.below.test", "80, 443", "tcp"),
    ("deep.er.below.test", "80, 443, 8443", "tcp"),
    (".tree.test", "443", "tcp"),
    ("in.tree.test", "443", "tcp"),
    ("tree.test", "80", "tcp"),
    ("*ends.test", "443", "tcp"),
    ("in*side.test", "443", "tcp"),
    ("in.*.middle.test", "443", "tcp"),
    ("*.blob.core.windows.net", "443", "tcp"),
    ("mine.blob.core.windows.net", "443", "tcp"),
    ("192.0.2.0/24", "443", "tcp"),
    ("192.0.2.7", "443", "tcp"),
    ("198.51.100.7", "80, 443, 8443", "tcp"),
    ("2001:db8::/32", "443", "tcp"),
    ("http://path.test/some/path/", "80", "tcp"),
    ("http://path.test/some/path/deeper", "80", "tcp"),
    ("ports.test", "8530, 8531, '10124-10139'", "tcp"),
    ("amqp.test", "443, 5671", "tcp"),
    ("time.test", "123", "udp"),
    ("both.test", "3478", "tcp-and-udp"),
];

struct NoFiles;

impl NearbyFiles for NoFiles {
    fn open(&self, _: &Source, _: &str) -> Result<Source, String> {
        Err("there are no files".to_owned())
    }
}

fn catalogue() -> Catalogue {
    let mut text = SHAPES.to_owned();
    for (pattern, ports, protocol) in ENDPOINTS {
        let _ = writeln!(
            text,
            "  - {{pattern: '{pattern}', ports: [{ports}], proto: {protocol}, port_source: \
             documented, need: required, need_source: documented, cloud: public, state: current, \
             purpose: test}}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("all.yaml"), text).unwrap();
    Catalogue::builtin().unwrap().with_directory(folder.path()).unwrap()
}

fn needs(role: &str, catalogue: &Catalogue) -> Vec<Needed> {
    let selection = Selection { roles: vec![role.to_owned()], ..Selection::default() };
    let router = Router::fixed(Routing::new(Route::Direct, "test", ""), None);
    needed(&Plan::expand(&selection, catalogue, &router).unwrap(), catalogue).0
}

fn read(writer: &dyn Writer, text: &str, options: &Options) -> Allowlist {
    let source = Source { file: Arc::from("export"), text: text.to_owned() };
    let list = format(writer.id()).unwrap().read(&source, options, &NoFiles);
    list.unwrap_or_else(|error| panic!("{}: {error}\n{text}", writer.id()))
}

/// What is wrong with the list that a writer writes, in words.
fn faults(writer: &dyn Writer, needed: &[Needed], options: &Options) -> Vec<String> {
    let exported = export(writer, needed, options);
    let mut faults = exported.faults;
    faults.extend(exported.unproven);
    let list = read(writer, &exported.written.text, options);
    let accepted = Suppressions::default();
    let audit = Audit::of(list, needed.to_vec(), Vec::new(), &accepted, "2026-11-21");
    let said: BTreeSet<&str> =
        exported.written.refused.iter().map(|refused| refused.text.as_str()).collect();
    let mut missing = BTreeSet::new();
    for (needed, verdict) in audit.needed.iter().zip(&audit.verdicts) {
        let pattern = needed.pattern.as_str();
        if verdict.coverage != Coverage::Covered {
            missing.insert(pattern);
            if !said.contains(pattern) {
                let coverage = &verdict.coverage;
                faults.push(format!("{pattern} {} is {coverage:?}, unsaid", needed.port));
            }
        }
    }
    faults.extend(said.difference(&missing).map(|text| format!("{text} is covered, and refused")));
    for finding in &audit.findings {
        // Documents ask for what is broad, too.
        let broad = finding.code.starts_with("entry.broad.") && finding.severity == Severity::Note;
        // The ports of an object of Check Point are in its tags, which are not read.
        let tagged = writer.id() == "checkpoint" && finding.code == "entry.redundant";
        if finding.code.starts_with("entry.") && !broad && !tagged {
            faults.push(format!("{}: {}", finding.code, finding.text));
        }
    }
    faults
}

/// The options with which each writer is tried.
const OPTIONS: &[(&str, &str)] = &[
    ("plain", "plain.style=dot"),
    ("plain", "plain.style=subtree"),
    ("tinyproxy", "tinyproxy.type=ere"),
    ("tinyproxy", "tinyproxy.type=fnmatch"),
    ("rpz", "rpz.server=powerdns"),
    ("cilium", "cilium.version=1.18"),
    ("squid", "squid.version=5"),
    ("no_proxy", "no_proxy.client=go"),
    ("no_proxy", "no_proxy.client=dotnet"),
    ("netskope", "netskope.apex=off"),
    ("paloalto", "paloalto.ending-token=off"),
    ("cloudflare", "cloudflare.selector=host"),
    ("fortigate", "fortigate.part=address"),
];

#[test]
fn what_every_writer_writes_covers_what_it_does_not_refuse_and_has_nothing_idle() {
    let catalogue = catalogue();
    let mut faulty = Vec::new();
    for (role, with_whole_hosts) in [
        ("shapes/all", true),
        ("configmgr/service-connection-point", false),
        ("azure-arc/arc-resource-bridge", false),
    ] {
        for whole_hosts in [false, true] {
            if whole_hosts && !with_whole_hosts {
                continue;
            }
            let mut needed = needs(role, &catalogue);
            assert!(!needed.is_empty(), "{role}");
            if whole_hosts {
                for one in &mut needed {
                    one.path = None;
                }
            }
            for writer in WRITERS {
                let own = OPTIONS.iter().filter(|(id, _)| *id == writer.id());
                for option in std::iter::once("").chain(own.map(|(_, option)| *option)) {
                    let mut options = Options::default();
                    if !option.is_empty() {
                        options.add(option).unwrap();
                    }
                    let found = faults(*writer, &needed, &options);
                    let id = writer.id();
                    faulty.extend(
                        found.into_iter().map(|fault| format!("{id} {option} {role}: {fault}")),
                    );
                }
            }
        }
    }
    assert!(faulty.is_empty(), "{} faults:\n{}", faulty.len(), faulty.join("\n"));
}

#[test]
fn a_wider_entry_carries_the_roles_of_those_that_it_stands_for() {
    let catalogue = catalogue();
    let mut needed = needs("shapes/all", &catalogue);
    for one in &mut needed {
        if one.pattern == "in.tree.test" {
            one.askers.iter_mut().for_each(|asker| asker.role = "other/role".to_owned());
        }
    }
    let squid = WRITERS.iter().find(|writer| writer.id() == "squid").unwrap();
    let text = export(*squid, &needed, &Options::default()).written.text;
    assert!(!text.contains("in.tree.test"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.ends_with(" .tree.test")).unwrap();
    assert!(lines[at - 1].contains("shapes/all, other/role"), "{}", lines[at - 1]);
}
