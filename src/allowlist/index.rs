//! Which rules of a long list come into question for a host.

use std::borrow::Cow;

use super::{Allowlist, Decision, Hosts, Meaning, Request, Sees};
use crate::hostset::{self, HostSet};

/// The rules of one list by the hosts that they may match, so that a question to a list of very
/// many rules costs what the few rules cost that come into question.
///
/// Rules of which nobody can tell what they match always come into question, dead ones never.
#[derive(Clone, Debug)]
pub struct Index(hostset::Index);

impl Index {
    /// An index of the rules of a list. It answers for this list only.
    #[must_use]
    pub fn new(list: &Allowlist) -> Self {
        let rules = list.rules.iter().enumerate();
        Self(hostset::Index::new(rules.flat_map(|(number, rule)| {
            let sure = hosts(&rule.meaning);
            let doubt = sure.is_some().then_some(&rule.meaning.doubt).into_iter().flatten();
            let doubtful = doubt.flat_map(|doubt| &doubt.hosts).map(Cow::Borrowed);
            sure.into_iter().chain(doubtful).map(move |set| (number, set))
        })))
    }

    /// The numbers of the rules that may match a request for `host`, on whatever port, in the
    /// order of the list.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Vec<usize> {
        self.0.of_host(host)
    }

    /// The numbers of the rules that may match a request for some host of `hosts`, in the order of
    /// the list.
    #[must_use]
    pub fn of_set(&self, hosts: &HostSet) -> Vec<usize> {
        self.0.of_set(hosts)
    }

    /// What the list does with a request, as [`Allowlist::decide`] says it.
    #[must_use]
    pub fn decide<'a>(&self, list: &'a Allowlist, request: &Request) -> Decision<'a> {
        let numbers = self.of_host(&request.host);
        list.decide_among(numbers.iter().filter_map(|number| list.rules.get(*number)), request)
    }
}

/// Hosts among which all are that a rule matches; none for a rule that matches nothing.
fn hosts(meaning: &Meaning) -> Option<Cow<'_, HostSet>> {
    let everything = Some(Cow::Owned(HostSet::Everything));
    let set = match &meaning.hosts {
        Hosts::Set(set) => set,
        Hosts::Nothing(_) => return None,
        Hosts::Unknown(_) => return everything,
    };
    match meaning.sees {
        Sees::Host => Some(Cow::Borrowed(set)),
        Sees::HostHeader => Some(host_part(set)),
        Sees::UrlOrAuthority | Sees::Url => everything,
    }
}

