//! Other layouts of the logs of proxies, and what is told apart when formats look alike.

use super::{check, recognise};

#[test]
fn what_squid_says_itself_is_told_from_what_origins_say() {
    let head = "1795223872.083    182 10.0.0.5";
    let rows = [
        (
            "TCP_DENIED_REPLY/403 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 text/html",
            "denied",
        ),
        ("TCP_DENIED_ABORTED/403 0 CONNECT a.test:443 - HIER_NONE/- -", "denied"),
        ("TCP_DENIED/401 39 GET http://a.test/ - HIER_NONE/- text/html", "login missing"),
        ("TCP_REFRESH_MODIFIED/200 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -", "allowed"),
        (
            "TCP_REFRESH_UNMODIFIED_ABORTED/200 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -",
            "allowed",
        ),
        ("TCP_REFRESH_FAIL_ERR/403 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -", "allowed"),
        ("TCP_IMS_HIT/304 39 GET http://a.test/ me HIER_NONE/-", "allowed"),
        ("TCP_MISS/401 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -", "allowed"),
        ("TCP_MISS/404 39 GET http://a.test/ - HIER_DIRECT/203.0.113.9 - extra columns", "allowed"),
        ("TCP_MISS_ABORTED/000 0 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -", "unclear"),
        ("TCP_MISS_TIMEDOUT/200 0 CONNECT a.test:443 - HIER_DIRECT/203.0.113.9 -", "allowed"),
        ("NONE/400 39 NONE error:invalid-request - HIER_NONE/- text/html", "aside"),
        ("NONE_NONE/503 0 CONNECT a.test:443 - HIER_NONE/- -", "unclear"),
        ("ERR_CONNECT_FAIL/502 39 GET http://a.test/ - NONE/- text/html", "unclear"),
        ("ERR_INVALID_REQ/403 39 GET http://a.test/ - NONE/- text/html", "denied"),
        ("TCP_DENIED/403 39 POST https://a.test:9443/x - HIER_NONE/- text/html", "denied"),
    ];
    let lines: Vec<String> = rows.iter().map(|(row, _)| format!("{head} {row}")).collect();
    let said = super::said("squid", &lines.join("\n"));
    for ((row, expected), said) in rows.iter().zip(said) {
        assert!(said.starts_with(expected), "{row}: {said}");
    }
}

#[test]
fn lines_of_squid_may_come_by_way_of_syslog() {
    let lines = "\
Nov 21 01:17:52 proxy (squid-1): 1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT manage.example.com:443 - HIER_NONE/- text/html
<134>1 2026-11-21T01:17:52Z proxy squid 77 - - 1795223872.083    182 10.0.0.5 TCP_MISS/403 9 GET http://www.example.com/ - HIER_DIRECT/203.0.113.9 -
Nov 21 01:17:52 proxy (squid-1): starting";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|TCP_DENIED/403|",
        "allowed http www.example.com 80 10.0.0.5 0||",
        "foreign",
    ];
    check("squid-syslog", lines, &expected);
}

#[test]
fn a_common_line_may_have_a_header_and_a_virtual_host_before_it() {
    let lines = "\
<158>Nov 21 01:17:52 proxy (squid-1)[77]: 10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT manage.example.com:443 HTTP/1.1\" 403 3439 \"-\" \"agent/1\" TCP_DENIED:HIER_NONE
proxy.corp:8080 2001:db8::7 - corp user [21/Nov/2026:01:17:52 +0000] \"CONNECT [2001:db8::1]:8443 HTTP/1.1\" 200 9
pc1.corp - - [21/Nov/2026:01:17:52 +0000] \"CONNECT manage.example.com:443 HTTP/1.1\" 407 9 TCP_DENIED:HIER_NONE
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET https://a.example.com/x HTTP/2.0\" 403 9 \"-\" \"a [b] c\" TCP_MISS:FIRSTUP_PARENT";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|TCP_DENIED|",
        "allowed tcp 2001:db8::1 8443 2001:db8::7 0||",
        "login missing https manage.example.com 443 pc1.corp 0|TCP_DENIED|",
        "unclear https a.example.com 443 10.0.0.5 0|403 came from the next proxy or from the origin|",
    ];
    check("common", lines, &expected);
}

