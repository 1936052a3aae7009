//! The helpers against what documentation says of them, and against browsers where they differ.

use std::net::IpAddr;
use std::sync::Arc;

use super::*;
use crate::pac::{PacClock, PacLimits, PacNames};

#[derive(Debug)]
struct Names;

impl PacNames for Names {
    fn addresses(&self, name: &str) -> Result<Vec<IpAddr>, String> {
        let text = match name {
            "www.netscape.com" => "198.95.249.79",
            "both.test" => "2001:db8::7 10.1.2.3",
            "six.test" => "2001:db8::6",
            _ => return Err("unknown".to_owned()),
        };
        Ok(text.split(' ').map(|text| text.parse().unwrap()).collect())
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        vec!["2001:db8::1".parse().unwrap(), "10.0.0.9".parse().unwrap()]
    }
}

fn evaluation(now: &str) -> Evaluation {
    let clock = PacClock::fixed(now.parse().unwrap());
    Evaluation::new(Arc::new(Names), clock, PacLimits::default())
}

/// Reads `helper(argument, ...)` and calls it. Arguments that are numbers are given as such.
fn call(evaluation: &Evaluation, code: &str) -> String {
    let (name, rest) = code.split_once('(').unwrap();
    let read = |text: &str| match text {
        "null" => Argument::Nothing,
        text => match text.strip_prefix('"') {
            Some(text) => Argument::Text(text.strip_suffix('"').unwrap().to_owned()),
            None => Argument::Number(text.parse().unwrap()),
        },
    };
    let rest = rest.strip_suffix(')').unwrap();
    let arguments: Vec<_> =
        rest.split(',').map(str::trim).filter(|text| !text.is_empty()).map(read).collect();
    let (_, helper) = HELPERS.iter().find(|(known, _)| *known == name).unwrap();
    helper(evaluation, &arguments).to_string()
}

#[track_caller]
fn check(now: &str, cases: &[(&str, &str)]) {
    let evaluation = evaluation(now);
    for (code, expected) in cases {
        assert_eq!(call(&evaluation, code), *expected, "{code} at {now}");
    }
}

const ANY_TIME: &str = "2026-06-15T10:00:00[UTC]";

