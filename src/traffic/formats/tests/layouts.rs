//! Other layouts of the logs of firewalls and of services: older and newer releases, other orders,
//! headers in front, what is missing. All lines are made up after the documented layouts.

use super::check;

#[test]
fn the_columns_of_zscaler_that_are_there_from_the_start_have_the_client_far_behind() {
    let lines = "\
\"Sat Nov 21 01:17:52 2026\",\"office\",\"HTTP\",\"shop.example.com/\",\"Blocked\",\"General Browsing\",\"General Browsing\",\"72\",\"14061\",\"0\",\"0\",\"Business Use\",\"Shopping\",\"Online Shopping\",\"None\",\"None\",\"0\",\"None\",\"None\",\"office\",\"Default\",\"10.0.0.5\",\"203.0.113.9\",\"GET\",\"403\",\"agent/1\",\"None\",\"URL Filtering\",\"URL_1\",\"Other\",\"None\",\"NA\",\"NA\",\"N/A\"
\"Sat Nov 21 01:17:52 2026\",\"office\",\"HTTPS\",\"dl.example.com:8443\",\"Allowed\",\"x \"\"y\"\"\",\"General Browsing\",\"72\",\"443\"
Sat Nov 21 01:17:52 2026\tme\tHTTPS\tmanage.example.com/\tBlocked\tNot allowed\tCustom\t10.0.0.5\t443
Sat Nov 21 01:17:52 2026,me,HTTPS,manage.example.com/,Allowed,,Custom,2001:db8::7,443";
    let expected = [
        "denied http shop.example.com - 10.0.0.5 0|Online Shopping|URL_1",
        "allowed https dl.example.com 8443 - 0||",
        "denied https manage.example.com 443 10.0.0.5 0|Not allowed|",
        "allowed https manage.example.com 443 2001:db8::7 0||",
    ];
    check("zscaler", lines, &expected);
}

#[test]
fn zscaler_names_its_fields_in_pairs_json_and_cef() {
    let lines = r#"2026-11-21 01:17:52	reason=Allowed	event_id=7	protocol=HTTPS	action=Allowed	transactionsize=9	urlcategory=Other	serverip=203.0.113.9	refererURL="None"	useragent="a = b"	product=NSS	ClientIP=10.0.0.5	status=403	user=me@corp.example	url="www.example.com/a?b=c"	vendor=Zscaler	hostname=www.example.com	devicehostname=pc1
datetime=Sat Nov 21 01:17:52 2026	user=me	cdport=8443	csport=51000	sdport=443	csip=10.0.0.5	cdip=203.0.113.9	action=Block/Drop	proto=TCP	rulelabel=Default Firewall Filtering Rule
datetime=Sat Nov 21 01:17:52 2026	cdport=443	csip=10.0.0.5	cdip=203.0.113.9	dfqdn=fw.example.com	action=Allow	proto=TCP	rulelabel=web
{"sourcetype":"zscalernss-web","event":{"datetime":"2026-11-21 01:17:52","reason":"Not allowed to browse this category","event_id":"7","protocol":"HTTPS","action":"Blocked","hostname":"manage.example.com","url":"manage.example.com:8443/a","ClientIP":"10.0.0.5","status":"403"}}
{"sourcetype":"zscalernss-fw","event":{"datetime":"Sat Nov 21 01:17:52 2026","csip":"10.0.0.5","cdport":443,"cdip":"203.0.113.9","action":"Drop"}}
CEF:0|Zscaler|NSSWeblog|5.7|Blocked|Not allowed|3|act=Blocked reason=Not allowed to browse this category app=HTTPS dhost=manage.example.com dst=203.0.113.9 src=10.0.0.5 request=manage.example.com/a?b=c requestMethod=GET"#;
    let expected = [
        "allowed https www.example.com - 10.0.0.5 0|Allowed|",
        "denied - 203.0.113.9 8443 10.0.0.5 0||Default Firewall Filtering Rule",
        "allowed - fw.example.com 443 10.0.0.5 0||web",
        "denied https manage.example.com 8443 10.0.0.5 0|Not allowed to browse this category|",
        "denied - 203.0.113.9 443 10.0.0.5 0||",
        "denied https manage.example.com - 10.0.0.5 -|Not allowed to browse this category|",
    ];
    check("zscaler", lines, &expected);
}