#[test]
fn elff_may_change_its_fields_in_the_middle_and_leave_out_the_date() {
    let lines = "\
#Version: 1.0
#Date: 2026-11-21 01:00:00
#Fields: time c-ip cs-method cs-uri sc-status s-action
01:17:52 10.0.0.5 CONNECT tcp://manage.example.com:443/ 403 TCP_DENIED
01:17:52 10.0.0.5 GET http://www.example.com/ 403 TCP_NC_MISS
01:17:52 10.0.0.5 GET http://www.example.com/ 401 TCP_AUTH_MISS
01:17:52 10.0.0.5 GET http://www.example.com/ 200 TCP_AUTH_FORM
#fields: s-action cs-host sc-filter-result x-exception-id date time
TCP_DENIED [2001:db8::1] DENIED user-defined.stop 2026-11-21 01:17:52
TCP_MISS dl.example.com:8443 PROXIED - 2026-11-21 01:17:52
TCP_DENIED dl.example.com DENIED virus_detected 2026-11-21 01:17:52
TCP_DENIED dl.example.com DENIED bad_credentials 2026-11-21 01:17:52
this is no row
#Fields: c-ip cs-username date time r-host r-port cs-protocol s-operation cs-uri sc-status action
10.0.0.5\tanonymous user\t2026-11-21\t01:17:52\t-\t443\tSSL-tunnel\tCONNECT\tmanage.example.com:443\t12202\tDenied
#Fields: cs-host sc-filter-result
dl.example.com DENIED";
    let expected = [
        "aside",
        "aside",
        "aside",
        "denied https manage.example.com 443 10.0.0.5 0|TCP_DENIED|",
        "allowed http www.example.com 80 10.0.0.5 0||",
        "allowed http www.example.com 80 10.0.0.5 0||",
        "login missing http www.example.com 80 10.0.0.5 0|200|",
        "aside",
        "denied - 2001:db8::1 - - 0|user-defined.stop|",
        "allowed - dl.example.com 8443 - 0||",
        "denied - dl.example.com - - 0|virus_detected|",
        "login missing - dl.example.com - - 0|bad_credentials|",
        "foreign",
        "aside",
        "denied https manage.example.com 443 10.0.0.5 0|Denied|",
        "aside",
        "denied - dl.example.com - - -|DENIED|",
    ];
    check("elff", lines, &expected);
}

#[test]
fn smaller_proxies_are_read_in_their_other_layouts_too() {
    check(
        "tinyproxy",
        "Nov 21 01:20:43 gw tinyproxy[6665]: Request (file descriptor 5): CONNECT manage.example.com:443 HTTP/1.1
Nov 21 01:20:43 gw tinyproxy[6665]: Proxying refused on filtered domain \"manage.example.com\"",
        &[
            "aside",
            "denied https manage.example.com 443 - -|Proxying refused on filtered domain |",
        ],
    );
    check(
        "privoxy",
        "2026-11-21 01:17:52.959 7f7aab18 Crunch: Untrusted: http://manage.example.com/a",
        &["denied http manage.example.com 80 - 0|Untrusted|"],
    );
    check(
        "haproxy",
        "Nov 21 01:17:52 lb haproxy[1]: 10.0.0.5:51000 [21/Nov/2026:01:17:52.101] fe fe/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0 0/0 {curl/7.88.1|manage.example.com:8443} \"GET / HTTP/1.1\"",
        &["denied - manage.example.com 8443 10.0.0.5 0|PR--|fe/<NOSRV>"],
    );
    check(
        "cisco-swa",
        "1795223872.083 0 10.0.0.5 TCP_DENIED/407 0 CONNECT tunnel://a.example.com:443/ - NONE/- - OTHER-NONE-DefaultGroup-NONE-NONE-NONE-NONE <-,-> -
1795223872.083 9 10.0.0.5 TCP_CLIENT_REFRESH_MISS_SSL/200 9 CONNECT tunnel://a.example.com:8443/ \"CORP\\me too\" DIRECT/a.example.com - PASSTHRU_CUSTOMCAT_7-Pol-Id-NONE-NONE-NONE-DefaultGroup <IW_comp,-> -",
        &[
            "login missing https a.example.com 443 10.0.0.5 0|OTHER|OTHER-NONE-DefaultGroup-NONE-NONE-NONE-NONE",
            "allowed tcp a.example.com 8443 10.0.0.5 0|PASSTHRU_CUSTOMCAT_7|PASSTHRU_CUSTOMCAT_7-Pol-Id-NONE-NONE-NONE-DefaultGroup",
        ],
    );
}

#[test]
fn what_may_be_of_two_formats_is_said_and_comments_are_of_none() {
    assert!(recognise(b"# a script\n#!/bin/sh\n# Fields of corn\necho\n").is_none());
    let both = "\
1795223872.083 9 10.0.0.5 TCP_MISS/200 9 GET http://a.test/ - HIER_DIRECT/203.0.113.9 -
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET http://a.test/ HTTP/1.1\" 200 9";
    let (format, why) = recognise(both.as_bytes()).unwrap();
    let expected = "1 of the first 2 lines have seconds since 1970, a client, and a tag with a status; \
                    as many would be of common, so name the format with --log-format";
    assert_eq!((format.id(), &*why), ("squid", expected));
}
