//! What queries say, and what they leave out.

use super::{EMITTERS, emitter};
use crate::allowlist::Ports;
use crate::hostset::{Depths, HostSet, Regular};
use crate::traffic::answers::Need;

fn need(text: &str, hosts: HostSet) -> Need {
    Need {
        role: "a/role".into(),
        text: text.into(),
        hosts,
        ports: Ports::of([(80, 80), (443, 443)]),
    }
}

#[test]
fn no_text_of_a_need_is_anything_but_a_text() {
    let needs = [
        need(
            "'; DROP TABLE x; -- \" ` | delete \\ [subsearch] $token$ \n",
            HostSet::exact("a.test"),
        ),
        need("strange", HostSet::exact("a.test' OR 1=1 --")),
        need("quote", HostSet::EndsWith("\"x".into())),
        need("wild", HostSet::Contains("a_b%c".into())),
    ];
    for emitter in EMITTERS {
        let query = emitter.query(&needs, None).unwrap();
        for sign in ["DROP TABLE x;", "OR 1=1 --", "[subsearch]", "$token$", "`", "\\ "] {
            assert!(!query.text.contains(sign), "{}: {sign}\n{}", emitter.id(), query.text);
        }
        let refused: Vec<&str> = query.refused.iter().map(|(text, _)| &**text).collect();
        assert_eq!(refused, ["strange", "quote", "wild"], "{}", emitter.id());
        assert!(emitter.query(&needs, Some("t; DROP TABLE x")).is_err());
        assert!(emitter.query(&[], None).is_ok());
    }
}

#[test]
fn only_expressions_that_mean_the_same_everywhere_are_written() {
    let regular = |source: &str| HostSet::Regular(Regular::new(source).unwrap());
    let duckdb = emitter("sql").unwrap();
    let good =
        duckdb.query(&[need("good", regular(r"[^.]+\.blob-[a-z0-9]*\.test"))], None).unwrap();
    assert!(good.refused.is_empty());
    assert!(good.text.contains("'[^.]+[.]blob-[a-z0-9]*[.]test'"), "{}", good.text);
    for bad in [r"\w+\.test", r"a$|b", "(?i)a", r"[[:alpha:]]", r"a'b", r"\x61"] {
        assert_eq!(
            duckdb.query(&[need(bad, regular(bad))], None).unwrap().refused.len(),
            1,
            "{bad}"
        );
    }
    assert!(emitter("sequel").err().unwrap().contains("sql-clickhouse"));
}

#[test]
fn every_engine_says_a_wildcard_in_its_own_way() {
    let one = HostSet::Under { name: "x.test".into(), depths: Depths::ONE_LABEL };
    let needs = [need("*.x.test", one), need("*y", HostSet::EndsWith("y".into()))];
    for (id, wanted) in [
        ("kql", "1, \"x.test\", 1, 1, 443, 443, false"),
        ("kql", "Host endswith_cs \"y\""),
        ("spl", "match(needed_host, \"^(?:[^.]+[.]){1,1}x[.]test$\")"),
        ("sql-duckdb", "(1, 'x.test', 1, 1, 443, 443, 0)"),
        ("sql-clickhouse", "endsWith(s.host, 'y')"),
    ] {
        let query = emitter(id).unwrap().query(&needs, None).unwrap();
        assert!(query.text.contains(wanted), "{id}: {wanted}\n{}", query.text);
    }
}
