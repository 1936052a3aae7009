//! Tests of the mock world as its clients see it, with a raw client of their own.

mod access_log;
mod answers;
mod certificates;
mod failures;
mod origins;
mod proxy;
mod redirects;
mod rules;
mod scenarios;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{MockWorld, Scenario};

/// A generous end for things that should come at once.
const SOON: Duration = Duration::from_secs(20);

/// A world with these lines after the two that every scenario has.
fn world(lines: &str) -> MockWorld {
    start(format!("schema: clearway/mock/v1\ntitle: test\n{lines}\n").parse().unwrap())
}

/// A world where every host gets this answer.
fn answering(answer: &str) -> MockWorld {
    world(&format!("default: {answer}"))
}

fn start(scenario: Scenario) -> MockWorld {
    MockWorld::start(scenario, loopback()).unwrap()
}

fn loopback() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

/// Sends bytes and reads to the end of the connection; a reset shows as the error.
async fn talk(to: SocketAddr, bytes: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(to).await?;
    stream.write_all(bytes.as_bytes()).await?;
    stream.shutdown().await?;
    rest(&mut stream).await
}

/// Everything up to the end of the connection.
async fn rest<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<String> {
    let mut got = Vec::new();
    tokio::time::timeout(SOON, stream.read_to_end(&mut got)).await.expect("an end")?;
    Ok(String::from_utf8_lossy(&got).into_owned())
}

/// A response head, up to its blank line.
async fn head<S: AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut got = Vec::new();
    while !got.ends_with(b"\r\n\r\n") {
        got.push(tokio::time::timeout(SOON, stream.read_u8()).await.expect("a byte").unwrap());
    }
    String::from_utf8(got).unwrap()
}

/// A response: its head, and as much body as the head announces.
async fn response<S: AsyncRead + Unpin>(stream: &mut S) -> (String, String) {
    let head = head(stream).await;
    let length = header(&head, "Content-Length").expect("a length").parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    (head, String::from_utf8(body).unwrap())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(": ")?;
        known.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// The answer to a CONNECT, with all that follows it.
async fn connect_answer(world: &MockWorld, authority: &str) -> String {
    talk(world.address(), &connect(authority)).await.unwrap()
}

/// The answer to a GET for a URL, with all that follows it.
async fn get_answer(world: &MockWorld, url: &str) -> String {
    talk(world.address(), &format!("GET {url} HTTP/1.1\r\nHost: x\r\n\r\n")).await.unwrap()
}

fn connect(authority: &str) -> String {
    format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n")
}

/// An open tunnel, and the head that opened it.
async fn tunnel(world: &MockWorld, authority: &str) -> (String, TcpStream) {
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(connect(authority).as_bytes()).await.unwrap();
    (head(&mut stream).await, stream)
}

/// A client that trusts one CA and nobody else.
async fn tls<S: AsyncRead + AsyncWrite + Unpin>(
    ca: &CertificateDer<'static>,
    name: &str,
    stream: S,
) -> std::io::Result<TlsStream<S>> {
    let mut roots = RootCertStore::empty();
    roots.add(ca.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// CONNECT, TLS and one GET: the whole way to an origin.
async fn fetch(world: &MockWorld, host: &str, ca: &CertificateDer<'static>) -> (String, String) {
    let (_, stream) = tunnel(world, &format!("{host}:443")).await;
    let mut stream = tls(ca, host, stream).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: test/1\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    response(&mut stream).await
}

/// Why the handshake with that host fails.
async fn tls_failure(world: &MockWorld, host: &str) -> String {
    let (head, stream) = tunnel(world, &format!("{host}:443")).await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    match tls(world.ca_der(), host, stream).await {
        Ok(_) => panic!("the handshake with {host} succeeded"),
        Err(error) => error.to_string(),
    }
}

/// The CA in a PEM text.
fn der(pem: &str) -> CertificateDer<'static> {
    rustls::pki_types::pem::PemObject::from_pem_slice(pem.as_bytes()).unwrap()
}
