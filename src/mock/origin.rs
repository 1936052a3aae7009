//! The origins behind the proxy: small web servers in this process, good and bad ones.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use super::certificates::CertificateKind;
use super::duration::milliseconds;
use super::recorder::Party;
use super::request::{Received, Request, receive};
use super::response::{Afterwards, Response};
use super::shared::Shared;
use super::status::Status;
use super::tls::TlsVersions;
use super::wire::Wire;

/// The first byte of a TLS handshake record (RFC 8446, section 5.1).
pub(super) const TLS_HANDSHAKE: u8 = 0x16;

/// How an origin answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Origin {
    /// Status of its answer.
    pub status: Status,
    /// Reason phrase, in place of the registered one.
    pub reason: Option<String>,
    /// Headers, in place of its own of the same name or beside them.
    pub headers: BTreeMap<String, String>,
    /// Body, in place of a line that names the host.
    pub body: Option<String>,
    /// The certificate that it shows.
    pub certificate: CertificateKind,
    /// The TLS versions that it speaks.
    pub tls: TlsVersions,
    /// How long it thinks before it answers. In a file: `after_ms`, in milliseconds.
    #[serde(rename = "after_ms", deserialize_with = "milliseconds")]
    pub after: Duration,
    /// How it fails, if it does.
    pub fails: Option<OriginFailure>,
}

/// How an origin fails although it takes connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginFailure {
    /// Takes the connection and never says a word.
    Silent,
    /// Resets the connection in answer to the TLS `ClientHello`.
    ResetInTls,
    /// Closes after it has read the request.
    CloseBeforeAnswer,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            status: Status::OK,
            reason: None,
            headers: BTreeMap::new(),
            body: None,
            certificate: CertificateKind::default(),
            tls: TlsVersions::default(),
            after: Duration::ZERO,
            fails: None,
        }
    }
}

impl Origin {
    /// Its answer to any request.
    pub(super) fn response(&self, host: &str) -> Response {
        Response::new(self.status.code(), self.status.reason())
            .header("Server", "clearway-mock-origin")
            .header("Content-Type", "text/plain")
            .body(format!("The clearway mock origin of {host} answers.\n"))
            .changed(
                Some((self.status.code(), self.reason.as_deref())),
                &self.headers,
                self.body.as_deref(),
            )
    }
}

/// Plays the origin at the far end of a tunnel, or of a direct connection. `host` is whom the
/// client asked for, where that is known. TLS is spoken with clients that begin with it.
pub(super) async fn serve(
    shared: &Arc<Shared>,
    origin: &Origin,
    host: &str,
    mut wire: Wire,
) -> io::Result<()> {
    if origin.fails == Some(OriginFailure::Silent) {
        wire.hold().await;
        return Ok(());
    }
    match wire.peek().await? {
        None => Ok(()),
        Some(TLS_HANDSHAKE) if origin.fails == Some(OriginFailure::ResetInTls) => wire.reset(),
        Some(TLS_HANDSHAKE) => {
            let mut stream = handshake(shared, origin.certificate, origin.tls, host, wire).await?;
            serve_http(shared, origin, host, &mut stream).await?;
            stream.shutdown().await?;
            stream.into_inner().0.finish().await;
            Ok(())
        }
        Some(_) => {
            serve_http(shared, origin, host, &mut wire).await?;
            wire.finish().await;
            Ok(())
        }
    }
}

/// Takes a TLS connection with a certificate of that kind, a round trip after the `ClientHello`.
pub(super) async fn handshake(
    shared: &Arc<Shared>,
    kind: CertificateKind,
    versions: TlsVersions,
    host: &str,
    wire: Wire,
) -> io::Result<tokio_rustls::server::TlsStream<Wire>> {
    shared.travel().await;
    let bare_host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let config = shared.tls.server(kind, versions, bare_host);
    TlsAcceptor::from(config).accept(wire).await
}

async fn serve_http<S: AsyncRead + AsyncWrite + Unpin>(
    shared: &Shared,
    origin: &Origin,
    host: &str,
    stream: &mut S,
) -> io::Result<()> {
    loop {
        let request = match receive(stream).await? {
            Received::Request(request, _body) => request,
            Received::Nothing => return Ok(()),
            Received::Malformed => {
                let refusal = Response::new(400, "Bad Request").closes();
                return refusal.send(stream, "GET").await.map(drop);
            }
        };
        shared.recorder.record(Party::Origin, &request);
        shared.travel().await;
        tokio::time::sleep(origin.after).await;
        if origin.fails == Some(OriginFailure::CloseBeforeAnswer) {
            return Ok(());
        }
        let response = answer(origin, host, &request);
        let afterwards = response.send(stream, &request.method).await?;
        if afterwards == Afterwards::Close {
            return Ok(());
        }
    }
}

fn answer(origin: &Origin, host: &str, request: &Request) -> Response {
    let response = origin.response(if host.is_empty() {
        request.header("Host").unwrap_or("nobody")
    } else {
        host
    });
    if request.closes { response.closes() } else { response }
}
