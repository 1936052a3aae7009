//! What each writer writes is read back, and is what was wanted or less, and less only where it
//! says so.

use super::WRITERS;
use crate::address::Scheme;
use crate::allowlist::formats::FORMATS;
use crate::allowlist::{
    Action, Allowlist, Hosts, NearbyFiles, Options, Outcome, Ports, Request, Schemes, Source,
    Wanted,
};
use crate::hostset::{Depths, HostSet, contains};

/// No other files.
struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

fn want(text: &str, hosts: HostSet, ports: &[u16], schemes: Schemes) -> Wanted {
    Wanted {
        text: text.to_owned(),
        hosts,
        ports: Ports::of(ports.iter().map(|port| (*port, *port))),
        schemes,
        path: None,
        roles: vec!["configmgr/\"service\"\n-point".to_owned()],
        sources: Vec::new(),
    }
}

fn everything_wanted() -> Vec<Wanted> {
    let one = HostSet::Under { name: "one.test".into(), depths: Depths::ONE_LABEL };
    let mut path = want("p.test/dl", HostSet::exact("p.test"), &[80], Schemes::HTTP);
    path.path = Some("/dl".to_owned());
    let mut folder = want("f.test/dl/", HostSet::exact("f.test"), &[80], Schemes::HTTP);
    folder.path = Some("/dl/".to_owned());
    vec![
        want("exact.test", HostSet::exact("exact.test"), &[443], Schemes::HTTPS),
        want("*.below.test", HostSet::below("below.test"), &[443], Schemes::HTTPS),
        want("sub.test", HostSet::subtree("sub.test"), &[80, 443], Schemes::ALL),
        want("both.test", HostSet::exact("both.test"), &[80, 443], Schemes::ALL),
        want("*.one.test", one, &[443], Schemes::HTTPS),
        want("*text.test", HostSet::EndsWith("text.test".into()), &[443], Schemes::HTTPS),
        want(
            "192.0.2.0/24",
            HostSet::Network("192.0.2.0/24".parse().unwrap()),
            &[443],
            Schemes::ALL,
        ),
        want("odd.test", HostSet::exact("odd.test"), &[8443, 9000], Schemes::HTTPS),
        Wanted {
            ports: Ports::of([(8000, 8100)]),
            ..want("range.test", HostSet::subtree("range.test"), &[], Schemes::ALL)
        },
        Wanted {
            ports: Ports::all(),
            ..want("any.test", HostSet::subtree("any.test"), &[], Schemes::ALL)
        },
        want(
            "tcp.test",
            HostSet::exact("tcp.test"),
            &[1433],
            Schemes { tcp: true, ..Schemes::NONE },
        ),
        want("*", HostSet::Everything, &[443], Schemes::HTTPS),
        path,
        folder,
    ]
}

fn read_back(id: &str, text: &str) -> Allowlist {
    let format = FORMATS.iter().find(|format| format.id() == id).unwrap();
    let source = Source { file: "written".into(), text: text.to_owned() };
    format.read(&source, &Options::default(), &Alone).unwrap_or_else(|error| {
        panic!("{id}: {error}\n{text}");
    })
}

#[test]
fn nothing_is_written_that_is_wider_than_what_is_wanted() {
    let wanted = everything_wanted();
    for writer in WRITERS {
        let written = writer.file(&wanted, &Options::default());
        let list = read_back(writer.id(), &written.text);
        assert!(list.skipped.is_empty(), "{}: {:?}\n{}", writer.id(), list.skipped, written.text);
        assert!(!list.rules.is_empty(), "{}", writer.id());
        for rule in list.rules.iter().filter(|rule| rule.action == Action::Allow) {
            let Hosts::Set(set) = &rule.meaning.hosts else {
                panic!("{}: {rule:?}", writer.id());
            };
            let within = wanted.iter().any(|wanted| {
                wanted.hosts != HostSet::Everything
                    && contains(&wanted.hosts, set) == Ok(true)
                    && (rule.meaning.ports.is_all()
                        || wanted.ports.contain(&rule.meaning.ports)
                        // Each scheme has the ports of its own group.
                        || !wanted.ports.intersection(&rule.meaning.ports).is_empty())
                    && wanted.path.is_some() == rule.meaning.path.is_some()
            });
            assert!(within, "{}: {} is wider than wanted", writer.id(), rule.text);
        }
    }
}