#[test]
fn fortigate_may_do_without_quotes_and_may_put_commas() {
    let lines = "\
date=2026-11-21 time=01:17:52 logid=0316013056 type=utm subtype=webfilter srcip=10.0.0.5 dstip=203.0.113.9 dstport=8443 service=HTTPS hostname=manage.example.com action=blocked url=https://manage.example.com/?a=b msg=URL belongs to a denied category in policy
date=2026-11-21,time=01:17:52,devname=\"FG, 1\",logid=\"0316013056\",type=\"utm\",subtype=\"webfilter\",policyid=7,srcip=10.0.0.5,dstport=443,service=\"HTTPS\",hostname=\"manage.example.com\",action=\"blocked\",msg=\"a, b=c\"
<189>Nov 21 01:17:52 fw date=2026-11-21 time=02:17:52 devid=\"F\" tz=\"+0100\" type=\"traffic\" subtype=\"forward\" srcip=2001:db8::7 dstip=2001:db8::1 dstport=443 action=\"accept\" policyid=3
date=2026-11-21 time=01:17:52 logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" srcip=10.0.0.5 dstip=203.0.113.9 dstport=443 action=\"client-rst\" utmaction=\"block\" policyid=3 service=\"SSL\" hostname=\"manage.example.com\"
date=2026-11-21 time=01:17:52 log_id=0316013056 type=utm subtype=webfilter status=\"blocked\" srcip=10.0.0.5 dstport=80 hostname=\"www.example.com:8080\" url=\"/a\"
date=2026-11-21 time=01:17:52 logid=1 type=utm subtype=webfilter action=\"passthrough\" hostname=\"www.example.com:8080\" url=\"/a\" msg=\"a \\\"b\\\" action=blocked\"
date=2026-11-21 time=01:17:52 logid=1 type=utm subtype=ssl action=\"blocked\" hostname=\"pinned.example.com\" dstport=443 service=SSL
date=2026-11-21 time=01:17:52 logid=1 type=traffic subtype=forward action=\"ip-conn\" dstip=203.0.113.9 dstport=443";
    let expected = [
        "denied https manage.example.com 8443 10.0.0.5 0|URL belongs to a denied category in policy|",
        "denied https manage.example.com 443 10.0.0.5 0|a, b=c|policy 7",
        "allowed - 2001:db8::1 443 2001:db8::7 0||policy 3",
        "denied https manage.example.com 443 10.0.0.5 0||policy 3",
        "denied - www.example.com 80 10.0.0.5 0||",
        "allowed - www.example.com 8080 - 0|a \\\"b\\\" action=blocked|",
        "TLS failed https pinned.example.com 443 - 0||",
        "unclear - 203.0.113.9 443 - 0||",
    ];
    check("fortigate", lines, &expected);
}

#[test]
fn palo_alto_appends_columns_and_quotes_what_has_commas() {
    let lines = "\
Domain,Receive Time,Serial #,Type,Threat/Content Type,Config Version,Generate Time,Source address
<14>1 2026-11-21T01:17:52Z pa.corp - - - - 1,2026/11/21 01:17:52,001234567890,THREAT,url,2817,2026/11/21 01:17:52,2001:db8::7,2001:db8::1,::,::,\"a \"\"b\"\", c\",corp\\user1,,ssl,vsys1,trust,untrust,ae1,ae2,fwd,2026/11/21 01:17:52,417950,1,51001,443,0,0,0x403000,tcp,block-continue,\"manage.example.com/?q=\"\"x\"\",y\",(9999),\"news, other\",informational,client-to-server,7204,0x0,10.0.0.0-10.255.255.255,US,0,text/html,0,,,0,,,,,,,,0,13,0,0,0,,pa,,,,get,0,,0,,N/A
1,2026/11/21 01:17:52,001234567890,THREAT,url,2305,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,r,,,ssl,vsys1,t,u,a,b,fwd,2026/11/21 01:17:52,1,1,51001,8443,0,0,0x0,tcp,alert,\"dl.example.com:8443/\",(9999),news,informational,client-to-server
,2026/11/21 01:17:52,001234567890,THREAT,url,2305,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,r,,,web-browsing,vsys1,t,u,a,b,fwd,2026/11/21 01:17:52,1,1,51001,80,0,0,0x0,tcp,override-lockout,dl.example.com,(9999),news,informational,client-to-server
1,2026/11/21 01:17:52,001234567890,TRAFFIC,end,2305,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,r,,,ssl,vsys1,t,u,a,b,fwd,2026/11/21 01:17:52,1,1,51001,443,0,0,0x0,tcp,reset both,66,66,0,1,2026/11/21 01:17:52,0,any
1,2026/11/21 01:17:52,001234567890,TRAFFIC,end,2305,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,r,,,ssl,vsys1,t,u,a,b,fwd,2026/11/21 01:17:52,1,1,51001,443,0,0,0x0,tcp,allow,66,66,0,1,2026/11/21 01:17:52,0,any
1,2026/11/21 01:17:52,001234567890,THREAT,spyware,2305,2026/11/21 01:17:52,10.0.0.5
1,2026/11/21 01:17:52,001234567890,THREAT,url,2305,2026/11/21 01:17:52,10.0.0.5,203.0.113.9,0.0.0.0,0.0.0.0,r,,,ssl,vsys1,t,u,a,b,fwd,x,1,1,51001,443,0,0,0x0,tcp,block-url,,(9999),news";
    let expected = [
        "aside",
        "denied https manage.example.com 443 2001:db8::7 0|news, other|a \"b\", c",
        "allowed https dl.example.com 8443 10.0.0.5 0|news|r",
        "denied http dl.example.com 80 10.0.0.5 0|news|r",
        "denied https 203.0.113.9 443 10.0.0.5 0|end reset both|r",
        "allowed https 203.0.113.9 443 10.0.0.5 0|end allow|r",
        "aside",
        "denied https 203.0.113.9 443 10.0.0.5 0|news|r",
    ];
    check("paloalto", lines, &expected);
}

