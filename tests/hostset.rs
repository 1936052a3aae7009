//! The algebra of host sets held against a brute-force model: every name of a small world.

use std::sync::LazyLock;

use clearway::hostset::{Depths, HostSet, Regular, contains, covers, equal, intersects, witness};
use proptest::prelude::*;

/// Every name of up to four labels of these.
static WORLD: LazyLock<Vec<String>> = LazyLock::new(|| {
    let labels = ["a", "b", "c", "ab", "ba"];
    let mut names: Vec<String> = labels.iter().map(ToString::to_string).collect();
    let mut last = names.clone();
    for _ in 0..3 {
        last = last
            .iter()
            .flat_map(|name| labels.iter().map(move |label| format!("{label}.{name}")))
            .collect();
        names.extend(last.iter().cloned());
    }
    names
});

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "ab", "a.b", "b.a", "ab.a", "b.ab"])
        .prop_map(ToOwned::to_owned)
}

fn set() -> impl Strategy<Value = HostSet> {
    let depths = (0_u8..3, prop::option::of(0_u8..3))
        .prop_map(|(least, more)| Depths { least, most: more.map(|more| least + more) });
    let under =
        (name(), depths).prop_map(|(name, depths)| HostSet::Under { name: name.into(), depths });
    let text = prop::sample::select(vec!["a", "b", ".a", "b.", "a.b", "ba", ".ab"]);
    let expression = prop::sample::select(vec![
        r"(?:.*\.)?a\.b",
        r".*a\.b",
        r"[ab]+",
        r"[^.]*\.a",
        r"a.*b",
        r"(?:a|b)\.(?:a|b)",
        r".*",
        r"(?:[^.]+\.){1,2}ab",
    ]);
    prop_oneof![
        5 => under,
        1 => Just(HostSet::Everything),
        1 => text.clone().prop_map(|text| HostSet::EndsWith(text.into())),
        1 => text.clone().prop_map(|text| HostSet::StartsWith(text.into())),
        1 => text.prop_map(|text| HostSet::Contains(text.into())),
        2 => expression.prop_map(|source| HostSet::Regular(Regular::new(source).unwrap())),
    ]
}

fn has(set: &HostSet, name: &str) -> bool {
    set.matches(name).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn containment_is_what_the_names_say(outer in set(), inner in set()) {
        let stray = WORLD.iter().find(|name| has(&inner, name) && !has(&outer, name));
        let answer = contains(&outer, &inner).unwrap();
        prop_assert!(!(answer && stray.is_some()), "{stray:?} is in one only");
        if !answer {
            // A name shows it, whether it is of the small world or not.
            let stray = witness(&[&outer], &inner, |within| !within[0]).unwrap();
            let stray = stray.expect("a name that is in the inner set only");
            prop_assert!(has(&inner, &stray) && !has(&outer, &stray), "{stray}");
        }
    }

    #[test]
    fn intersection_is_what_the_names_say(one in set(), other in set()) {
        let shared = WORLD.iter().find(|name| has(&one, name) && has(&other, name));
        let answer = intersects(&one, &other).unwrap();
        prop_assert!(answer || shared.is_none(), "{shared:?} is in both");
        prop_assert_eq!(answer, intersects(&other, &one).unwrap());
        if answer {
            let shared = witness(&[&one], &other, |within| within[0]).unwrap();
            let shared = shared.expect("a name that is in both sets");
            prop_assert!(has(&one, &shared) && has(&other, &shared), "{shared}");
        }
    }

    #[test]
    fn equality_is_containment_both_ways(one in set(), other in set()) {
        let both = contains(&one, &other).unwrap() && contains(&other, &one).unwrap();
        prop_assert_eq!(equal(&one, &other).unwrap(), both);
        let differ = WORLD.iter().find(|name| has(&one, name) != has(&other, name));
        prop_assert!(!both || differ.is_none(), "{differ:?} is in one only");
    }

    #[test]
    fn a_union_covers_what_its_parts_have(parts in prop::collection::vec(set(), 0..4), inner in set()) {
        let parts: Vec<&HostSet> = parts.iter().collect();
        let stray = WORLD
            .iter()
            .find(|name| has(&inner, name) && !parts.iter().any(|part| has(part, name)));
        let answer = covers(&parts, &inner).unwrap();
        prop_assert!(!(answer && stray.is_some()), "{stray:?} is in no part");
        if !answer {
            let stray = witness(&parts, &inner, |within| within.iter().all(|is| !is)).unwrap();
            let stray = stray.expect("a name that is in no part");
            prop_assert!(has(&inner, &stray) && !parts.iter().any(|part| has(part, &stray)));
        }
    }
}
