//! Each answer that is a page, in the words of each preset.

use super::*;

/// Preset, method, and what the answer must contain for a denial, a denied port, a name that is
/// not found, a refused and a timed-out origin, and an origin that closed.
const WORDS: &[(&str, &str, [&str; 6])] = &[
    (
        "squid",
        "CONNECT",
        [
            "HTTP/1.1 403 Forbidden\r\n|X-Squid-Error: ERR_ACCESS_DENIED 0",
            "HTTP/1.1 403 Forbidden\r\n|ERR_ACCESS_DENIED",
            "HTTP/1.1 503 Service Unavailable\r\n|X-Squid-Error: ERR_DNS_FAIL 0",
            "HTTP/1.1 503 |X-Squid-Error: ERR_CONNECT_FAIL 111",
            "HTTP/1.1 503 |X-Squid-Error: ERR_CONNECT_FAIL 110",
            "HTTP/1.1 200 Connection established\r\n\r\n",
        ],
    ),
    (
        "squid5",
        "CONNECT",
        [
            "HTTP/1.1 403 |squid/5.7",
            "HTTP/1.1 403 |squid/5.7",
            "HTTP/1.1 500 Internal Server Error\r\n|X-Squid-Error: ERR_CANNOT_FORWARD 0",
            "HTTP/1.1 503 |ERR_CONNECT_FAIL 111",
            "HTTP/1.1 503 |ERR_CONNECT_FAIL 110",
            "HTTP/1.1 200 Connection established\r\n\r\n",
        ],
    ),
    (
        "squid5",
        "GET",
        [
            "HTTP/1.1 403 |Via: ",
            "HTTP/1.1 403 ",
            "HTTP/1.1 502 Bad Gateway\r\n|X-Squid-Error: ERR_READ_ERROR 0",
            "HTTP/1.1 503 |Via: ",
            "HTTP/1.1 503 ",
            "HTTP/1.1 502 |ERR_READ_ERROR 104",
        ],
    ),
    (
        "tinyproxy",
        "CONNECT",
        [
            "HTTP/1.1 403 Filtered\r\n|Server: tinyproxy/",
            "HTTP/1.1 403 Access violation\r\n",
            "HTTP/1.1 500 Unable to connect\r\n",
            "HTTP/1.1 500 Unable to connect\r\n",
            "HTTP/1.1 500 Unable to connect\r\n",
            "HTTP/1.1 200 Connection established\r\nProxy-agent: tinyproxy/",
        ],
    ),
    (
        "apache",
        "CONNECT",
        [
            "HTTP/1.1 403 Forbidden\r\n|Server: Apache/",
            "HTTP/1.1 403 Proxy Error\r\n|Connect to remote machine blocked",
            "HTTP/1.1 502 Proxy Error\r\n|DNS lookup failure for: a.test",
            "HTTP/1.1 503 Service Unavailable\r\n",
            "HTTP/1.1 503 Service Unavailable\r\n",
            "HTTP/1.0 200 Connection Established\r\nProxy-agent: Apache/",
        ],
    ),
    (
        "apache",
        "GET",
        [
            "HTTP/1.1 403 Forbidden\r\n",
            "HTTP/1.1 403 Proxy Error\r\n",
            "HTTP/1.1 500 Proxy Error\r\n|DNS lookup failure for: a.test",
            "HTTP/1.1 503 ",
            "HTTP/1.1 503 ",
            "HTTP/1.1 502 Proxy Error\r\n|Error reading from remote server",
        ],
    ),
    (
        "privoxy",
        "CONNECT",
        [
            "HTTP/1.1 403 Request blocked by Privoxy\r\n",
            "HTTP/1.1 403 Request blocked by Privoxy\r\n",
            "HTTP/1.1 404 No such domain\r\n",
            "HTTP/1.1 503 Connect failed\r\n",
            "HTTP/1.1 503 Connect failed\r\n",
            "HTTP/1.1 200 Connection established\r\n\r\n",
        ],
    ),
    (
        "envoy",
        "CONNECT",
        [
            "HTTP/1.1 404 Not Found\r\nserver: envoy\r\n",
            "HTTP/1.1 404 ",
            "HTTP/1.1 503 |DNS resolution failure",
            "HTTP/1.1 503 |remote connection failure",
            "HTTP/1.1 503 |connection timeout",
            "HTTP/1.1 200 OK\r\nserver: envoy\r\n",
        ],
    ),
    (
        "smokescreen",
        "CONNECT",
        [
            "HTTP/1.1 407 Request rejected by proxy\r\n|X-Smokescreen-Error: Egress proxying is denied",
            "HTTP/1.1 407 ",
            "HTTP/1.1 502 Bad gateway\r\n|Failed to resolve remote hostname",
            "HTTP/1.1 502 Bad gateway\r\n|Failed to connect to remote host",
            "HTTP/1.1 504 Gateway timeout\r\n|Timed out connecting to remote host",
            "HTTP/1.0 200 OK\r\n\r\n",
        ],
    ),
    (
        "plain",
        "CONNECT",
        [
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 403 ",
            "HTTP/1.1 502 Bad Gateway\r\n",
            "HTTP/1.1 502 ",
            "HTTP/1.1 504 Gateway Timeout\r\n",
            "HTTP/1.1 200 ",
        ],
    ),
];

