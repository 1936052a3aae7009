//! Lines of every format and what they say. All lines are made up after the documented layouts.

mod layouts;
mod proxies;

use super::{FORMATS, format, recognise};
use crate::address::Scheme;
use crate::traffic::authority::bare;
use crate::traffic::event::Reading;

/// What each line says: `verdict scheme host port client time | reason | rule`, `aside`, or
/// `foreign`.
fn said(id: &str, lines: &str) -> Vec<String> {
    let mut reader = format(id).unwrap().reader();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    lines
        .lines()
        .map(|line| match reader.line(line.as_bytes()) {
            Reading::Aside => "aside".to_owned(),
            Reading::Foreign => "foreign".to_owned(),
            Reading::Request(event) => format!(
                "{} {} {} {} {} {}|{}|{}",
                event.verdict.as_str(),
                event.scheme.map_or("-", Scheme::as_str),
                text(bare(event.host.text())),
                event.port.map_or("-".to_owned(), |port| port.to_string()),
                if event.client.is_empty() { "-".to_owned() } else { text(event.client) },
                event.time.map_or("-".to_owned(), |time| (time - 1_795_223_872).to_string()),
                text(&event.reason),
                text(&event.rule),
            ),
        })
        .collect()
}

/// Checks what lines say, and that their format is recognised from them.
fn check(id: &str, lines: &str, expected: &[&str]) {
    assert_eq!(said(id, lines), expected, "{id}");
    let (found, why) = recognise(lines.as_bytes()).unwrap();
    assert_eq!(found.id(), id, "{why}");
    assert!(
        (why.contains("of the first") || why.contains("its only line")) && !why.contains("as many"),
        "{why}"
    );
}

#[test]
fn squid_tells_its_own_refusals_from_those_of_origins() {
    let lines = "\
1795223872.083      0 10.0.0.5 TCP_DENIED/403 3447 CONNECT manage.example.com:443 - HIER_NONE/- text/html
1795223901.511    182 10.0.0.5 TCP_TUNNEL/200 6120 CONNECT dl.example.com:8443 - HIER_DIRECT/203.0.113.9 -
1795223905.010     12 10.0.0.5 TCP_MISS/403 512 GET http://www.example.com/x user1 HIER_DIRECT/203.0.113.10 text/html
1795223872.083      0 10.0.0.5 TCP_DENIED/407 3447 CONNECT manage.example.com:443 - HIER_NONE/- text/html
1795223872.083      9 10.0.0.5 TCP_TUNNEL/403 39 CONNECT a.example.com:443 - FIRSTUP_PARENT/10.0.0.2 -
1795223872.083      9 10.0.0.5 TCP_MISS/403 39 GET http://a.example.com/ - FIRSTUP_PARENT/10.0.0.2 -
1795223872.083      9 10.0.0.5 TCP_MISS/407 39 GET http://a.example.com/ - FIRSTUP_PARENT/10.0.0.2 -
1795223872.083      9 10.0.0.5 NONE_NONE/200 0 CONNECT a.example.com:443 - HIER_NONE/- -
1795223872.083      9 10.0.0.5 TCP_DENIED/403 39 GET https://a.example.com/ - HIER_NONE/- text/html
1795223872.083      9 10.0.0.5 NONE_NONE_ABORTED/000 0 CONNECT a.example.com:443 - HIER_NONE/- -
1795223872.083      9 10.0.0.5 TCP_TUNNEL/503 0 CONNECT a.example.com:443 - HIER_NONE/- -
1795223872.083      9 10.0.0.5 TCP_NEGATIVE_HIT/403 39 GET http://a.example.com/ - HIER_NONE/- text/html
1795223872.083      9 10.0.0.5 TCP_MISS/403 39 GET http://a.example.com/ - NONE/- -
1795223872.083      9 10.0.0.5 NONE/000 0 NONE error:transaction-end-before-headers - HIER_NONE/- -
1795223872 9 - TCP_MISS/200 - POST http://a.example.com:8080/
1795223872.083      9 2001:db8::7 TCP_TUNNEL/200 39 CONNECT [2001:db8::1]:443 - HIER_DIRECT/2001:db8::1 -
this is no line of a log";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|TCP_DENIED/403|",
        "allowed tcp dl.example.com 8443 10.0.0.5 29||",
        "allowed http www.example.com 80 10.0.0.5 33||",
        "login missing https manage.example.com 443 10.0.0.5 0|TCP_DENIED/407|",
        "denied upstream https a.example.com 443 10.0.0.5 0|the next proxy said 403|",
        "unclear http a.example.com 80 10.0.0.5 0|403 came from the next proxy or from the origin|",
        "denied upstream http a.example.com 80 10.0.0.5 0|the next proxy asked for a login|",
        "unclear https a.example.com 443 10.0.0.5 0|TLS was opened; the lines that follow say what became of it|",
        "denied https a.example.com 443 10.0.0.5 0|TCP_DENIED/403|",
        "unclear https a.example.com 443 10.0.0.5 0|the client left, or nothing was sent|",
        "unclear https a.example.com 443 10.0.0.5 0|there was no way to the origin, or the origin said so|",
        "allowed http a.example.com 80 10.0.0.5 0||",
        "denied http a.example.com 80 10.0.0.5 0|the proxy itself said 403|",
        "aside",
        "foreign",
        "allowed https 2001:db8::1 443 2001:db8::7 0||",
        "foreign",
    ];
    check("squid", lines, &expected);
}

