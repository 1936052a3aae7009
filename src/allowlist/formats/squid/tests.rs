//! Tests of the reading of `squid.conf`, each against what Squid does.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Squid;
use crate::allowlist::{
    Allowlist, Format, Hosts, NearbyFiles, Options, Outcome, ReadError, Request, Source,
};

struct Files(BTreeMap<&'static str, &'static str>);

impl NearbyFiles for Files {
    fn open(&self, _: &Source, name: &str) -> Result<Source, String> {
        let text = self.0.get(name).ok_or("there is no such file")?;
        Ok(Source { file: Arc::from(name), text: (*text).to_owned() })
    }
}

fn read_with(
    text: &str,
    files: &[(&'static str, &'static str)],
    given: &[&str],
) -> Result<Allowlist, ReadError> {
    let mut options = Options::default();
    for option in given {
        options.add(option).unwrap();
    }
    let source = Source { file: Arc::from("squid.conf"), text: text.to_owned() };
    Squid.read(&source, &options, &Files(files.iter().copied().collect()))
}

fn outcome(list: &Allowlist, host: &str, port: u16) -> Outcome {
    list.decide(&Request::new(host, port)).outcome
}

fn holds(text: &str, expected: &[(&str, u16, Outcome)]) {
    let list = read_with(text, &[], &[]).unwrap();
    for (host, port, expected) in expected {
        assert_eq!(outcome(&list, host, *port), *expected, "{host}:{port}\n{:#?}", list.rules);
    }
}

use Outcome::{Allowed, Denied, Unknown};

#[test]
fn the_usual_configuration_is_read_as_squid_reads_it() {
    let text = "\u{feff}# the usual\r\n\
        acl localnet src 10.0.0.0/8\r\n\
        acl SSL_ports port 443\r\n\
        acl Safe_ports port 80 443 # both\r\n\
        acl Safe_ports port 8530-8531\r\n\
        acl updates dstdomain .windowsupdate.test \\\r\n    download.test\r\n\
        http_access deny !Safe_ports\r\n\
        http_access deny CONNECT !SSL_ports\r\n\
        http_access allow localhost manager\r\n\
        http_access deny manager\r\n\
        http_access deny to_localhost\r\n\
        http_access allow localnet updates\r\n\
        http_access allow localhost\r\n\
        http_access deny all\r\n";
    let list = read_with(text, &[], &[]).unwrap();
    for (host, port, expected) in [
        ("a.windowsupdate.test", 443, Allowed),
        ("windowsupdate.test", 80, Allowed),
        ("download.test", 8530, Allowed),
        ("download.test", 8531, Denied),
        ("a.download.test", 443, Denied),
        ("download.test", 8443, Denied),
        ("localhost", 443, Denied),
        ("other.test", 443, Denied),
    ] {
        assert_eq!(outcome(&list, host, port), expected, "{host}:{port}");
    }
    let rule = list.rules.iter().find(|rule| rule.text == "download.test").unwrap();
    assert_eq!((rule.place.line, rule.place.column), (7, 5));
    assert_eq!(rule.group.as_deref(), Some("updates"));
}

#[test]
fn the_opposite_of_the_last_line_is_the_default() {
    holds(
        "acl a dstdomain a.test\nhttp_access deny a\n",
        &[("a.test", 443, Denied), ("b.test", 443, Allowed)],
    );
    holds("acl a dstdomain a.test\nhttp_access allow a\n", &[("b.test", 443, Denied)]);
    holds("http_port 3128\n", &[("b.test", 443, Denied)]);
}

#[test]
fn a_negated_list_leaves_its_hosts_to_the_lines_that_follow() {
    holds(
        "acl ok dstdomain .a.test\nhttp_access deny !ok\nhttp_access allow all\n",
        &[("x.a.test", 443, Allowed), ("b.test", 443, Denied)],
    );
    holds(
        "acl net src 10.0.0.0/8\nacl bad dstdomain .bad.a.test\nacl a dstdomain .a.test\n\
         http_access allow net a !bad\nhttp_access deny all\n",
        &[("x.a.test", 443, Allowed), ("x.bad.a.test", 443, Denied), ("c.test", 443, Denied)],
    );
    holds(
        "acl ok dstdomain .a.test\nhttp_access deny CONNECT !ok\nhttp_access allow all\n",
        &[("b.test", 443, Denied), ("b.test", 80, Allowed), ("a.test", 443, Allowed)],
    );
}

#[test]
fn the_machine_of_the_proxy_itself_is_no_client() {
    holds(
        "acl localhost src 127.0.0.1/32\nacl to_localhost dst 127.0.0.0/8\n\
         acl a dstdomain .a.test\nhttp_access deny to_localhost\nhttp_access allow localhost\n\
         http_access allow a\nhttp_access deny all\n",
        &[("b.test", 443, Denied), ("a.test", 443, Allowed), ("127.0.0.1", 80, Denied)],
    );
}

#[test]
fn a_line_about_other_methods_is_no_line_about_requests() {
    holds(
        "acl purge method PURGE\nacl ftp proto FTP\nhttp_access deny purge\n\
         http_access deny ftp\nhttp_access allow all\n",
        &[("a.test", 80, Allowed), ("a.test", 443, Allowed)],
    );
}