#[test]
fn what_is_not_refused_is_let_through() {
    let wanted = everything_wanted();
    let asked = [
        ("exact.test", "exact.test", 443),
        ("*.below.test", "a.b.below.test", 443),
        ("sub.test", "sub.test", 443),
        ("sub.test", "a.b.sub.test", 80),
        ("both.test", "both.test", 80),
        ("*.one.test", "a.one.test", 443),
        ("*text.test", "atext.test", 443),
        ("192.0.2.0/24", "192.0.2.9", 443),
        ("range.test", "a.range.test", 8050),
        ("any.test", "any.test", 12_345),
        ("tcp.test", "tcp.test", 1433),
    ];
    for writer in WRITERS {
        let written = writer.file(&wanted, &Options::default());
        let list = read_back(writer.id(), &written.text);
        for (text, host, port) in asked {
            // Refused things are named by what was wanted, or by the entry that was written.
            let refused = written.refused.iter().any(|refused| refused.text.contains(text));
            let outcome = list.decide(&Request::new(host, port)).outcome;
            assert!(
                refused || outcome == Outcome::Allowed,
                "{}: {host}:{port} is {outcome:?}\n{}",
                writer.id(),
                written.text
            );
        }
        let other = list.decide(&Request::new("other.test", 443)).outcome;
        assert_eq!(other, Outcome::Denied, "{}", writer.id());
    }
}

#[test]
fn files_are_stable_and_groups_go_by_ports() {
    let mut wanted = everything_wanted();
    let id = |wanted: &[Wanted], id: &str| {
        super::writer(id).unwrap().file(wanted, &Options::default()).text
    };
    for writer in WRITERS {
        let first = id(&wanted, writer.id());
        wanted.reverse();
        assert_eq!(first, id(&wanted, writer.id()), "{}", writer.id());
    }
    let text = id(&wanted, "paloalto");
    assert!(text.contains("custom-url-category clearway-80-443 list *.sub.test/\n"), "{text}");
    assert!(text.contains("custom-url-category clearway-80 list p.test/dl/\n"), "{text}");
}

#[test]
fn an_entry_can_be_had_alone() {
    let wanted = everything_wanted();
    let entries = |id: &str, text: &str| {
        let wanted = wanted.iter().find(|wanted| wanted.text == text).unwrap();
        super::writer(id).unwrap().entries(wanted, &Options::default())
    };
    assert_eq!(entries("paloalto", "sub.test"), Ok(vec!["sub.test/".into(), "*.sub.test/".into()]));
    assert_eq!(entries("zscaler", "sub.test"), Ok(vec![".sub.test".into()]));
    assert_eq!(entries("gcp-url-list", "sub.test"), Ok(vec!["*sub.test".into()]));
    assert!(
        entries("umbrella", "*.below.test").unwrap_err().contains("leaves the name itself out")
    );
    assert!(
        entries("azure-firewall", "p.test/dl")
            .unwrap_err()
            .contains("an entry for the whole host would be wider")
    );
}

#[test]
fn a_path_stays_a_path() {
    let wanted = everything_wanted();
    for id in ["paloalto", "zscaler", "gcp-url-list"] {
        let text = super::writer(id).unwrap().file(&wanted, &Options::default()).text;
        let list = read_back(id, &text);
        let ask = |path: &str| {
            let (host, path) = ("p.test".to_owned(), path.to_owned());
            list.decide(&Request { host, port: Some(80), scheme: Scheme::Http, path }).outcome
        };
        assert_eq!(ask("/dl"), Outcome::Allowed, "{id}");
        assert_eq!(ask("/dl/x"), Outcome::Allowed, "{id}");
        assert_eq!(ask("/dlx"), Outcome::Denied, "{id}");
    }
}