#[test]
fn cisco_says_what_it_decided_behind_the_fields_of_squid() {
    let lines = "\
1795223872.083 0 10.0.0.5 TCP_DENIED/403 0 GET http://games.example.com/ \"CORP\\user1\" NONE/- - BLOCK_WEBCAT_12-Std-DefaultGroup-NONE-NONE-NONE-NONE-NONE <IW_game,-> -
1795223872.083 90 10.0.0.5 TCP_MISS/403 900 GET http://www.example.com/ - DIRECT/www.example.com text/html DEFAULT_CASE_12-Std-DefaultGroup-NONE-NONE-NONE-NONE-DefaultGroup <IW_comp,-> -
1795223872.083 90 10.0.0.5 TCP_CONNECT/200 0 CONNECT tunnel://www.example.com:443/ - DIRECT/www.example.com - DECRYPT_WEBCAT_7-Std-DefaultGroup-NONE-NONE-NONE-NONE-NONE <IW_comp,-> -";
    let expected = [
        "denied http games.example.com 80 10.0.0.5 0|BLOCK_WEBCAT_12|BLOCK_WEBCAT_12-Std-DefaultGroup-NONE-NONE-NONE-NONE-NONE",
        "allowed http www.example.com 80 10.0.0.5 0|DEFAULT_CASE_12|DEFAULT_CASE_12-Std-DefaultGroup-NONE-NONE-NONE-NONE-DefaultGroup",
        "aside",
    ];
    check("cisco-swa", lines, &expected);
}

#[test]
fn a_common_line_says_more_with_the_tag_of_squid_behind_it() {
    let lines = "\
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT manage.example.com:443 HTTP/1.1\" 403 3439 \"-\" \"agent/1\" TCP_DENIED:HIER_NONE
10.0.0.5 - me [21/Nov/2026:02:17:52 +0100] \"GET http://www.example.com/ HTTP/1.1\" 403 3439 \"-\" \"agent/1\" TCP_MISS:HIER_DIRECT
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"CONNECT manage.example.com:443 HTTP/1.1\" 403 199
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET http://www.example.com/ HTTP/1.1\" 403 199
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET http://www.example.com/ HTTP/1.1\" 404 199
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"GET / HTTP/1.1\" 200 199
10.0.0.5 - - [21/Nov/2026:01:17:52 +0000] \"-\" 408 -";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|TCP_DENIED|",
        "allowed http www.example.com 80 10.0.0.5 0|TCP_MISS|",
        "denied https manage.example.com 443 10.0.0.5 0|403 to CONNECT|",
        "unclear http www.example.com 80 10.0.0.5 0|403 came from the proxy or from the origin|",
        "allowed http www.example.com 80 10.0.0.5 0||",
        "aside",
        "aside",
    ];
    check("common", lines, &expected);
}

