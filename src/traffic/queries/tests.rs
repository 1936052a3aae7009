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

/// What is open at the end of a text: quotes and brackets, where quotes hold neither the end of a
/// line nor a backslash, which engines read in different ways.
fn left_open(id: &str, text: &str) -> Vec<char> {
    let (quote, comment) = match id {
        "kql" => ('"', "//"),
        "spl" => ('"', "```"),
        _ => ('\'', "--"),
    };
    let mut open = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with(comment)) {
        let mut quoted = false;
        for sign in line.chars() {
            match sign {
                _ if sign == quote => quoted = !quoted,
                '\\' | '`' | '\t' => panic!("{id}: {sign:?} in {line}"),
                _ if quoted => {}
                '(' | '[' | '{' => open.push(sign),
                ')' | ']' | '}' => {
                    let pair = format!("{}{sign}", open.pop().unwrap_or(' '));
                    assert!(matches!(&*pair, "()" | "[]" | "{}"), "{id}: {pair} in {line}");
                }
                _ => assert!(sign.is_ascii(), "{id}: {sign:?} in {line}"),
            }
        }
        assert!(!quoted, "{id}: a quote stays open in {line}");
    }
    open
}

#[test]
fn every_query_closes_what_it_opens() {
    let regular = HostSet::Regular(Regular::new(r"(?:a|[^.]+)\.blob-[a-z]*\.test").unwrap());
    let hosts = [
        HostSet::exact("a.test"),
        HostSet::below("a.test"),
        HostSet::EndsWith("-x.test".into()),
        HostSet::StartsWith("a".into()),
        HostSet::Contains("_x".into()),
        regular,
        HostSet::Network("192.0.2.0/24".parse().unwrap()),
        HostSet::Network("2001:db8::/32".parse().unwrap()),
        HostSet::Everything,
    ];
    let names = ["\"'`\\ [x] $y$ %z% *", "a\nb\r\tc", "((([[[{{{", "-- // /* ``` #", "äöü\u{202E}"];
    let mut needs: Vec<Need> = Vec::new();
    for (number, hosts) in hosts.into_iter().enumerate() {
        needs.push(Need { role: names[number % 5].into(), ..need(names[(number + 2) % 5], hosts) });
    }
    needs.push(Need { ports: Ports::of([]), ..need("no port", HostSet::Everything) });
    for emitter in EMITTERS {
        for needs in [&needs[..], &needs[..1], &[]] {
            let text = emitter.query(needs, Some("a_b.c")).unwrap().text;
            let open = left_open(emitter.id(), &text);
            assert!(open.is_empty(), "{}: {open:?}\n{text}", emitter.id());
        }
    }
}
