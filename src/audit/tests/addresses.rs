//! Addresses that are needed, held against ranges, names and what stands for everything.

use super::{coverage, list, needed, of};
use crate::audit::{Coverage, Missing};
use crate::hostset::HostSet;

fn net(text: &str) -> HostSet {
    HostSet::Network(text.parse().unwrap())
}

#[test]
fn a_range_is_held_against_ranges_address_by_address() {
    let range = || needed("192.0.2.0/24", net("192.0.2.0/24"), 443);
    let judged = |entries: &[(&str, HostSet)]| {
        let entries: Vec<_> = entries.iter().map(|(text, set)| (*text, of(set.clone()))).collect();
        coverage(list(&entries), range())
    };
    assert_eq!(judged(&[("wide", net("192.0.0.0/16"))]), Coverage::Covered);
    let halves = [("low", net("192.0.2.0/25")), ("high", net("192.0.2.128/25"))];
    assert_eq!(judged(&halves), Coverage::Covered);
    let Coverage::Partly(Missing::Names { passing, missing }) = judged(&halves[..1]) else {
        panic!("half of it passes");
    };
    assert_eq!((passing[0].as_str(), missing.as_str()), ("192.0.2.0", "192.0.2.128"));
    assert_eq!(judged(&[("!all", HostSet::Everything)]), Coverage::Uncovered);
    let hole = [("!one", net("192.0.2.7/32")), ("all", net("192.0.2.0/24"))];
    assert!(matches!(judged(&hole), Coverage::Partly(_)));
    assert_eq!(judged(&[hole[1].clone(), hole[0].clone()]), Coverage::Covered);
}

#[test]
fn what_stands_for_everything_stops_an_address_too() {
    for address in ["198.51.100.7/32", "2001:db8::7/128", "2001:db8::/32"] {
        let one = || needed(address, net(address), 443);
        let names = ("x", of(HostSet::subtree("x.test")));
        let all = ("!all", of(HostSet::Everything));
        assert_eq!(coverage(list(&[names, all.clone()]), one()), Coverage::Uncovered);
        let own = ("own", of(net(address)));
        assert_eq!(coverage(list(&[own.clone(), all.clone()]), one()), Coverage::Covered);
        assert_eq!(coverage(list(&[all, own]), one()), Coverage::Shadowed);
    }
}