/// The hosts whose `Host` header, which may end in a port, a set can match.
fn host_part(set: &HostSet) -> Cow<'_, HostSet> {
    // Such a text at the end of the header may be the end of a port.
    let may_be_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let before = |text: &str| -> Box<str> { text.split(':').next().unwrap_or_default().into() };
    let one_colon = |text: &str| text.matches(':').count() < 2;
    Cow::Owned(match set {
        HostSet::Under { name, depths } if one_colon(name) => {
            HostSet::Under { name: before(name), depths: *depths }
        }
        HostSet::EndsWith(text) if one_colon(text) && !may_be_port(text) => {
            HostSet::EndsWith(before(text))
        }
        HostSet::StartsWith(text) if one_colon(text) => HostSet::StartsWith(before(text)),
        HostSet::Contains(text) if one_colon(text) && !may_be_port(text) => {
            HostSet::Contains(before(text))
        }
        _ => HostSet::Everything,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::{Action, Case, Order, Otherwise, Place, Ports, Rule};
    use super::*;
    use crate::hostset::{Depths, Regular, intersects};

    fn list(meanings: impl IntoIterator<Item = Meaning>) -> Allowlist {
        let rule = |(line, meaning)| Rule {
            action: Action::Allow,
            meaning,
            text: String::new(),
            place: Place { file: Arc::from("list"), line, column: 1, length: 1 },
            group: None,
            conditions: Vec::new(),
        };
        Allowlist {
            format: "plain.star",
            modes: Vec::new(),
            order: Order::FirstMatch,
            otherwise: Otherwise::Denied,
            rules: (1..).zip(meanings).map(rule).collect(),
            skipped: Vec::new(),
            notes: Vec::new(),
        }
    }

    const TEXT: &str = "[abAB1]{1,2}(\\.[ab1]{1,2}){0,2}\\.?|\\.[ab]\\.a|[ab]:44?3?|1\\.1|44|3";
    const HOST: &str = "[abAB]{1,2}(\\.[ab1]{1,2}){0,3}\\.?|1\\.1\\.1\\.1|\\[11::1\\]";

    fn hostset() -> impl Strategy<Value = HostSet> {
        let depths = (0_u8..2, proptest::option::of(0_u8..3));
        (0..8, TEXT, depths).prop_map(|(shape, text, (least, most))| match shape {
            0 => HostSet::Everything,
            1 => HostSet::EndsWith(text.into()),
            2 => HostSet::StartsWith(text.into()),
            3 => HostSet::Contains(text.into()),
            4 => HostSet::Network(
                ["1.1.1.1/32", "1.1.0.7/16", "11::/16"][text.len() % 3].parse().unwrap(),
            ),
            5 => HostSet::Regular(Regular::new(text.replace('a', "(?i:[ab])*a")).unwrap()),
            6 => HostSet::Regular(Regular::new(format!("{text}$|(a|b)*\\.b")).unwrap()),
            _ => HostSet::Under { name: text.into(), depths: Depths { least, most } },
        })
    }

    fn meaning() -> impl Strategy<Value = Meaning> {
        (hostset(), 0_usize..4, 0_usize..3, any::<bool>()).prop_map(
            |(set, sees, case, drops_dot)| Meaning {
                sees: [Sees::Host, Sees::HostHeader, Sees::UrlOrAuthority, Sees::Url][sees],
                case: [Case::Folded, Case::AsSent, Case::HostFolded][case],
                drops_dot,
                ..Meaning::of(set)
            },
        )
    }

    proptest! {
        #[test]
        fn no_rule_is_left_out_that_matches(
            meanings in proptest::collection::vec(meaning(), 0..12),
            host in HOST,
            port in prop_oneof![Just(80), Just(443), Just(4443)],
        ) {
            let list = list(meanings);
            let index = Index::new(&list);
            let request = Request::new(&host, port);
            let given = index.of_host(&host);
            prop_assert!(given.is_sorted());
            for (number, rule) in list.rules.iter().enumerate() {
                let out = rule.meaning.admits(&request) == Some(false);
                prop_assert!(out || given.contains(&number), "{:?} for {}", rule.meaning, host);
            }
            prop_assert_eq!(index.decide(&list, &request), list.decide(&request));
        }

        #[test]
        fn no_rule_is_left_out_that_shares_a_host(
            sets in proptest::collection::vec(hostset(), 0..12), wanted in hostset(),
        ) {
            let list = list(sets.into_iter().map(Meaning::of));
            let given = Index::new(&list).of_set(&wanted);
            for (number, rule) in list.rules.iter().enumerate() {
                let Hosts::Set(set) = &rule.meaning.hosts else { continue };
                let apart = intersects(set, &wanted) == Ok(false);
                prop_assert!(apart || given.contains(&number), "{set:?} and {wanted:?}");
            }
        }
    }

    #[test]
    fn few_of_very_many_rules_come_into_question() {
        let names = (0..1000).map(|number| HostSet::subtree(&format!("n{number}.example.com")));
        let glob = |number| HostSet::glob(&format!("a*b.g{number}.example.com"));
        let index = Index::new(&list(names.chain((0..1000).map(glob)).map(Meaning::of)));
        assert_eq!(index.of_host("WWW.n7.example.com."), [7]);
        assert_eq!(index.of_host("www.example.com"), [0_usize; 0]);
        assert_eq!(index.of_host("axb.g9.example.com"), [1009]);
        assert_eq!(index.of_set(&HostSet::below("n7.example.com")), [7]);
        assert_eq!(index.of_set(&HostSet::below("example.com")).len(), 2000);
    }

    #[test]
    fn dead_rules_never_and_unknown_ones_always_come_into_question() {
        let list =
            list([Meaning::nothing("x"), Meaning::unknown("x"), Meaning::of(HostSet::exact("b"))]);
        assert_eq!(Index::new(&list).of_host("a"), [1]);
        assert_eq!(Ports::all(), list.rules[2].meaning.ports);
    }
}
