//! What is said about entries that stand for several rules, or that are used in several places.

use std::sync::Arc;

use super::{audit, list, needed, of};
use crate::allowlist::{Allowlist, Options, Order, Otherwise, Ports};
use crate::audit::remedy::remedy;
use crate::audit::{Audit, Coverage, Missing, Severity, Suppressions, Unjudged, Verdict};
use crate::catalogue::Need;
use crate::hostset::{Depths, HostSet};

fn codes(audit: &Audit) -> Vec<&'static str> {
    audit.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn an_entry_that_two_lines_use_is_no_duplicate_of_itself() {
    let both = || of(HostSet::exact("x.test"));
    let mut twice = list(&[("x.test", both()), ("x.test", both())]);
    twice.rules[1].place = twice.rules[0].place.clone();
    let found = audit(twice, vec![needed("x.test", HostSet::exact("x.test"), 443)]);
    assert!(found.findings.is_empty(), "{found:?}");
}

#[test]
fn an_entry_is_needed_when_one_of_its_rules_is() {
    let mut both =
        list(&[("x.test", of(HostSet::exact("x.test"))), ("x.test", of(HostSet::below("x.test")))]);
    both.rules[1].place = both.rules[0].place.clone();
    let found = audit(both.clone(), vec![needed("x.test", HostSet::exact("x.test"), 443)]);
    assert!(found.findings.is_empty(), "{found:?}");
    let unneeded = audit(both, Vec::new());
    assert_eq!(codes(&unneeded), ["entry.unneeded"]);
}

#[test]
fn lists_that_are_used_elsewhere_may_have_the_same_entry() {
    let mut two =
        list(&[("x.test", of(HostSet::exact("x.test"))), ("x.test", of(HostSet::exact("x.test")))]);
    for (rule, group) in two.rules.iter_mut().zip(["on-80", "on-443"]) {
        rule.group = Some(Arc::from(group));
    }
    let of_list =
        |two: Allowlist| codes(&audit(two, vec![needed("x.test", HostSet::exact("x.test"), 443)]));
    assert_eq!(of_list(two.clone()), ["entry.duplicate"]);
    two.otherwise = Otherwise::NotSaid;
    assert!(of_list(two).is_empty());
}

#[test]
fn a_longer_name_is_not_redundant_where_the_longest_decides() {
    let mut zone = list(&[
        ("!inner", of(HostSet::below("b.x.test"))),
        ("!wide", of(HostSet::below("x.test"))),
        ("a", of(HostSet::exact("a.b.x.test"))),
    ]);
    zone.order = Order::MostSpecific;
    let found = audit(zone, vec![needed("a.b.x.test", HostSet::exact("a.b.x.test"), 443)]);
    assert!(found.findings.is_empty(), "{found:?}");
}

#[test]
fn what_documents_ask_for_is_covered_however_broad_it_is() {
    let hosts = || HostSet::below("blob.core.windows.net");
    let broad = list(&[("*.blob.core.windows.net", of(hosts()))]);
    let one = || needed("a", HostSet::exact("a.blob.core.windows.net"), 443);
    let asked = audit(broad.clone(), vec![needed("*.blob.core.windows.net", hosts(), 443), one()]);
    assert!(asked.verdicts.iter().all(|verdict| verdict.coverage == Coverage::Covered));
    assert_eq!(codes(&asked), ["entry.broad.public_suffix"]);
    assert_eq!(asked.findings[0].severity, Severity::Note);
    let not_asked = audit(broad, vec![one()]);
    assert_eq!(not_asked.verdicts[0].coverage, Coverage::Broadly);
    assert_eq!(not_asked.findings[0].severity, Severity::Warning);
}

#[test]
fn what_is_required_and_held_against_nothing_leaves_the_audit_open() {
    let one = |need: Need| Unjudged {
        pattern: "time.test".to_owned(),
        role: "test/role".to_owned(),
        need,
        why: "UDP".to_owned(),
    };
    let outcome = |need: Need| {
        let list = list(&[]);
        let audit = Audit::of(list, Vec::new(), vec![one(need)], &Suppressions::default(), "");
        audit.outcome(Some(Severity::Error))
    };
    assert_eq!(outcome(Need::Required), crate::audit::Outcome::Open);
    assert_eq!(outcome(Need::Optional), crate::audit::Outcome::Fine);
}

#[test]
fn a_day_in_another_form_is_refused_since_it_would_not_be_compared() {
    for day in ["20260101", "+002027-01-31", "2027-01-31T00:00"] {
        let text = format!("- {{code: a, entry: b, reason: c, expires: '{day}'}}");
        let error = Suppressions::read(&text).unwrap_err().to_string();
        assert!(error.contains("2027-03-31"), "{error}");
    }
}

/// The lines that are proposed for what one list does with one endpoint.
fn proposed(list: &Allowlist, hosts: HostSet, coverage: Coverage, by: Vec<usize>) -> Vec<String> {
    let verdict = Verdict { coverage, by, stopped_by: Vec::new(), remarks: Vec::new() };
    remedy(list, &needed("needed", hosts, 443), &verdict)
}

