//! Each answer that is a misbehaviour.

use std::io::ErrorKind;

use super::*;

#[tokio::test]
async fn a_reset_is_a_reset_and_a_close_is_a_close() {
    let reset = answering("reset");
    let mut stream = TcpStream::connect(reset.address()).await.unwrap();
    stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    let close = answering("close");
    assert_eq!(connect_answer(&close, "a.test:443").await, "");
}

#[tokio::test]
async fn a_hanging_request_is_held_until_the_client_goes() {
    let world = answering("hang");
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    // A second client is served meanwhile, and proves that the first was read.
    while world.request_count() == 0 {
        tokio::task::yield_now().await;
    }
    let nothing = tokio::time::timeout(Duration::from_millis(50), stream.read_u8()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    stream.shutdown().await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap(), "");
}

#[tokio::test]
async fn a_silent_tunnel_opens_and_says_nothing() {
    let world = answering("silent_tunnel");
    let (head, mut stream) = tunnel(&world, "a.test:443").await;
    assert!(head.starts_with("HTTP/1.1 200 "));
    stream.write_all(b"\x16\x03\x01").await.unwrap();
    let nothing = tokio::time::timeout(Duration::from_millis(50), stream.read_u8()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

#[tokio::test]
async fn a_tunnel_can_end_after_the_client_hello() {
    let world = answering("close_after_200");
    assert!(tls_failure(&world, "a.test").await.contains("eof"));
    let got = get_answer(&world, "http://a.test/").await;
    assert_eq!(header(&got, "X-Squid-Error"), Some("ERR_READ_ERROR 104"));
}

#[tokio::test]
async fn http_can_come_in_clear_inside_the_tunnel() {
    let world = answering("{clear_in_tunnel: {status: 403, headers: {X-A: b}, body: no}}");
    let (head, mut stream) = tunnel(&world, "a.test:443").await;
    assert_eq!(head, "HTTP/1.1 200 Connection established\r\n\r\n");
    stream.write_all(b"\x16\x03\x01").await.unwrap();
    let inside = rest(&mut stream).await.unwrap();
    assert!(inside.starts_with("HTTP/1.1 403 Forbidden\r\nX-A: b\r\n"), "{inside}");
    let usual = answering("clear_in_tunnel");
    let (_, mut stream) = tunnel(&usual, "a.test:443").await;
    stream.write_all(b"\x16\x03\x01").await.unwrap();
    assert!(rest(&mut stream).await.unwrap().contains("ERR_CANNOT_FORWARD 0"));
}

#[tokio::test]
async fn bytes_can_come_before_the_client_speaks() {
    let world = answering("early_bytes");
    let (_, mut stream) = tunnel(&world, "a.test:443").await;
    let early = rest(&mut stream).await.unwrap();
    assert!(early.starts_with("HTTP/1.1 302 Redirect\r\nLocation: "), "{early}");
}

#[tokio::test]
async fn garbage_is_no_http_and_always_the_same() {
    let world = answering("{garbage: {bytes: 300}}");
    let first = connect_answer(&world, "a.test:443").await;
    assert!(!first.starts_with("HTTP/") && !first.contains("\r\n\r\n"));
    assert_eq!(first, connect_answer(&world, "b.test:443").await);
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes.len(), 300);
}

#[tokio::test]
async fn headers_go_on_and_on() {
    let world = answering("{oversized_headers: {bytes: 1000000}}");
    let got = connect_answer(&world, "a.test:443").await;
    assert!(got.len() >= 1_000_000 && got.ends_with("\r\n\r\n"));
    assert!(got.lines().filter(|line| line.starts_with("X-Padding: ")).count() > 15_000);
}

#[tokio::test]
async fn endless_headers_stop_when_the_client_goes() {
    let world = answering("oversized_headers");
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(connect("a.test:443").as_bytes()).await.unwrap();
    let mut some = vec![0; 100_000];
    stream.read_exact(&mut some).await.unwrap();
    drop(stream);
    world.shutdown().await;
}

#[tokio::test]
async fn an_answer_can_drip() {
    let world = answering("{drip: {bytes_per_second: 500}}");
    let before = std::time::Instant::now();
    let (head, stream) = tunnel(&world, "a.test:443").await;
    let expected = Duration::from_millis(2) * u32::try_from(head.len()).unwrap();
    assert!(before.elapsed() >= expected, "{:?}", before.elapsed());
    tls(world.ca_der(), "a.test", stream).await.unwrap();
}

#[tokio::test]
async fn a_tunnel_needs_no_headers() {
    let world = answering("no_headers");
    let (head, stream) = tunnel(&world, "a.test:443").await;
    assert_eq!(head, "HTTP/1.0 200 OK\r\n\r\n");
    tls(world.ca_der(), "a.test", stream).await.unwrap();
}

#[tokio::test]
async fn interception_shows_the_other_ca_and_passes_on() {
    let world = answering("intercept");
    assert!(tls_failure(&world, "a.test").await.contains("UnknownIssuer"));
    let ca = der(world.intercepting_ca_pem());
    let (head, _) = fetch(&world, "a.test", &ca).await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(header(&head, "Via").is_some());
}

#[tokio::test]
async fn an_intercepting_proxy_shows_its_pages_inside() {
    let world = start(Scenario::builtin("intercepting").unwrap());
    let ca = der(world.intercepting_ca_pem());
    let (head, _) = fetch(&world, "x.denied.test", &ca).await;
    assert!(head.starts_with("HTTP/1.1 403 "), "{head}");
    assert_eq!(header(&head, "X-Squid-Error"), Some("ERR_ACCESS_DENIED 0"));
    let (head, _) = fetch(&world, "x.nx.test", &ca).await;
    assert!(head.starts_with("HTTP/1.1 502 "), "{head}");
    fetch(&world, "spliced.test", world.ca_der()).await;
}

#[tokio::test]
async fn the_client_hello_that_tinyproxy_never_answers() {
    let world = world("preset: tinyproxy");
    assert_eq!(talk(world.address(), "\x16\x03\x01").await.unwrap(), "");
}