#[test]
fn palo_alto_names_hosts_in_its_url_lines_only() {
    let lines = "\
<14>Nov 21 01:17:52 pa 1,2026/11/21 01:17:52,001234567890,TRAFFIC,drop,2562,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,deny-out,,,ssl,vsys1,trust,untrust,ethernet1/2,,fwd,2026/11/21 01:17:52,0,1,51000,443,0,0,0x0,tcp,deny,66,66,0
1,2026/11/21 01:17:53,001234567890,THREAT,url,2562,2026/11/21 01:17:53,10.0.0.5,203.0.113.9,198.51.100.1,203.0.113.9,allow-web,corp\\user1,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,fwd,2026/11/21 01:17:53,417950,1,51001,443,22604,443,0x403000,tcp,block-url,\"manage.example.com/\",(9999),computer-and-internet-info,informational,client-to-server
1,2026/11/21 01:17:53,001234567890,THREAT,url,2562,2026/11/21 01:17:53,10.0.0.5,203.0.113.9,,,\"web, all\",,,web-browsing,vsys1,trust,untrust,a,b,fwd,x,417950,1,51001,80,0,0,0x0,tcp,alert,\"www.example.com/a,b\",(9999),news,informational,client-to-server
1,2026/11/21 01:17:53,001234567890,SYSTEM,general,0,2026/11/21 01:17:53";
    let expected = [
        "denied https 203.0.113.9 443 10.0.0.5 0|drop deny|deny-out",
        "denied https manage.example.com 443 10.0.0.5 1|computer-and-internet-info|allow-web",
        "allowed http www.example.com 80 10.0.0.5 1|news|web, all",
        "aside",
    ];
    check("paloalto", lines, &expected);
}

#[test]
fn fortigate_pairs_stand_in_any_order() {
    let lines = "\
<189>date=2026-11-21 time=01:17:52 devname=\"FG1\" logid=\"0316013056\" type=\"utm\" subtype=\"webfilter\" eventtype=\"urlfilter\" level=\"warning\" vd=\"root\" policyid=7 srcip=10.0.0.5 srcport=51000 dstip=203.0.113.9 dstport=443 proto=6 service=\"HTTPS\" hostname=\"manage.example.com\" profile=\"default\" action=\"blocked\" url=\"https://manage.example.com/\" msg=\"URL was blocked\"
date=2026-11-21 time=01:17:53 logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" srcip=10.0.0.5 dstip=203.0.113.9 dstport=443 action=\"deny\" policyid=0 hostname=\"manage.example.com\"
date=2026-11-21 time=01:17:53 eventtime=1795223872083000000 logid=\"0000000013\" type=\"traffic\" action=\"close\" dstip=203.0.113.9 dstport=8443 policyid=3 policyname=\"web out\"
date=2026-11-21 time=01:17:53 logid=\"1501054803\" type=\"utm\" subtype=\"dns\" srcip=10.0.0.5 dstport=53 qname=\"x.example.com\" action=\"redirect\"
date=2026-11-21 time=01:17:53 logid=\"0100032001\" type=\"event\" subtype=\"system\" action=\"login\"";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|URL was blocked|policy 7",
        "denied - manage.example.com 443 10.0.0.5 1||policy 0, the implicit deny",
        "allowed - 203.0.113.9 8443 - 0||web out",
        "denied - x.example.com - 10.0.0.5 1||",
        "aside",
    ];
    check("fortigate", lines, &expected);
}

#[test]
fn azure_writes_fields_or_a_sentence() {
    let lines = r#"{"TimeGenerated":"2026-11-21T01:17:52Z","Category":"AZFWApplicationRule","Protocol":"HTTPS","SourceIp":"10.0.0.5","SourcePort":51000,"DestinationPort":443,"Fqdn":"manage.example.com","Action":"Deny","ActionReason":"Default Action","Rule":""}
{"time":"2026-11-21T01:17:52.5Z","category":"AZFWApplicationRule","properties":{"Protocol":"HTTP","SourceIp":"10.0.0.5","DestinationPort":"80","Fqdn":"dl.example.com","Action":"Allow","Rule":"r"}}
{"Category":"AZFWNetworkRule","Protocol":"TCP","SourceIp":"10.0.0.5","DestinationIp":"203.0.113.9","DestinationPort":8443,"Action":"Deny"}
{"Category":"AZFWDnsQuery","QueryName":"q.example.com.","SourceIp":"10.0.0.5"}
{"TimeGenerated":"2026-11-21T01:17:52Z","Category":"AzureFirewallApplicationRule","msg_s":"HTTPS request from 10.0.0.5:51000 to manage.example.com:443. Action: Deny. No rule matched. Proceeding with default action"}
HTTP request from 10.0.0.5:51001 to dl.example.com:80. Url: dl.example.com/a. Action: Allow. Policy: p1. Rule Collection Group: g. Rule Collection: c. Rule: r"#;
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|Default Action|",
        "allowed http dl.example.com 80 10.0.0.5 0||r",
        "denied tcp 203.0.113.9 8443 10.0.0.5 -||",
        "unclear - q.example.com. - 10.0.0.5 -|asked for in the DNS|",
        "denied https manage.example.com 443 10.0.0.5 0|No rule matched|",
        "allowed http dl.example.com 80 10.0.0.5 -||r",
    ];
    check("azure-firewall", lines, &expected);
}

