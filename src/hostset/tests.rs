//! Tests of the algebra by example; `tests/properties.rs` holds it against a brute-force model.

use super::{Depths, HostSet, Regular, contains, covers, equal, intersects, witness};

fn regular(source: &str) -> HostSet {
    HostSet::Regular(Regular::new(source).unwrap())
}

#[test]
fn a_wildcard_has_every_depth_and_not_its_apex() {
    let below = HostSet::below("x.test");
    for (host, expected) in [
        ("a.x.test", true),
        ("b.a.x.test", true),
        ("x.test", false),
        ("notx.test", false),
        (".x.test", false),
    ] {
        assert_eq!(below.matches(host), Ok(expected), "{host}");
    }
    let five = HostSet::Under { name: "x.test".into(), depths: Depths { least: 0, most: Some(5) } };
    assert_eq!(five.matches("e.d.c.b.a.x.test"), Ok(true));
    assert_eq!(five.matches("f.e.d.c.b.a.x.test"), Ok(false));
}

#[test]
fn an_expression_that_means_a_subtree_equals_it() {
    let subtree = HostSet::subtree("x.test");
    assert_eq!(equal(&regular(r"(?:.*\.)?x\.test"), &subtree), Ok(true));
    assert_eq!(equal(&regular(r".*x\.test"), &subtree), Ok(false));
    assert_eq!(contains(&regular(r".*x\.test"), &subtree), Ok(true));
    assert_eq!(equal(&HostSet::glob("*x.test"), &regular(r".*x\.test")), Ok(true));
}

#[test]
fn a_union_covers_what_no_part_does() {
    let below = HostSet::below("x.test");
    let apex = HostSet::exact("x.test");
    let subtree = HostSet::subtree("x.test");
    assert_eq!(covers(&[&below], &subtree), Ok(false));
    assert_eq!(covers(&[&below, &apex], &subtree), Ok(true));
    let missing = witness(&[&below], &subtree, |within| !within[0]);
    assert_eq!(missing, Ok(Some("x.test".to_owned())));
    let one = HostSet::Under { name: "x.test".into(), depths: Depths::ONE_LABEL };
    let missing = witness(&[&one], &below, |within| !within[0]);
    assert_eq!(missing, Ok(Some("a.a.x.test".to_owned())));
}

#[test]
fn what_stands_around_a_host_belongs_to_what_is_matched() {
    let with_port = Regular::new(r"[a-z.]*x\.test:443").unwrap();
    let hosts = HostSet::Regular(with_port.within("", ":443"));
    assert_eq!(hosts.matches("a.x.test"), Ok(true));
    assert_eq!(contains(&hosts, &HostSet::exact("x.test")), Ok(true));
    let other = HostSet::Regular(with_port.within("", ":80"));
    assert_eq!(intersects(&other, &HostSet::Everything), Ok(false), "it is empty");
    assert_eq!(intersects(&other, &HostSet::subtree("x.test")), Ok(false));
}

#[test]
fn an_expression_that_is_none_says_so() {
    let error = Regular::new("*.x.test").unwrap_err().to_string();
    assert!(error.contains("repetition operator missing expression"), "{error}");
}

#[test]
fn a_range_of_addresses_shares_no_host_with_a_name() {
    let range = HostSet::Network("192.0.2.0/24".parse().unwrap());
    assert_eq!(intersects(&range, &HostSet::exact("www.x.test")), Ok(false));
    assert_eq!(intersects(&HostSet::subtree("x.test"), &range), Ok(false));
    assert_eq!(intersects(&range, &HostSet::exact("192.0.2.7")), Ok(true));
}
