//! Tests of the judgement and of the checks, on lists of a few entries.

mod addresses;
mod entries;

use crate::address::{PortSpec, Scheme};
use crate::allowlist::{
    Action, Allowlist, Meaning, Order, Otherwise, PathRule, Place, Ports, Rule, Schemes, Sees,
    Unseen,
};
use crate::audit::{
    Asker, Audit, Coverage, Missing, Needed, Outcome, Severity, Suppressions, losses,
};
use crate::catalogue::Need;
use crate::hostset::{Depths, HostSet, Regular};

fn place(line: usize) -> Place {
    Place { file: "list".into(), line: u32::try_from(line).unwrap(), column: 1, length: 1 }
}

/// A list of entries in order; `!` before one denies.
fn list(entries: &[(&str, Meaning)]) -> Allowlist {
    let rules = entries.iter().enumerate().map(|(number, (text, meaning))| Rule {
        action: if text.starts_with('!') { Action::Deny } else { Action::Allow },
        meaning: meaning.clone(),
        text: (*text).to_owned(),
        place: place(number + 1),
        group: None,
        conditions: Vec::new(),
    });
    Allowlist {
        format: "test",
        modes: Vec::new(),
        order: Order::FirstMatch,
        otherwise: Otherwise::Denied,
        rules: rules.collect(),
        skipped: Vec::new(),
        notes: Vec::new(),
    }
}

fn of(set: HostSet) -> Meaning {
    Meaning::of(set)
}

fn needed(pattern: &str, hosts: HostSet, port: u16) -> Needed {
    Needed {
        pattern: pattern.to_owned(),
        hosts,
        port: PortSpec::One(port),
        scheme: Scheme::of_port(port),
        path: None,
        askers: vec![Asker {
            role: "test/role".to_owned(),
            need: Need::Required,
            purpose: None,
            place: None,
            documents: Vec::new(),
        }],
    }
}

fn audit(list: Allowlist, needed: Vec<Needed>) -> Audit {
    Audit::of(list, needed, Vec::new(), &Suppressions::default(), "2026-11-21")
}

fn coverage(list: Allowlist, needed: Needed) -> Coverage {
    audit(list, vec![needed]).verdicts.remove(0).coverage
}

fn below() -> Needed {
    needed("*.x.test", HostSet::below("x.test"), 443)
}

#[test]
fn a_wildcard_is_covered_by_the_same_and_by_wider_ones() {
    for set in [HostSet::below("x.test"), HostSet::subtree("x.test")] {
        assert_eq!(coverage(list(&[("e", of(set))]), below()), Coverage::Covered);
    }
    let elsewhere = list(&[("e", of(HostSet::below("y.test")))]);
    assert_eq!(coverage(elsewhere, below()), Coverage::Uncovered);
}

#[test]
fn a_union_covers_and_names_everything_in_it() {
    let one = HostSet::Under { name: "x.test".into(), depths: Depths::ONE_LABEL };
    let deeper = HostSet::Under { name: "x.test".into(), depths: Depths { least: 2, most: None } };
    let audit = audit(list(&[("one", of(one)), ("deeper", of(deeper))]), vec![below()]);
    assert_eq!(audit.verdicts[0].coverage, Coverage::Covered);
    assert_eq!(audit.verdicts[0].by, [0, 1]);
}

#[test]
fn what_is_missing_is_named() {
    let subtree = || needed(".x.test", HostSet::subtree("x.test"), 443);
    let wild = list(&[("e", of(HostSet::below("x.test")))]);
    let apex = Coverage::Partly(Missing::Apex("x.test".to_owned()));
    assert_eq!(coverage(wild, subtree()), apex);

    let one = HostSet::Under { name: "x.test".into(), depths: Depths::ONE_LABEL };
    let depth = Coverage::Partly(Missing::Depth("a.a.x.test".to_owned()));
    assert_eq!(coverage(list(&[("e", of(one))]), below()), depth);

    let names = list(&[("e", of(HostSet::exact("dl.x.test")))]);
    let Coverage::Partly(Missing::Names { passing, .. }) = coverage(names, below()) else {
        panic!("names pass");
    };
    assert_eq!(passing, ["dl.x.test"]);
}