#[test]
fn zscaler_feeds_have_columns_or_pairs() {
    let lines = "\
\"Sat Nov 21 01:17:52 2026\",\"user1@corp.example\",\"HTTPS\",\"manage.example.com/\",\"Blocked\",\"Not allowed to browse this category\",\"Custom\",\"10.0.0.5\",\"443\"
2026-11-21 01:17:52\treason=Not allowed to browse this category\tevent_id=7\tprotocol=HTTPS\taction=Blocked\thostname=manage.example.com\turl=manage.example.com/\turlcategory=Other\tclientIP=10.0.0.5\tstatus=403
2026-11-21 01:17:52\treason=Allowed\tevent_id=7\tprotocol=HTTP\taction=Allowed\turl=www.example.com/a?b=c\tclientIP=10.0.0.5\tstatus=403";
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|Not allowed to browse this category|",
        "denied https manage.example.com - 10.0.0.5 0|Not allowed to browse this category|",
        "allowed http www.example.com - 10.0.0.5 0|Allowed|",
    ];
    check("zscaler", lines, &expected);
}

#[test]
fn eve_says_what_became_of_an_alert() {
    let lines = r#"{"firewall_name":"fw","event_timestamp":"1795223872","event":{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"alert","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":443,"proto":"TCP","alert":{"action":"blocked","signature_id":2,"signature":"not matching any TLS allowlisted FQDNs"},"tls":{"sni":"manage.example.com"},"app_proto":"tls"}}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"alert","src_ip":"10.0.0.5","dest_port":80,"alert":{"action":"allowed","signature_id":3,"signature":"x"},"http":{"hostname":"www.example.com","status":403},"app_proto":"http"}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"dns","src_ip":"10.0.0.5","dest_port":53,"dns":{"type":"query","rrname":"q.example.com"}}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"netflow","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":443}"#;
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|not matching any TLS allowlisted FQDNs|sid 2",
        "allowed http www.example.com 80 10.0.0.5 0|x|sid 3",
        "unclear - q.example.com - 10.0.0.5 0|seen, without a verdict|",
        "aside",
    ];
    check("eve", lines, &expected);
}

#[test]
fn elff_columns_stand_where_the_file_says() {
    let lines = "\
#Software: SGOS 7.3
#Fields: date time time-taken c-ip cs-username cs-auth-group x-exception-id sc-filter-result cs-categories cs(Referer) sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host cs-uri-port cs-uri-path
2026-11-21 01:17:52 3 10.0.0.5 - - policy_denied DENIED \"Technology; News\" - 403 TCP_DENIED CONNECT - tcp manage.example.com 443 /
2026-11-21 01:17:52 3 10.0.0.5 - - dns_unresolved_hostname DENIED \"none\" - 404 TCP_ERR_MISS GET - http nx.example.com 80 /
2026-11-21 01:17:52 3 10.0.0.5 - - - OBSERVED \"x\" - 403 TCP_NC_MISS GET - http www.example.com 80 /
2026-11-21 01:17:52 3 10.0.0.5 - - authentication_failed DENIED \"x\" - 407 TCP_DENIED CONNECT - tcp www.example.com 443 /
2026-11-21 01:17:52 3 10.0.0.5 - - ssl_server_cert_expired DENIED \"x\" - 503 TCP_ERR_MISS CONNECT - tcp www.example.com 443 /
#Fields: c-ip\tcs-username\tc-agent\tdate\ttime\ts-computername\tr-host\tr-ip\tr-port\tcs-protocol\ts-operation\tcs-uri\tsc-status\trule\taction\terror-info
10.0.0.5\tanonymous\tan agent\t2026-11-21\t01:17:52\tTMG1\tmanage.example.com\t-\t443\tSSL-tunnel\tCONNECT\tmanage.example.com:443\t12202\tDefault rule\tDenied\t0x0
10.0.0.5\tanonymous\tan agent\t2026-11-21\t01:17:52\tTMG1\tmanage.example.com\t-\t443\tSSL-tunnel\tCONNECT\tmanage.example.com:443\t12209\tWeb\tDenied\t0x0
10.0.0.5\tanonymous\tan agent\t2026-11-21\t01:17:52\tTMG1\twww.example.com\t-\t80\thttp\tGET\thttp://www.example.com/\t403\tWeb\tAllowed\t0x0";
    let expected = [
        "aside",
        "aside",
        "denied https manage.example.com 443 10.0.0.5 0|policy_denied|",
        "unclear http nx.example.com 80 10.0.0.5 0|dns_unresolved_hostname|",
        "allowed http www.example.com 80 10.0.0.5 0||",
        "login missing https www.example.com 443 10.0.0.5 0|authentication_failed|",
        "TLS failed https www.example.com 443 10.0.0.5 0|ssl_server_cert_expired|",
        "aside",
        "denied https manage.example.com 443 10.0.0.5 0|Denied|Default rule",
        "login missing https manage.example.com 443 10.0.0.5 0|12209|Web",
        "allowed http www.example.com 80 10.0.0.5 0||Web",
    ];
    check("elff", lines, &expected);
}