#[test]
fn names_are_compared_as_mdn_shows() {
    check(
        ANY_TIME,
        &[
            (r#"isPlainHostName("www.mozilla.org")"#, "false"),
            (r#"isPlainHostName("www")"#, "true"),
            (r#"isPlainHostName("::1")"#, "false"),
            (r#"dnsDomainIs("www.mozilla.org", ".mozilla.org")"#, "true"),
            (r#"dnsDomainIs("www", ".mozilla.org")"#, "false"),
            (r#"dnsDomainIs("notmozilla.org", "mozilla.org")"#, "true"),
            (r#"dnsDomainIs("www.mozilla.org", ".Mozilla.org")"#, "false"),
            (r#"localHostOrDomainIs("www.mozilla.org", "www.mozilla.org")"#, "true"),
            (r#"localHostOrDomainIs("www", "www.mozilla.org")"#, "true"),
            (r#"localHostOrDomainIs("www.google.com", "www.mozilla.org")"#, "false"),
            (r#"localHostOrDomainIs("home.mozilla.org", "www.mozilla.org")"#, "false"),
            (r#"localHostOrDomainIs("ww", "www.mozilla.org")"#, "false"),
            (r#"dnsDomainLevels("www")"#, "0"),
            (r#"dnsDomainLevels("mozilla.org")"#, "1"),
            (r#"dnsDomainLevels("www.mozilla.org")"#, "2"),
            (r"dnsDomainIs(null, null)", "false"),
            (r"isPlainHostName()", "false"),
            (r"getClientVersion()", "1.0"),
            (r#"alert("hello")"#, "undefined"),
        ],
    );
}

#[test]
fn a_text_suffix_without_a_dot_leaves_a_note() {
    let evaluation = evaluation(ANY_TIME);
    call(&evaluation, r#"dnsDomainIs("www.mozilla.org", "mozilla.org")"#);
    assert!(evaluation.finish().1.is_empty());
    call(&evaluation, r#"dnsDomainIs("notmozilla.org", "mozilla.org")"#);
    assert_eq!(evaluation.finish().1.len(), 1);
}

#[test]
fn addresses_are_compared_as_documented() {
    check(
        ANY_TIME,
        &[
            (r#"isInNet("www.netscape.com", "198.95.249.79", "255.255.255.255")"#, "true"),
            (r#"isInNet("www.netscape.com", "198.95.0.0", "255.255.0.0")"#, "true"),
            (r#"isInNet("10.1.2.3", "198.95.0.0", "255.255.0.0")"#, "false"),
            (r#"isInNet("10.1.2.3", "010.001.0.0", "255.255.0.0")"#, "true"),
            (r#"isInNet("unknown.test", "0.0.0.0", "0.0.0.0")"#, "false"),
            (r#"isInNet("10.1.2.3", "10.0.0.0", "255.0.0")"#, "false"),
            (r#"isInNet("10.1.2.3", "10.0.0.0", "255.0.0.+0")"#, "false"),
            (r#"isInNet(null, "0.0.0.0", "0.0.0.0")"#, "false"),
            (r#"dnsResolve("www.netscape.com")"#, "198.95.249.79"),
            (r#"dnsResolve("both.test")"#, "10.1.2.3"),
            (r#"dnsResolve("six.test")"#, "null"),
            (r#"dnsResolve("10.9.8.7")"#, "10.9.8.7"),
            (r#"dnsResolve("")"#, "null"),
            (r#"isResolvable("both.test")"#, "true"),
            (r#"isResolvable("six.test")"#, "false"),
            (r#"convert_addr("104.16.41.2")"#, "1745889538"),
            (r#"convert_addr("192.0.2.172")"#, "-1073741140"),
            (r#"convert_addr("none")"#, "0"),
            (r"myIpAddress()", "10.0.0.9"),
        ],
    );
}

#[test]
fn the_functions_for_ipv6_are_those_of_microsoft() {
    check(
        ANY_TIME,
        &[
            (r#"isResolvableEx("six.test")"#, "true"),
            (r#"isResolvableEx("unknown.test")"#, "false"),
            (r#"dnsResolveEx("both.test")"#, "2001:db8::7;10.1.2.3"),
            (r#"dnsResolveEx("unknown.test")"#, ""),
            (r"myIpAddressEx()", "2001:db8::1;10.0.0.9"),
            (r#"isInNetEx("198.95.249.79", "198.95.249.79/32")"#, "true"),
            (r#"isInNetEx("198.95.115.10", "198.95.0.0/16")"#, "true"),
            (r#"isInNetEx("3ffe:8311:ffff:1::2", "3ffe:8311:ffff::/48")"#, "true"),
            (r#"isInNetEx("3ffe:8312:ffff::2", "3ffe:8311:ffff::/48")"#, "false"),
            (r#"isInNetEx("10.0.0.1", "::/0")"#, "false"),
            (r#"isInNetEx("10.0.0.1", "10.0.0.0")"#, "false"),
            (r#"isInNetEx("10.0.0.1", "10.0.0.0/33")"#, "false"),
            (r#"isInNetEx("both.test", "10.0.0.0/8")"#, "false"),
            (
                r#"sortIpAddressList("10.2.3.9;2001:4898:28:3:201:2ff:feea:fc14; ::1;127.0.0.1;::9")"#,
                "::1;::9;2001:4898:28:3:201:2ff:feea:fc14;10.2.3.9;127.0.0.1",
            ),
            (r#"sortIpAddressList("10.0.0.2;x")"#, "false"),
            (r"sortIpAddressList(null)", "false"),
        ],
    );
}

#[test]
fn patterns_are_anchored_and_mind_case() {
    check(
        ANY_TIME,
        &[
            (r#"shExpMatch("http://home.netscape.com/people/ari/index.html", "*/ari/*")"#, "true"),
            (
                r#"shExpMatch("http://home.netscape.com/people/montulli/index.html", "*/ari/*")"#,
                "false",
            ),
            (r#"shExpMatch("a.test", "*.test")"#, "true"),
            (r#"shExpMatch("test", "*.test")"#, "false"),
            (r#"shExpMatch("a.test", "A.test")"#, "false"),
            (r#"shExpMatch("axtest", "a.test")"#, "false"),
            (r#"shExpMatch("a.test", "?.test")"#, "true"),
            (r#"shExpMatch("ab.test", "?.test")"#, "false"),
            (r#"shExpMatch("a.b.c", "a*b*c")"#, "true"),
            (r#"shExpMatch("abcb", "*b")"#, "true"),
            (r#"shExpMatch("", "*")"#, "true"),
            (r#"shExpMatch("", "")"#, "true"),
            (r#"shExpMatch("a", "")"#, "false"),
            (r#"shExpMatch("a", "a**")"#, "true"),
            (r#"shExpMatch("b1.test", "[ab][0-9].test")"#, "true"),
            (r#"shExpMatch("x.one.test", "(*.one.test|*.two.test)")"#, "true"),
            (r#"shExpMatch("x.three.test", "(*.one.test|*.two.test)")"#, "false"),
            (r#"shExpMatch("a(", "a(")"#, "false"),
        ],
    );
}

#[test]
fn no_pattern_takes_long() {
    let evaluation = evaluation(ANY_TIME);
    let text = "a".repeat(4000);
    let begun = std::time::Instant::now();
    for pattern in ["*a".repeat(1000) + "b", "(a*)*".repeat(200) + "b", "a{1000}{1000}".to_owned()]
    {
        call(&evaluation, &format!(r#"shExpMatch("{text}", "{pattern}")"#));
    }
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

#[test]
fn weekdays_run_over_the_end_of_the_week() {
    // A Monday, 01:00 in Berlin, where it is still Sunday in Greenwich.
    check(
        "2026-06-15T01:00:00+02:00[Europe/Berlin]",
        &[
            (r#"weekdayRange("MON", "FRI")"#, "true"),
            (r#"weekdayRange("MON", "FRI", "GMT")"#, "false"),
            (r#"weekdayRange("MON")"#, "true"),
            (r#"weekdayRange("SUN", "GMT")"#, "true"),
            (r#"weekdayRange("SAT", "MON")"#, "true"),
            (r#"weekdayRange("FRI", "SUN")"#, "false"),
            (r#"weekdayRange("mon")"#, "false"),
            (r"weekdayRange()", "false"),
            (r"weekdayRange(1)", "false"),
        ],
    );
}

#[test]
fn dates_are_read_as_documented() {
    check(
        "1995-12-24T12:00:00[UTC]",
        &[
            (r"dateRange(24)", "true"),
            (r#"dateRange(24, "GMT")"#, "true"),
            (r"dateRange(1, 15)", "false"),
            (r"dateRange(20, 5)", "true"),
            (r#"dateRange(24, "DEC")"#, "true"),
            (r#"dateRange(24, "DEC", 1995)"#, "true"),
            (r#"dateRange(24, "DEC", 1996)"#, "false"),
            (r#"dateRange("JAN", "MAR")"#, "false"),
            (r#"dateRange("OCT", "MAR")"#, "true"),
            (r#"dateRange(1, "JUN", 15, "AUG")"#, "false"),
            (r#"dateRange(1, "DEC", 6, "JAN")"#, "true"),
            (r#"dateRange(1, "JUN", 1995, 15, "AUG", 1995)"#, "false"),
            (r#"dateRange(1, "JUN", 1995, 24, "DEC", 1995)"#, "true"),
            (r#"dateRange("OCT", 1995, "MAR", 1996)"#, "true"),
            (r"dateRange(1995)", "true"),
            (r"dateRange(1995, 1997)", "true"),
            (r"dateRange(1996, 1997)", "false"),
            (r#"dateRange("24")"#, "true"),
            (r"dateRange(0)", "false"),
            (r"dateRange()", "false"),
            (r#"dateRange("Dec")"#, "false"),
        ],
    );
}

#[test]
fn times_are_those_of_browsers() {
    check(
        "2026-06-15T13:30:20.5+02:00[Europe/Berlin]",
        &[
            (r"timeRange(13)", "true"),
            (r#"timeRange(11, "GMT")"#, "true"),
            (r"timeRange(12, 13)", "true"),
            (r"timeRange(9, 12)", "false"),
            (r"timeRange(22, 14)", "false"),
            (r"timeRange(8, 30, 13, 30)", "true"),
            (r"timeRange(8, 30, 13, 29)", "false"),
            (r"timeRange(22, 0, 14, 0)", "true"),
            (r"timeRange(13, 30, 20, 13, 30, 20)", "true"),
            (r"timeRange(13, 30, 21, 13, 30, 30)", "false"),
            (r"timeRange(0, 0, 0, 0, 0, 30)", "false"),
            (r"timeRange(24, 0, 25, 0)", "false"),
            (r"timeRange(13, 30, 14)", "false"),
            (r"timeRange()", "false"),
        ],
    );
}

#[test]
fn lookups_are_counted_and_their_end_is_told() {
    let limits = PacLimits { lookups: 2, ..PacLimits::default() };
    let evaluation = Evaluation::new(Arc::new(Names), PacClock::system(), limits);
    for (name, expected) in
        [("unknown.test", "null"), ("both.test", "10.1.2.3"), ("www.netscape.com", "null")]
    {
        assert_eq!(call(&evaluation, &format!("dnsResolve(\"{name}\")")), expected);
    }
    // What is known is no further lookup.
    assert_eq!(call(&evaluation, r#"dnsResolve("both.test")"#), "10.1.2.3");
    assert_eq!(evaluation.finish().1.len(), 1);
    let limits = PacLimits { lookup_time: std::time::Duration::ZERO, ..PacLimits::default() };
    let evaluation = Evaluation::new(Arc::new(Names), PacClock::system(), limits);
    assert_eq!(call(&evaluation, r#"dnsResolve("both.test")"#), "null");
    assert_eq!(evaluation.finish().1.len(), 1);
}
