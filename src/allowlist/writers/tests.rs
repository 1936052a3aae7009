//! Every writer's file, read back by its own format: never wider than what was wanted.

use std::sync::Arc;

use super::WRITERS;
use crate::address::Entry;
use crate::allowlist::formats::format;
use crate::allowlist::{
    Action, Allowlist, Hosts, NearbyFiles, Options, Outcome, Ports, Request, Schemes, Source,
    Wanted,
};
use crate::hostset::{Depths, HostSet, covers};

struct NoFiles;

impl NearbyFiles for NoFiles {
    fn open(&self, _: &Source, _: &str) -> Result<Source, String> {
        Err("there are no files".to_owned())
    }
}

fn wanted(hosts: HostSet, ports: &[u16], schemes: Schemes) -> Wanted {
    Wanted {
        text: hosts.to_string(),
        hosts,
        ports: Ports::of(ports.iter().map(|port| (*port, *port))),
        schemes,
        path: None,
        roles: vec!["role/one\nline".to_owned()],
        sources: vec!["https://docs.test/".to_owned()],
    }
}

fn everything() -> Vec<Wanted> {
    let web = Schemes { http: true, https: true, tcp: false };
    vec![
        wanted(HostSet::exact("www.a.test"), &[443], Schemes::HTTPS),
        wanted(HostSet::subtree("b.test"), &[80, 443], web),
        wanted(HostSet::exact("x.b.test"), &[80, 443], web),
        wanted(HostSet::below("c.test"), &[443], Schemes::HTTPS),
        wanted(HostSet::EndsWith("-d.test".into()), &[443], Schemes::HTTPS),
        wanted(HostSet::EndsWith("e.test".into()), &[443], Schemes::HTTPS),
        wanted(
            HostSet::Under { name: "f.test".into(), depths: Depths::ONE_LABEL },
            &[443],
            Schemes::HTTPS,
        ),
        wanted(HostSet::exact("b.test"), &[80], Schemes::HTTP),
        wanted(stars("*-g.h.test"), &[443], Schemes::HTTPS),
        wanted(HostSet::Network("192.0.2.0/24".parse().unwrap()), &[443], Schemes::HTTPS),
        wanted(HostSet::exact("bad\nname"), &[443], Schemes::HTTPS),
    ]
}

/// The hosts of an entry with stars inside its labels.
fn stars(text: &str) -> HostSet {
    let entry: Entry = text.parse().unwrap();
    HostSet::of_pattern(&entry.host).unwrap()
}

fn read_back(id: &str, text: &str, options: &Options) -> Allowlist {
    let source = Source { file: Arc::from("written"), text: text.to_owned() };
    let list = format(id).unwrap().read(&source, options, &NoFiles);
    list.unwrap_or_else(|error| panic!("{id}: {error}\n{text}"))
}

/// The options with which each writer is tried.
const OPTIONS: &[&str] = &[
    "",
    "plain.style=dot",
    "plain.style=star",
    "plain.style=subtree",
    "plain.style=exact",
    "tinyproxy.type=ere",
    "tinyproxy.type=fnmatch",
    "rpz.server=powerdns",
    "cilium.version=1.18",
    "squid.version=5",
    "no_proxy.client=go",
    "no_proxy.client=dotnet",
    "no_proxy.client=wget",
];

#[test]
fn what_is_written_is_never_wider_than_what_is_wanted() {
    let wanted = everything();
    for writer in WRITERS {
        for option in OPTIONS {
            let mut options = Options::default();
            if !option.is_empty() {
                options.add(option).unwrap();
            }
            let written = writer.file(&wanted, &options);
            let list = read_back(writer.id(), &written.text, &options);
            assert!(list.skipped.is_empty(), "{} {option}: {:?}", writer.id(), list.skipped);
            let sets: Vec<&HostSet> = wanted.iter().map(|one| &one.hosts).collect();
            for rule in list.rules.iter().filter(|rule| rule.action == Action::Allow) {
                let Hosts::Set(hosts) = &rule.meaning.hosts else {
                    panic!("{} {option}: {rule:?}", writer.id())
                };
                let within = covers(&sets, hosts) == Ok(true);
                assert!(within, "{} {option}: {rule:?}", writer.id());
            }
        }
    }
}

#[test]
fn what_is_not_refused_is_let_through() {
    let wanted = everything();
    for writer in WRITERS {
        for option in OPTIONS {
            let mut options = Options::default();
            if !option.is_empty() {
                options.add(option).unwrap();
            }
            let written = writer.file(&wanted, &options);
            let list = read_back(writer.id(), &written.text, &options);
            for one in &wanted {
                if written.refused.iter().any(|refused| refused.text == one.text) {
                    continue;
                }
                let host = [
                    "x.b.test",
                    "b.test",
                    "www.a.test",
                    "x.c.test",
                    "a-d.test",
                    "ae.test",
                    "x.f.test",
                    "192.0.2.9",
                    "x-g.h.test",
                ]
                .into_iter()
                .find(|host| one.hosts.matches(host) == Ok(true))
                .unwrap();
                let port = one.ports.ranges()[0].0;
                let outcome = list.decide(&Request::new(host, port)).outcome;
                assert_eq!(
                    outcome,
                    Outcome::Allowed,
                    "{} {option}: {host}\n{}",
                    writer.id(),
                    written.text
                );
            }
        }
    }
}

#[test]
fn ports_and_schemes_stay_apart_where_the_product_has_them() {
    let wanted = everything();
    for id in ["squid", "suricata"] {
        let writer = super::writer(id).unwrap();
        let list =
            read_back(id, &writer.file(&wanted, &Options::default()).text, &Options::default());
        for (host, port, expected) in [
            ("www.a.test", 443, Outcome::Allowed),
            ("www.a.test", 80, Outcome::Denied),
            ("b.test", 80, Outcome::Allowed),
            ("x.c.test", 443, Outcome::Allowed),
            ("x.c.test", 80, Outcome::Denied),
            ("c.test", 443, Outcome::Denied),
        ] {
            let found = list.decide(&Request::new(host, port)).outcome;
            assert_eq!(found, expected, "{id}: {host}:{port}");
        }
    }
}

#[test]
fn a_file_is_the_same_whatever_the_order_of_what_is_wanted() {
    let wanted = everything();
    let reversed: Vec<Wanted> = wanted.iter().rev().cloned().collect();
    for writer in WRITERS {
        let one = writer.file(&wanted, &Options::default()).text;
        assert_eq!(one, writer.file(&reversed, &Options::default()).text, "{}", writer.id());
    }
}