#[test]
fn the_rows_of_other_products_are_read() {
    check(
        "smokescreen",
        r#"{"level":"warning","msg":"CANONICAL-PROXY-DECISION","requested_host":"api.example.com:443","role":"build","decision_reason":"rule has enforce policy","enforce_would_deny":true,"allow":false,"proxy_type":"connect","inbound_remote_addr":"10.0.0.5:51000","time":"2026-11-21T01:17:52Z"}
{"msg":"CANONICAL-PROXY-DECISION","requested_host":"www.example.com","role":"build","allow":true,"enforce_would_deny":true,"proxy_type":"http","time":"2026-11-21T01:17:52Z"}"#,
        &[
            "denied https api.example.com 443 10.0.0.5 0|rule has enforce policy|build",
            "allowed http www.example.com 80 - 0||build",
        ],
    );
    check(
        "route53",
        r#"{"version":"1.100000","query_timestamp":"2026-11-21T01:17:52Z","query_name":"manage.example.com.","query_type":"A","rcode":"NXDOMAIN","srcaddr":"10.0.0.5","firewall_rule_action":"BLOCK","firewall_rule_group_id":"g","firewall_domain_list_id":"l"}
{"query_timestamp":"2026-11-21T01:17:52Z","query_name":"a.example.com.","rcode":"NOERROR","srcaddr":"10.0.0.5"}"#,
        &[
            "denied - manage.example.com. - 10.0.0.5 0|NXDOMAIN|l",
            "unclear - a.example.com. - 10.0.0.5 0|asked for in the DNS; no rule is named|",
        ],
    );
    check(
        "hubble",
        r#"{"time":"2026-11-21T01:17:52Z","flow":{"verdict":"DROPPED","drop_reason_desc":"POLICY_DENIED","source":{"pod_name":"p"},"destination":{},"destination_names":["manage.example.com"],"l4":{"TCP":{"destination_port":443}}}}
{"time":"2026-11-21T01:17:52Z","flow":{"verdict":"FORWARDED","destination":{},"IP":{"destination":"203.0.113.9"},"l4":{"TCP":{"destination_port":443}},"is_reply":true}}"#,
        &["denied - manage.example.com 443 p 0|POLICY_DENIED|", "aside"],
    );
    check(
        "haproxy",
        "Nov 21 01:17:52 lb haproxy[1]: 10.0.0.5:51000 [21/Nov/2026:01:17:52.101] fe fe/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0 0/0 {manage.example.com} \"GET / HTTP/1.1\"
Nov 21 01:17:52 lb haproxy[1]: 10.0.0.5:51000 [21/Nov/2026:01:17:52.101] fe be/s1 0/0/1/9/10 403 192 - - ---- 1/1/0/0/0 0/0 \"GET http://www.example.com/ HTTP/1.1\"
Nov 21 01:17:52 lb haproxy[1]: 10.0.0.5:51000 [21/Nov/2026:01:17:52.101] fe be/s1 0/0/1/9/10 200 192 - - ---- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"",
        &[
            "denied - manage.example.com - 10.0.0.5 0|PR--|fe/<NOSRV>",
            "allowed http www.example.com 80 10.0.0.5 0|----|be/s1",
            "aside",
        ],
    );
    check(
        "privoxy",
        "2026-11-21 01:17:52.959 7f7aab18 Request: manage.example.com/a
2026-11-21 01:17:52.960 7f7aab18 Crunch: Blocked: http://manage.example.com/a
2026-11-21 01:17:52.973 7f7aab18 Crunch: Blocked: manage.example.com:443
2026-11-21 01:17:52.973 7f7aab18 Crunch: Connection failure: http://down.example.com/",
        &[
            "unclear - manage.example.com - - 0|asked for; what became of it is not said|",
            "denied http manage.example.com 80 - 0|Blocked|",
            "denied - manage.example.com 443 - 0|Blocked|",
            "unclear http down.example.com 80 - 0|Connection failure|",
        ],
    );
    check(
        "checkpoint",
        "time=1795223872 hostname=gw1 severity=Medium action=Drop product=\"URL Filtering\" src=10.0.0.5 s_port=51000 dst=203.0.113.9 service=443 proto=6 resource=\"https://manage.example.com/\" rule_name=\"Cleanup\"
CEF:0|Check Point|URL Filtering|R81|Log|Block|Medium|act=Block src=10.0.0.5 dst=203.0.113.9 dpt=443 request=https://manage.example.com/ cp_severity=Medium
Nov 21 1:17:52 gw1 action: Accept; src: 10.0.0.5; dst: 203.0.113.9; service: https; product: Firewall; rule_name: Out;",
        &[
            "denied https manage.example.com 443 10.0.0.5 0|Drop|Cleanup",
            "denied https manage.example.com 443 10.0.0.5 -|Block|",
            "allowed - 203.0.113.9 443 10.0.0.5 -|Accept|Out",
        ],
    );
    check(
        "dnsmasq",
        "Nov 21 01:17:52 dnsmasq[1]: query[A] manage.example.com from 10.0.0.5
Nov 21 01:17:52 dnsmasq[1]: config manage.example.com is NXDOMAIN
Nov 21 01:17:52 dnsmasq[1]: forwarded dl.example.com to 192.0.2.53",
        &[
            "aside",
            "denied - manage.example.com - - -|config is NXDOMAIN|",
            "allowed - dl.example.com - - -|forwarded to 192.0.2.53|",
        ],
    );
}