#[test]
fn a_missing_port_and_a_missing_scheme_are_told_apart() {
    let on_443 = Meaning { ports: Ports::one(443), ..of(HostSet::below("x.test")) };
    let plain = needed("*.x.test", HostSet::below("x.test"), 80);
    let missing = coverage(list(&[("e", on_443)]), plain);
    assert_eq!(missing, Coverage::Partly(Missing::Ports(Ports::one(80))));
    let http = Meaning { schemes: Schemes::HTTP, ..of(HostSet::below("x.test")) };
    assert_eq!(coverage(list(&[("e", http)]), below()), Coverage::Partly(Missing::Scheme));
}

#[test]
fn the_ports_of_a_range_that_are_missing_are_listed() {
    let low = Meaning { ports: Ports::of([(1000, 1999)]), ..of(HostSet::exact("x.test")) };
    let range =
        Needed { port: PortSpec::Range(1000, 2999), ..needed("x", HostSet::exact("x.test"), 1) };
    let missing = coverage(list(&[("e", low)]), range);
    assert_eq!(missing, Coverage::Partly(Missing::Ports(Ports::of([(2000, 2999)]))));
}

#[test]
fn a_deny_counts_where_it_stands_before() {
    let allow = || ("a", of(HostSet::subtree("x.test")));
    let deny = || ("!d", of(HostSet::below("x.test")));
    assert_eq!(coverage(list(&[deny(), allow()]), below()), Coverage::Shadowed);
    assert_eq!(coverage(list(&[allow(), deny()]), below()), Coverage::Covered);
    let single = ("!d", of(HostSet::exact("bad.x.test")));
    let some = coverage(list(&[single, allow()]), below());
    assert_eq!(some, Coverage::Partly(Missing::Denied("bad.x.test".to_owned())));
    let mut stronger = list(&[allow(), deny()]);
    stronger.order = Order::DenyWins;
    assert_eq!(coverage(stronger, below()), Coverage::Shadowed);
}

#[test]
fn a_dead_entry_is_no_cover_and_is_named() {
    let audit = audit(list(&[("*.x.test", Meaning::nothing("has a star"))]), vec![below()]);
    assert_eq!(audit.verdicts[0].coverage, Coverage::Dead(0));
    let finding = &audit.findings[0];
    assert_eq!((finding.code, finding.severity), ("need.dead", Severity::Error));
    assert!(finding.text.contains("it has a star"), "{}", finding.text);
}

#[test]
fn what_nobody_can_tell_is_no_pass_and_no_refusal() {
    let tag = ("tag", Meaning::unknown("is a tag"));
    let open = audit(list(std::slice::from_ref(&tag)), vec![below()]);
    assert!(matches!(open.verdicts[0].coverage, Coverage::CannotDecide(_)));
    assert_eq!(open.outcome(Some(Severity::Error)), Outcome::Open);
    // An entry that has it settles the question.
    let sure = list(&[tag, ("a", of(HostSet::below("x.test")))]);
    assert_eq!(coverage(sure, below()), Coverage::Covered);
}

#[test]
fn a_cover_that_lets_everything_through_is_called_broad() {
    let audit = audit(list(&[("*", of(HostSet::Everything))]), vec![below()]);
    assert_eq!(audit.verdicts[0].coverage, Coverage::Broadly);
    let codes: Vec<&str> = audit.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["entry.broad.everything", "need.broad"]);
}