#[test]
fn azure_rows_may_lack_their_table_and_sentences_their_name() {
    let lines = r#"{"TimeGenerated":"2026-11-21T01:17:52Z","SourceIp":"10.0.0.5","Fqdn":"manage.example.com","DestinationPort":443,"Protocol":"HTTPS","Action":"Deny"}
{"time":"2026-11-21T01:17:52Z","category":"AzureFirewallApplicationRule","operationName":"AzureFirewallApplicationRuleLog","properties":{"msg":"HTTPS request from 10.0.0.5:55640 to dl.example.com:443. Action: Allow. Rule Collection: c. Rule: r"}}
{"TimeGenerated":"2026-11-21T01:17:52Z","Category":"AZFWApplicationRule","Protocol":"HTTPS","SourceIp":"10.0.0.5","DestinationPort":443,"Fqdn":"","TargetUrl":"dl.example.com/a","Action":"Allow","Rule":"r"}
{"TimeGenerated":"2026-11-21T01:17:52Z","Type":"AZFWThreatIntel","Protocol":"HTTPS","SourceIp":"10.0.0.5","DestinationPort":443,"Fqdn":"bad.example.com","Action":"Deny","ThreatDescription":"Bot Networks"}
{"TimeGenerated":"2026-11-21T01:17:52Z","Type":"AZFWThreatIntel","SourceIp":"10.0.0.5","DestinationPort":443,"Fqdn":"bad.example.com","Action":"Alert"}
{"TimeGenerated":"2026-11-21T01:17:52Z","Type":"AZFWNatRule","SourceIp":"10.0.0.5"}
HTTPS request from 10.0.0.5:51000. Action: Deny. Reason: SNI TLS extension was missing.
HTTPS request from 10.0.0.5:51000 to dl.example.com:443. Action: Deny. Reason: no match.
TCP request from 10.0.0.5:51000 to 203.0.113.9:8443. Action: Deny
TCP request from 198.51.100.7:51000 to 203.0.113.9:443 was DNAT'ed to 10.0.2.4:443
"11/21/2026, 1:17:52.000 AM","HTTPS request from 10.0.0.5:51000 to dl.example.com:443. Action: Allow. Rule Collection: c. Rule: r""#;
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0||",
        "allowed https dl.example.com 443 10.0.0.5 0||r",
        "allowed https dl.example.com 443 10.0.0.5 0||r",
        "denied https bad.example.com 443 10.0.0.5 0|Bot Networks|",
        "aside",
        "aside",
        "aside",
        "denied https dl.example.com 443 10.0.0.5 -|no match|",
        "denied tcp 203.0.113.9 8443 10.0.0.5 -||",
        "aside",
        "allowed https dl.example.com 443 10.0.0.5 -||r",
    ];
    check("azure-firewall", lines, &expected);
}

#[test]
fn eve_tells_the_server_from_the_client_whichever_way_a_packet_went() {
    let lines = r#"{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"alert","src_ip":"203.0.113.9","src_port":443,"dest_ip":"10.0.0.5","dest_port":51000,"direction":"to_client","alert":{"action":"blocked","signature_id":2,"signature":"x"},"tls":{"sni":"manage.example.com"},"app_proto":"tls"}
{"firewall_name":"fw","event_timestamp":"1795223872","event":{"event_type":"alert","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":8080,"alert":{"action":"allowed","signature_id":3,"signature":"x"},"verdict":{"action":"drop"},"http":{"hostname":"www.example.com:8080"},"app_proto":"http"}}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"drop","src_ip":"10.0.0.5","dest_ip":"2001:db8::1","dest_port":443,"drop":{"reason":"rules"}}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"alert","src_ip":"10.0.0.5","dest_port":53,"alert":{"action":"blocked","signature_id":4,"signature":"x"},"dns":{"query":[{"type":"query","rrname":"q.example.com"}]},"app_proto":"dns"}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"dns","src_ip":"10.0.0.5","dns":{"version":3,"type":"request","queries":[{"rrname":"q.example.com","rrtype":"A"}]}}
{"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"quic","src_ip":"10.0.0.5","dest_port":443,"quic":{"sni":"h3.example.com"},"app_proto":"quic"}"#;
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|x|sid 2",
        "denied http www.example.com 8080 10.0.0.5 0|x|sid 3",
        "denied - 2001:db8::1 443 10.0.0.5 0||",
        "denied - q.example.com - 10.0.0.5 0|x|sid 4",
        "unclear - q.example.com - 10.0.0.5 0|seen, without a verdict|",
        "unclear https h3.example.com 443 10.0.0.5 0|seen, without a verdict|",
    ];
    check("eve", lines, &expected);
}