#[test]
fn the_line_to_write_helps_or_is_not_proposed() {
    let tree = || HostSet::subtree("x.test");
    let as_read = |format: &'static str, option: &str| {
        let mut own = list(&[("*.x.test", of(HostSet::below("x.test")))]);
        own.format = format;
        if !option.is_empty() {
            let mut options = Options::default();
            options.add(option).unwrap();
            let name = option.split('=').next().unwrap();
            let known = crate::allowlist::KNOWN.iter().find(|known| known.name == name).unwrap();
            own.modes.push(options.mode(known.name));
        }
        own
    };
    let uncovered = |list: &Allowlist| proposed(list, tree(), Coverage::Uncovered, Vec::new());
    assert_eq!(uncovered(&as_read("plain", "plain.style=star")), ["x.test", "*.x.test"]);
    assert_eq!(uncovered(&as_read("plain", "plain.style=dot")), [".x.test"]);
    assert_eq!(uncovered(&as_read("squid", "")), ["dstdomain .x.test"]);
    // What is there is not proposed again, and neither is what the list has as far as it can.
    let apex = || Coverage::Partly(Missing::Apex("x.test".to_owned()));
    assert_eq!(
        proposed(&as_read("plain", "plain.style=star"), tree(), apex(), vec![0]),
        ["x.test"]
    );
    let depth = Coverage::Partly(Missing::Depth("a.a.x.test".to_owned()));
    assert!(proposed(&as_read("zscaler", ""), tree(), depth, Vec::new()).is_empty());
    assert_eq!(uncovered(&as_read("zscaler", "")), [".x.test"]);
    // A deny entry wins over any line, and ports stand beside the lists of Squid.
    assert!(proposed(&as_read("squid", ""), tree(), Coverage::Shadowed, Vec::new()).is_empty());
    let ports = || Coverage::Partly(Missing::Ports(Ports::one(443)));
    assert!(proposed(&as_read("squid", ""), tree(), ports(), Vec::new()).is_empty());
    assert_eq!(proposed(&as_read("netskope", ""), tree(), ports(), Vec::new()), [] as [&str; 0]);
}

#[test]
fn an_expression_for_all_below_a_suffix_is_told_as_such() {
    use crate::audit::{Breadth, breadth};
    use crate::hostset::Regular;
    let code = |source: &str| {
        let set = HostSet::Regular(Regular::new(source).unwrap());
        breadth(&set).as_ref().map(Breadth::code)
    };
    assert_eq!(code(r".*\.blob\.core\.windows\.net"), Some("entry.broad.public_suffix"));
    assert_eq!(code(r".*blob\.core\.windows\.net.*"), Some("entry.broad.any_owner"));
    assert_eq!(code(r"a[^.]*b\.azurewebsites\.net"), Some("entry.broad.any_owner"));
    let one = HostSet::Under { name: "x.test".into(), depths: Depths::ONE_LABEL };
    assert_eq!(breadth(&one), None);
}

#[test]
fn a_suppression_of_a_code_that_there_is_not_is_refused() {
    let read = |code: &str| {
        let text = format!("- {{code: {code}, entry: b, reason: c, expires: 2027-01-31}}");
        Suppressions::read(&text)
    };
    assert!(read("entry.broad.").is_ok() && read("need.uncovered").is_ok());
    let error = read("need.uncoverd").unwrap_err().to_string();
    assert!(error.contains("did you mean need.uncovered?"), "{error}");
    assert!(read("nothing.").is_err());
}

#[test]
fn an_old_entry_for_every_port_is_held_against_the_ports_in_use() {
    use crate::address::Scheme;
    use crate::allowlist::{Meaning, Schemes};
    use crate::audit::losses;
    let old = list(&[("x.test", of(HostSet::exact("x.test")))]);
    let on = |port: u16, scheme: Scheme| Meaning {
        ports: Ports::one(port),
        schemes: Schemes::one(scheme),
        ..of(HostSet::exact("x.test"))
    };
    let both = list(&[("a", on(80, Scheme::Http)), ("b", on(443, Scheme::Https))]);
    assert!(losses(&old, &both).is_empty());
    let one = list(&[("b", on(443, Scheme::Https))]);
    assert_eq!(losses(&old, &one).len(), 1);
    // TLS of any kind on 443 is HTTPS there, and something else on another port.
    let tls = |port: u16| {
        let schemes = Schemes { http: false, https: true, tcp: true };
        let meaning = Meaning { ports: Ports::one(port), schemes, ..of(HostSet::exact("x.test")) };
        list(&[("tls", meaning)])
    };
    assert!(losses(&tls(443), &one).is_empty());
    let other = list(&[("c", on(5671, Scheme::Https))]);
    assert_eq!(losses(&tls(5671), &other).len(), 1);
}

#[test]
fn the_ports_of_what_is_not_written_twice_are_named_all_the_same() {
    let writer = crate::allowlist::writers::writer("plain").unwrap();
    let needs = [
        needed("*.x.test", HostSet::below("x.test"), 443),
        needed("a.x.test", HostSet::exact("a.x.test"), 80),
    ];
    let written = crate::audit::export(writer, &needs, &Options::default()).written;
    assert!(!written.text.contains("a.x.test"), "{}", written.text);
    assert!(written.notes.iter().any(|note| note.contains("80, 443")), "{:?}", written.notes);
}