#[test]
fn breadth_goes_by_the_owner_of_names() {
    use crate::audit::{Breadth, breadth};
    let code = |set: HostSet| breadth(&set).as_ref().map(Breadth::code);
    let regular = |source: &str| HostSet::Regular(Regular::new(source).unwrap());
    assert_eq!(code(HostSet::subtree("co.uk")), Some("entry.broad.public_suffix"));
    assert_eq!(code(HostSet::subtree("blob.core.windows.net")), Some("entry.broad.public_suffix"));
    assert_eq!(code(HostSet::subtree("core.windows.net")), Some("entry.broad.shared_hosting"));
    assert_eq!(code(HostSet::glob("*contoso.com")), Some("entry.broad.text_suffix"));
    assert_eq!(code(regular(r".*contoso\.com.*")), Some("entry.broad.any_owner"));
    assert_eq!(code(regular(r"(?:.*\.)?(?:contoso|fabrikam)\.com")), None);
    assert_eq!(code(HostSet::below("manage.microsoft.com")), None);
    assert_eq!(code(HostSet::exact("com")), None);
}

#[test]
fn entries_that_do_nothing_are_found() {
    let audit = audit(
        list(&[
            ("wide", of(HostSet::subtree("x.test"))),
            ("inner", of(HostSet::exact("www.x.test"))),
            ("again", of(HostSet::subtree("x.test"))),
            ("!late", of(HostSet::exact("bad.x.test"))),
            ("other", of(HostSet::exact("y.test"))),
        ]),
        vec![needed(".x.test", HostSet::subtree("x.test"), 443)],
    );
    let found: Vec<(&str, &str)> =
        audit.findings.iter().map(|one| (one.code, one.subject.as_str())).collect();
    assert_eq!(
        found,
        [
            ("entry.shadowed", "!late"),
            ("entry.redundant", "inner"),
            ("entry.duplicate", "again"),
            ("entry.unneeded", "other"),
        ]
    );
}

#[test]
fn an_entry_between_two_of_another_kind_is_not_redundant() {
    let audit = audit(
        list(&[
            ("inner", of(HostSet::exact("www.x.test"))),
            ("!no", of(HostSet::below("x.test"))),
            ("wide", of(HostSet::subtree("x.test"))),
        ]),
        vec![needed("www.x.test", HostSet::exact("www.x.test"), 443)],
    );
    assert!(audit.findings.iter().all(|one| one.code != "entry.redundant"), "{audit:?}");
}

#[test]
fn a_wildcard_wider_than_what_is_needed_is_a_note() {
    let wide = list(&[("wide", of(HostSet::below("microsoft.test")))]);
    let inner = needed("*.manage.microsoft.test", HostSet::below("manage.microsoft.test"), 443);
    let audit = audit(wide, vec![inner]);
    assert_eq!(audit.findings[0].code, "entry.wider_than_needed");
    assert_eq!(audit.findings[0].severity, Severity::Note);
}

#[test]
fn suppressions_need_a_reason_and_end() {
    let text = "- {code: entry.unneeded, entry: other, reason: kept, expires: 2026-12-31}\n\
                - {code: entry.unneeded, entry: third, reason: kept, expires: 2026-01-31}\n\
                - {code: entry.dead, entry: gone, reason: kept, expires: 2027-01-31}\n";
    let accepted = Suppressions::read(text).unwrap();
    let entries =
        [("other", of(HostSet::exact("y.test"))), ("third", of(HostSet::exact("z.test")))];
    let audit = Audit::of(list(&entries), Vec::new(), Vec::new(), &accepted, "2026-11-21");
    assert_eq!(audit.suppressed.len(), 1);
    assert_eq!(audit.findings.len(), 1);
    assert!(audit.notes.iter().any(|note| note.contains("expired")), "{:?}", audit.notes);
    assert!(audit.notes.iter().any(|note| note.contains("no finding")), "{:?}", audit.notes);
    let empty = "- {code: a, entry: b, reason: '', expires: 2026-12-31}";
    assert!(Suppressions::read(empty).unwrap_err().to_string().contains("no reason"));
    let day = "- {code: a, entry: b, reason: c, expires: soon}";
    assert!(Suppressions::read(day).unwrap_err().to_string().contains("2027-03-31"));
}

