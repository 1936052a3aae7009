//! The floor of the whole-run comparison: the same wire work as a probe (CONNECT, a full TLS 1.3
//! handshake without resumption, one request), on bare tokio and rustls, keeping nothing.
//!
//! Usage: `floor PROXY CA.pem IN_FLIGHT < hosts`, one host per line; `whole-run.sh` calls it.

use std::io::BufRead;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let [proxy, ca, in_flight] = arguments.as_slice() else {
        // `cargo bench` runs every bench: without arguments there is nothing to compare with.
        println!("floor: run by benches/whole-run.sh");
        return;
    };
    let proxy: SocketAddr = proxy.parse().expect("the proxy is an address with a port");
    let in_flight: usize = in_flight.parse().expect("the number in flight is a number");
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca).expect("the CA can be read") {
        roots.add(certificate.expect("the CA is PEM")).expect("the CA can be a root");
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has TLS 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.resumption = rustls::client::Resumption::disabled();
    let connector = TlsConnector::from(Arc::new(config));
    let hosts: Vec<String> = std::io::stdin().lock().lines().map_while(Result::ok).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let good = runtime.block_on(all(proxy, connector, hosts, in_flight));
    println!("{good}");
}

async fn all(
    proxy: SocketAddr,
    connector: TlsConnector,
    hosts: Vec<String>,
    in_flight: usize,
) -> usize {
    let mut under_way = JoinSet::new();
    let mut good = 0;
    for host in hosts {
        if under_way.len() >= in_flight {
            good += usize::from(matches!(under_way.join_next().await, Some(Ok(Some(())))));
        }
        under_way.spawn(one(proxy, connector.clone(), host));
    }
    while let Some(done) = under_way.join_next().await {
        good += usize::from(matches!(done, Ok(Some(()))));
    }
    good
}

async fn one(proxy: SocketAddr, connector: TlsConnector, host: String) -> Option<()> {
    let mut stream = TcpStream::connect(proxy).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let request = format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut buffer = [0; 4096];
    let mut length = 0;
    while !buffer[..length].ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer[length..]).await.ok()? {
            0 => return None,
            read => length += read,
        }
    }
    if !buffer.starts_with(b"HTTP/1.1 200") {
        return None;
    }
    let name = ServerName::try_from(host.clone()).ok()?;
    let mut stream = connector.connect(name, stream).await.ok()?;
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all).await;
    all.starts_with(b"HTTP/1.1 200").then_some(())
}