#[tokio::test]
async fn every_preset_has_its_own_words() {
    let answers = [
        "deny",
        "{deny: {for: port}}",
        "name_not_found",
        "upstream_refused",
        "upstream_timed_out",
        "{origin: {fails: close_before_answer}}",
    ];
    for (preset, method, expected) in WORDS {
        for (answer, expected) in answers.iter().zip(expected) {
            let world = world(&format!("preset: {preset}\ndefault: {answer}"));
            let got = match *method {
                "CONNECT" => connect_answer(&world, "a.test:443").await,
                _ => get_answer(&world, "http://a.test/").await,
            };
            let (start, sign) = expected.split_once('|').unwrap_or((expected, ""));
            assert!(
                got.starts_with(start) && got.contains(sign),
                "{preset} {method} {answer}: expected {expected:?}, got {got}"
            );
        }
    }
}

#[tokio::test]
async fn an_answer_can_have_the_words_of_another_make() {
    let world = answering("{name_not_found: {preset: privoxy}}");
    assert!(connect_answer(&world, "a.test:443").await.starts_with("HTTP/1.1 404 No such domain"));
}

#[tokio::test]
async fn a_failing_name_server_reads_like_a_missing_name_but_for_some_makes() {
    for (preset, sign) in [
        ("squid", "HTTP/1.1 503 |The name server was unable to process this query"),
        ("squid5", "HTTP/1.1 500 |ERR_CANNOT_FORWARD 0"),
        ("tinyproxy", "HTTP/1.1 500 Unable to connect|"),
        ("apache", "HTTP/1.1 502 |DNS lookup failure for: a.test"),
        ("privoxy", "HTTP/1.1 404 No such domain|"),
        ("envoy", "HTTP/1.1 503 |DNS resolution failure"),
        ("smokescreen", "HTTP/1.1 502 |lookup a.test: server misbehaving"),
        ("plain", "HTTP/1.1 502 |"),
    ] {
        let world = world(&format!("preset: {preset}\ndefault: name_server_failed"));
        let got = connect_answer(&world, "a.test:443").await;
        let (start, sign) = sign.split_once('|').unwrap();
        assert!(got.starts_with(start) && got.contains(sign), "{preset}: {got}");
    }
}

#[tokio::test]
async fn a_denial_can_be_anything() {
    let world = answering(
        "{deny: {status: 470, reason: Blocked, headers: {X-Why: policy, server: gate}, body: no}}",
    );
    let got = connect_answer(&world, "a.test:443").await;
    assert!(got.starts_with("HTTP/1.1 470 Blocked\r\n"), "{got}");
    assert_eq!((header(&got, "X-Why"), header(&got, "Server")), (Some("policy"), Some("gate")));
    assert!(got.ends_with("Content-Length: 2\r\n\r\nno"), "{got}");
}

#[tokio::test]
async fn every_scheme_can_be_asked_for() {
    let world = answering("{auth_required: {challenges: [NTLM, 'Basic realm=\"r\"']}}");
    let got = connect_answer(&world, "a.test:443").await;
    assert!(got.starts_with("HTTP/1.1 407 Proxy Authentication Required\r\n"), "{got}");
    assert!(got.contains("Proxy-Authenticate: NTLM\r\nProxy-Authenticate: Basic realm=\"r\"\r\n"));
}

#[tokio::test]
async fn pages_and_redirects_replace_the_origin() {
    let page = answering("{block_page: {status: 403, headers: {X-Filter: f}, body: blocked}}");
    let got = get_answer(&page, "http://a.test/").await;
    assert!(got.starts_with("HTTP/1.1 403 ") && got.ends_with("\r\n\r\nblocked"), "{got}");
    assert_eq!(header(&got, "X-Filter"), Some("f"));
    let redirect = answering("{redirect: {location: \"http://b.test/?u=1\"}}");
    let got = connect_answer(&redirect, "a.test:443").await;
    assert!(got.starts_with("HTTP/1.1 302 Found\r\nLocation: http://b.test/?u=1\r\n"), "{got}");
}

#[tokio::test]
async fn a_web_server_is_no_proxy() {
    let world = answering("not_a_proxy");
    let got = connect_answer(&world, "a.test:443").await;
    assert!(got.starts_with("HTTP/1.1 405 ") && got.contains("\r\nAllow: GET,"), "{got}");
    assert!(get_answer(&world, "http://a.test/").await.starts_with("HTTP/1.1 404 "));
    let nginx = answering("{not_a_proxy: {server: nginx}}");
    assert!(connect_answer(&nginx, "a.test:443").await.starts_with("HTTP/1.1 400 "));
    assert!(get_answer(&nginx, "http://a.test/").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn head_gets_no_body() {
    let world = answering("deny");
    let request = "HEAD http://a.test/ HTTP/1.1\r\n\r\n";
    let got = talk(world.address(), request).await.unwrap();
    assert!(got.starts_with("HTTP/1.1 403 ") && got.ends_with("\r\n\r\n"), "{got}");
}