#[test]
fn what_a_new_list_no_longer_lets_through_is_a_loss() {
    let old =
        list(&[("wild", of(HostSet::subtree("x.test"))), ("name", of(HostSet::exact("y.test")))]);
    let new =
        list(&[("wild", of(HostSet::below("x.test"))), ("names", of(HostSet::subtree("y.test")))]);
    let lost = losses(&old, &new);
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].rule, Some(0));
    assert_eq!(lost[0].verdict.coverage.code(), "partly.apex");
    assert!(losses(&old, &old).is_empty());
}

#[test]
fn a_deny_entry_for_some_paths_leaves_it_open_which_are_asked_for() {
    let paths = Regular::new(r"/.*\.cab").unwrap();
    let path = Some(PathRule { paths, unseen: Unseen::Fails });
    let deny = Meaning { path, ..of(HostSet::Everything) };
    let list = || list(&[("!cab", deny.clone()), ("x", of(HostSet::subtree("x.test")))]);
    let plain = |path: Option<&str>| Needed {
        path: path.map(str::to_owned),
        ..needed("x.test", HostSet::exact("x.test"), 80)
    };
    assert!(matches!(coverage(list(), plain(None)), Coverage::CannotDecide(_)));
    assert!(matches!(coverage(list(), plain(Some("/a.cab"))), Coverage::CannotDecide(_)));
    let tls = needed("x.test", HostSet::exact("x.test"), 443);
    assert_eq!(coverage(list(), tls), Coverage::Covered);
}

#[test]
fn what_an_old_denylist_let_through_is_not_known_to_be_kept() {
    let mut old = list(&[("!evil", of(HostSet::subtree("evil.test")))]);
    old.otherwise = Otherwise::Allowed;
    let new = list(&[("x", of(HostSet::subtree("x.test")))]);
    let lost = losses(&old, &new);
    assert_eq!(lost.len(), 1);
    assert!(lost[0].rule.is_none() && lost[0].verdict.coverage.is_open());
    assert!(losses(&old, &old).is_empty());
}

#[test]
fn an_expression_about_urls_is_held_against_every_path() {
    let urls = |source: &str| Meaning {
        sees: Sees::UrlOrAuthority,
        ..of(HostSet::Regular(Regular::new(source).unwrap()))
    };
    let plain = || needed("x.test", HostSet::exact("x.test"), 80);
    let all = || ("a", of(HostSet::Everything));
    let stops_some = list(&[("!cab", urls(r".*\.cab")), all()]);
    assert!(coverage(stops_some, plain()).is_open());
    let stops_others = list(&[("!evil", urls(r"http://evil\.test/.*")), all()]);
    assert_eq!(coverage(stops_others, plain()), Coverage::Broadly);
    let only_the_root = list(&[("root", urls(r"http://x\.test/"))]);
    assert!(!coverage(only_the_root, plain()).is_covered());
    // As a search is translated: the dollar ends the text, whatever stands behind it.
    let only_the_root = list(&[("root", urls(r".*(?:^http://x\.test/$).*"))]);
    assert!(!coverage(only_the_root, plain()).is_covered());
    let every_path = list(&[("all", urls(r"(?i).*(?:^http://x\.test/).*"))]);
    assert_eq!(coverage(every_path, plain()), Coverage::Covered);
}

#[test]
fn what_is_open_is_not_told_as_missing() {
    let doubtful = |mut list: Allowlist, at: usize| {
        list.rules[at].conditions = vec!["the hour".to_owned()];
        list
    };
    // A denial that may not be in force, of one name under a wildcard.
    let single =
        list(&[("!d", of(HostSet::exact("bad.x.test"))), ("a", of(HostSet::subtree("x.test")))]);
    assert!(coverage(doubtful(single, 0), below()).is_open());
    // And of some ports of a range.
    let low = Meaning { ports: Ports::of([(1000, 1999)]), ..of(HostSet::exact("x.test")) };
    let some = list(&[("!d", low), ("a", of(HostSet::exact("x.test")))]);
    let hosts = HostSet::exact("x.test");
    let range = Needed { port: PortSpec::Range(1000, 2999), ..needed("x", hosts, 1) };
    assert!(coverage(doubtful(some, 0), range).is_open());
}
