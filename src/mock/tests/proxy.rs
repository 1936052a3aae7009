//! The proxy itself: requests, limits, credentials, the end.

use std::io::ErrorKind;

use base64::Engine as _;

use super::*;
use crate::mock::{Credentials, Exposure, Party};

#[tokio::test]
async fn an_allowed_host_is_reached_under_its_own_name() {
    let world = answering("allow");
    let (head, body) = fetch(&world, "a.example.test", world.ca_der()).await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert_eq!(header(&head, "Server"), Some("clearway-mock-origin"));
    assert!(body.contains("a.example.test"));
}

#[tokio::test]
async fn a_denied_host_gets_the_page_and_the_connection_stays() {
    let world = answering("deny");
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    for _ in 0..2 {
        stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
        let (head, body) = response(&mut stream).await;
        assert!(head.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{head}");
        assert_eq!(header(&head, "X-Squid-Error"), Some("ERR_ACCESS_DENIED 0"));
        assert!(body.contains("<body id=ERR_ACCESS_DENIED>"));
    }
}

#[tokio::test]
async fn a_plain_request_is_passed_on_with_a_via() {
    let world = answering("allow");
    let got = get_answer(&world, "http://a.test/p").await;
    assert!(got.starts_with("HTTP/1.1 200 OK\r\n"), "{got}");
    assert!(got.contains("\r\nVia: 1.1 mock.proxy.test (squid/6.13)\r\n"));
    assert!(got.contains("\r\nServer: clearway-mock-origin\r\n"));
}

#[tokio::test]
async fn bytes_sent_with_the_request_reach_the_origin() {
    let world = answering("allow");
    let text =
        connect("a.test:80") + "GET /x HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
    let got = talk(world.address(), &text).await.unwrap();
    assert!(got.contains("\r\n\r\nHTTP/1.1 200 OK\r\n"), "{got}");
    assert_eq!(world.requests()[1].target, "/x");
}

#[tokio::test]
async fn requests_are_remembered_without_their_secrets() {
    let world = answering("allow");
    let request = "CONNECT a.test:443 HTTP/1.1\r\nUser-Agent: me/1\r\n\
                   Proxy-Authorization: Basic c2VjcmV0\r\n\r\n";
    let _ = talk(world.address(), request).await.unwrap();
    fetch(&world, "b.test", world.ca_der()).await;
    let seen = world.requests();
    assert_eq!(world.request_count(), 3);
    let first = (seen[0].by, seen[0].method.as_str(), seen[0].target.as_str());
    assert_eq!(first, (Party::Proxy, "CONNECT", "a.test:443"));
    assert_eq!(seen[0].user_agent.as_deref(), Some("me/1"));
    assert_eq!(seen[0].credentials, Credentials::Sent);
    assert_eq!((seen[2].by, seen[2].target.as_str()), (Party::Origin, "/"));
    assert_eq!((seen[2].credentials, seen[2].cookie.as_deref()), (Credentials::Absent, None));
    assert!(!format!("{seen:?}").contains("c2VjcmV0"));
}

#[tokio::test]
async fn credentials_are_wanted_checked_and_accepted() {
    let world = start(Scenario::builtin("needs-login").unwrap());
    let missing = connect_answer(&world, "a.test:443").await;
    assert!(missing.starts_with("HTTP/1.1 407 "), "{missing}");
    assert_eq!(header(&missing, "Proxy-Authenticate"), Some("Basic realm=\"clearway mock proxy\""));
    let with = async |credentials: &str| {
        let token = base64::engine::general_purpose::STANDARD.encode(credentials);
        let request =
            format!("CONNECT a.test:443 HTTP/1.1\r\nProxy-Authorization: Basic {token}\r\n\r\n");
        talk(world.address(), &request).await.unwrap()
    };
    assert!(with("clearway:wrong").await.starts_with("HTTP/1.1 407 "));
    assert!(with("clearway:mock").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn a_rule_can_want_credentials_of_its_own() {
    let world = world(
        "preset: tinyproxy\nrules: [{hosts: [a.test], auth: {basic: {user: u, password: p}}, \
         answer: allow}]",
    );
    assert!(connect_answer(&world, "a.test:443").await.starts_with("HTTP/1.0 407 "));
    assert!(connect_answer(&world, "b.test:443").await.starts_with("HTTP/1.1 200 "));
    let wrong = "CONNECT a.test:443 HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n\r\n";
    let got = talk(world.address(), wrong).await.unwrap();
    assert!(got.starts_with("HTTP/1.0 401 Unauthorized\r\n"), "{got}");
}

#[tokio::test]
async fn the_first_rule_that_fits_decides() {
    let world = world(
        "rules:\n\
         - {hosts: [\"*\"], ports: [\"1-442\"], methods: [CONNECT], answer: {deny: {status: 470}}}\n\
         - {hosts: [\"*.a.test\"], answer: {deny: {status: 451}}}\n\
         - {hosts: [x.a.test], answer: {deny: {status: 418}}}",
    );
    assert!(connect_answer(&world, "x.a.test:80").await.starts_with("HTTP/1.1 470 \r\n"));
    assert!(connect_answer(&world, "x.a.test:443").await.starts_with("HTTP/1.1 451 "));
    assert!(get_answer(&world, "http://x.a.test/").await.starts_with("HTTP/1.1 451 "));
    assert!(connect_answer(&world, "a.test:443").await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn what_is_no_proxy_request_is_refused() {
    let world = answering("allow");
    let got = talk(world.address(), "\x16\x03\x01\x02\x00\x01").await.unwrap();
    assert!(got.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{got}");
    assert_eq!(header(&got, "X-Squid-Error"), Some("ERR_PROTOCOL_UNKNOWN 0"));
    let got = talk(world.address(), "GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(header(&got, "X-Squid-Error"), Some("ERR_INVALID_URL 0"));
    let got = talk(world.address(), "nonsense\r\n\r\n").await.unwrap();
    assert_eq!(header(&got, "X-Squid-Error"), Some("ERR_INVALID_REQ 0"));
}

#[tokio::test]
async fn hostile_clients_do_not_disturb_the_others() {
    let world = answering("allow");
    let endless = format!("CONNECT a.test:443 HTTP/1.1\r\nX: {}", "a".repeat(1 << 20));
    // The world may close while we still write, so how this one ends is not of interest.
    let _ = talk(world.address(), &endless).await;
    let (_, stream) = tunnel(&world, "a.test:443").await;
    drop(stream);
    let idle = TcpStream::connect(world.address()).await.unwrap();
    fetch(&world, "b.test", world.ca_der()).await;
    drop(idle);
}

#[tokio::test]
async fn only_loopback_unless_told() {
    let allowed = || Scenario::builtin("all-allowed").unwrap();
    let anywhere: SocketAddr = ([0, 0, 0, 0], 0).into();
    let refused = MockWorld::start(allowed(), anywhere).err().unwrap();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied);
    assert!(refused.to_string().contains("127.0.0.0/8"));
    MockWorld::start_exposed(allowed(), anywhere, Exposure::AnyAddress).unwrap();
    let six = MockWorld::start(allowed(), "[::1]:0".parse().unwrap()).unwrap();
    assert!(six.address().is_ipv6());
}

#[tokio::test]
async fn shutdown_ends_everything_that_is_open() {
    let world = answering("hang");
    let address = world.address();
    let mut waiting = TcpStream::connect(address).await.unwrap();
    waiting.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    world.shutdown().await;
    assert_eq!(rest(&mut waiting).await.unwrap_or_default(), "");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn dropping_it_ends_everything_too() {
    let world = answering("hang");
    let mut waiting = TcpStream::connect(world.address()).await.unwrap();
    waiting.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    drop(world);
    assert_eq!(rest(&mut waiting).await.unwrap_or_default(), "");
}

#[tokio::test]
async fn on_accept_decides_before_any_request() {
    let close = world("on_accept: close");
    let mut stream = TcpStream::connect(close.address()).await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap(), "");
    let reset = world("on_accept: reset");
    let mut stream = TcpStream::connect(reset.address()).await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let hang = world("on_accept: hang");
    assert_eq!(connect_answer(&hang, "a.test:443").await, "");
    assert_eq!(hang.request_count(), 0);
}

#[tokio::test]
async fn latency_is_added_before_each_answer() {
    let world = world("latency_ms: 20");
    let before = std::time::Instant::now();
    fetch(&world, "a.test", world.ca_der()).await;
    // The proxy's answer, the ServerHello, and the origin's answer.
    assert!(before.elapsed() >= Duration::from_millis(60), "{:?}", before.elapsed());
}