#[test]
fn tinyproxy_lines_are_joined_by_connection() {
    let lines = "\
CONNECT   Nov 21 01:20:43.961 [6665]: Connect (file descriptor 5): client.example [10.0.0.5]
CONNECT   Nov 21 01:20:43.961 [6665]: Request (file descriptor 5): CONNECT manage.example.com:443 HTTP/1.1
NOTICE    Nov 21 01:20:43.962 [6665]: Proxying refused on filtered domain \"manage.example.com\"
NOTICE    Nov 21 01:20:43.962 [7]: Proxying refused on filtered url \"http://www.example.com/\"
CONNECT   Nov 21 01:20:43.961 [8]: Request (file descriptor 5): CONNECT dl.example.com:8443 HTTP/1.1
INFO      Nov 21 01:21:54.042 [8]: Refused CONNECT method on port 8443
CONNECT   Nov 21 01:20:43.961 [6665]: Request (file descriptor 5): GET http://ok.example.com/ HTTP/1.1
CONNECT   Nov 21 01:20:43.961 [6665]: Established connection to host \"ok.example.com\" using file descriptor 6.
INFO      Nov 21 01:20:43.961 [6665]: Not sending client headers to remote machine";
    let expected = [
        "aside",
        "aside",
        "denied https manage.example.com 443 10.0.0.5 -|Proxying refused on filtered domain |",
        "denied http www.example.com 80 - -|Proxying refused on filtered url |",
        "aside",
        "denied tcp dl.example.com 8443 - -|Refused CONNECT method on port 8443|",
        "aside",
        "allowed http ok.example.com 80 10.0.0.5 -|Established connection to host |",
        "aside",
    ];
    check("tinyproxy", lines, &expected);
}

#[test]
fn every_format_has_an_id_of_its_own_and_names_its_source() {
    for (number, one) in FORMATS.iter().enumerate() {
        assert!(one.source().starts_with("https://"), "{}", one.id());
        assert!(!one.title().is_empty() && !one.mark().is_empty());
        assert!(FORMATS[number + 1..].iter().all(|other| other.id() != one.id()), "{}", one.id());
    }
    let fault = format("forti").err().unwrap().to_string();
    assert!(fault.contains("did you mean \"fortigate\"?") && fault.contains("elff"), "{fault}");
    assert!(recognise(b"nothing that is known\n{\"a\":1}\n").is_none());
}