#[test]
fn lists_on_one_line_must_all_match() {
    holds(
        "acl a dstdomain .a.test\nacl b dstdom_regex ^www\\.\nacl p port 443\n\
         http_access allow a b p\n",
        &[("x.a.test", 443, Unknown), ("www.a.test", 80, Denied)],
    );
    holds(
        "acl a dstdomain .a.test\nacl b dstdomain www.a.test b.test\nhttp_access allow a b\n",
        &[("www.a.test", 443, Allowed), ("b.test", 443, Denied), ("x.a.test", 443, Denied)],
    );
}

#[test]
fn quoted_files_and_includes_are_followed() {
    let text = "include /etc/squid/more.conf\nacl ok dstdomain \"/etc/squid/ok.txt\" c.test\n\
        acl gone dstdomain \"/etc/squid/gone.txt\"\nhttp_access allow ok\nhttp_access allow gone\n";
    let files = [
        ("/etc/squid/ok.txt", "# names\n.a.test # the first\n\nb.test d.test\n"),
        ("/etc/squid/more.conf", "acl bad dstdomain bad.a.test\nhttp_access deny bad\n"),
    ];
    let list = read_with(text, &files, &[]).unwrap();
    assert_eq!(outcome(&list, "x.a.test", 443), Allowed);
    assert_eq!(outcome(&list, "bad.a.test", 443), Denied);
    assert_eq!(outcome(&list, "b.test", 443), Denied);
    assert_eq!(outcome(&list, "c.test", 443), Allowed);
    let dead = list.rules.iter().find(|rule| rule.text == "b.test d.test").unwrap();
    assert!(matches!(dead.meaning.hosts, Hosts::Nothing(_)));
    assert_eq!((&*dead.place.file, dead.place.line), ("/etc/squid/ok.txt", 4));
    assert!(list.notes.iter().any(|note| note.contains("gone.txt")), "{:?}", list.notes);
    let missing = read_with("include /none.conf\n", &[], &[]).unwrap_err();
    assert_eq!((missing.place.line, missing.place.column), (1, 9));
}

#[test]
fn an_overlap_stops_squid_5_and_6_and_not_7() {
    let text = "acl a dstdomain www.a.test .a.test\nhttp_access allow a\n";
    let seven = read_with(text, &[], &[]).unwrap();
    assert!(seven.skipped.is_empty() && seven.notes.len() == 1, "{:?}", seven.notes);
    let six = read_with(text, &[], &["squid.version=6"]).unwrap();
    assert!(six.skipped[0].refused && six.skipped[0].why.contains("does not start"));
}

#[test]
fn a_list_that_is_not_there_is_named_with_the_nearest() {
    let error = read_with("acl updates dstdomain a.test\nhttp_access allow update\n", &[], &[])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "squid.conf:2:19: there is no list \"update\", and Squid does not start; is it \"updates\"?"
    );
}

#[test]
fn a_list_about_the_address_behind_a_name_decides_nothing() {
    let lists = "acl here dst 10.0.0.0/8\nacl both all-of here\nacl odd sorcery x\n";
    for line in [
        "http_access allow here",
        "http_access deny !here\nhttp_access allow all",
        "http_access allow both",
        "http_access deny !both\nhttp_access allow all",
        "http_access allow odd",
    ] {
        holds(&format!("{lists}{line}\nhttp_access deny all\n"), &[("a.test", 443, Unknown)]);
    }
}

#[test]
fn everybody_but_some_clients_is_let_through() {
    holds(
        "acl bad src 10.9.0.0/16\nacl ok dstdomain .a.test\nhttp_access allow !bad ok\n\
         http_access deny all\n",
        &[("x.a.test", 443, Allowed), ("b.test", 443, Denied)],
    );
}

#[test]
fn any_of_takes_the_lists_of_squid_itself_and_doubts_what_it_cannot_follow() {
    holds(
        "acl a any-of CONNECT\nhttp_access deny a\nhttp_access allow all\n",
        &[("a.test", 443, Denied), ("a.test", 80, Allowed)],
    );
    holds(
        "acl a any-of !CONNECT\nhttp_access deny a\nhttp_access allow all\n",
        &[("a.test", 80, Unknown)],
    );
}

#[test]
fn a_program_that_may_look_at_the_destination_decides_nothing() {
    let lines = "acl ok external asked\nhttp_access allow ok\nhttp_access deny all\n";
    for told in ["%DST", "%SRC %>ru", "ttl=60 %LOGIN %URI"] {
        let text = format!("external_acl_type asked {told} /usr/lib/helper\n{lines}");
        holds(&text, &[("a.test", 443, Unknown)]);
    }
    holds(lines, &[("a.test", 443, Unknown)]);
    for line in ["deny ok", "deny !ok"] {
        let text = format!("acl ok external asked\nhttp_access {line}\nhttp_access allow all\n");
        holds(&text, &[("a.test", 443, Unknown)]);
    }
    let group = format!("external_acl_type asked ttl=60 %LOGIN /usr/lib/group -d\n{lines}");
    holds(&group, &[("a.test", 443, Allowed)]);
}

#[test]
fn an_address_is_looked_up_backwards_for_expressions() {
    let rest = "http_access allow names\nhttp_access deny all\n";
    let looked_up = format!("acl names dstdom_regex -i \\.a\\.test$\n{rest}");
    holds(&looked_up, &[("192.0.2.7", 443, Unknown), ("x.a.test", 443, Allowed)]);
    let not = format!("acl names dstdom_regex -n -i \\.a\\.test$\n{rest}");
    holds(&not, &[("192.0.2.7", 443, Denied), ("x.a.test", 443, Allowed)]);
}