#[test]
fn the_engine_of_aws_that_looks_into_tls_has_a_log_of_its_own() {
    let lines = r#"{"firewall_name":"fw","availability_zone":"us-east-1d","event_timestamp":1795223872,"event":{"timestamp":"2026-11-21T01:17:52.337042Z","src_ip":"10.0.0.5","src_port":"44798","dest_ip":"203.0.113.9","dest_port":"8443","sni":"manage.example.com","tls_error":{"error_message":"SNI: manage.example.com Match Failed to server certificate names: x"}}}
{"firewall_name":"fw","event_timestamp":1795223872,"event":{"timestamp":"2026-11-21T01:17:52.337042Z","src_ip":"10.0.0.5","dest_ip":"203.0.113.9","dest_port":"443","sni":"-","tls_error":{"error_message":"Server name is not found in client hello."}}}
{"firewall_name":"fw","event_timestamp":1795223872,"event":{"src_ip":"10.0.0.5","revocation_check":{"leaf_cert_fpr":"1","status":"REVOKED","action":"DROP"},"dest_ip":"203.0.113.9","dest_port":"443","timestamp":"2026-11-21T01:17:52.441824Z","sni":"old.example.com"}}
{"firewall_name":"fw","event_timestamp":1795223872,"event":{"event_type":"alert","src_ip":"10.0.0.5","dest_port":443,"alert":{"action":"allowed","signature_id":1,"signature":"x"},"tls":{"sni":"dl.example.com"}}}"#;
    let expected = [
        "TLS failed https manage.example.com 8443 10.0.0.5 0|SNI: manage.example.com Match Failed to server certificate names: x|",
        "TLS failed https 203.0.113.9 443 10.0.0.5 0|Server name is not found in client hello.|",
        "TLS failed https old.example.com 443 10.0.0.5 0|REVOKED|",
        "allowed https dl.example.com 443 10.0.0.5 0|x|sid 1",
    ];
    check("eve", lines, &expected);
}

#[test]
fn objects_may_stand_behind_a_header_of_syslog() {
    let lines = r#"<134>Nov 21 01:17:52 sensor suricata[77]: {"timestamp":"2026-11-21T01:17:52.000000+0000","event_type":"alert","src_ip":"10.0.0.5","dest_port":443,"alert":{"action":"blocked","signature_id":2,"signature":"x"},"tls":{"sni":"manage.example.com"}}
2026-11-21T01:17:52.000Z {"event_type":"flow","src_ip":"10.0.0.5"}
<134>Nov 21 01:17:52 sensor suricata[77]: {"timestamp":"2026"#;
    check(
        "eve",
        lines,
        &["denied https manage.example.com 443 10.0.0.5 0|x|sid 2", "aside", "foreign"],
    );
}

#[test]
fn check_point_writes_colons_and_puts_the_action_where_it_likes() {
    let lines = r#"<134>1 2026-11-21T01:17:52Z gw1 CheckPoint 1930 - [action:"Drop"; flags:"444676"; loguid:"{0x1}"; origin:"192.0.2.1"; time:"1795223872"; dst:"203.0.113.9"; product:"URL Filtering"; resource:"https://manage.example.com/?a=b; c"; service:"443"; src:"10.0.0.5"]
<134>1 2026-11-21T01:17:52Z gw1 CheckPoint 1930 - [action:"Accept"; loguid:"{0x1}"; dst:"203.0.113.9"; service:"8443"; src:"10.0.0.5"]
21Nov2026  1:17:52 5 N/A 1 drop 192.0.2.1 > eth0 LogId: 0; src: 10.0.0.5; dst: 203.0.113.9; proto: tcp; service: https; ProductName: VPN-1 & FireWall-1; resource: http://www.example.com/?a=b;"#;
    let expected = [
        "denied https manage.example.com 443 10.0.0.5 0|Drop|",
        "allowed - 203.0.113.9 8443 10.0.0.5 0|Accept|",
        "denied http www.example.com 443 10.0.0.5 -|drop|",
    ];
    check("checkpoint", lines, &expected);
}
