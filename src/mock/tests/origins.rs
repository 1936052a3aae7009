//! The origins, behind the proxy and by themselves.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustls::ProtocolVersion;

use super::*;
use crate::mock::{Origin, Origins};

async fn certificate_fault(kind: &str) -> String {
    tls_failure(&answering(&format!("{{origin: {{certificate: {kind}}}}}")), "a.test").await
}

#[tokio::test]
async fn bad_certificates_are_bad_in_the_way_that_they_say() {
    for (kind, expected) in [
        ("expired", "certificate expired"),
        ("not_yet_valid", "certificate not valid yet"),
        ("wrong_name", "not valid for name"),
        ("self_signed", "UnknownIssuer"),
        ("unknown_issuer", "UnknownIssuer"),
    ] {
        let fault = certificate_fault(kind).await;
        assert!(fault.contains(expected), "{kind}: expected {expected}, got {fault}");
    }
}

#[tokio::test]
async fn the_tls_version_can_be_chosen() {
    for (version, expected) in [
        ("'1.2'", ProtocolVersion::TLSv1_2),
        ("'1.3'", ProtocolVersion::TLSv1_3),
        ("any", ProtocolVersion::TLSv1_3),
    ] {
        let world = answering(&format!("{{origin: {{tls: {version}}}}}"));
        let (_, stream) = tunnel(&world, "a.test:443").await;
        let stream = tls(world.ca_der(), "a.test", stream).await.unwrap();
        assert_eq!(stream.get_ref().1.protocol_version(), Some(expected));
    }
}

#[tokio::test]
async fn the_answer_can_be_chosen() {
    let world = answering("{origin: {status: 403, headers: {X-A: b}, body: no}}");
    let (head, body) = fetch(&world, "a.test", world.ca_der()).await;
    assert!(head.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{head}");
    assert_eq!((header(&head, "X-A"), body.as_str()), (Some("b"), "no"));
}

#[tokio::test]
async fn origins_fail_in_three_ways() {
    let reset = answering("{origin: {fails: reset_in_tls}}");
    let fault = tls_failure(&reset, "a.test").await;
    assert!(fault.contains("reset"), "{fault}");
    let silent = answering("{origin: {fails: silent}}");
    let (_, mut stream) = tunnel(&silent, "a.test:443").await;
    stream.write_all(b"\x16\x03\x01").await.unwrap();
    let nothing = tokio::time::timeout(Duration::from_millis(50), stream.read_u8()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    let closes = answering("{origin: {fails: close_before_answer}}");
    let (_, stream) = tunnel(&closes, "a.test:443").await;
    let mut stream = tls(closes.ca_der(), "a.test", stream).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert_eq!(rest(&mut stream).await.unwrap(), "");
}

#[tokio::test]
async fn an_origin_can_take_its_time() {
    let world = answering("{origin: {after_ms: 40}}");
    let before = std::time::Instant::now();
    fetch(&world, "a.test", world.ca_der()).await;
    assert!(before.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn origins_listen_by_themselves_in_both_families() {
    for address in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        let origins = Origins::start(Origin::default(), address).unwrap();
        let request = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
        let plain = talk(origins.address(), request).await.unwrap();
        assert!(plain.starts_with("HTTP/1.1 200 ") && plain.contains("a.test"), "{plain}");
        let stream = TcpStream::connect(origins.address()).await.unwrap();
        let mut stream = tls(origins.ca_der(), "b.test", stream).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        assert!(rest(&mut stream).await.unwrap().starts_with("HTTP/1.1 200 "));
        let refused = TcpStream::connect(origins.refusing_address().unwrap()).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        assert_eq!(origins.requests().len(), 2);
        assert_eq!(der(origins.ca_pem()), *origins.ca_der());
        origins.shutdown().await;
    }
}

#[tokio::test]
async fn a_client_without_a_server_name_gets_the_address() {
    let world = answering("allow");
    fetch(&world, "127.0.0.1", world.ca_der()).await;
    let (_, stream) = tunnel(&world, "[::1]:443").await;
    tls(world.ca_der(), "::1", stream).await.unwrap();
}

#[tokio::test]
async fn origins_stay_on_this_machine() {
    let refused = Origins::start(Origin::default(), Ipv4Addr::UNSPECIFIED.into());
    assert!(refused.is_err());
}
