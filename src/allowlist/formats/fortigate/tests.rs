//! Virtual domains and predefined services.

use super::FortiGate;
use crate::allowlist::{
    Allowlist, Format, NearbyFiles, Options, Outcome, ReadError, Request, Source,
};

struct Alone;

impl NearbyFiles for Alone {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        Err(format!("{name} is not there"))
    }
}

fn read(text: &str, given: &[&str]) -> Result<Allowlist, ReadError> {
    let mut options = Options::default();
    for option in given {
        options.add(option).unwrap();
    }
    let source = Source { file: "fortigate.conf".into(), text: text.to_owned() };
    FortiGate.read(&source, &options, &Alone)
}

fn outcome(list: &Allowlist, host: &str, port: u16) -> Outcome {
    list.decide(&Request::new(host, port)).outcome
}

/// The addresses and the policies of one firewall that lets one name through.
fn firewall(name: &str, service: &str) -> String {
    format!(
        "config firewall address\nedit a\nset type fqdn\nset fqdn {name}\nnext\nend\n\
         config firewall policy\nedit 1\nset srcaddr all\nset dstaddr a\nset action accept\n\
         set service {service}\nnext\nend\n"
    )
}

#[test]
fn each_virtual_domain_is_a_firewall_of_its_own() {
    let text = format!(
        "config vdom\nedit root\nnext\nedit guest\nnext\nend\n\
         config global\nconfig system global\nset hostname fw\nend\nend\n\
         config vdom\nedit root\n{}end\nconfig vdom\nedit guest\n{}end\n",
        firewall("x.test", "HTTPS"),
        firewall("y.test", "HTTPS")
    );
    let error = read(&text, &[]).unwrap_err().to_string();
    assert!(error.contains("root, guest") && error.contains("fortigate.vdom=root"), "{error}");
    let error = read(&text, &["fortigate.vdom=gast"]).unwrap_err().to_string();
    assert!(error.contains("it has: root, guest"), "{error}");
    for (domain, own, other) in [("root", "x.test", "y.test"), ("guest", "y.test", "x.test")] {
        let list = read(&text, &[&format!("fortigate.vdom={domain}")]).unwrap();
        assert_eq!(outcome(&list, own, 443), Outcome::Allowed);
        assert_eq!(outcome(&list, other, 443), Outcome::Denied);
        assert!(list.modes.iter().any(|mode| mode.value == domain));
    }
}

#[test]
fn a_single_virtual_domain_needs_no_name() {
    let text = format!(
        "config vdom\nedit root\n{}end\nconfig vdom\nedit mgmt\nend\n",
        firewall("x.test", "HTTPS")
    );
    assert_eq!(outcome(&read(&text, &[]).unwrap(), "x.test", 443), Outcome::Allowed);
}

#[test]
fn services_that_every_fortigate_has_are_known() {
    for (service, open, shut) in [
        ("HTTPS", 443, 80),
        ("\"Web Access\"", 80, 22),
        ("SSH", 22, 443),
        ("SNMP", 162, 163),
        ("\"Windows AD\"", 464, 443),
        ("ALL", 12345, 0),
    ] {
        let list = read(&firewall("x.test", service), &[]).unwrap();
        assert_eq!(outcome(&list, "x.test", open), Outcome::Allowed, "{service}");
        if shut != 0 {
            assert_eq!(outcome(&list, "x.test", shut), Outcome::Denied, "{service}");
        }
    }
    let list = read(&firewall("x.test", "Own-Service"), &[]).unwrap();
    assert_eq!(outcome(&list, "x.test", 443), Outcome::Unknown);
}

#[test]
fn a_service_of_another_protocol_opens_no_port() {
    let tunnel = "config firewall service custom\nedit GRE\nset protocol IP\n\
                  set protocol-number 47\nnext\nend\n";
    let list = read(&format!("{tunnel}{}", firewall("x.test", "GRE")), &[]).unwrap();
    assert_eq!(outcome(&list, "x.test", 443), Outcome::Denied);
}

#[test]
fn a_filter_that_only_blocks_says_nothing_about_other_names() {
    let text = "config webfilter urlfilter\nedit 1\nconfig entries\nedit 1\nset url bad.test\n\
                set action block\nnext\nend\nnext\nend\n";
    let list = read(text, &["fortigate.mode=proxy"]).unwrap();
    assert_eq!(outcome(&list, "bad.test", 443), Outcome::Denied);
    assert_eq!(outcome(&list, "x.test", 443), Outcome::Unknown);
}
